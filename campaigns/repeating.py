"""What people do with series: write, start, stop, archive, approve an issue. What Sila does stands in issuing.py."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from campaigns.models import Campaign, Series
from campaigns.problems import problems_of
from campaigns.scheduling import NotWhole
from campaigns.states import NotNow, State
from timeline.services import record

OF_SERIES = (
    "name", "purpose", "template", "audience", "rhythm", "unit", "every", "begins_on", "occasion", "is_hijri",
    "days_before", "silent_days", "at", "open_hours", "is_approved_first",
)  # fmt: skip


class NoDay(Exception):
    """No calendar knows a day on which it would be sent."""


class Archived(Exception):
    """It, its template or its occasion is archived: restore that first."""


@transaction.atomic
def add_series(*, by, form_token=None, **written) -> Series:
    """It stands still at first. IntegrityError when the form was sent before."""
    made = Series.objects.create(created_by=by, form_token=form_token, **written)
    record("series.created", made, by=by)
    return made


@transaction.atomic
def change_series(series, *, by, read_version: int, fields: dict[str, Any]) -> None:
    """Issues that were made stay as they are. Raises Stale; NotWhole and NoDay of one that runs, which then stays."""
    changed = sorted(name for name, value in fields.items() if getattr(series, name) != value)
    if not changed:
        return
    for name in changed:
        setattr(series, name, fields[name])
    if series.is_running:
        _plan(series)
    series.save_version(read_version=read_version)
    record("series.changed", series, by=by, fields=changed)


@transaction.atomic
def start(series, *, by) -> None:
    """Issues come by themselves from now on. Raises Archived, NotWhole and NoDay; nothing when it runs."""
    series.wait_to_change()
    if series.is_running:
        return
    _plan(series)
    series.why = ""
    series.save_version()
    record("series.started", series, by=by)


@transaction.atomic
def stop(series, *, by, why="") -> None:
    """No further issues; those that are made go on. start() is the opposite."""
    series.wait_to_change()
    if not series.is_running:
        return
    series.plan(None)
    series.why = why
    series.save_version()
    record("series.stopped", series, by=by, **({"why": str(why)} if why else {}))


@transaction.atomic
def archive_series(series, *, by) -> None:
    """Stopped, and out of the way; restore() brings it back, standing still."""
    stop(series, by=by)
    series.archive(by=by)


@transaction.atomic
def decline(issue: Campaign, *, by) -> None:
    """This issue is not sent; the next one comes. Raises NotNow."""
    issue.wait_to_change()
    if issue.series_id is None:
        raise NotNow("decline", issue.state)
    issue.move("decline", by=by)


def first_day(series) -> date | None:
    """On which the next issue would be: today, while its hour is still to come and no issue of today was made."""
    today, now = timezone.localdate(), timezone.now()
    is_over = series.sends_at(today) <= now
    day = series.next_after(today if is_over else today - timedelta(days=1))
    while day is not None and series.pk and Campaign.objects.filter(series=series, issue_on=day).exists():
        day = series.next_after(day)
    return day


def _plan(series) -> None:
    template = series.template
    is_gone = template.is_archived or (series.occasion is not None and series.occasion.is_archived)
    if series.is_archived or is_gone:
        raise Archived
    if problems := problems_of(template, template.in_order()):
        raise NotWhole(problems)
    day = first_day(series)
    if day is None:
        raise NoDay
    series.plan(day)


def waiting_issues():
    """Issues that somebody has to approve, the next one first."""
    drafts = Campaign.objects.filter(state=State.DRAFT, series__isnull=False, archived_at=None)
    waiting = drafts.filter(expire_at__gt=timezone.now())
    return waiting.select_related("series").order_by("send_at", "pk")
