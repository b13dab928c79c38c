"""PurchaseImport: a file of purchases that a person brought, and what became of its rows."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib.tenancy.fields import FormTokenField, WorkspaceField, WorkspaceForeignKey
from lib.tenancy.models import NumberedModel, WorkspaceManager, WorkspaceModel
from sales.models.purchase import LONGEST_SOURCE, Purchase
from workspaces.roles import Permission

LONGEST_CODE, LONGEST_MARK = 100, 64


class PurchaseImportQuerySet(models.QuerySet):
    def visible_to(self, membership):
        """One's own, and for those who lead the workspace everybody's."""
        return self if membership.can(Permission.MANAGE_SETTINGS) else self.filter(created_by=membership)


class PurchaseImport(NumberedModel):
    """Stages: read, matched to columns, run as a Job, perhaps undone by another one."""

    file_name = models.CharField(_("file"), max_length=200)
    upload = WorkspaceForeignKey(
        "timeline.KeptFile", on_delete=models.SET_NULL, null=True, is_indexed=False, related_name="+"
    )
    table = WorkspaceForeignKey(
        "timeline.KeptFile", on_delete=models.SET_NULL, null=True, is_indexed=False, related_name="+"
    )
    headings = models.JSONField(default=list)
    # The key of a column for each heading; empty where it is left out.
    mapping = models.JSONField(default=list)
    rows_count = models.PositiveIntegerField(_("rows"), default=0)
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
    job = WorkspaceForeignKey("timeline.Job", on_delete=models.PROTECT, null=True, related_name="+")
    undo_job = WorkspaceForeignKey(
        "timeline.Job", on_delete=models.PROTECT, null=True, is_indexed=False, related_name="+"
    )
    # Of rows: added as a purchase or as a line of one, known already, refused; of customers: added.
    added = models.PositiveIntegerField(_("rows added"), default=0)
    known = models.PositiveIntegerField(_("known already"), default=0)
    refused = models.PositiveIntegerField(_("refused"), default=0)
    customers_added = models.PositiveIntegerField(_("customers added"), default=0)
    created_by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        is_indexed=False,
        related_name="+",
        verbose_name=_("brought by"),
    )
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    form_token = FormTokenField()

    objects = WorkspaceManager.from_queryset(PurchaseImportQuerySet)()

    class Meta:
        verbose_name = _("import of purchases")
        verbose_name_plural = _("imports of purchases")
        ordering = ["-id"]

    def __str__(self):
        return self.file_name

    @property
    def name(self) -> str:
        return self.file_name

    @property
    def has_begun(self) -> bool:
        return self.job_id is not None

    @property
    def is_over(self) -> bool:
        return self.job is not None and self.job.is_over


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
