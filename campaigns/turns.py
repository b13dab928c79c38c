"""Whose turn it is on a day: the contacts that an issue of a series is for, beside its audience.

A turn is written into the audience of the issue, so that it means the same whenever it is read: what is looked for,
and as of which local day.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q

from accounts.models import Account, Position
from campaigns.models.recipient import Recipient
from lib.celebrating import first_days
from lib.dates import start_of_day

# Who has been quiet for longer than this beyond what was asked is not looked for any more: a series that begins
# today does not write to everybody who ever left.
LATEST = timedelta(days=30)


def turn_of(series, day: date) -> dict[str, Any]:
    """What an issue of this local day looks for; nothing where all of the audience is meant."""
    if not series.is_daily:
        return {}
    if series.rhythm == series.Rhythm.SILENCE:
        return {"what": "silence", "on": day.isoformat(), "days": series.silent_days, "series": series.pk}
    celebrated = day + timedelta(days=series.days_before)
    return {"what": str(series.rhythm), "on": celebrated.isoformat(), "is_hijri": series.is_hijri}


def whose_turn(turn: Mapping[str, Any]) -> Q:
    """Of contacts: that they are meant."""
    return TURNS[turn["what"]](turn, date.fromisoformat(turn["on"]))


def _birthday(turn: Mapping[str, Any], on: date) -> Q:
    return Q(birth_on__in=first_days(on, is_hijri=turn["is_hijri"]))


def _anniversary(turn: Mapping[str, Any], on: date) -> Q:
    """Who stands first at a customer that has one."""
    accounts = Account.objects.customers_since(first_days(on, is_hijri=turn["is_hijri"])).values("pk")
    return _stands_first(Position.objects.filter(account__in=accounts))


def _silence(turn: Mapping[str, Any], on: date) -> Q:
    """Who stands first at a customer that neither bought nor was talked to, and was not written to for it yet."""
    last = on - timedelta(days=turn["days"])
    earliest = last - LATEST
    quiet = Account.objects.kept().filter(
        Q(last_contact_at__gte=start_of_day(earliest)) | Q(last_purchase_on__gte=earliest),
        status__in=(Account.Status.ACTIVE, Account.Status.DORMANT),
        last_contact_at__lt=start_of_day(last + timedelta(days=1)),
        last_purchase_on__lte=last,
    )
    written = Recipient.objects.filter(
        contact=OuterRef("contact"),
        campaign__series=turn["series"],
        state__in=(Recipient.State.SENT, Recipient.State.AMBIGUOUS),
        settled_at__gt=OuterRef("account__last_contact_at"),
        settled_at__date__gt=OuterRef("account__last_purchase_on"),
    )
    return _stands_first(Position.objects.filter(~Exists(written), account__in=quiet.values("pk")))


def _stands_first(positions) -> Q:
    return Q(pk__in=positions.filter(is_primary=True).values("contact"))


TURNS: Final[Mapping[str, Callable[[Mapping[str, Any], date], Q]]] = {
    "birthday": _birthday,
    "anniversary": _anniversary,
    "silence": _silence,
}
