"""WorkingCalendar: when the people of a workspace work. The arithmetic is lib.working_time's."""

import json
from datetime import date

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib.public_holidays import countries_with_holidays, weekend_of
from lib.registry import Registry
from lib.tenancy.models import NumberedModel, WorkspaceManager, WorkspaceModel
from lib.tenancy.state import require_workspace_id
from lib.working_time import Rule, Special, WorkingHours
from timeline.services import record
from workspaces.models.workspace import Workspace

USUAL_HOURS = [[480, 1020]]  # minutes of the day: 8:00 to 17:00
LONGEST_PERIOD_DAYS = 366
MOST_PERIODS = 100
MOST_LATE_HOURS = 500

hours_followers = Registry("what follows the working hours")


def usual_week(country="SA"):
    """Eight to five on the days that people of this country work."""
    weekend = weekend_of(country)
    return [[] if day in weekend else USUAL_HOURS for day in range(7)]


class WorkingCalendarQuerySet(models.QuerySet):
    def of(self, opened: Workspace) -> "WorkingCalendar":
        """The one of the open workspace; as its country usually works when nobody has kept one yet."""
        return self.first() or WorkingCalendar(**usual_calendar(opened.country))


class WorkingCalendar(WorkspaceModel):
    """One for each workspace: intervals of each weekday, and whose public holidays are kept."""

    # Seven lists of [start, end] in minutes of the day, Monday first, as lib.working_time.Hours.
    week = models.JSONField(_("week"))
    country = models.CharField(_("public holidays"), max_length=2, blank=True)
    worked_holidays = models.JSONField(_("holidays that are worked"), default=list, blank=True)  # ISO days
    # After so many working hours a superior is told of what is late; 0 for never.
    late_after_hours = models.PositiveSmallIntegerField(
        _("the superior is told after (working hours)"), default=0, db_default=0
    )

    objects = WorkspaceManager.from_queryset(WorkingCalendarQuerySet)()

    class Meta:
        verbose_name = _("working hours")
        verbose_name_plural = _("working hours")
        constraints = [
            models.UniqueConstraint(fields=["workspace"], name="workspaces_workingcalendar_one"),
        ]

    def __str__(self):
        return str(_("Working hours"))

    def hours(self, time_zone: str, periods) -> WorkingHours:
        return WorkingHours(
            time_zone=time_zone,
            week=tuple(tuple((start, end) for start, end in day) for day in self.week),
            special=tuple(each.special for each in periods),
            country=self.country,
            worked_holidays=frozenset(date.fromisoformat(day) for day in self.worked_holidays),
        )


class SpecialPeriodQuerySet(models.QuerySet):
    def kept(self):
        return self.filter(removed_at=None)


class SpecialPeriod(NumberedModel):
    """Days on which people work otherwise: Ramadan, a summer, a day of stocktaking."""

    class Rule(models.TextChoices):
        HOURS = Rule.HOURS, _("Other hours on working days")
        CLOSED = Rule.CLOSED, _("Closed")
        OPEN = Rule.OPEN, _("These hours every day, also on the weekend and on holidays")

    name = models.CharField(_("name"), max_length=80)
    first_on = models.DateField(_("first day"))
    last_on = models.DateField(_("last day"))
    rule = models.CharField(_("what changes"), max_length=10, choices=Rule, default=Rule.HOURS)
    working_hours = models.JSONField(_("hours"), default=list, blank=True)
    removed_at = models.DateTimeField(_("removed at"), null=True, editable=False)

    objects = WorkspaceManager.from_queryset(SpecialPeriodQuerySet)()

    class Meta:
        verbose_name = _("special period")
        verbose_name_plural = _("special periods")
        constraints = [
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")), name="workspaces_specialperiod_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(rule="closed", working_hours=[]) | ~Q(rule="closed") & ~Q(working_hours=[]),
                name="workspaces_specialperiod_has_hours_unless_closed",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def special(self) -> Special:
        hours = tuple((start, end) for start, end in self.working_hours)
        return Special(self.name, self.first_on, self.last_on, Rule(self.rule), hours)

    @transaction.atomic
    def remove(self, *, by):
        one_change_of_hours()
        if SpecialPeriod.objects.kept().filter(pk=self.pk).update(removed_at=timezone.now()):
            record("period.removed", self, by=by, name=self.name)
            follow_hours(by=by)

    @transaction.atomic
    def restore(self, *, by):
        one_change_of_hours()
        if SpecialPeriod.objects.filter(pk=self.pk).exclude(removed_at=None).update(removed_at=None):
            record("period.restored", self, by=by, name=self.name)
            follow_hours(by=by)


def follow_hours(*, by) -> None:
    """The working hours are others now: what other apps have counted by them is counted anew."""
    for follow in hours_followers:
        follow(by=by)


def usual_calendar(country) -> dict:
    """The fields of a new calendar, as people of this country usually work."""
    return {
        "week": usual_week(country),
        "country": country if country in countries_with_holidays() else "",
    }


def one_change_of_hours() -> Workspace:
    """One at a time in a workspace until the transaction ends: what is changed is read before."""
    return Workspace.objects.select_for_update(no_key=True).get(pk=require_workspace_id())


def plain(fields: dict) -> dict:
    """As events keep values."""
    return json.loads(json.dumps(fields, cls=DjangoJSONEncoder))
