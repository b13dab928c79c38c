"""Why two customers look like one, in words."""

from django.utils.translation import gettext_lazy as _

REASONS = {
    "name_same": _("same name"),
    "name_letters_1": _("name differs by one letter"),
    "name_letters_2": _("name differs by two letters"),
    "name_spaces": _("name differs by spaces only"),
    "name_script": _("same name in Arabic and Latin letters"),
    "name_part": _("one name is a part of the other"),
    "name_core": _("same name but for the line of business"),
    "phone_same": _("same phone"),
    "phone_near": _("phone differs by one digit"),
    "email_same": _("same e-mail"),
    "host_same": _("same website"),
    "born_same": _("same birth date"),
    "city_same": _("same city"),
    "place_same": _("at the same account"),
}


def in_words(codes) -> list:
    return [REASONS[code] for code in codes if code in REASONS]
