"""The clocks of complaints as rows: worked out from the events, in the transaction of whatever changed them.

What runs is measured by what holds now: the newest version of the first policy that fits, the working hours, the
rules of escalation. What has stopped was judged by what held then, and stays as it was judged.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from complaints import sla
from complaints.models import Complaint, ComplaintCategory, ComplaintEvent
from complaints.models.clock import HUNDRED, ComplaintClock, Escalation, EscalationRule
from complaints.models.complaint import NEVER
from complaints.models.event import facts_of
from complaints.models.policy import SlaPolicy, SlaTarget
from complaints.policies import keep_usual_policy, while_rules_stand
from lib.tenancy.state import require_workspace_id
from lib.working_time import DAY_MINUTES, NoWorkingTime, WorkingHours
from workspaces.models import Workspace
from workspaces.working_hours import working_hours_of

WRITTEN = (
    "version", "target_minutes", "is_around_the_clock", "started_at", "due_at", "stopped_at", "used_seconds",
    "is_paused", "is_late", "is_dropped", "next_level", "next_level_at",
)  # fmt: skip


@dataclass(frozen=True)
class Book:
    """What the workspace promises and when it works; read once for a request or a batch."""

    hours: WorkingHours
    always: WorkingHours
    levels: tuple[EscalationRule, ...]
    policies: tuple[tuple[SlaPolicy, dict[tuple[int, str], SlaTarget]], ...]
    parents: dict[int, int | None]  # of the categories

    @classmethod
    def read(cls) -> "Book":
        opened = Workspace.objects.get(pk=require_workspace_id())
        hours = working_hours_of(opened)
        levels = [each for each in EscalationRule.standing() if each.to != EscalationRule.To.NOBODY]
        return cls(
            hours=hours,
            always=WorkingHours(hours.time_zone, (((0, DAY_MINUTES),),) * 7),
            levels=tuple(levels),
            policies=tuple(SlaPolicy.objects.in_force()),
            parents=dict(ComplaintCategory.objects.values_list("pk", "parent_id")),
        )

    def hours_of(self, clock_or_target) -> WorkingHours:
        return self.always if clock_or_target.is_around_the_clock else self.hours

    def target_for(self, complaint, kind: str) -> SlaTarget:
        """Of the first policy that fits; the last one fits everybody."""
        categories = self._with_those_above(complaint.category_id)
        for policy, targets in self.policies:
            fits_category = policy.category_id is None or policy.category_id in categories
            if fits_category and policy.tier in {"", complaint.account.tier}:
                return targets[complaint.severity, kind]
        raise LookupError("A workspace always has times for everybody")

    def _with_those_above(self, category: int | None) -> set[int]:
        found: set[int] = set()
        while category is not None and category not in found:
            found.add(category)
            category = self.parents.get(category)
        return found


def follow(complaint, events) -> None:
    """After a step that means something to the clocks, or by which something else is promised."""
    if any(each.what or each.step == "reassess" for each in events):
        reckon([complaint])


@transaction.atomic
def reckon(complaints: Iterable[Complaint]) -> None:
    """Bring the clocks of these complaints up to their events; whoever calls holds the rows of the complaints."""
    complaints = list(complaints)
    keep_usual_policy()
    while_rules_stand()
    book, now = Book.read(), timezone.now()
    keys = [each.pk for each in complaints]
    facts, rows, told = read_facts(keys), _rows_of(keys), told_levels(keys)
    made, changed, moved = [], [], []
    for complaint in complaints:
        mine = rows[complaint.pk]
        for clock in sla.clocks(facts.get(complaint.pk, [])):
            row = mine.get((clock.kind, clock.number))
            if row is None:
                row = ComplaintClock(complaint=complaint, kind=clock.kind.value, number=clock.number)
                made.append(row)
            elif row.stopped_at is not None and row.stopped_at == clock.stopped_at:
                continue  # judged
            else:
                changed.append(row)
            mine[clock.kind, clock.number] = row
            _put(row, clock, book.target_for(complaint, clock.kind), book, told[row.pk], now)
        due_at = min(
            (each.due_at for each in mine.values() if each.is_running and each.due_at), default=NEVER
        )
        if complaint.due_at != due_at:
            complaint.due_at = due_at
            moved.append(complaint)
    ComplaintClock.objects.bulk_create(made)
    ComplaintClock.objects.bulk_update(changed, WRITTEN)
    for complaint in moved:
        Complaint.objects.filter(pk=complaint.pk).update(due_at=complaint.due_at)


def read_facts(keys: Iterable[int]) -> dict[int, list[sla.Fact]]:
    """Of the complaints with these keys."""
    events = defaultdict(list)
    for event in ComplaintEvent.objects.filter(complaint__in=keys).exclude(what="").order_by("pk"):
        events[event.complaint_id].append(event)
    return {key: facts_of(found) for key, found in events.items()}


def told_levels(keys: Iterable[int]) -> dict[int | None, int]:
    """The highest level that was told of each clock of these complaints; 0 of the others."""
    found: dict[int | None, int] = defaultdict(int)
    told = Escalation.objects.filter(clock__complaint__in=keys).order_by("percent")
    found.update(told.values_list("clock_id", "percent"))
    return found


def _rows_of(keys) -> dict[int, dict]:
    found: dict[int, dict] = defaultdict(dict)
    for row in (
        ComplaintClock.objects.filter(complaint__in=keys).select_for_update(no_key=True).order_by("pk")
    ):
        found[row.complaint_id][row.kind, row.number] = row
    return found


def _put(row, clock: sla.Clock, target: SlaTarget, book: Book, told: int, now: datetime) -> None:
    hours = book.hours_of(target)
    row.version_id, row.target_minutes = target.version_id, target.minutes
    row.is_around_the_clock = target.is_around_the_clock
    row.started_at, row.stopped_at = clock.started_at, clock.stopped_at
    row.is_paused, row.is_dropped = clock.is_paused, clock.is_dropped
    row.due_at = reached(clock, hours, row.target)
    row.is_late = not clock.is_running and sla.is_late(clock, hours, row.target, now)
    stands = clock.is_paused or not clock.is_running
    row.used_seconds = int(sla.used(clock, hours, now).total_seconds()) if stands else None
    set_next_level(row, clock, book, told)


def set_next_level(row, clock: sla.Clock, book: Book, told: int) -> None:
    """The next level above what was told; its moment is unknown while the clock is paused before it."""
    row.next_level = row.next_level_at = None
    if not clock.is_running:
        return
    level = next((each.percent for each in book.levels if each.percent > told), None)
    if level is not None:
        row.next_level = level
        row.next_level_at = reached(clock, book.hours_of(row), share(row.target, level))


def share(target: timedelta, percent: int) -> timedelta:
    return target * percent / HUNDRED


def reached(clock: sla.Clock, hours: WorkingHours, amount: timedelta) -> datetime | None:
    """When that much is used; None while it is paused before, and where nobody ever works."""
    try:
        return sla.reached_at(clock, hours, amount)
    except NoWorkingTime:
        return None
