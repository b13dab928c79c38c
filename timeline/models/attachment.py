"""Attachment: a file that belongs to a record, such as a contract that came with an e-mail."""

from datetime import timedelta
from functools import partial

from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib.filetypes import BY_MEDIA_TYPE, FileType
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.files import private_path
from lib.tenancy.models import NumberedModel, WorkspaceManager
from timeline.kinds import model_of, seen_rows

# A file that was removed can be brought back for so long; one that was sent before its form waits for it so long.
KEPT_AFTER_REMOVAL = timedelta(days=7)
KEPT_WAITING = timedelta(hours=24)
PREVIEW = ".preview"


class AttachmentQuerySet(models.QuerySet):
    def of(self, *records):
        """What hangs on these records, all of one kind."""
        if not records:
            return self.none()
        return self.filter(
            record_kind=records[0]._meta.label_lower, record_id__in=[each.pk for each in records]
        )

    def kept(self):
        return self.filter(removed_at=None)

    def waiting_for(self, membership):
        """What this member sent for a form that is still open."""
        return self.filter(record_kind="", added_by=membership)

    def expired(self):
        return self.filter(expires_at__lte=Now())

    def forget(self):
        """Delete the rows, and the files once that is committed."""
        for attachment in self:
            attachment.forget()


class Attachment(NumberedModel):
    """Its record is any that says so in timeline.kinds: who may see that one may see this one.

    The record is named as events name theirs, since records of all apps have files; whoever deletes one for good
    calls attaching.forget_files(). A record that takes files has `may_be_changed_by(membership)` and
    `wait_to_change()`.
    """

    record_kind = models.CharField(_("kind of record"), max_length=60, blank=True)
    record_id = models.BigIntegerField(_("record"), null=True)
    name = models.CharField(_("name"), max_length=200)
    content = models.FileField(upload_to=private_path, max_length=200)
    # Whether our own drawing of it stands beside it; what a page shows never is the file itself.
    has_preview = models.BooleanField(default=False, editable=False)
    media_type = models.CharField(_("type"), max_length=100)
    size_bytes = models.BigIntegerField(default=0)
    added_by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        is_indexed=False,
        related_name="+",
        verbose_name=_("added by"),
    )
    added_at = models.DateTimeField(_("added at"), default=timezone.now, editable=False)
    removed_at = models.DateTimeField(_("removed at"), null=True, editable=False)
    # When a file that waits, or was removed, is forgotten.
    expires_at = models.DateTimeField(_("expires at"), null=True, editable=False)

    objects = WorkspaceManager.from_queryset(AttachmentQuerySet)()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(record_kind="", record_id=None)
                | (~Q(record_kind="") & Q(record_id__isnull=False)),
                name="timeline_attachment_record",
            ),
            models.UniqueConstraint(fields=["workspace", "content"], name="timeline_attachment_content"),
        ]
        indexes = [
            models.Index(fields=["workspace", "record_kind", "record_id"], name="timeline_attachment_of"),
            models.Index(
                fields=["workspace", "expires_at"],
                condition=Q(expires_at__isnull=False),
                name="timeline_attachment_expires",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def type(self) -> FileType:
        return BY_MEDIA_TYPE[self.media_type]

    @property
    def preview_path(self) -> str:
        return f"{self.content.name}{PREVIEW}"

    @property
    def is_removed(self) -> bool:
        return self.removed_at is not None

    def seen_record(self, membership):
        """The record it belongs to if this member may see it, else None."""
        return seen_rows(self.record_kind, [self.record_id], membership).get(self.record_id)

    @property
    def record(self):
        """The record it belongs to, whoever asks; None while it waits for one."""
        model = model_of(self.record_kind)
        return model and model._default_manager.filter(pk=self.record_id).first()

    def is_seen_by(self, membership) -> bool:
        if not self.record_kind:
            return self.added_by_id == membership.pk and not self.is_removed
        return self.seen_record(membership) is not None

    def forget(self):
        """Delete it for good: the row now, what is on the disk once that is committed, or else by the sweep."""
        storage, paths = self.content.storage, [self.content.name, self.preview_path]
        self.delete()
        for path in paths:
            transaction.on_commit(partial(storage.delete, path), robust=True)
