"""What is added up beside the facts, so that a report of a large workspace reads few rows.

Every row is worked out from the facts alone and may be thrown away at any time: nothing is ever added to it.
"""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib.tenancy.constraints import AppendOnly
from lib.tenancy.fields import WorkspaceField, WorkspaceForeignKey
from lib.tenancy.models import WorkspaceModel

FACTS = ("purchases", "sales", "revenue_minor", "interactions", "minutes", "complaints")


class AccountMonth(WorkspaceModel):
    """What a customer did in a month of the workspace's own days; only months in which there is something."""

    workspace = WorkspaceField(is_referenced=False)
    account = WorkspaceForeignKey(
        "accounts.Account",
        on_delete=models.CASCADE,
        is_indexed=False,
        related_name="months",
        verbose_name=_("account"),
    )
    # The first day of the month.
    month = models.DateField(_("month"))
    purchases = models.PositiveIntegerField(_("purchases that count"), default=0)
    # Of these, those in the workspace's currency, and what was paid for them and not paid back.
    sales = models.PositiveIntegerField(_("purchases in the workspace's currency"), default=0)
    revenue_minor = models.BigIntegerField(_("revenue"), default=0)
    interactions = models.PositiveIntegerField(_("interactions"), default=0)
    minutes = models.PositiveIntegerField(_("minutes"), default=0)
    complaints = models.PositiveIntegerField(_("complaints"), default=0)
    as_of = models.DateTimeField(_("as of"), default=timezone.now)

    class Meta:
        verbose_name = _("month of an account")
        verbose_name_plural = _("months of accounts")
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "account", "month"], name="reports_accountmonth_once"
            ),
            models.CheckConstraint(
                condition=Q(sales__lte=models.F("purchases"), revenue_minor__gte=0)
                & (Q(purchases__gt=0) | Q(interactions__gt=0) | Q(complaints__gt=0)),
                name="reports_accountmonth_sound",
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "month", "account"], name="reports_accountmonth_by_month")
        ]

    def __str__(self):
        return f"{self.account_id} {self.month:%Y-%m}"


class CohortCell(WorkspaceModel):
    """Of the customers who bought first in one period, how many bought in another one, and for how much."""

    class Grain(models.TextChoices):
        MONTH = "month", _("Months")
        QUARTER = "quarter", _("Quarters")

    workspace = WorkspaceField(is_referenced=False)
    grain = models.CharField(_("by"), max_length=7, choices=Grain)
    cohort = models.DateField(_("first purchase"))
    period = models.DateField(_("period"))
    customers = models.PositiveIntegerField(_("customers"))
    revenue_minor = models.DecimalField(_("revenue"), max_digits=24, decimal_places=0)

    class Meta:
        verbose_name = _("cell of the cohorts")
        verbose_name_plural = _("cells of the cohorts")
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "grain", "cohort", "period"], name="reports_cohortcell_once"
            ),
            models.CheckConstraint(
                condition=Q(customers__gt=0, revenue_minor__gte=0, period__gte=models.F("cohort")),
                name="reports_cohortcell_sound",
            ),
        ]

    def __str__(self):
        return f"{self.cohort:%Y-%m} {self.period:%Y-%m}"


class RollupState(WorkspaceModel):
    """How far the rollups of a workspace are. Its row is locked by whoever works on them."""

    workspace = WorkspaceField(is_referenced=False)
    # What the rows were made with: other ones make them all anew.
    time_zone = models.CharField(_("time zone"), max_length=60)
    currency = models.CharField(_("currency"), max_length=3)
    # The accounts up to this key are written; once all are, since when.
    built_through = models.BigIntegerField(default=0)
    built_at = models.DateTimeField(_("built at"), null=True)
    months_count = models.PositiveIntegerField(_("months of accounts"), default=0)
    # Some month was written since the sums of the whole workspace were.
    is_dirty = models.BooleanField(_("sums are to be made anew"), default=True)
    summed_at = models.DateTimeField(_("sums as of"), null=True)
    # When somebody last waited for figures of the whole workspace.
    looked_on = models.DateField(_("last looked at"), null=True)

    class Meta:
        verbose_name = _("state of the rollups")
        verbose_name_plural = _("states of the rollups")
        constraints = [models.UniqueConstraint(fields=["workspace"], name="reports_rollupstate_one")]

    def __str__(self):
        return f"{self.built_at:%Y-%m-%d %H:%M}" if self.built_at else f"… {self.built_through}"


class RollupCheck(WorkspaceModel):
    """What the nightly comparison with the facts has found; what differed was made anew."""

    workspace = WorkspaceField(is_referenced=False)
    at = models.DateTimeField(_("at"), default=timezone.now)
    checked_count = models.PositiveIntegerField(_("sums compared"))
    wrong_count = models.PositiveIntegerField(_("sums that differed"))
    # Which sum of which period, what stood there and what the facts say.
    wrong = models.JSONField(_("differences"), default=list)

    class Meta:
        verbose_name = _("check of the rollups")
        verbose_name_plural = _("checks of the rollups")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(wrong_count__lte=models.F("checked_count")), name="reports_rollupcheck_sound"
            ),
            AppendOnly(name="reports_rollupcheck_append_only"),
        ]
        indexes = [models.Index(fields=["workspace", "-id"], name="reports_rollupcheck_newest")]

    def __str__(self):
        return f"{self.wrong_count} / {self.checked_count}"
