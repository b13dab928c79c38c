"""Import: one file that a person brought, and what became of each of its rows."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.account import Account
from accounts.models.brought_file import BroughtFileQuerySet
from lib.tenancy.fields import FormTokenField, WorkspaceField, WorkspaceForeignKey
from lib.tenancy.models import NumberedModel, WorkspaceManager, WorkspaceModel


class Import(NumberedModel):
    """Stages: read, matched to columns, run as a Job, perhaps undone by another one."""

    class Mode(models.TextChoices):
        ADD = "add", _("Add new customers, skip those who are known")
        UPDATE = "update", _("Add new customers, update those who are known")

    file_name = models.CharField(_("file"), max_length=200)
    upload = WorkspaceForeignKey(
        "timeline.KeptFile", on_delete=models.SET_NULL, null=True, is_indexed=False, related_name="+"
    )
    table = WorkspaceForeignKey(
        "timeline.KeptFile", on_delete=models.SET_NULL, null=True, is_indexed=False, related_name="+"
    )
    encoding = models.CharField(_("encoding"), max_length=20, blank=True)
    delimiter = models.CharField(_("separator"), max_length=1, blank=True)
    sheet = models.CharField(_("sheet"), max_length=200, blank=True)
    sheets = models.JSONField(default=list)
    headings = models.JSONField(default=list)
    mapping = models.JSONField(default=list)
    rows_count = models.PositiveIntegerField(_("rows"), default=0)
    # Why the file cannot be read: {"code": ..., "figures": {...}}.
    trouble = models.JSONField(default=dict)
    owner = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        is_indexed=False,
        related_name="+",
        verbose_name=_("account manager"),
    )
    status = models.CharField(
        _("status"), max_length=10, choices=Account.Status, default=Account.Status.PROSPECT
    )
    mode = models.CharField(_("known customers"), max_length=10, choices=Mode, default=Mode.ADD)
    empty_clears = models.BooleanField(_("an empty cell empties the field"), default=False)
    reading_job = WorkspaceForeignKey(
        "timeline.Job", on_delete=models.SET_NULL, null=True, is_indexed=False, related_name="+"
    )
    job = WorkspaceForeignKey("timeline.Job", on_delete=models.PROTECT, null=True, related_name="+")
    undo_job = WorkspaceForeignKey(
        "timeline.Job", on_delete=models.PROTECT, null=True, is_indexed=False, related_name="+"
    )
    created_by = WorkspaceForeignKey(
        "workspaces.Membership", on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    form_token = FormTokenField()

    objects = WorkspaceManager.from_queryset(BroughtFileQuerySet)()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-id"]

    def __str__(self):
        return self.file_name

    @property
    def updates(self):
        return self.mode == self.Mode.UPDATE

    @property
    def has_begun(self):
        return self.job_id is not None

    @property
    def is_over(self):
        return self.job is not None and self.job.is_over

    def counts(self) -> dict[str, int]:
        """How many rows ended how; with those not reached they are all rows of the file."""
        found = self.rows.order_by().values_list("outcome").annotate(models.Count("id"))
        return dict.fromkeys(ImportRow.Outcome.values, 0) | dict(found)


class ImportRow(WorkspaceModel):
    class Outcome(models.TextChoices):
        CREATED = "created", _("Added")
        TWIN = "twin", _("Added, likely duplicate")
        UPDATED = "updated", _("Updated")
        KNOWN = "known", _("Known already")
        REFUSED = "refused", _("Refused")

    class Undone(models.TextChoices):
        REMOVED = "removed", _("Removed")
        RESTORED = "restored", _("As it was before")
        CHANGED = "changed", _("Kept: somebody has changed it since")
        NEEDED = "needed", _("Kept: other records belong to it")

    workspace = WorkspaceField(is_referenced=False)
    origin = WorkspaceForeignKey(Import, on_delete=models.CASCADE, is_indexed=False, related_name="rows")
    row_number = models.PositiveIntegerField(_("row"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome)
    # The account that the row added, or that it turned out to be; the contact that it added or changed.
    account = WorkspaceForeignKey(Account, on_delete=models.SET_NULL, null=True, related_name="import_rows")
    contact = WorkspaceForeignKey(
        "accounts.Contact", on_delete=models.SET_NULL, null=True, is_indexed=False, related_name="import_rows"
    )
    # The version that the row gave to a record which was there before; the history has the one below it.
    account_version = models.PositiveIntegerField(null=True)
    contact_version = models.PositiveIntegerField(null=True)
    # What no history keeps: ids of labels that the row hung on or took off, and a title that was another one.
    former = models.JSONField(default=dict)
    # Whom a likely duplicate resembles.
    twin = WorkspaceForeignKey(
        Account, on_delete=models.SET_NULL, null=True, is_indexed=False, related_name="+"
    )
    reason = models.CharField(_("reason"), max_length=20, blank=True)
    problems = models.JSONField(default=list)  # [column, code, what was written]
    cells = models.JSONField(null=True)  # as written, of refused rows only
    undone = models.CharField(max_length=10, choices=Undone, blank=True)

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of imports")
        ordering = ["row_number"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "origin", "row_number"], name="accounts_importrow_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["workspace", "origin", "outcome", "row_number"], name="accounts_importrow_outcome"
            ),
            models.Index(
                fields=["workspace", "contact"],
                condition=models.Q(contact__isnull=False),
                name="accounts_importrow_contact",
            ),
            models.Index(
                fields=["workspace", "twin"],
                condition=models.Q(twin__isnull=False),
                name="accounts_importrow_twin",
            ),
        ]

    def __str__(self):
        return f"{self.origin_id}: {self.row_number} {self.outcome}"

    @property
    def adds_account(self):
        return self.outcome in (self.Outcome.CREATED, self.Outcome.TWIN)

    @property
    def adds_contact(self):
        return self.contact_id is not None and self.contact_version is None
