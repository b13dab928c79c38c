"""The programme of a year: goals and milestones, who leads which step until when, and steps that were set by hand."""

from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from interactions.models.kept import Kept
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager, WorkspaceModel
from timeline.services import record

FIRST_YEAR, LAST_YEAR = 2000, 2100


class StepKey(models.TextChoices):
    """The way of managing a customer, in its order."""

    PROFILE = "profile", _("Profile")
    SHORTLIST = "shortlist", _("Shortlist")
    NEEDS = "needs", _("Needs")
    PLAN = "plan", pgettext_lazy("step of the programme", "Plan")
    SCHEDULE = "schedule", pgettext_lazy("step of the programme", "Schedule")
    TRACKING = "tracking", pgettext_lazy("step of the programme", "Tracking")
    RECALIBRATION = "recalibration", _("Re-calibration")


class LineQuerySet(models.QuerySet):
    def kept(self):
        return self.filter(removed_at=None)


class ProgrammeLine(Kept):
    """A goal of the year, or a milestone on the way."""

    class Kind(models.TextChoices):
        GOAL = "goal", _("Goal")
        MILESTONE = "milestone", _("Milestone")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    year = models.PositiveSmallIntegerField(_("year"))
    text = models.CharField(_("what is to be reached"), max_length=300)
    owner = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        is_indexed=False,
        related_name="+",
        verbose_name=_("who leads it"),
    )
    measure = models.CharField(_("measured by"), max_length=120, blank=True)
    target = models.BigIntegerField(_("target"), null=True, blank=True)
    current = models.BigIntegerField(_("reached so far"), null=True, blank=True)
    due_on = models.DateField(_("due"), null=True, blank=True)
    done_at = models.DateTimeField(_("reached at"), null=True, editable=False)
    removed_at = models.DateTimeField(_("removed at"), null=True, editable=False)

    objects = WorkspaceManager.from_queryset(LineQuerySet)()

    class Meta:
        verbose_name = _("line of the programme")
        verbose_name_plural = _("lines of the programme")
        ordering = ["due_on", "id"]
        indexes = [models.Index(fields=["workspace", "year", "id"], name="planning_line_of_year")]
        constraints = [
            models.CheckConstraint(
                condition=Q(year__range=(FIRST_YEAR, LAST_YEAR)), name="planning_programmeline_year"
            ),
            models.CheckConstraint(
                condition=~Q(kind="milestone") | Q(due_on__isnull=False),
                name="planning_programmeline_milestone_has_a_day",
            ),
        ]

    @property
    def name(self) -> str:
        return self.text

    @property
    def is_goal(self) -> bool:
        return self.kind == self.Kind.GOAL

    @property
    def is_done(self) -> bool:
        return self.done_at is not None

    @property
    def is_late(self) -> bool:
        return not self.is_done and self.due_on is not None and self.due_on < timezone.localdate()

    @property
    def share(self) -> int | None:
        """How much of the target is reached, in per cent; None where that says nothing."""
        if not self.target or self.target < 0 or self.current is None:
            return None
        return max(0, min(100, round(100 * self.current / self.target)))

    def wait_to_change(self):
        """Lock the row; it hangs on no customer."""
        self.refresh_from_db(from_queryset=type(self).objects.select_for_update(no_key=True))

    @transaction.atomic
    def reach(self, *, by):
        """It is done. The opposite is reopen()."""
        self._set("done_at", timezone.now(), "programmeline.reached", by=by)

    @transaction.atomic
    def reopen(self, *, by):
        self._set("done_at", None, "programmeline.reopened", by=by)

    @transaction.atomic
    def remove(self, *, by):
        """Off the programme; nothing is lost. The opposite is restore()."""
        self._set("removed_at", timezone.now(), "programmeline.removed", by=by)

    @transaction.atomic
    def restore(self, *, by):
        self._set("removed_at", None, "programmeline.restored", by=by)

    def _set(self, name, moment, verb, *, by):
        self.wait_to_change()
        if (getattr(self, name) is None) == (moment is None):
            return
        setattr(self, name, moment)
        self.save_version()
        record(verb, self, by=by)


class ProgrammeStep(WorkspaceModel):
    """Who leads a step of the way in a year, and from when to when it is walked."""

    year = models.PositiveSmallIntegerField(_("year"))
    key = models.CharField(_("step"), max_length=15, choices=StepKey)
    owner = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        is_indexed=False,
        related_name="+",
        verbose_name=_("who leads it"),
    )
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("step of the programme")
        verbose_name_plural = _("steps of the programme")
        constraints = [
            models.UniqueConstraint(fields=["workspace", "year", "key"], name="planning_programmestep_once"),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="planning_programmestep_order",
            ),
        ]

    def __str__(self):
        return f"{self.get_key_display()} {self.year}"


class StepWord(WorkspaceModel):
    """What a person says of a step of a customer in a year: the last word stands, those before are kept."""

    class Word(models.TextChoices):
        DONE = "done", _("Done")
        OPEN = "open", _("Not done")
        FACTS = "facts", _("As the facts say")

    account = WorkspaceForeignKey(
        "accounts.Account",
        on_delete=models.CASCADE,
        related_name="step_words",
        is_indexed=False,
        verbose_name=_("account"),
    )
    year = models.PositiveSmallIntegerField(_("year"))
    key = models.CharField(_("step"), max_length=15, choices=StepKey)
    word = models.CharField(_("how it stands"), max_length=10, choices=Word)
    reason = models.CharField(_("reason"), max_length=300)
    by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        is_indexed=False,
        related_name="+",
        verbose_name=_("by"),
    )
    at = models.DateTimeField(_("at"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("step set by hand")
        verbose_name_plural = _("steps set by hand")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["workspace", "account", "year", "-id"], name="planning_stepword_of_account")
        ]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="planning_stepword_has_reason")]

    def __str__(self):
        return f"{self.get_key_display()}: {self.get_word_display()}"
