"""What the list of complaints knows of their clocks: what is due next, and what is late or soon will be."""

from datetime import datetime, timedelta

import django_filters as filters
from django.db.models import Prefetch
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from complaints.clocks import Book
from complaints.models import ComplaintClock
from complaints.models.complaint import NEVER
from complaints.time_left import time_left
from lib.lists.fields import LABELLED, Field
from lib.lists.page import Sort
from lib.lists.rows import badge
from lib.tenancy.state import require_workspace_id
from lib.working_time import NoWorkingTime, WorkingHours
from workspaces.models import Workspace
from workspaces.working_hours import working_hours_of

LATE, SOON = "late", "soon"
# Of working time: what is due so soon is done before anything else.
SOON_IS = timedelta(hours=4)


def hours_now() -> WorkingHours:
    return working_hours_of(Workspace.objects.get(pk=require_workspace_id()))


def soon(hours: WorkingHours, now: datetime) -> datetime:
    """Until when something is due soon."""
    try:
        return hours.add_working_time(now, SOON_IS)
    except NoWorkingTime:
        return now + SOON_IS


class DueFilter(filters.ChoiceFilter):
    """By what is due next."""

    def __init__(self, *args, **kwargs):
        choices = [(LATE, _("Late")), (SOON, _("Late or due in 4 working hours"))]
        super().__init__(*args, choices=choices, **kwargs)

    def filter(self, queryset, value):
        if not value:
            return queryset
        now = timezone.now()
        return queryset.filter(due_at__lt=now if value == LATE else soon(hours_now(), now))


def running_clocks(membership):
    running = ComplaintClock.objects.running().order_by("due_at", "pk")
    return [Prefetch("clocks", queryset=running, to_attr="running_clocks")]


def next_clock(complaint) -> ComplaintClock | None:
    """The one that is due first; of those that are all paused any."""
    return next(iter(complaint.running_clocks), None)


def state_of(clock, now: datetime, until: datetime) -> str:
    """How it looks: late, soon, standing still, in time."""
    if clock.is_over(now):
        return "late"
    if clock.is_paused:
        return "neutral"
    return "waiting" if clock.due_at and clock.due_at < until else "info"


def due_cell(complaint, rows):
    clock = next_clock(complaint)
    if clock is None:
        return ""
    if "clocks" not in rows.kept:
        book, now = Book.read(), timezone.now()
        rows.kept["clocks"] = book, now, soon(book.hours, now)
    book, now, until = rows.kept["clocks"]
    left = time_left(clock, book.hours_of(clock), now)
    return format_html(
        '{} <span class="muted d-md-block">{}</span>',
        badge(left, state_of(clock, now, until)),
        clock.get_kind_display(),
    )


def written_due(complaint, people):
    return "" if complaint.due_at == NEVER else complaint.due_at


FIELDS = [
    Field(
        "due",
        _("Time left"),
        cell=due_cell,
        written=written_due,
        on_a_phone=LABELLED,
        parts=running_clocks,
        sorts=(Sort("due", _("Due first"), "due_at"),),
        filter=lambda: DueFilter(label=_("Time left")),
        is_usual=True,
    ),
]
