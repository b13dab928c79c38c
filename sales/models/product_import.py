"""ProductImport: a file of products, or of the prices of a list, that a person brought, and what became of its rows."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib.tenancy.fields import FormTokenField, WorkspaceForeignKey
from lib.tenancy.models import NumberedModel, WorkspaceManager
from sales.models.purchase_import import PurchaseImportQuerySet


class ProductImport(NumberedModel):
    """With a price list it brings prices into that list, else products into the catalogue."""

    file_name = models.CharField(_("file"), max_length=200)
    price_list = WorkspaceForeignKey(
        "sales.PriceList", on_delete=models.CASCADE, null=True, related_name="+", verbose_name=_("price list")
    )
    table = WorkspaceForeignKey(
        "timeline.KeptFile", on_delete=models.SET_NULL, null=True, is_indexed=False, related_name="+"
    )
    headings = models.JSONField(default=list)
    # The key of a column for each heading; empty where it is left out.
    mapping = models.JSONField(default=list)
    rows_count = models.PositiveIntegerField(_("rows"), default=0)
    # Of rows that do not say it themselves.
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    # What is known already becomes what the file says; else it stays as it is.
    updates = models.BooleanField(_("change what is known already"), default=False)
    job = WorkspaceForeignKey("timeline.Job", on_delete=models.PROTECT, null=True, related_name="+")
    added = models.PositiveIntegerField(_("added"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    known = models.PositiveIntegerField(_("known already"), default=0)
    refused = models.PositiveIntegerField(_("refused"), default=0)
    # Of the first refused rows: [number, [[column, code, what was written]], cells]; the rest is only counted.
    refused_rows = models.JSONField(default=list)
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
        verbose_name = _("import of products")
        verbose_name_plural = _("imports of products")
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
