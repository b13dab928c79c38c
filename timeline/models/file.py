"""KeptFile: a file that lives for a while, such as an upload to be imported or an export to be fetched."""

from datetime import timedelta

from django.core.files import File
from django.db import models, transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.files import private_path
from lib.tenancy.models import WorkspaceManager, WorkspaceModel

KEPT_DAYS = 7


def default_expiry():
    return timezone.now() + timedelta(days=KEPT_DAYS)


class KeptFileQuerySet(models.QuerySet):
    def expired(self):
        return self.filter(expires_at__lte=Now())

    def forget(self):
        """Delete the rows, and the files once that is committed."""
        for kept in self:
            kept.forget()


class KeptFile(WorkspaceModel):
    name = models.CharField(_("name"), max_length=200)
    content = models.FileField(upload_to=private_path, max_length=200)
    size_bytes = models.BigIntegerField(default=0)
    created_by = WorkspaceForeignKey(
        "workspaces.Membership", on_delete=models.PROTECT, null=True, is_indexed=False, related_name="+"
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    expires_at = models.DateTimeField(_("expires at"), default=default_expiry)

    objects = WorkspaceManager.from_queryset(KeptFileQuerySet)()

    class Meta:
        verbose_name = _("kept file")
        verbose_name_plural = _("kept files")
        indexes = [models.Index(fields=["workspace", "expires_at"], name="timeline_keptfile_expires")]

    def __str__(self):
        return self.name

    @classmethod
    def keep(cls, file, *, name, by, days=KEPT_DAYS):
        """Keep what is read from this binary file."""
        kept = cls(name=name[:200], created_by=by, expires_at=timezone.now() + timedelta(days=days))
        file.seek(0)
        kept.content.save("", File(file), save=False)
        kept.size_bytes = kept.content.size
        kept.save()
        return kept

    @classmethod
    def reserve(cls, *, name, by, days=KEPT_DAYS):
        """The row of a file to be written once it is committed: what a fall leaves then is found and forgotten."""
        kept = cls(name=name[:200], created_by=by, expires_at=timezone.now() + timedelta(days=days))
        kept.content.name = private_path(kept, "")
        kept.save()
        return kept

    def fill(self, file):
        self.content.storage.save(self.content.name, File(file))

    @property
    def is_expired(self):
        return self.expires_at <= timezone.now()

    def forget(self):
        storage, path = self.content.storage, self.content.name
        self.delete()
        transaction.on_commit(lambda: storage.delete(path), robust=True)
