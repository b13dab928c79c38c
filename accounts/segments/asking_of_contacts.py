"""What segments may ask of contacts, by the key of the field; some of it is a column of no list."""

from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from accounts.models import Consent, Contact, ContactInterest, SegmentMember, Tag
from accounts.models.contact import Channel
from accounts.models.segment import Segment
from accounts.purposes import purpose_choices
from accounts.segments import rules
from accounts.segments.asking_of_accounts import named, without_nothing
from accounts.segments.rules import NEVER_EMPTY, chosen, day, has
from lib.lists.fields import Field
from lib.lists.rules import CONSENTS, NUMBER, PLACE, PROFILE, PROGRESS, Asked, Operator, Param
from lib.places import country_choices, language_choices


def years_before(day: date, years: int) -> date:
    """The same day so many years earlier; of 29 February the day before it where there is none."""
    year = max(day.year - years, 1)
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)


def aged(values: dict[str, Any], at: str) -> Q:
    """Whole years of life: who is 30 was born after today 31 years ago, and until today 30 years ago."""
    found = ~Q(**{f"{at}birth_on__isnull": True})
    if values.get("least") is not None:
        found &= Q(**{f"{at}birth_on__lte": years_before(rules.today(), values["least"])})
    if values.get("most") is not None:
        found &= Q(**{f"{at}birth_on__gt": years_before(rules.today(), values["most"] + 1)})
    return found


def years(name: str, label: Any) -> Param:
    return Param(name, NUMBER, label, most=rules.MOST_YEARS)


def interested(keys, at):
    return has(ContactInterest.objects.filter(tag__in=map(int, keys)), to="contact", at=at)


def said(state: str):
    def condition(values, at):
        found = Q()
        for purpose in values["purposes"]:
            for channel in values["channels"]:
                rows = Consent.objects
                keys = (
                    rows.consenting(channel, purpose) if state == "yes" else rows.refusing(channel, purpose)
                )
                found |= Q(**{f"{at}pk__in": keys})
        return found

    return condition


def asked_for() -> tuple[Param, Param]:
    return (
        rules.choice_param(purpose_choices, _("Purpose"), "purposes"),
        rules.choice_param(Channel.choices, _("Channel"), "channels"),
    )


def lists():
    found = Segment.objects.filter(kind=Segment.Kind.STATIC, archived_at=None).order_by("name_fold", "pk")
    return [(str(each.number), each.name) for each in found]


def on_a_list(keys, at):
    members = SegmentMember.objects.filter(segment__number__in=map(int, keys), removed_at=None)
    return has(members, to="contact", at=at)


AGE = rules.asked(
    PROFILE,
    Operator("least", _("is at least"), _("%(least)s or more"), aged, (years("least", _("From")),)),
    Operator("most", _("is at most"), _("%(most)s or less"), aged, (years("most", _("To")),)),
    Operator(
        "between", _("is between"), _("from %(least)s to %(most)s"), aged,
        (years("least", _("From")), years("most", _("To"))),
    ),
    rules.empty(lambda v, at: Q(**{f"{at}birth_on__isnull": True}), _("not known")),
)  # fmt: skip
MONTH = rules.asked(
    PROFILE,
    Operator(
        "one_of", _("is one of"), "%(choices)s",
        lambda v, at: Q(**{f"{at}birth_on__month__in": list(map(int, v["choices"]))}),
        (rules.choice_param([(str(number), name) for number, name in MONTHS.items()]),),
    ),
)  # fmt: skip
CONSENT = rules.asked(
    CONSENTS,
    Operator("given", _("has agreed"), _("agreed to %(purposes)s by %(channels)s"), said("yes"), asked_for()),
    Operator("refused", _("has refused"), _("refused %(purposes)s by %(channels)s"), said("no"), asked_for()),
)  # fmt: skip
REACHED = rules.asked(
    PROFILE,
    Operator("email", _("by e-mail"), _("by e-mail"), lambda v, at: ~Q(**{f"{at}email_1": ""})),
    Operator("phone", _("by phone"), _("by phone"), lambda v, at: ~Q(**{f"{at}phone_1_e164": ""})),
)
LISTED = rules.asked(
    PROGRESS,
    Operator(
        "one_of", _("is on one of"), "%(choices)s", lambda v, at: on_a_list(v["choices"], at),
        (rules.choice_param(lists),),
    ),
)  # fmt: skip

CONTACT: dict[str, Asked] = {
    "birth_on": day(PROFILE, "birth_on"),
    "city": rules.text(PLACE, "city", label=_("City of the contact")),
    "country": chosen(
        PLACE, without_nothing(country_choices), "country", label=_("Country of the contact")
    ),
    "language": chosen(
        PROFILE, without_nothing(language_choices), "language", label=_("Language of the contact")
    ),
    "gender": chosen(PROFILE, Contact.Gender.choices, "gender"),
    "preferred_channel": chosen(PROFILE, Channel.choices, "preferred_channel"),
    "interest": chosen(
        PROFILE, named(Tag, kind=Tag.Kind.INTEREST), "interest", nothing=NEVER_EMPTY,
        find=lambda keys, at: interested(keys, at),
    ),
    "created": day(
        PROGRESS, "created_at", is_moment=True, nothing=NEVER_EMPTY, label=_("Contact added on")
    ),
}  # fmt: skip
ONLY_ASKED = [
    Field("age", _("Age in years"), rule=AGE),
    Field("birth_month", _("Month of birth"), rule=MONTH),
    Field("reached", _("Can be reached"), rule=REACHED),
    Field("consent", _("Consent"), rule=CONSENT),
    Field("listed", _("Segment of chosen people"), rule=LISTED),
]
