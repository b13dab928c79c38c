"""PlanningRules: what a workspace weighs, from which value on a customer is an A, how much a colleague carries."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceModel
from planning.scoring import FACTORS, MOST_SCORE, MOST_WEIGHT
from planning.tiers import Thresholds


def weight(label):
    return models.PositiveSmallIntegerField(label, default=1, validators=[MaxValueValidator(MOST_WEIGHT)])


def points(label, default):
    return models.PositiveSmallIntegerField(
        label, default=default, validators=[MaxValueValidator(MOST_SCORE)]
    )


class PlanningRules(WorkspaceModel):
    """Rows are only ever added; the newest holds, and the older ones say what held before."""

    competition = weight(_("Competition"))
    relationship = weight(_("Strength of the relationship"))
    resources = weight(_("Resources needed"))
    growth = weight(_("Growth potential"))
    partnership = weight(_("Partnership potential"))
    health = weight(_("Financial health"))
    value_a_minor = models.BigIntegerField(_("value of tier A"), default=100_000_000)
    value_b_minor = models.BigIntegerField(_("value of tier B"), default=25_000_000)
    value_c_minor = models.BigIntegerField(_("value of tier C"), default=5_000_000)
    raise_from = points(_("raised from a score of"), 75)
    lower_below = points(_("lowered below a score of"), 35)
    capacity = models.PositiveSmallIntegerField(
        _("capacity of a colleague"),
        default=60,
        validators=[MinValueValidator(1), MaxValueValidator(10_000)],
    )
    months_between = models.PositiveSmallIntegerField(
        _("months between assessments"),
        default=6,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )
    at = models.DateTimeField(_("at"), default=timezone.now, editable=False)
    by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        is_indexed=False,
        related_name="+",
        verbose_name=_("by"),
    )

    class Meta:
        verbose_name = _("rules of planning")
        verbose_name_plural = _("rules of planning")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(value_a_minor__gt=F("value_b_minor"))
                & Q(value_b_minor__gt=F("value_c_minor"))
                & Q(value_c_minor__gt=0),
                name="planning_planningrules_values_fall",
            ),
            models.CheckConstraint(
                condition=Q(raise_from__gt=F("lower_below"), raise_from__lte=MOST_SCORE),
                name="planning_planningrules_scores_apart",
            ),
        ]

    def __str__(self):
        return str(_("Rules of planning of %(day)s") % {"day": timezone.localtime(self.at).date()})

    @classmethod
    def now(cls) -> "PlanningRules":
        """What holds in the open workspace; as proposed by Sila where nobody has saved any."""
        return cls.objects.first() or cls()

    @property
    def weights(self) -> dict[str, int]:
        return {factor: getattr(self, factor) for factor in FACTORS}

    @property
    def thresholds(self) -> Thresholds:
        return Thresholds(
            self.value_a_minor, self.value_b_minor, self.value_c_minor, self.raise_from, self.lower_below
        )
