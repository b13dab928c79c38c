"""A week of somebody's follow-ups and meetings, in the order in which the workspace counts its days.

Unit: days, as `datetime.date`. A week begins on the first working day after the weekend; without a weekend on Sunday.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from interactions.models import FollowUp, Interaction
from lib import formats
from lib.registry import Registry
from lib.working_time import WorkingHours

SUNDAY = 6
DAYS = 7
MOST_A_DAY = 40
FURTHEST = timedelta(days=3660)
ICONS = {Interaction.Channel.MEETING: "users", Interaction.Channel.VISIT: "map-pin"}
MEETINGS = tuple(ICONS)

# Of (owner, begin, end, seen_by=): the entries that higher apps add.
further = Registry("what else stands in a week")


@dataclass
class Day:
    on: date
    is_today: bool
    is_working: bool
    # Those of an hour in its order, and then those of the day.
    entries: list = field(default_factory=list)
    left_out: int = 0


@dataclass(frozen=True)
class Entry:
    """A follow-up or a meeting as a calendar shows it; `page` is where it is found, by its number."""

    record: Any
    at: datetime | None
    name: str
    page: str = "interactions:follow_up"
    icon: str = ""
    is_done: bool = False

    @property
    def hour(self) -> str:
        """As it is shown; digits of either kind are in their order."""
        return formats.clock(self.at) if self.at else ""


def first_weekday(hours: WorkingHours) -> int:
    """Monday is 0."""
    weekend = set(hours.weekend)
    if not 0 < len(weekend) < DAYS:
        return SUNDAY
    return next(day for day in range(DAYS) if day not in weekend and (day - 1) % DAYS in weekend)


def week_of(day: date, hours: WorkingHours) -> list[date]:
    first = day - timedelta(days=(day.weekday() - first_weekday(hours)) % DAYS)
    return [first + timedelta(days=count) for count in range(DAYS)]


def asked_day(text: str, today: date) -> date:
    """The day that an address names, or today."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return today
    return found if abs(found - today) < FURTHEST else today


def days_of(owner, days: list[date], hours: WorkingHours, *, seen_by) -> list[Day]:
    """What this member has to do and whom he met on these days, as far as `seen_by` may see the customers."""
    today = timezone.localdate()
    found = {day: Day(day, day == today, hours.is_working_day(day)) for day in days}
    for step in steps(owner, days, seen_by):
        day = found[step.due_on]
        day.entries.append(Entry(step, step.due_at, step.reason, is_done=not step.is_open))
        day.left_out = max(step.of_day - MOST_A_DAY, 0)
    begin, end = (
        timezone.make_aware(datetime.combine(day, time())) for day in (days[0], days[-1] + timedelta(days=1))
    )
    for entries in (meetings, *further):
        for entry in entries(owner, begin, end, seen_by=seen_by):
            found[timezone.localdate(entry.at)].entries.append(entry)
    for day in found.values():
        day.entries.sort(key=lambda entry: (entry.at is None, entry.hour, entry.name))
        day.left_out += max(len(day.entries) - MOST_A_DAY, 0)
        del day.entries[MOST_A_DAY:]
    return list(found.values())


def steps(owner, days, seen_by):
    rows = FollowUp.objects.visible_to(seen_by).owned_by(owner).filter(due_on__range=(days[0], days[-1]))
    rows = rows.exclude(state=FollowUp.State.CANCELLED).filter(account__archived_at=None)
    # So many of each day: one full day hides nothing of the next.
    place = Window(
        RowNumber(), partition_by="due_on", order_by=[F("due_at").asc(nulls_last=True), F("pk").asc()]
    )
    rows = rows.annotate(place=place, of_day=Window(Count("pk"), partition_by="due_on"))
    return rows.filter(place__lte=MOST_A_DAY).select_related("account").order_by("due_on", "pk")


def meetings(owner, begin, end, *, seen_by):
    rows = Interaction.objects.visible_to(seen_by).kept().filter(logged_by=owner, channel__in=MEETINGS)
    for each in rows.filter(at__gte=begin, at__lt=end).select_related("account").order_by("at", "pk"):
        yield Entry(
            each, each.at, each.name, page="interactions:detail", icon=ICONS[each.channel], is_done=True
        )
