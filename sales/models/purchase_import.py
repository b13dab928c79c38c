"""PurchaseImport: a file of purchases that a person brought, and what became of its rows."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import BroughtFile
from lib.tenancy.fields import WorkspaceField, WorkspaceForeignKey
from lib.tenancy.models import WorkspaceModel
from sales.models.purchase import LONGEST_SOURCE, Purchase

LONGEST_CODE, LONGEST_MARK = 100, 64


class PurchaseImport(BroughtFile):
    """Stages: read, matched to columns, run as a Job, perhaps undone by another one."""

    upload = WorkspaceForeignKey(
        "timeline.KeptFile", on_delete=models.SET_NULL, null=True, is_indexed=False, related_name="+"
    )
    # Of rows that do not say it themselves.
    source = models.CharField(_("where the file is from"), max_length=LONGEST_SOURCE, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    status = models.CharField(
        _("status"), max_length=10, choices=Purchase.Status, default=Purchase.Status.DELIVERED
    )
    adds_customers = models.BooleanField(_("add customers who are not known"), default=False)
    # Why the file cannot be read: {"code": ..., "figures": {...}}.
    trouble = models.JSONField(default=dict)
    reading_job = WorkspaceForeignKey(
        "timeline.Job", on_delete=models.SET_NULL, null=True, is_indexed=False, related_name="+"
    )
    undo_job = WorkspaceForeignKey(
        "timeline.Job", on_delete=models.PROTECT, null=True, is_indexed=False, related_name="+"
    )
    # Of rows: added as a purchase or as a line of one; of customers: added.
    added = models.PositiveIntegerField(_("rows added"), default=0)
    customers_added = models.PositiveIntegerField(_("customers added"), default=0)

    files = ("upload", "table")

    class Meta:
        verbose_name = _("import of purchases")
        verbose_name_plural = _("imports of purchases")
        ordering = ["-id"]

    def refuse(self, number, cells, problems):
        cells = [cell.replace("\0", "") for cell in cells]
        outcome = PurchaseImportRow.Outcome.REFUSED
        self.rows.create(row_number=number, outcome=outcome, problems=problems, cells=cells)
        self.refused += 1


class PurchaseImportRow(WorkspaceModel):
    """A row of the file of which there is more to say than the purchase that it added."""

    class Outcome(models.TextChoices):
        CUSTOMER = "customer", _("Added with a new customer")
        KNOWN = "known", _("Known already")
        REFUSED = "refused", _("Refused")

    workspace = WorkspaceField(is_referenced=False)
    origin = WorkspaceForeignKey(
        PurchaseImport, on_delete=models.CASCADE, is_indexed=False, related_name="rows"
    )
    row_number = models.PositiveIntegerField(_("row"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome)
    account = WorkspaceForeignKey(
        "accounts.Account",
        on_delete=models.SET_NULL,
        null=True,
        is_indexed=False,
        related_name="purchase_import_rows",
    )
    # What a row without a reference says, in short: how often it came in this file is counted by it.
    mark = models.CharField(max_length=LONGEST_MARK, blank=True)
    problems = models.JSONField(default=list)  # [column, code, what was written]
    cells = models.JSONField(null=True)  # as written, of refused rows only

    class Meta:
        verbose_name = _("row of an import of purchases")
        verbose_name_plural = _("rows of imports of purchases")
        ordering = ["row_number"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "origin", "row_number"], name="sales_purchaseimportrow_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["workspace", "origin", "outcome", "row_number"], name="sales_importrow_outcome"
            ),
            models.Index(
                fields=["workspace", "origin", "mark"], condition=~Q(mark=""), name="sales_importrow_mark"
            ),
            models.Index(
                fields=["workspace", "account"],
                condition=Q(account__isnull=False),
                name="sales_importrow_account",
            ),
        ]

    def __str__(self):
        return f"{self.origin_id}: {self.row_number} {self.outcome}"


class CustomerCode(WorkspaceModel):
    """What another system calls a customer: the next file of it is matched by that."""

    workspace = WorkspaceField(is_referenced=False)
    source = models.CharField(_("where the code is from"), max_length=LONGEST_SOURCE, blank=True)
    code = models.CharField(_("code"), max_length=LONGEST_CODE)
    account = WorkspaceForeignKey(
        "accounts.Account", on_delete=models.CASCADE, related_name="codes", verbose_name=_("account")
    )

    class Meta:
        verbose_name = _("code of a customer")
        verbose_name_plural = _("codes of customers")
        constraints = [
            models.UniqueConstraint(fields=["workspace", "source", "code"], name="sales_customercode_once"),
        ]

    def __str__(self):
        return self.code
