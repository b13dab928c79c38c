"""Occasions of my customers: birthdays, years as a customer, and the holidays of their countries.

Birthdays come back on the same day of the Gregorian calendar, and where the workspace shows Hijri dates on the same
day of that one too. Who was born on 29 February has a birthday on the 28th in other years; the 30th of a Hijri month
that has 29 days this year is the 29th.
"""

import re
from calendar import isleap
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Q
from django.db.models.functions import ExtractDay, ExtractMonth
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from accounts.models import Account, Position
from interactions.models import OccasionMark
from lib import formats
from lib.celebrating import first_days
from lib.phones import whatsapp_address
from lib.places import country_name
from lib.public_holidays import public_holidays
from timeline.services import record
from workspaces.roles import Permission
from workspaces.today import DayRows

Kind = OccasionMark.Kind
# So many days before and after: a weekend lies between the day and whoever opens Today.
AHEAD, BEHIND = 3, 2
AHEAD_OF_HOLIDAYS = 7
MOST_A_DAY = 30
# Days of one holiday follow each other with a gap at most so long: a weekend, then the days that make up for it.
GAP = 5
LEAP_DAY = (2, 29)


@dataclass(frozen=True)
class Occasion:
    """One row of Today: what it is, when it falls this time, and for whom."""

    kind: str
    on: date
    account: Any = None
    contact: Any = None
    country: str = ""
    holiday: str = ""
    count: int = 0  # years as a customer, or customers in the country

    @property
    def key(self) -> tuple:
        whose = self.contact.pk if self.contact else self.country or self.account.pk
        return self.kind, whose, self.on

    @property
    def token(self) -> str:
        """By which the page names it."""
        whose = self.contact.number if self.contact else self.country or self.account.number
        return f"{self.kind}.{whose}.{self.on:%Y-%m-%d}"

    @property
    def is_today(self) -> bool:
        return self.on == timezone.localdate()

    @property
    def country_name(self) -> str:
        return country_name(self.country)

    @property
    def whatsapp(self) -> str:
        person = self.contact
        return whatsapp_address(person.phone_1_e164 if person else self.account.phone_e164)

    @property
    def greeting(self) -> str:
        """What is wished, in the language of whoever reads it."""
        language = (self.contact and self.contact.language) or self.account.language
        with translation.override(language or translation.get_language()):
            return str(GREETINGS[self.kind])


GREETINGS = {
    Kind.BIRTHDAY: _("Happy birthday! We wish you health and happiness in the year to come."),
    Kind.HIJRI_BIRTHDAY: _("Happy birthday! We wish you health and happiness in the year to come."),
    Kind.ANNIVERSARY: _("Another year together: thank you for your trust, and here is to many more."),
}


def occasions_of(membership) -> list[Occasion]:
    """Those near today that nobody has marked as done, the earliest first."""
    if not membership.can(Permission.VIEW_CUSTOMERS):
        return []
    found = near_today(membership)
    done = marked(found, membership)
    waiting = [each for each in found if each.key not in done]
    return sorted(waiting, key=lambda each: (each.on, each.kind, str(each.key[1])))[: MOST_A_DAY + 1]


def near_today(membership) -> list[Occasion]:
    """Done or not."""
    today = timezone.localdate()
    near = [today + timedelta(days=each) for each in range(-BEHIND, AHEAD + 1)]
    return [*birthdays(membership, near), *anniversaries(membership, near), *holidays(membership, today)]


OCCASIONS = DayRows(_("Occasions"), occasions_of, "interactions/occasions_today.html", is_watched=False)


def birthdays(membership, near) -> Iterator[Occasion]:
    """Of people at my customers, each at the customer where it stands first."""
    falls = {}
    for day in near:
        for born in first_days(day, is_hijri=False):
            falls[born] = (Kind.BIRTHDAY, day)
    if formats.current().calendar != "gregorian":
        for day in near:
            for born in first_days(day, is_hijri=True):
                falls.setdefault(born, (Kind.HIJRI_BIRTHDAY, day))
    mine = Position.objects.filter(account__owner=membership, account__archived_at=None)
    people = mine.filter(contact__archived_at=None, contact__birth_on__in=falls)
    seen = set()
    for position in people.select_related("contact", "account").order_by("-is_primary", "pk"):
        if position.contact_id not in seen:
            seen.add(position.contact_id)
            kind, day = falls[position.contact.birth_on]
            yield Occasion(kind, day, account=position.account, contact=position.contact)


def anniversaries(membership, near) -> Iterator[Occasion]:
    """A year, or several, since my customers came."""
    falls = {(day.month, day.day): day for day in near}
    wanted = {month * 100 + day for month, day in falls}
    if (2, 28) in falls and not isleap(falls[2, 28].year):
        falls[LEAP_DAY] = falls[2, 28]
        wanted.add(229)
    mine = Account.objects.kept().filter(owner=membership, status=Account.Status.ACTIVE)
    came = mine.annotate(came=ExtractMonth("created_at") * 100 + ExtractDay("created_at"))
    for account in came.filter(came__in=wanted):
        first = timezone.localtime(account.created_at).date()
        on = falls[first.month, first.day]
        if years := on.year - first.year:
            yield Occasion(Kind.ANNIVERSARY, on, account=account, count=years)


def holidays(membership, today) -> Iterator[Occasion]:
    """Of the countries of my customers; of several days the first."""
    mine = Account.objects.kept().filter(owner=membership).exclude(country="")
    language = translation.get_language()
    for country, count in mine.order_by("country").values_list("country").annotate(Count("pk")):
        for ahead in range(-BEHIND, AHEAD_OF_HOLIDAYS + 1):
            day = today + timedelta(days=ahead)
            name = bare_name(country, day, language)
            before = (bare_name(country, day - timedelta(days=back), language) for back in range(1, GAP + 1))
            if name and name not in before:
                yield Occasion(Kind.HOLIDAY, day, country=country, holiday=name, count=count)


def bare_name(country: str, day: date, language: str) -> str:
    """Without the word for a day off, and without «estimated»: «عيد الفطر» on each of its days."""
    name = public_holidays(country, day.year, language).get(day, "")
    return re.sub(r"\(.*?\)|^عطلة | Holiday\b", "", name).strip()


def marked(found, membership) -> set[tuple]:
    """The keys of those that are done."""
    if not found:
        return set()
    marks = OccasionMark.objects.filter(on__in={each.on for each in found}).filter(
        Q(contact__in={each.contact.pk for each in found if each.contact})
        | Q(account__in={each.account.pk for each in found if each.account and not each.contact})
        | Q(kind=Kind.HOLIDAY, by=membership)
    )
    return {(each.kind, each.contact_id or each.country or each.account_id, each.on) for each in marks}


@transaction.atomic
def mark_done(occasion, *, by) -> OccasionMark:
    """Off Today for this year, once, however many press it. OccasionMark.take_back() is the opposite."""
    whose = {
        "contact": occasion.contact,
        "account": None if occasion.contact else occasion.account,
        "country": occasion.country,
    }
    key = {"kind": occasion.kind, "on": occasion.on, **whose}
    if occasion.kind == Kind.HOLIDAY:
        key["by"] = by
    mark, is_new = OccasionMark.objects.get_or_create(**key, defaults={"by": by})
    if is_new and mark.customer is not None:
        words = {"context": occasion.account} if occasion.contact else {}
        record("occasion.done", mark.customer, by=by, kind=occasion.kind, **words)
    return mark
