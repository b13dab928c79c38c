"""ComplaintImport: a file of complaints that a person brought, and what became of its rows."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.brought_file import BroughtFile, cut
from lib.tenancy.fields import WorkspaceField, WorkspaceForeignKey
from lib.tenancy.models import WorkspaceModel

LONGEST_SOURCE, LONGEST_MARK, LONGEST_CELL = 60, 101, 2_000


class ComplaintImport(BroughtFile):
    # Whose references these are: those of two systems may be the same.
    source = models.CharField(_("where the file is from"), max_length=LONGEST_SOURCE, blank=True)
    # Of rows that are over and do not say it themselves.
    resolution = models.CharField(_("what was done"), max_length=500, blank=True)
    acknowledges = models.BooleanField(_("write to the customers of open ones"), default=False)
    added = models.PositiveIntegerField(_("open ones added"), default=0)
    history = models.PositiveIntegerField(_("those that are over added"), default=0)

    class Meta:
        verbose_name = _("import of complaints")
        verbose_name_plural = _("imports of complaints")
        ordering = ["-id"]

    def refuse(self, number, cells, problems):
        self.rows.create(row_number=number, problems=problems, cells=cut(cells, LONGEST_CELL))
        self.refused += 1


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
