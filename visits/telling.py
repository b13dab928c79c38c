"""How visits are told: a day in one line on the page of a customer, and keys to those who lead the workspace."""

from django.utils.translation import gettext_lazy as _

from timeline.kinds import Kind
from timeline.verbs import Verb
from visits.models import VisitDay

GROUPS = {"visits": _("On the website")}

KINDS = {
    "visits.visitday": Kind(rows=lambda member: VisitDay.objects.visible_to(member)),
    "visits.visitkey": Kind(hidden=("token_hash", "form_token")),
    "visits.visitrules": Kind(),
}

VERBS = {
    "visitday.seen": Verb(
        "world",
        _("the customer was on the website"),
        _("the customer was on the website: %(subject)s"),
        group="visits",
    ),
    "visitkey.made": Verb(
        "key", _("made the key of a website: %(key)s"), label=_("Key of a website made"), group="settings"
    ),
    "visitkey.revoked": Verb(
        "key",
        _("revoked the key of a website: %(key)s"),
        label=_("Key of a website revoked"),
        group="settings",
    ),
    "visitrules.changed": Verb(
        "settings",
        _("changed how long visits of the website are kept, in months: %(months)s"),
        label=_("Rules for visits of the website changed"),
        group="settings",
    ),
}
