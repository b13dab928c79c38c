"""Assessment: how a customer was seen on a day, by six factors; and AccountScore: what that comes to now."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib.tenancy.fields import FormTokenField, WorkspaceForeignKey
from lib.tenancy.models import NumberedModel, WorkspaceManager, WorkspaceModel
from planning import scoring

LONGEST_NOTE = 300


def mark(label):
    return models.PositiveSmallIntegerField(
        label, validators=[MinValueValidator(scoring.LOW), MaxValueValidator(scoring.HIGH)]
    )


class AssessmentQuerySet(models.QuerySet):
    def of(self, account):
        """The newest first."""
        return self.filter(account=account).select_related("by__user").order_by("-on", "-id")


class Assessment(NumberedModel):
    """Rows are only ever added, or taken back; the newest day counts."""

    account = WorkspaceForeignKey(
        "accounts.Account",
        on_delete=models.CASCADE,
        related_name="assessments",
        is_indexed=False,
        verbose_name=_("account"),
    )
    on = models.DateField(_("day"))
    competition = mark(_("Competition"))
    relationship = mark(_("Strength of the relationship"))
    resources = mark(_("Resources needed"))
    growth = mark(_("Growth potential"))
    partnership = mark(_("Partnership potential"))
    health = mark(_("Financial health"))
    # What was written beside a factor, by its name.
    notes = models.JSONField(_("notes"), default=dict, blank=True)
    next_on = models.DateField(_("next assessment"), null=True, blank=True)
    by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        is_indexed=False,
        related_name="+",
        verbose_name=_("by"),
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    form_token = FormTokenField()

    objects = WorkspaceManager.from_queryset(AssessmentQuerySet)()

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    **{f"{factor}__range": (scoring.LOW, scoring.HIGH) for factor in scoring.FACTORS}
                ),
                name="planning_assessment_marks",
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "account", "-on", "-id"], name="planning_assessment_newest"),
        ]

    def __str__(self):
        return str(_("Assessment %(number)s") % {"number": self.number})

    @property
    def marks(self) -> dict[str, int]:
        return {factor: getattr(self, factor) for factor in scoring.FACTORS}


class AccountScore(WorkspaceModel):
    """What a customer is worth now and what its newest assessment comes to: kept for lists, one row a customer.

    The marks stand here too, so that other weights can be tried over everybody in one query.
    """

    account = WorkspaceForeignKey(
        "accounts.Account",
        on_delete=models.CASCADE,
        related_name="scores",
        is_indexed=False,
        verbose_name=_("account"),
    )
    value_minor = models.BigIntegerField(_("value of the last 12 months"), default=0)
    is_bought = models.BooleanField(_("from purchases"), default=False)
    assessed_on = models.DateField(_("assessed on"), null=True)
    next_on = models.DateField(_("next assessment"), null=True)
    competition = models.PositiveSmallIntegerField(_("Competition"), null=True)
    relationship = models.PositiveSmallIntegerField(_("Strength of the relationship"), null=True)
    resources = models.PositiveSmallIntegerField(_("Resources needed"), null=True)
    growth = models.PositiveSmallIntegerField(_("Growth potential"), null=True)
    partnership = models.PositiveSmallIntegerField(_("Partnership potential"), null=True)
    health = models.PositiveSmallIntegerField(_("Financial health"), null=True)
    value_score = models.PositiveSmallIntegerField(_("value now"), default=0)
    score = models.PositiveSmallIntegerField(_("assessment"), null=True)
    potential = models.PositiveSmallIntegerField(_("potential"), null=True)
    rank = models.PositiveSmallIntegerField(_("rank"), default=0)
    reckoned_at = models.DateTimeField(_("reckoned at"), default=timezone.now)

    class Meta:
        verbose_name = _("score of an account")
        verbose_name_plural = _("scores of accounts")
        constraints = [
            models.UniqueConstraint(fields=["workspace", "account"], name="planning_accountscore_one"),
        ]
        indexes = [
            models.Index(fields=["workspace", "-rank", "account"], name="planning_accountscore_rank"),
        ]

    def __str__(self):
        return f"{self.account} · {self.rank}"

    @property
    def is_assessed(self) -> bool:
        return self.assessed_on is not None

    @property
    def marks(self) -> dict[str, int]:
        return {factor: getattr(self, factor) for factor in scoring.FACTORS}
