"""ComplaintImport: a file of complaints that a person brought, and what became of its rows."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib.tenancy.fields import FormTokenField, WorkspaceField, WorkspaceForeignKey
from lib.tenancy.models import NumberedModel, WorkspaceManager, WorkspaceModel
from sales.models.purchase_import import PurchaseImportQuerySet

LONGEST_SOURCE, LONGEST_MARK = 60, 101


class ComplaintImport(NumberedModel):
    file_name = models.CharField(_("file"), max_length=200)
    table = WorkspaceForeignKey(
        "timeline.KeptFile", on_delete=models.SET_NULL, null=True, is_indexed=False, related_name="+"
    )
    headings = models.JSONField(default=list)
    # The key of a column for each heading; empty where it is left out.
    mapping = models.JSONField(default=list)
    rows_count = models.PositiveIntegerField(_("rows"), default=0)
    # Whose references these are: those of two systems may be the same.
    source = models.CharField(_("where the file is from"), max_length=LONGEST_SOURCE, blank=True)
    # Of rows that are over and do not say it themselves.
    resolution = models.CharField(_("what was done"), max_length=500, blank=True)
    acknowledges = models.BooleanField(_("write to the customers of open ones"), default=False)
    job = WorkspaceForeignKey("timeline.Job", on_delete=models.PROTECT, null=True, related_name="+")
    added = models.PositiveIntegerField(_("open ones added"), default=0)
    history = models.PositiveIntegerField(_("those that are over added"), default=0)
    known = models.PositiveIntegerField(_("known already"), default=0)
    refused = models.PositiveIntegerField(_("refused"), default=0)
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
        verbose_name = _("import of complaints")
        verbose_name_plural = _("imports of complaints")
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


class ComplaintImportRow(WorkspaceModel):
    """A row of the file: the complaint that it brought, or why it was refused."""

    workspace = WorkspaceField(is_referenced=False)
    origin = WorkspaceForeignKey(
        ComplaintImport, on_delete=models.CASCADE, is_indexed=False, related_name="rows"
    )
    row_number = models.PositiveIntegerField(_("row"))
    # Empty where the row was refused. Deleted for good, it may be brought again.
    complaint = WorkspaceForeignKey(
        "complaints.Complaint", on_delete=models.CASCADE, null=True, related_name="brought_by"
    )
    source = models.CharField(max_length=LONGEST_SOURCE, blank=True)
    # The reference of the other system, or in short what the row says: by it a second file adds nothing.
    mark = models.CharField(max_length=LONGEST_MARK, blank=True)
    problems = models.JSONField(default=list)  # [column, code, what was written]
    cells = models.JSONField(null=True)  # as written, of refused rows only

    class Meta:
        verbose_name = _("row of an import of complaints")
        verbose_name_plural = _("rows of imports of complaints")
        ordering = ["row_number"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "origin", "row_number"], name="complaints_importrow_once"
            ),
            models.UniqueConstraint(
                fields=["workspace", "source", "mark"],
                condition=~Q(mark=""),
                name="complaints_importrow_one_complaint",
            ),
            models.CheckConstraint(
                condition=Q(mark="", complaint=None) | (~Q(mark="") & Q(complaint__isnull=False)),
                name="complaints_importrow_brought_or_refused",
            ),
        ]

    def __str__(self):
        return f"{self.origin_id}: {self.row_number}"
