"""What is foreseen of customers: the models of a night, and what they say of each customer. Nobody edits it."""

from datetime import timedelta

from django.db import models
from django.db.models import ExpressionWrapper, F, Q, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lib.tenancy.fields import WorkspaceField, WorkspaceForeignKey
from lib.tenancy.models import WorkspaceModel
from reports.lifetime.value import SHORTEST_DAYS

SHORTEST = timedelta(days=SHORTEST_DAYS)
KNOWN_SHORTLY = Q(first_on__gt=ExpressionWrapper(F("as_of") - Value(SHORTEST_DAYS), models.DateField()))


class Risk(models.TextChoices):
    LOW = "low", pgettext_lazy("risk of losing a customer", "Low")
    MEDIUM = "medium", pgettext_lazy("risk of losing a customer", "Medium")
    HIGH = "high", pgettext_lazy("risk of losing a customer", "High")
    # Bought too rarely for anything to be said.
    UNKNOWN = "unknown", pgettext_lazy("risk of losing a customer", "Cannot be told")


class RfmSegment(models.TextChoices):
    """As reports/lifetime/rfm.py names them, best first."""

    CHAMPIONS = "champions", pgettext_lazy("segment", "Champions")
    LOYAL = "loyal", pgettext_lazy("segment", "Loyal customers")
    POTENTIAL = "potential", pgettext_lazy("segment", "Potential loyalists")
    NEW = "new", pgettext_lazy("segment", "New customers")
    PROMISING = "promising", pgettext_lazy("segment", "Promising")
    ATTENTION = "attention", pgettext_lazy("segment", "Need attention")
    SLEEPY = "sleepy", pgettext_lazy("segment", "About to sleep")
    AT_RISK = "at_risk", pgettext_lazy("segment", "At risk")
    PRECIOUS = "precious", pgettext_lazy("segment", "Cannot lose them")
    HIBERNATING = "hibernating", pgettext_lazy("segment", "Hibernating")
    LOST = "lost", pgettext_lazy("segment", "Gone")


class LifetimeModel(WorkspaceModel):
    """What was learned from all purchases up to a day: one row a night. Without parameters `missing` says why.

    Time is in weeks, money in minor units of the workspace's currency. Quality is measured by holding back the last
    weeks: the model is fitted on what came before and asked what they would bring.
    """

    workspace = WorkspaceField(is_referenced=False)
    as_of = models.DateField(_("purchases up to"))
    made_at = models.DateTimeField(_("worked out at"), default=timezone.now)
    # Set when every customer has been gone through by it.
    finished_at = models.DateTimeField(_("finished at"), null=True)
    currency = models.CharField(_("currency"), max_length=3)
    customers = models.PositiveIntegerField(_("customers who bought"))
    repeat_buyers = models.PositiveIntegerField(_("customers who bought again"))
    first_on = models.DateField(_("first purchase"), null=True)
    missing = models.JSONField(_("what is missing"), default=list, blank=True)
    r = models.FloatField(null=True)
    alpha = models.FloatField(null=True)
    a = models.FloatField(null=True)
    b = models.FloatField(null=True)
    p = models.FloatField(null=True)
    q = models.FloatField(null=True)
    gamma = models.FloatField(null=True)
    # What a purchase of somebody unknown is worth.
    usual_minor = models.FloatField(_("value of a purchase"), null=True)
    holdout_days = models.PositiveIntegerField(_("days held back"), null=True)
    holdout_bought = models.PositiveIntegerField(_("purchases in the days held back"), null=True)
    holdout_expected = models.FloatField(_("purchases expected for them"), null=True)
    holdout_mae = models.FloatField(_("average error for a customer, in purchases"), null=True)
    holdout_mape = models.FloatField(_("average error of a month, in per cent"), null=True)
    # The lowest figure of each score of RFM from 2 to 5: days of last purchases, numbers, amounts.
    edges = models.JSONField(_("edges of the scores"), default=dict, blank=True)

    class Meta:
        verbose_name = _("model of lifetime value")
        verbose_name_plural = _("models of lifetime value")
        ordering = ["-as_of"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "as_of"], name="reports_lifetimemodel_once"),
            models.CheckConstraint(
                condition=Q(repeat_buyers__lte=F("customers")), name="reports_lifetimemodel_sound"
            ),
        ]

    def __str__(self):
        return f"{self.as_of}"

    @property
    def is_fitted(self) -> bool:
        return self.r is not None


class AccountForesight(WorkspaceModel):
    """What is foreseen of one customer who has bought; without a model the last four figures stay empty."""

    workspace = WorkspaceField(is_referenced=False)
    account = WorkspaceForeignKey(
        "accounts.Account",
        on_delete=models.CASCADE,
        is_indexed=False,
        related_name="foresights",
        verbose_name=_("account"),
    )
    as_of = models.DateField(_("purchases up to"))
    first_on = models.DateField(_("first purchase"))
    last_on = models.DateField(_("last purchase"))
    days_count = models.PositiveIntegerField(_("days with a purchase"))
    bought_minor = models.BigIntegerField(_("bought for"))
    risk = models.CharField(_("risk of losing the customer"), max_length=10, choices=Risk)
    recency = models.PositiveSmallIntegerField(_("score for recency"))
    frequency = models.PositiveSmallIntegerField(_("score for frequency"))
    amount = models.PositiveSmallIntegerField(_("score for amount"))
    segment = models.CharField(_("segment by purchases"), max_length=12, choices=RfmSegment)
    p_alive = models.FloatField(_("probability of being a customer still"), null=True)
    expected_90 = models.FloatField(_("purchases expected in 90 days"), null=True)
    expected_365 = models.FloatField(_("purchases expected in 12 months"), null=True)
    value_12_minor = models.BigIntegerField(_("expected value in 12 months"), null=True)
    value_36_minor = models.BigIntegerField(_("expected value in 36 months"), null=True)

    class Meta:
        verbose_name = _("foresight of a customer")
        verbose_name_plural = _("foresight of customers")
        constraints = [
            models.UniqueConstraint(fields=["workspace", "account"], name="reports_accountforesight_once"),
            models.CheckConstraint(
                condition=Q(days_count__gt=0, first_on__lte=F("last_on"), last_on__lte=F("as_of")),
                name="reports_accountforesight_sound",
            ),
            models.CheckConstraint(
                condition=Q(recency__range=(1, 5), frequency__range=(1, 5), amount__range=(1, 5)),
                name="reports_accountforesight_scores",
            ),
            models.CheckConstraint(
                condition=Q(p_alive=None) | Q(p_alive__range=(0, 1)), name="reports_accountforesight_probable"
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "segment", "account"], name="reports_foresight_segment"),
            models.Index(fields=["workspace", "risk", "account"], name="reports_foresight_risk"),
            models.Index(fields=["workspace", "value_36_minor", "account"], name="reports_foresight_value"),
        ]

    def __str__(self):
        return f"{self.account} {self.as_of}"

    @property
    def is_known_shortly(self) -> bool:
        """Known for too short a time: what is expected in months to come is little more than a guess."""
        return self.as_of - self.first_on < SHORTEST

    @property
    def rhythm_days(self) -> float | None:
        """The average number of days from one day with a purchase to the next."""
        return (self.last_on - self.first_on).days / (self.days_count - 1) if self.days_count > 1 else None
