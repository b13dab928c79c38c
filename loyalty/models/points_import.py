"""PointsImport: a file of opening balances that a person brought, and what became of its rows."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib.tenancy.fields import FormTokenField, WorkspaceForeignKey
from lib.tenancy.models import NumberedModel


class PointsImport(NumberedModel):
    file_name = models.CharField(_("file"), max_length=200)
    table = WorkspaceForeignKey(
        "timeline.KeptFile", on_delete=models.SET_NULL, null=True, is_indexed=False, related_name="+"
    )
    headings = models.JSONField(default=list)
    # The key of a column for each heading; empty where it is left out.
    mapping = models.JSONField(default=list)
    rows_count = models.PositiveIntegerField(_("rows"), default=0)
    job = WorkspaceForeignKey("timeline.Job", on_delete=models.PROTECT, null=True, related_name="+")
    added = models.PositiveIntegerField(_("added"), default=0)
    known = models.PositiveIntegerField(_("known already"), default=0)
    refused = models.PositiveIntegerField(_("refused"), default=0)
    points = models.BigIntegerField(_("points"), default=0)
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

    class Meta:
        verbose_name = _("import of points")
        verbose_name_plural = _("imports of points")
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
