"""What a plan lists besides its objectives: initiatives, risks, and milestones that are follow-ups."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceModel
from planning.models.part import PlanPart
from planning.models.plan import AccountPlan
from planning.risks import Level, level_of
from timeline.models import tracked

MEMBER = "workspaces.Membership"


@tracked()
class Initiative(PlanPart):
    noun = "initiative"

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        DROPPED = "dropped", _("Dropped")

    text = models.CharField(_("initiative"), max_length=300)
    owner = WorkspaceForeignKey(
        MEMBER,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("who looks after it"),
        is_indexed=False,
    )
    from_on = models.DateField(_("from"), null=True, blank=True)
    until_on = models.DateField(_("until"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PLANNED)

    class Meta:
        verbose_name = _("initiative")
        verbose_name_plural = _("initiatives")
        ordering = ["id"]

    @property
    def name(self) -> str:
        return self.text


@tracked()
class Risk(PlanPart):
    noun = "risk"

    class Likelihood(models.IntegerChoices):
        RARE = 1, _("Hardly likely")
        UNLIKELY = 2, _("Unlikely")
        POSSIBLE = 3, _("Possible")
        LIKELY = 4, _("Likely")
        NEARLY_CERTAIN = 5, _("Nearly certain")

    class Impact(models.IntegerChoices):
        SLIGHT = 1, _("Slight")
        SMALL = 2, _("Small")
        NOTICEABLE = 3, _("Noticeable")
        SEVERE = 4, _("Severe")
        CRITICAL = 5, _("Critical")

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        HAPPENED = "happened", _("Has happened")
        OVER = "over", _("No longer there")

    text = models.CharField(_("risk"), max_length=300)
    likelihood = models.PositiveSmallIntegerField(
        _("likelihood"), choices=Likelihood, default=Likelihood.POSSIBLE
    )
    impact = models.PositiveSmallIntegerField(_("impact"), choices=Impact, default=Impact.NOTICEABLE)
    answer = models.TextField(_("what we do about it"), blank=True, max_length=1000)
    owner = WorkspaceForeignKey(
        MEMBER,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who looks after it"),
        is_indexed=False,
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)

    class Meta:
        verbose_name = _("risk")
        verbose_name_plural = _("risks")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(likelihood__range=(1, 5), impact__range=(1, 5)), name="planning_risk_bounds"
            )
        ]

    @property
    def name(self) -> str:
        return self.text

    @property
    def level(self) -> Level:
        return level_of(self.likelihood, self.impact)

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN


class Milestone(WorkspaceModel):
    """A step of the plan with a day: the follow-up is all there is to know of it."""

    plan = WorkspaceForeignKey(
        AccountPlan,
        on_delete=models.CASCADE,
        related_name="milestones",
        verbose_name=_("plan"),
        is_indexed=False,
    )
    follow_up = WorkspaceForeignKey(
        "interactions.FollowUp",
        on_delete=models.CASCADE,
        related_name="milestones",
        verbose_name=_("follow-up"),
        is_indexed=False,
    )

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "plan", "follow_up"], name="planning_milestone_once")
        ]
        indexes = [models.Index(fields=["workspace", "follow_up"], name="planning_milestone_of")]

    def __str__(self):
        return str(self.follow_up)
