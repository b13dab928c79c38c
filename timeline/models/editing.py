"""Editing: a colleague has the form over a record open. Its page keeps the row fresh; without it it means nothing."""

from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager, WorkspaceModel

# Three times as long as a page takes to say it again.
FRESH = timedelta(seconds=30)


class EditingQuerySet(models.QuerySet):
    def of(self, record):
        return self.filter(subject_kind=record._meta.label_lower, subject_id=record.pk)

    def fresh(self):
        return self.filter(seen_at__gt=timezone.now() - FRESH)

    def keep(self, record, *, by) -> None:
        """`by` has the form over this record open now; rows of forms that were left without a word go."""
        now = timezone.now()
        self.filter(member=by, seen_at__lt=now - FRESH).delete()
        row = Editing(member=by, subject_kind=record._meta.label_lower, subject_id=record.pk, seen_at=now)
        self.bulk_create(
            [row],
            update_conflicts=True,
            unique_fields=["workspace", "subject_kind", "subject_id", "member"],
            update_fields=["seen_at"],
        )

    def leave(self, record, *, by) -> None:
        self.of(record).filter(member=by).delete()


class Editing(WorkspaceModel):
    member = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.CASCADE,
        is_indexed=False,
        related_name="+",
        verbose_name=_("who"),
    )
    subject_kind = models.CharField(_("kind of record"), max_length=60)
    subject_id = models.BigIntegerField(_("record"))
    seen_at = models.DateTimeField(_("last seen"))

    objects = WorkspaceManager.from_queryset(EditingQuerySet)()

    class Meta:
        verbose_name = _("open form")
        verbose_name_plural = _("open forms")
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "subject_kind", "subject_id", "member"], name="timeline_editing_once"
            )
        ]
        indexes = [models.Index(fields=["workspace", "member"], name="timeline_editing_member")]

    def __str__(self):
        return f"{self.subject_kind} {self.subject_id}"
