"""Telling whom it concerns that the time of a promise runs out: each level of each clock once.

The row of the clock is the queue. It is claimed and settled in one transaction: a worker that ends in the middle
has told nothing, and a second one meanwhile takes other rows.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import cache

from django.db import transaction
from django.utils import timezone

from complaints import sla
from complaints.clocks import Book, reached, read_facts, set_next_level, share, told_levels
from complaints.models import ComplaintEvent
from complaints.models.clock import ComplaintClock, Escalation, EscalationRule
from interactions.reminding import works_here
from timeline.models import Event
from timeline.notifying import Telling, notify_apart
from timeline.services import event_of
from workspaces.models import Membership
from workspaces.models.membership import MANY_LEVELS
from workspaces.roles import HEADS, Role

BATCH = 500
RELATED = ("complaint__account__owner__user", "complaint__owner__user", "complaint__owner__workspace")
LEADERS = (Role.MANAGER, Role.ADMIN, Role.OWNER)
EXECUTIVES = (Role.OWNER, Role.ADMIN)
To = EscalationRule.To


@transaction.atomic
def escalate_next() -> int:
    """Settle the next clocks of the open workspace whose level was reached; how many they were."""
    held = (
        ComplaintClock.objects.due_for_escalation(timezone.now())
        .select_for_update(of=("self",), no_key=True, skip_locked=True)
        .order_by("next_level_at", "pk")
    )
    # Read after the locks: whoever closes or hands over waits for them, so this is how it stands.
    due = list(held.prefetch_related(*RELATED)[:BATCH])
    if due:
        _tell(settle(due))
    return len(due)


def settle(due: list[ComplaintClock]) -> list[Escalation]:
    """Note what these, whose rows are locked, have reached, and say when to look again; what is to be told."""
    book, now = Book.read(), timezone.now()
    keys = {each.complaint_id for each in due}
    facts, told, above = read_facts(keys), told_levels(keys), Line()
    found: list[Escalation] = []
    for row in due:
        clock = next(
            each
            for each in sla.clocks(facts[row.complaint_id])
            if (each.kind, each.number) == (row.kind, row.number)
        )
        levels = list(_reached_levels(row, clock, book, told[row.pk], now))
        found += _escalations(row, levels, above)
        highest = levels[-1][0].percent if levels else told[row.pk]
        set_next_level(row, clock, book, highest)
    Escalation.objects.bulk_create(found)
    ComplaintClock.objects.bulk_update(due, ["next_level", "next_level_at"])
    return [each for each in found if each.to is not None]


def _reached_levels(
    row, clock: sla.Clock, book: Book, told: int, now: datetime
) -> Iterable[tuple[EscalationRule, datetime]]:
    """Those above what was told, the lowest first, and when each was reached."""
    for level in book.levels:
        if level.percent > told:
            at = reached(clock, book.hours_of(row), share(row.target, level.percent))
            if at is None or at > now:
                return
            yield level, at


def _escalations(row, levels, above: "Line") -> list[Escalation]:
    """After a stop of Sila several are reached at once: the highest is told, the others are only noted."""
    # Of a customer who was archived with open ones, before that was refused, nobody can do anything: none is told.
    is_handled = not row.complaint.account.is_archived
    return [
        Escalation(
            clock=row,
            percent=level.percent,
            reached_at=at,
            to=above.whom(row.complaint, level.to) if (level, at) == levels[-1] and is_handled else None,
        )
        for level, at in levels
    ]


def _tell(escalations: list[Escalation]) -> None:
    events, timeline, tellings = [], [], []
    for each in escalations:
        complaint = each.clock.complaint
        detail = {"promise": each.clock.kind, "percent": each.percent}
        events.append(
            ComplaintEvent(complaint=complaint, step="escalated", detail={**detail, "to": each.to.number})
        )
        timeline.append(event_of("complaint.escalated", complaint, by=None, **detail, name=str(each.to)))
        tellings.append(Telling("complaint.escalated", each.to, complaint, detail=detail))
    ComplaintEvent.objects.bulk_create(events)
    Event.objects.bulk_create(timeline)
    # Not united with what is unread of earlier: each level of each promise has its own mail.
    notify_apart(tellings)


class Line:
    """Who stands above whom, each read once for a batch."""

    def __init__(self) -> None:
        members = Membership.objects.select_related("user", "workspace").order_by("pk")
        self.members = {each.pk: each for each in members}
        self.above = cache(self._above)

    def whom(self, complaint, to: str) -> Membership | None:
        """Who is told at this level; whoever is above where nobody is there, in the end the head of the workspace."""
        owner = complaint.owner or complaint.account.owner
        if to == To.OWNER and works_here(owner):
            return owner
        line = self.above(owner.pk) if owner else ()
        if to in {To.OWNER, To.LEAD} and line:
            return line[0]
        if to in {To.OWNER, To.LEAD, To.MANAGER}:
            lead_apart = line[1:] if to == To.MANAGER and len(line) > 1 else line
            manager = next((each for each in lead_apart if each.role in LEADERS), None)
            return manager or self._first(LEADERS)
        return next((each for each in line if each.role in HEADS), None) or self._first(EXECUTIVES)

    def _above(self, pk: int) -> tuple[Membership, ...]:
        found: list[Membership] = []
        member = self.members[pk]
        for _level in range(MANY_LEVELS):
            if member.reports_to_id is None:
                break
            member = self.members[member.reports_to_id]
            found.append(member)
        return tuple(filter(works_here, found))

    def _first(self, roles) -> Membership | None:
        """Of the first of these roles that somebody has; of several who has been here longest."""
        for role in roles:
            for member in self.members.values():
                if member.role == role and works_here(member) and member.sees_everything:
                    return member
        return None
