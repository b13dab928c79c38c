"""Who has an occasion on a local day, by the trigger of a rule: asked set-based, in the order of keys."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import CharField, Exists, F, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Concat

from accounts.models import Account, Contact, Position
from interactions.models import Interaction
from interactions.models.standing import MISSED
from lib.celebrating import first_days, year_of
from loyalty.booking import Source
from loyalty.models import CodeReferral, Grant, RuleVersion, Wallet
from loyalty.models.rule import Trigger
from loyalty.suspecting import OVER
from sales.models import Referral, Testimonial

# What came to be known late is given late: so many days back.
LATE = timedelta(days=30)
VISITS = (Interaction.Channel.MEETING, Interaction.Channel.VISIT)


@dataclass(frozen=True)
class Candidate:
    key: int
    account_id: int
    occasion: str
    source: Source


def candidates(version: RuleVersion, day: date, *, after: int, most: int) -> list[Candidate]:
    """The next ones of a rule on a day, with keys above `after`."""
    trigger = Trigger(version.trigger)
    rows, name = ROWS[trigger](version, day)
    label = rows.model._meta.label_lower
    found = rows.filter(pk__gt=after).order_by("pk").values_list("pk", "of_account")[:most]
    return [Candidate(pk, account, f"{name}/{pk}", Source(label, pk)) for pk, account in found]


def birthdays(version, day):
    """Of contacts, for the customer whose main contact they are, else for one where they work."""
    here = Position.objects.filter(contact=OuterRef("pk"), account__archived_at=None)
    at = Subquery(here.order_by("-is_primary", "pk").values("account")[:1])
    born = Contact.objects.filter(birth_on__in=first_days(day, is_hijri=version.is_hijri), archived_at=None)
    year = year_of(day, is_hijri=version.is_hijri)
    return born.annotate(of_account=at).exclude(of_account=None), f"birthday/{year}"


def anniversaries(version, day):
    """Of the day on which they became customers first."""
    since = Account.objects.customers_since(first_days(day, is_hijri=version.is_hijri))
    rows = since.annotate(of_account=F("pk"))
    return rows, f"anniversary/{year_of(day, is_hijri=version.is_hijri)}"


def visits(version, day):
    """Meetings and visits that took place and were written down the day before."""
    yesterday = day - timedelta(days=1)
    rows = Interaction.objects.kept().filter(channel__in=VISITS, created_at__date=yesterday)
    return rows.exclude(outcome__in=MISSED).annotate(of_account=F("account")), "visit"


def sign_ups(version, day):
    rows = Wallet.objects.filter(joined_at__date__gte=day - LATE)
    return not_given(rows, version, "sign_up").annotate(of_account=F("account")), "sign_up"


def referrals(version, day):
    """Those whose customer has become one; who came by a code is rewarded by what they buy (qualifying.py)."""
    rows = Referral.objects.kept().filter(referred__isnull=False, on_day__gte=day - timedelta(days=366))
    standing = CodeReferral.objects.exclude(state__in=OVER).filter(friend=OuterRef("referred"))
    rows = rows.filter(~Exists(CodeReferral.objects.filter(referral=OuterRef("pk"))), ~Exists(standing))
    rows = rows.with_outcome().filter(outcome=Referral.Outcome.CUSTOMER)
    return not_given(rows, version, "referral").annotate(of_account=F("account")), "referral"


def testimonials(version, day):
    rows = Testimonial.objects.kept().filter(state=Testimonial.State.GIVEN, given_on__gte=day - LATE)
    return not_given(rows, version, "testimonial").annotate(of_account=F("account")), "testimonial"


def not_given(rows, version, name):
    occasion = Concat(Value(f"{name}/"), Cast(OuterRef("pk"), CharField()), output_field=CharField())
    return rows.filter(~Exists(Grant.objects.filter(rule=version.rule_id, occasion=occasion)))


ROWS: dict[Trigger, Callable] = {
    Trigger.BIRTHDAY: birthdays,
    Trigger.ANNIVERSARY: anniversaries,
    Trigger.VISIT: visits,
    Trigger.SIGN_UP: sign_ups,
    Trigger.REFERRAL: referrals,
    Trigger.TESTIMONIAL: testimonials,
}
