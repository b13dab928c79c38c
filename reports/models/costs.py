"""CostRates: what an hour and a complaint are reckoned at from a month on; written once for each change."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from interactions.models import Interaction
from lib import formats
from lib.tenancy.constraints import AppendOnly
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager, WorkspaceModel

Channel = Interaction.Channel
# How long an interaction took whose minutes nobody wrote down, until a workspace says otherwise.
USUAL_MINUTES = {
    Channel.CALL.value: 10,
    Channel.MEETING.value: 45,
    Channel.VISIT.value: 90,
    Channel.EMAIL.value: 10,
    Channel.WHATSAPP.value: 5,
    Channel.SMS.value: 2,
    Channel.SOCIAL.value: 5,
    Channel.PORTAL.value: 5,
    Channel.NOTE.value: 0,
}


class CostRatesQuerySet(models.QuerySet):
    def standing(self, currency: str) -> "list[CostRates]":
        """One for each month from which others hold, the latest month first; of the same month the last written."""
        found = {each.from_on: each for each in self.filter(currency=currency).order_by("pk")}
        return [found[month] for month in sorted(found, reverse=True)]


class CostRates(WorkspaceModel):
    """Empty is not known, and never 0: nothing is reckoned with it."""

    from_on = models.DateField(_("from"))
    currency = models.CharField(_("currency"), max_length=3)
    hourly_minor = models.BigIntegerField(_("hour of work"), null=True)
    # {role: minor units} of those who cost other than the usual hour.
    by_role = models.JSONField(_("hour of work by role"), default=dict)
    complaint_minor = models.BigIntegerField(_("complaint"), null=True)
    # {channel: minutes} of an interaction whose minutes nobody wrote down.
    minutes = models.JSONField(_("minutes of an interaction by channel"), default=dict)
    at = models.DateTimeField(_("at"), default=timezone.now, editable=False)
    by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        is_indexed=False,
        related_name="+",
        verbose_name=_("by"),
        editable=False,
    )

    objects = WorkspaceManager.from_queryset(CostRatesQuerySet)()

    class Meta:
        verbose_name = _("rates of costs")
        verbose_name_plural = _("rates of costs")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(from_on__day=1), name="reports_costrates_month"),
            models.CheckConstraint(
                condition=(Q(hourly_minor=None) | Q(hourly_minor__gte=0))
                & (Q(complaint_minor=None) | Q(complaint_minor__gte=0)),
                name="reports_costrates_sound",
            ),
            AppendOnly(name="reports_costrates_append_only"),
        ]

    def __str__(self):
        return formats.month(self.from_on)
