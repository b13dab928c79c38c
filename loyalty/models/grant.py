"""Grant: what a rule gave a customer for one occasion; and how far the purchases of customers are settled."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from interactions.querysets import AboutAnAccount
from lib.tenancy.fields import WorkspaceField, WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager, WorkspaceModel
from loyalty.models.rule import EarnRule, RuleVersion

LONGEST_OCCASION = 60


class Grant(WorkspaceModel):
    """One for each rule and occasion; the ledger holds as many points for it as `points` says.

    raw_points: what the rule says, times the tier of that day. gross_points: of that, what the cap left. points: of
    that, what refunds and cancellations have left. entries: how many entries of the ledger it has; their keys are
    earn/<key of the grant>/<1, 2, ...>. The version stays that of the day, whatever becomes of the rule.
    """

    workspace = WorkspaceField(is_referenced=False)
    account = WorkspaceForeignKey(
        "accounts.Account",
        on_delete=models.CASCADE,
        is_indexed=False,
        related_name="grants",
        verbose_name=_("account"),
    )
    rule = WorkspaceForeignKey(
        EarnRule, on_delete=models.PROTECT, is_indexed=False, related_name="grants", verbose_name=_("rule")
    )
    # No field of this name: a merge raises what is called version.
    rule_version = WorkspaceForeignKey(
        RuleVersion, on_delete=models.PROTECT, related_name="grants", verbose_name=_("version")
    )
    # What for: purchase/7, birthday/2026/12. A purchase may be gone again, such as with its import.
    occasion = models.CharField(_("occasion"), max_length=LONGEST_OCCASION)
    purchase_key = models.BigIntegerField(null=True, editable=False)
    day = models.DateField(_("day"))
    percent = models.PositiveIntegerField(_("multiplier, per cent"), default=100)
    raw_points = models.BigIntegerField(_("by the rule"), default=0)
    gross_points = models.BigIntegerField(_("within the limit"), default=0)
    points = models.BigIntegerField(_("points"), default=0)
    entries = models.PositiveIntegerField(_("entries"), default=0)

    objects = WorkspaceManager.from_queryset(AboutAnAccount)()

    class Meta:
        verbose_name = _("points given by a rule")
        verbose_name_plural = _("points given by rules")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "rule", "occasion"], name="loyalty_grant_once"),
            models.CheckConstraint(
                condition=Q(points__gte=0)
                & Q(points__lte=models.F("gross_points"))
                & Q(gross_points__lte=models.F("raw_points")),
                name="loyalty_grant_sound",
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "account", "rule", "day"], name="loyalty_grant_of_account"),
            models.Index(
                fields=["workspace", "account", "purchase_key"],
                condition=Q(purchase_key__isnull=False),
                name="loyalty_grant_of_purchase",
            ),
        ]

    def __str__(self):
        return f"{self.occasion} · {self.points}"

    @property
    def entry_keys(self) -> list[str]:
        return [self.key_of(place) for place in range(1, self.entries + 1)]

    def key_of(self, place: int) -> str:
        return f"earn/{self.pk}/{place}"


class SettledPurchase(WorkspaceModel):
    """A purchase has earned what it earns, as it stood in a version; by which versions of rules stays with it."""

    workspace = WorkspaceField(is_referenced=False)
    account = WorkspaceForeignKey(
        "accounts.Account",
        on_delete=models.CASCADE,
        is_indexed=False,
        related_name="settled_purchases",
        verbose_name=_("account"),
    )
    purchase_key = models.BigIntegerField(_("purchase"), editable=False)
    purchase_version = models.PositiveIntegerField(_("version of the purchase"))
    day = models.DateField(_("day"))
    rule_versions = ArrayField(models.BigIntegerField(), verbose_name=_("versions of rules"), default=list)

    class Meta:
        verbose_name = _("settled purchase")
        verbose_name_plural = _("settled purchases")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "purchase_key"], name="loyalty_settledpurchase_once")
        ]
        indexes = [
            models.Index(fields=["workspace", "account", "purchase_key"], name="loyalty_settledpurchase_of")
        ]

    def __str__(self):
        return str(self.purchase_key)


class UnsettledAccount(WorkspaceModel):
    """The purchases of this customer have changed: the worker looks what they earn, and takes the row out."""

    workspace = WorkspaceField(is_referenced=False)
    account = WorkspaceForeignKey(
        "accounts.Account",
        on_delete=models.CASCADE,
        is_indexed=False,
        related_name="+",
        verbose_name=_("account"),
    )
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("account whose purchases are to be settled")
        verbose_name_plural = _("accounts whose purchases are to be settled")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "account"], name="loyalty_unsettledaccount_once")
        ]
        indexes = [models.Index(fields=["workspace", "at", "id"], name="loyalty_unsettledaccount_due")]

    def __str__(self):
        return str(self.account_id)
