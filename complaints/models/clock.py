"""ComplaintClock: one promise to a customer while it ran, worked out from the events of the complaint."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.models.policy import KINDS, LONGEST_KIND, SlaVersion
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager, WorkspaceModel

HUNDRED = 100
MOST_PERCENT = 1_000


class ClockQuerySet(models.QuerySet):
    def running(self):
        return self.filter(stopped_at=None)

    def due_for_escalation(self, now):
        return self.filter(next_level_at__lte=now)

    def late(self, now):
        """Not kept, up to `now` or at their end."""
        return self.filter(Q(is_late=True) | Q(stopped_at=None, due_at__lt=now))


class ComplaintClock(WorkspaceModel):
    complaint = WorkspaceForeignKey(
        "complaints.Complaint",
        on_delete=models.CASCADE,
        related_name="clocks",
        verbose_name=_("complaint"),
        is_indexed=False,
    )
    kind = models.CharField(_("promise"), max_length=LONGEST_KIND, choices=list(KINDS.items()))
    # Counts those of its kind: a reopened complaint has another promise of a resolution.
    number = models.PositiveIntegerField(_("number"), default=1)
    # What it is measured by: the newest while it runs, once it has stopped what held then.
    version = WorkspaceForeignKey(
        SlaVersion,
        on_delete=models.PROTECT,
        related_name="clocks",
        verbose_name=_("version"),
        is_indexed=False,
    )
    target_minutes = models.PositiveIntegerField(_("minutes"))
    is_around_the_clock = models.BooleanField(_("around the clock"), default=False)
    started_at = models.DateTimeField(_("started at"))
    # While it is paused nobody knows when it will be due, unless it was already.
    due_at = models.DateTimeField(_("due at"), null=True)
    stopped_at = models.DateTimeField(_("stopped at"), null=True)
    used_seconds = models.PositiveBigIntegerField(_("seconds used"), null=True)
    is_paused = models.BooleanField(_("paused"), default=False)
    is_late = models.BooleanField(_("stopped late"), default=False)
    is_dropped = models.BooleanField(_("given up"), default=False)
    # Of its time, and when that much is used: whom that concerns is told then.
    next_level = models.PositiveSmallIntegerField(_("next level in percent"), null=True)
    next_level_at = models.DateTimeField(_("next level at"), null=True)

    objects = WorkspaceManager.from_queryset(ClockQuerySet)()

    class Meta:
        verbose_name = _("clock of a complaint")
        verbose_name_plural = _("clocks of complaints")
        ordering = ["started_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "complaint", "kind", "number"], name="complaints_clock_once"
            ),
            models.CheckConstraint(
                condition=Q(stopped_at=None) | Q(next_level_at=None), name="complaints_clock_stopped_is_quiet"
            ),
        ]
        indexes = [
            models.Index(
                fields=["workspace", "next_level_at"],
                condition=Q(next_level_at__isnull=False),
                name="complaints_clock_levels",
            ),
            models.Index(
                fields=["workspace", "due_at"],
                condition=Q(stopped_at=None),
                name="complaints_clock_due",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.number}"

    @property
    def is_running(self) -> bool:
        return self.stopped_at is None

    @property
    def target(self) -> timedelta:
        return timedelta(minutes=self.target_minutes)

    @property
    def used(self) -> timedelta | None:
        """Of one that stopped or is paused."""
        return None if self.used_seconds is None else timedelta(seconds=self.used_seconds)

    def is_over(self, now) -> bool:
        """Late, as it stands at `now`."""
        return self.is_late if self.stopped_at else self.due_at is not None and self.due_at < now


class EscalationRule(WorkspaceModel):
    """At so much of the time of any promise, that person is told; of a workspace that has none the usual ones hold."""

    class To(models.TextChoices):
        OWNER = "owner", _("Whoever handles it")
        LEAD = "lead", _("Their superior")
        MANAGER = "manager", _("A manager above them")
        EXECUTIVE = "executive", _("The management of the workspace")
        NOBODY = "nobody", _("Nobody")

    percent = models.PositiveSmallIntegerField(_("percent of the time"))
    to = models.CharField(_("is told"), max_length=10, choices=To)

    USUAL = ((50, To.OWNER), (80, To.LEAD), (100, To.MANAGER), (150, To.EXECUTIVE))

    class Meta:
        verbose_name = _("rule of escalation")
        verbose_name_plural = _("rules of escalation")
        ordering = ["percent"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "percent"], name="complaints_escalationrule_once"),
            models.CheckConstraint(
                condition=Q(percent__gte=1, percent__lte=MOST_PERCENT),
                name="complaints_escalationrule_percent",
            ),
        ]

    def __str__(self):
        return f"{self.percent} · {self.get_to_display()}"

    @classmethod
    def standing(cls) -> list["EscalationRule"]:
        """Those that hold, the lowest level first; the usual ones while nobody has kept any."""
        return list(cls.objects.order_by("percent")) or [
            cls(percent=percent, to=to) for percent, to in cls.USUAL
        ]


class Escalation(WorkspaceModel):
    """A level that a clock reached, once; `to` is nobody where a higher one was reached by then, or nobody is there."""

    clock = WorkspaceForeignKey(
        ComplaintClock,
        on_delete=models.CASCADE,
        related_name="escalations",
        verbose_name=_("clock"),
        is_indexed=False,
    )
    percent = models.PositiveSmallIntegerField(_("percent of the time"))
    reached_at = models.DateTimeField(_("reached at"))
    at = models.DateTimeField(_("told at"), default=timezone.now)
    to = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        is_indexed=False,
        related_name="+",
        verbose_name=_("told to"),
    )

    class Meta:
        verbose_name = _("escalation")
        verbose_name_plural = _("escalations")
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "clock", "percent"], name="complaints_escalation_once"
            )
        ]

    def __str__(self):
        return f"{self.clock} · {self.percent}"
