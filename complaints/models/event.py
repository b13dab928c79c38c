"""ComplaintEvent: each step of a complaint, never changed; all its clocks are worked out from them."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.sla import Fact, What
from lib.tenancy.constraints import AppendOnly
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceModel


class ComplaintEvent(WorkspaceModel):
    # Append-only for the app: the owner's function lets events go with a customer who is deleted for good.
    complaint = WorkspaceForeignKey(
        "complaints.Complaint",
        on_delete=models.DO_NOTHING,
        related_name="events",
        is_indexed=False,
        verbose_name=_("complaint"),
    )
    at = models.DateTimeField(_("at"), default=timezone.now)
    step = models.CharField(_("step"), max_length=20)
    # What it means to the clocks; empty for nothing.
    what = models.CharField(
        _("for the clocks"), max_length=12, blank=True, choices=[(each.value, each.value) for each in What]
    )
    by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        is_indexed=False,
        related_name="+",
        verbose_name=_("by"),
    )
    detail = models.JSONField(_("detail"), default=dict)

    class Meta:
        verbose_name = _("event of a complaint")
        verbose_name_plural = _("events of complaints")
        ordering = ["id"]
        constraints = [AppendOnly(name="complaints_complaintevent_append_only")]
        indexes = [models.Index(fields=["workspace", "complaint", "id"], name="complaints_event_of")]

    def __str__(self):
        return self.step


def facts_of(events) -> list[Fact]:
    """What these events, by their key, mean to the clocks.

    Their order is the one in which they were written, the complaint locked: where the clock of one machine lags
    behind that of another, a later event counts from the moment of the one before it.
    """
    facts: list[Fact] = []
    for event in events:
        if event.what:
            at = max(event.at, facts[-1].at) if facts else event.at
            facts.append(Fact(at, What(event.what)))
    return facts
