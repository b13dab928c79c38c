"""The clocks of a complaint on its page, and the complaints of one's own whose time runs out on Today."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints import sla
from complaints.clock_fields import next_clock, running_clocks, soon, state_of
from complaints.clocks import Book, read_facts
from complaints.models import Complaint
from complaints.panels import Panel
from complaints.policies import Time
from complaints.time_left import time_left
from workspaces.roles import Permission
from workspaces.today import DayRows

MOST_A_DAY = 10
ENDED = {True: "late", False: "done"}


def read_clocks(complaint, member) -> dict | None:
    """Each promise, the newest last: its time, when it is due, how much is left, when it stood still."""
    rows = list(complaint.clocks.prefetch_related("escalations__to__user"))
    if not rows:
        return None
    book, now = Book.read(), timezone.now()
    found = {(each.kind, each.number): each for each in sla.clocks(read_facts([complaint.pk])[complaint.pk])}
    until = soon(book.hours, now)
    return {"clocks": [_shown(row, found[row.kind, row.number], book, now, until) for row in rows]}


def _shown(row, clock, book, now, until) -> dict:
    state = ENDED[row.is_late] if row.stopped_at else state_of(row, now, until)
    return {
        "row": row,
        "target": Time(row.target_minutes, row.is_around_the_clock).in_words,
        "left": time_left(row, book.hours_of(row), now),
        "state": "neutral" if row.is_dropped else state,
        "pauses": clock.pauses,
        "told": [each for each in row.escalations.all() if each.to],
    }


CLOCKS = Panel(title=_("Clocks"), template="complaints/clocks_panel.html", read=read_clocks)


def pressing_of(membership) -> list[Complaint]:
    """Those that I handle and that are late or will be soon."""
    if not membership.can(Permission.HANDLE_COMPLAINTS):
        return []
    book, now = Book.read(), timezone.now()
    until = soon(book.hours, now)
    mine = Complaint.objects.open().filter(owner=membership, due_at__lt=until, account__archived_at=None)
    parts = running_clocks(membership)
    found = list(
        mine.select_related("account").prefetch_related(*parts).order_by("due_at", "pk")[: MOST_A_DAY + 1]
    )
    for each in found:
        clock = next_clock(each)
        each.promise = clock.get_kind_display()
        each.left, each.pressing = time_left(clock, book.hours_of(clock), now), state_of(clock, now, until)
    return found


PRESSING = DayRows(
    _("Complaints that are late or soon will be"),
    pressing_of,
    "complaints/clocks_today.html",
    is_watched=False,
)
