"""Series: a campaign that comes again by itself. Each issue is a Campaign with recipients of its own."""

from datetime import date, datetime, time, timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.models.campaign import LONGEST_NAME
from campaigns.models.occasion import Occasion
from campaigns.models.template import Template
from interactions.models.follow_up import FollowUp
from interactions.models.kept import Offered, OfferedQuerySet
from lib.recurrence import MOST, Rule, Unit
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager
from timeline.models import tracked

MOST_DAYS_BEFORE = 60
LEAST_SILENT_DAYS, MOST_SILENT_DAYS = 14, 730
MOST_HOURS = 7 * 24
# Who has to approve an issue has this long.
TO_APPROVE = timedelta(days=1)


class SeriesQuerySet(OfferedQuerySet):
    def due(self, now):
        return self.filter(due_at__lte=now)


@tracked(exclude=["next_on", "due_at"])
class Series(Offered):
    class Rhythm(models.TextChoices):
        CALENDAR = "calendar", _("Again and again: every week, every month")
        OCCASION = "occasion", _("On an occasion: a feast, a national day")
        BIRTHDAY = "birthday", _("On the birthday of each contact")
        ANNIVERSARY = "anniversary", _("On the day on which each became a customer")
        SILENCE = "silence", _("When a customer has gone quiet (win back)")

    class Why(models.TextChoices):
        CONTENT = "content", _("Its template is not whole.")
        OCCASION = "occasion", _("Its occasion was archived.")
        CALENDAR = "calendar", _("No further day of it is known.")
        AUDIENCE = "audience", _("Its segment cannot be read any more.")

    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    purpose = models.CharField(_("purpose"), max_length=10)
    template = WorkspaceForeignKey(Template, on_delete=models.PROTECT, related_name="series")
    # As campaigns/audience.py reads it; empty: all who agreed.
    audience = models.JSONField(_("audience"), default=dict, blank=True)
    rhythm = models.CharField(_("when"), max_length=12, choices=Rhythm)
    unit = models.CharField(_("unit"), max_length=20, choices=FollowUp.Repeat, blank=True)
    every = models.PositiveSmallIntegerField(_("every"), null=True, blank=True)
    begins_on = models.DateField(_("first day"), null=True, blank=True)
    occasion = WorkspaceForeignKey(
        Occasion, on_delete=models.PROTECT, null=True, blank=True, related_name="series"
    )
    is_hijri = models.BooleanField(_("by the Hijri calendar"), default=False)
    days_before = models.PositiveSmallIntegerField(
        _("days before"), default=0, validators=[MaxValueValidator(MOST_DAYS_BEFORE)]
    )
    silent_days = models.PositiveSmallIntegerField(
        _("quiet for (days)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(LEAST_SILENT_DAYS), MaxValueValidator(MOST_SILENT_DAYS)],
    )
    # By the clocks of the workspace.
    at = models.TimeField(_("at"), default=time(10))
    # What has not left so many hours later does not leave any more.
    open_hours = models.PositiveSmallIntegerField(_("not later than (hours after)"), default=12)
    is_approved_first = models.BooleanField(_("somebody approves each issue first"), default=False)
    # The next issue, and when it is to be made; empty while the series stands still.
    next_on = models.DateField(_("next issue on"), null=True, editable=False)
    due_at = models.DateTimeField(_("made at"), null=True, editable=False)
    # Why it stands still, where Sila stopped it.
    why = models.CharField(_("reason"), max_length=10, choices=Why, blank=True, editable=False)
    created_by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        is_indexed=False,
        related_name="+",
        verbose_name=_("added by"),
    )

    objects = WorkspaceManager.from_queryset(SeriesQuerySet)()

    class Meta:
        verbose_name = pgettext_lazy("campaigns", "series")
        verbose_name_plural = pgettext_lazy("campaigns", "all series")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(rhythm="calendar", every__range=(1, MOST), begins_on__isnull=False)
                & ~Q(unit="")
                & Q(every__isnull=False)
                | ~Q(rhythm="calendar") & Q(unit="", every=None, begins_on=None),
                name="campaigns_series_calendar",
            ),
            models.CheckConstraint(
                condition=Q(rhythm="occasion", occasion__isnull=False)
                | ~Q(rhythm="occasion") & Q(occasion=None),
                name="campaigns_series_occasion",
            ),
            models.CheckConstraint(
                condition=Q(rhythm="silence", silent_days__range=(LEAST_SILENT_DAYS, MOST_SILENT_DAYS))
                & Q(silent_days__isnull=False)
                | ~Q(rhythm="silence") & Q(silent_days=None),
                name="campaigns_series_silence",
            ),
            models.CheckConstraint(
                condition=Q(open_hours__range=(1, MOST_HOURS), days_before__lte=MOST_DAYS_BEFORE),
                name="campaigns_series_limits",
            ),
            models.CheckConstraint(
                condition=Q(next_on=None, due_at=None) | Q(next_on__isnull=False, due_at__isnull=False),
                name="campaigns_series_next",
            ),
            models.CheckConstraint(
                condition=Q(archived_at=None) | Q(due_at=None), name="campaigns_series_archived_rests"
            ),
        ]
        indexes = [
            models.Index(
                fields=["workspace", "due_at"], condition=Q(due_at__isnull=False), name="campaigns_series_due"
            ),
        ]

    @property
    def is_running(self) -> bool:
        return self.due_at is not None

    @property
    def is_daily(self) -> bool:
        """Looked at on every day; an issue is made only where somebody is meant."""
        return self.rhythm in {self.Rhythm.BIRTHDAY, self.Rhythm.ANNIVERSARY, self.Rhythm.SILENCE}

    def next_after(self, day: date) -> date | None:
        """The first day later than `day` on which it is sent; None when no calendar knows one."""
        if self.rhythm == self.Rhythm.CALENDAR:
            rule = Rule(Unit(self.unit), self.every or 1, self.begins_on)
            return self.begins_on if self.begins_on > day else rule.next_after(day)
        if self.rhythm == self.Rhythm.OCCASION:
            early = timedelta(days=self.days_before)
            falls = self.occasion.next_after(day + early)
            return None if falls is None else falls - early
        return day + timedelta(days=1)

    def sends_at(self, day: date) -> datetime:
        """When the issue of a local day leaves, in the active time zone."""
        return timezone.make_aware(datetime.combine(day, self.at))

    def last_moment(self, day: date) -> datetime:
        return self.sends_at(day) + timedelta(hours=self.open_hours)

    def plan(self, day: date | None) -> None:
        """The next issue is that of this day; none where there is none. Not saved here."""
        early = TO_APPROVE if self.is_approved_first else timedelta(0)
        self.next_on, self.due_at = day, self.sends_at(day) - early if day else None
