"""BuiltReport: numbers that somebody put together, to be looked at again and shared with colleagues."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from interactions.models.kept import Offered, OfferedQuerySet
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager
from reports.models.target import LONGEST_KEY
from timeline.models import tracked

LONGEST_NAME, MOST_KPIS = 80, 8


class BuiltReportQuerySet(OfferedQuerySet):
    def visible_to(self, membership):
        """One's own, and what colleagues share."""
        return self.filter(Q(owner=membership) | Q(is_shared=True))


@tracked()
class BuiltReport(Offered):
    class Shape(models.TextChoices):
        COLUMNS = "columns", _("Over time")
        PARTS = "parts", _("By parts")
        BOTH = "both", _("Both")

    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    kpis = ArrayField(models.CharField(max_length=LONGEST_KEY), verbose_name=_("KPIs"))
    split = models.CharField(_("split by"), max_length=20, blank=True)
    shape = models.CharField(_("shown as"), max_length=10, choices=Shape, default=Shape.BOTH)
    period = models.CharField(_("period"), max_length=20)
    grain = models.CharField(_("chart"), max_length=10)
    # What it is narrowed by, as the address of a report says it.
    narrowing = models.JSONField(_("filters"), default=dict, blank=True)
    is_shared = models.BooleanField(_("shared with colleagues"), default=False)
    owner = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        editable=False,
        related_name="+",
        verbose_name=_("made by"),
    )

    objects = WorkspaceManager.from_queryset(BuiltReportQuerySet)()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kpis__len__gte=1, kpis__len__lte=MOST_KPIS), name="reports_builtreport_kpis"
            )
        ]

    def may_change(self, membership) -> bool:
        return self.owner_id == membership.pk
