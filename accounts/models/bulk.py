"""BulkChange: one thing done to many customers at once, and what each of them was before."""

from django.db import models
from django.db.models import Value
from django.utils.translation import gettext_lazy as _

from lib.tenancy.fields import FormTokenField, WorkspaceForeignKey
from lib.tenancy.models import NumberedModel, WorkspaceManager, WorkspaceModel


class BulkChangeQuerySet(models.QuerySet):
    def visible_to(self, membership):
        """One's own: what came of those of others is told in the audit log and on each record."""
        return self.filter(created_by=membership)


class BulkChange(NumberedModel):
    list_key = models.CharField(_("list"), max_length=40)
    verb = models.CharField(_("change"), max_length=20)
    value = models.CharField(_("value"), max_length=120, blank=True)
    changed_count = models.PositiveIntegerField(_("changed"), default=0)
    undone_count = models.PositiveIntegerField(_("taken back"), default=0)
    # Left as they were, and how many of them by why (accounts.bulk.verbs.WHY).
    refused_count = models.PositiveIntegerField(_("refused"), default=0, db_default=0)
    refusals = models.JSONField(default=dict, db_default=Value({}, models.JSONField()))
    job = WorkspaceForeignKey(
        "timeline.Job", on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("job")
    )
    undo_job = WorkspaceForeignKey(
        "timeline.Job",
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("job of the undo"),
    )
    created_by = WorkspaceForeignKey(
        "workspaces.Membership", on_delete=models.PROTECT, related_name="+", verbose_name=_("started by")
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished at"), null=True)
    undone_at = models.DateTimeField(_("taken back at"), null=True)
    form_token = FormTokenField()

    objects = WorkspaceManager.from_queryset(BulkChangeQuerySet)()

    class Meta:
        verbose_name = _("bulk change")
        verbose_name_plural = _("bulk changes")

    def __str__(self):
        return _("Bulk change %(number)s") % {"number": self.number}


class BulkItem(WorkspaceModel):
    """One changed customer, and its value before; an id without a key, for what was deleted since."""

    change = WorkspaceForeignKey(
        BulkChange,
        on_delete=models.CASCADE,
        related_name="items",
        is_indexed=False,
        verbose_name=_("bulk change"),
    )
    record_id = models.BigIntegerField(_("record"))
    before = models.TextField(_("before"), blank=True)
    # Taking back left it alone: somebody has changed it since, or deleted it.
    stays = models.BooleanField(_("stays as changed"), default=False, db_default=False)

    class Meta:
        verbose_name = _("changed record")
        verbose_name_plural = _("changed records")
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "change", "record_id"], name="accounts_bulkitem_once"
            )
        ]

    def __str__(self):
        return f"{self.change_id} {self.record_id}"
