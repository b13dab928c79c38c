"""EventReader: how far somebody has read the outbox."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from lib.fields import TransactionIdField
from lib.tenancy.fields import WorkspaceField
from lib.tenancy.models import WorkspaceModel


class EventReader(WorkspaceModel):
    """The last event that was read, by the order of readers. Its row is locked by whoever reads on."""

    workspace = WorkspaceField(is_referenced=False)
    name = models.CharField(_("name"), max_length=40)
    epoch = models.SmallIntegerField(default=1)
    xid = TransactionIdField()
    last_id = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("reader of events")
        verbose_name_plural = _("readers of events")
        constraints = [models.UniqueConstraint(fields=["workspace", "name"], name="timeline_eventreader_one")]

    def __str__(self):
        return self.name
