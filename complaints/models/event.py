"""ComplaintEvent: each step of a complaint, never changed; all its clocks are worked out from them."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.sla import Fact, What
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceModel


class ComplaintEvent(WorkspaceModel):
    complaint = WorkspaceForeignKey(
        "complaints.Complaint", on_delete=models.CASCADE, related_name="events", is_indexed=False
    )
    at = models.DateTimeField(_("at"), default=timezone.now)
    kind = models.CharField(_("step"), max_length=20)
    # What it means to the clocks; empty for nothing.
    what = models.CharField(
        _("for the clocks"), max_length=12, blank=True, choices=[(each.value, each.value) for each in What]
    )
    by = WorkspaceForeignKey(
        "workspaces.Membership", on_delete=models.PROTECT, null=True, is_indexed=False, related_name="+"
    )
    detail = models.JSONField(_("detail"), default=dict)

    class Meta:
        verbose_name = _("event of a complaint")
        verbose_name_plural = _("events of complaints")
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["workspace", "complaint", "at", "id"], name="complaints_event_of")]

    def __str__(self):
        return self.kind

    @property
    def fact(self) -> Fact | None:
        return Fact(self.at, What(self.what)) if self.what else None
