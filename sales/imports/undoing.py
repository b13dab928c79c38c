"""Undo of an import of purchases: what it added goes, unless somebody has worked with it since; the rest stays."""

from django.db.models import QuerySet

from accounts.imports.undo import remove_untouched
from accounts.models import Account
from sales.models import (
    CustomerCode,
    Purchase,
    PurchaseImport,
    PurchaseImportRow,
    PurchaseLine,
    PurchaseStatus,
    Refund,
)
from sales.models.totals import keep_totals
from timeline.services import record

BATCH_ROWS = 500
UNTOUCHED = 1  # the version that an import gives


def purchases_to_undo(origin: PurchaseImport) -> QuerySet[Purchase]:
    return Purchase.objects.filter(origin=origin, version=UNTOUCHED)


def undo_purchases(origin: PurchaseImport, *, by, below: int | None) -> list[int]:
    """Take out the next purchases with a lower key, in the open transaction; the keys that were looked at."""
    waiting = purchases_to_undo(origin) if below is None else purchases_to_undo(origin).filter(pk__lt=below)
    rows = list(waiting.order_by("-pk").values_list("pk", "account_id")[:BATCH_ROWS])
    accounts = {account for _pk, account in rows}
    Account.objects.filter(pk__in=accounts).held()
    keys = [pk for pk, _account in rows]
    # Nobody changes them now: whoever did before has raised the version.
    going = list(purchases_to_undo(origin).filter(pk__in=keys).values_list("pk", flat=True))
    for model in (PurchaseLine, PurchaseStatus, Refund):
        model.objects.filter(purchase__in=going)._raw_delete("default")
    Purchase.objects.filter(pk__in=going)._raw_delete("default")
    keep_totals(accounts)
    if going:
        record("purchaseimport.taken_out", origin, by=by, is_part=True, accounts=sorted(accounts))
    return keys


def made_along_with(accounts) -> list[QuerySet]:
    """What came with customers by itself: it keeps no import of them from being undone."""
    return [model.objects.filter(account__in=accounts) for model in (CustomerCode, PurchaseImportRow)]


def undo_customers(origin: PurchaseImport, *, by, below: int | None) -> list[int]:
    """Then the customers it brought, of whom nothing else is known; the row numbers that were looked at."""
    rows = PurchaseImportRow.objects.filter(
        origin=origin, outcome=PurchaseImportRow.Outcome.CUSTOMER, account__isnull=False
    )
    rows = rows if below is None else rows.filter(row_number__lt=below)
    found = list(rows.order_by("-row_number").values_list("row_number", "account_id")[:BATCH_ROWS])
    remove_untouched([account for _row, account in found], by=by)
    return [row for row, _account in found]
