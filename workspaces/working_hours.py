"""The working hours of a workspace: asked for by whoever counts time, changed by who leads the workspace."""

from datetime import date
from functools import lru_cache

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lib.undo import TooLate
from lib.working_time import WorkingHours
from timeline.models import Event
from timeline.services import record
from workspaces.models import SpecialPeriod, WorkingCalendar, Workspace
from workspaces.models.membership import NotAllowed
from workspaces.models.working_calendar import MOST_PERIODS, follow_hours, one_change_of_hours, plain


def working_hours_of(opened: Workspace) -> WorkingHours:
    """When people of the open workspace work, as it stands now: two small queries.

    Ask once for a request or a task and keep the answer. Equal hours are one object, whose days are worked
    out once in a process.
    """
    calendar = WorkingCalendar.objects.of(opened)
    return _one_object(calendar.hours(opened.time_zone, SpecialPeriod.objects.kept().order_by("number")))


@lru_cache(maxsize=256)
def _one_object(hours: WorkingHours) -> WorkingHours:
    return hours


@transaction.atomic
def change_hours(*, by, **fields) -> Event | None:
    """Another week, country of holidays or holidays that are worked; None when nothing changed."""
    opened = one_change_of_hours()
    calendar = WorkingCalendar.objects.of(opened)
    changes = _put(calendar, fields)
    if not changes:
        return None
    calendar.save()
    event = record("hours.changed", calendar, by=by, changes=changes)
    follow_hours(by=by)
    return event


@transaction.atomic
def work_on_holiday(day: date, *, by, is_worked: bool) -> Event | None:
    """A public holiday is a working day here, or is a holiday again."""
    worked = set(WorkingCalendar.objects.of(one_change_of_hours()).worked_holidays)
    worked = worked | {day.isoformat()} if is_worked else worked - {day.isoformat()}
    return change_hours(by=by, worked_holidays=sorted(worked))


@transaction.atomic
def add_period(*, by, **fields) -> SpecialPeriod:
    """A form sent twice makes one."""
    one_change_of_hours()
    kept = SpecialPeriod.objects.kept()
    if known := kept.filter(**fields).first():
        return known
    if kept.count() >= MOST_PERIODS:
        raise NotAllowed(_("There are too many special periods. Remove those that are long over first."))
    added = SpecialPeriod.objects.create(**fields)
    record("period.added", added, by=by, name=added.name)
    follow_hours(by=by)
    return added


@transaction.atomic
def change_period(period: SpecialPeriod, *, by, **fields) -> Event | None:
    one_change_of_hours()
    standing = SpecialPeriod.objects.get(pk=period.pk)
    changes = _put(standing, fields)
    if not changes:
        return None
    standing.save(update_fields=list(changes))
    event = record("period.changed", standing, by=by, name=standing.name, changes=changes)
    follow_hours(by=by)
    return event


def take_back(event: Event | None, *, by) -> None:
    """Give what this event changed its former values again; TooLate when they have changed since."""
    if event is None:
        raise TooLate
    with transaction.atomic():
        opened = one_change_of_hours()
        is_period = event.verb == "period.changed"
        rows = SpecialPeriod.objects.kept()
        standing = (
            rows.filter(pk=event.subject_id).first() if is_period else WorkingCalendar.objects.of(opened)
        )
        changes = event.detail["changes"]
        now = {name: getattr(standing, name, None) for name in changes}
        if standing is None or plain(now) != {name: after for name, (_before, after) in changes.items()}:
            raise TooLate
        before = {
            name: standing._meta.get_field(name).to_python(former)
            for name, (former, _after) in changes.items()
        }
        if is_period:
            change_period(standing, by=by, **before)
        else:
            change_hours(by=by, **before)


def _put(row, fields) -> dict:
    """Put the values on the row; those that changed, as events keep them."""
    before = plain({name: getattr(row, name) for name in fields})
    after = plain(fields)
    for name, value in fields.items():
        setattr(row, name, value)
    return {name: [before[name], after[name]] for name in fields if before[name] != after[name]}
