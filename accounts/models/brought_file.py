"""BroughtFile: what every import is, a file that a person brought, and how many of its rows became what."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib.tenancy.fields import FormTokenField, WorkspaceForeignKey
from lib.tenancy.models import NumberedModel, WorkspaceManager
from workspaces.roles import Permission

MOST_SHOWN, LONGEST_CELL = 200, 200


class BroughtFileQuerySet(models.QuerySet):
    def visible_to(self, membership):
        """One's own, and for those who lead the workspace everybody's."""
        return self if membership.can(Permission.MANAGE_SETTINGS) else self.filter(created_by=membership)


def cut(cells: list[str], longest: int) -> list[str]:
    """As much of a refused row as is kept."""
    return [cell.replace("\0", "")[:longest] for cell in cells]


class BroughtFile(NumberedModel):
    """Stages: read, matched to columns, run as a Job."""

    file_name = models.CharField(_("file"), max_length=200)
    table = WorkspaceForeignKey(
        "timeline.KeptFile", on_delete=models.SET_NULL, null=True, is_indexed=False, related_name="+"
    )
    headings = models.JSONField(default=list)
    # The key of a column for each heading; empty where it is left out.
    mapping = models.JSONField(default=list)
    rows_count = models.PositiveIntegerField(_("rows"), default=0)
    job = WorkspaceForeignKey("timeline.Job", on_delete=models.PROTECT, null=True, related_name="+")
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

    objects = WorkspaceManager.from_queryset(BroughtFileQuerySet)()

    # Fields that hold a file of this import.
    files: tuple[str, ...] = ("table",)

    class Meta:
        abstract = True

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

    def forget_files(self) -> None:
        """Once the rows are in, the file is of no use to anybody and full of personal data."""
        kept = [file for file in (getattr(self, name) for name in self.files) if file is not None]
        for name in self.files:
            setattr(self, name, None)
        if kept:
            self.save(update_fields=self.files)
        for file in kept:
            file.forget()

    def refuse(self, number: int, cells: list[str], problems: list) -> None:
        """Keep why a row was refused; a problem is mostly [column, code, what was written]."""
        raise NotImplementedError


class ShortBroughtFile(BroughtFile):
    """One of whose refused rows the first are shown and the rest only counted."""

    # Of each its number, its problems and its cells.
    refused_rows = models.JSONField(default=list)

    class Meta:
        abstract = True

    def refuse(self, number: int, cells: list[str], problems: list) -> None:
        self.refused += 1
        if len(self.refused_rows) < MOST_SHOWN:
            self.refused_rows.append([number, problems, cut(cells, LONGEST_CELL)])
