"""What each customer bought altogether: kept beside the purchases, so that a million customers can be sorted by it.

Worked out anew from the purchases of a customer whenever one of them changes, in the same transaction and under the
lock of the account: so two who write at once, an undo and a removal all leave what the purchases say.
"""

from collections.abc import Iterable
from datetime import date

from django.db import models
from django.db.models import Count, F, Max, Min, Q, Sum
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from accounts.models.account import NO_PURCHASE
from lib.tenancy.fields import WorkspaceField, WorkspaceForeignKey
from lib.tenancy.models import WorkspaceModel
from sales.amounts import LARGEST
from sales.following import follow
from sales.models.purchase import Purchase
from workspaces.models import Workspace


class PurchaseTotals(WorkspaceModel):
    """The purchases of a customer in one currency that count, less what was paid back."""

    workspace = WorkspaceField(is_referenced=False)
    account = WorkspaceForeignKey(
        "accounts.Account",
        on_delete=models.CASCADE,
        is_indexed=False,
        related_name="purchase_totals",
        verbose_name=_("account"),
    )
    currency = models.CharField(_("currency"), max_length=3)
    count = models.PositiveIntegerField(_("purchases"))
    amount_minor = models.DecimalField(_("total"), max_digits=24, decimal_places=0)
    first_on = models.DateField(_("first purchase"))
    last_on = models.DateField(_("last purchase"))

    class Meta:
        verbose_name = _("purchases of a customer altogether")
        verbose_name_plural = _("purchases of customers altogether")
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "account", "currency"], name="sales_purchasetotals_once"
            ),
            models.CheckConstraint(
                condition=Q(count__gt=0, amount_minor__gte=0, first_on__lte=F("last_on")),
                name="sales_purchasetotals_sound",
            ),
        ]

    def __str__(self):
        return f"{self.count} {self.currency}"


SUMS = {
    "count": Count("pk"),
    "amount_minor": Sum(F("total_minor") - F("refunded_minor")),
    "first_on": Min("ordered_on"),
    "last_on": Max("ordered_on"),
}


def summed(purchases) -> Iterable[dict]:
    """One row for each customer and currency of these purchases."""
    return purchases.order_by().values("account_id", "currency").annotate(**SUMS)


def keep_totals(accounts: Iterable[int]) -> None:
    """After a change of the purchases of these accounts, whose rows are locked."""
    ids = list(set(accounts))
    rows = [PurchaseTotals(**row) for row in summed(Purchase.objects.counted().filter(account__in=ids))]
    standing = PurchaseTotals.objects.filter(account__in=ids)
    held = {(each.account_id, each.currency): each for each in standing}
    gone = held.keys() - {(each.account_id, each.currency) for each in rows}
    standing.filter(pk__in=[held[key].pk for key in gone]).delete()
    PurchaseTotals.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["workspace", "account", "currency"],
        update_fields=["count", "amount_minor", "first_on", "last_on"],
    )
    _keep_columns(ids, rows)
    follow(ids)


def _keep_columns(ids: list[int], rows: list[PurchaseTotals]) -> None:
    """The columns that the list of accounts goes by: the last purchase, and the total in the workspace's currency."""
    accounts = Account.objects.filter(pk__in=ids).only(
        "pk", "workspace_id", "bought_minor", "last_purchase_on"
    )
    currency = Workspace.objects.only("currency").get(pk=PurchaseTotals().workspace_id).currency
    bought: dict[int, int] = {}
    last: dict[int, date] = {}
    for row in rows:
        last[row.account_id] = max(row.last_on, last.get(row.account_id, NO_PURCHASE))
        if row.currency == currency:
            bought[row.account_id] = min(int(row.amount_minor), LARGEST)
    changed = []
    for account in accounts:
        standing = (bought.get(account.pk, 0), last.get(account.pk, NO_PURCHASE))
        if (account.bought_minor, account.last_purchase_on) != standing:
            account.bought_minor, account.last_purchase_on = standing
            changed.append(account)
    Account.objects.bulk_update(changed, ["bought_minor", "last_purchase_on"])
