"""SilenceNotice: when the customer whom a complaint waits for is reminded. The row is the queue; told, it stays."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceModel


class SilenceNotice(WorkspaceModel):
    complaint = WorkspaceForeignKey(
        "complaints.Complaint",
        on_delete=models.CASCADE,
        related_name="silence_notices",
        verbose_name=_("complaint"),
        is_indexed=False,
    )
    since = models.DateTimeField(_("waits since"))
    days = models.PositiveSmallIntegerField(_("after working days"))
    at = models.DateTimeField(_("to be told at"))
    # Where a later one was due as well nothing was sent of this one, but it is settled.
    told_at = models.DateTimeField(_("told at"), null=True)

    class Meta:
        verbose_name = _("reminder of a customer who is waited for")
        verbose_name_plural = _("reminders of customers who are waited for")
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "complaint", "since", "days"], name="complaints_silencenotice_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["workspace", "at"], condition=Q(told_at=None), name="complaints_silencenotice_due"
            )
        ]

    def __str__(self):
        return f"{self.complaint} · {self.days}"
