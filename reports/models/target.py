"""Target: what a number should come to, for all customers or for those of one account manager, from a month on."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from interactions.models.kept import Offered, OfferedQuerySet
from lib import formats
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager
from timeline.models import tracked

LONGEST_KEY = 40


@tracked()
class Target(Offered):
    kpi = models.CharField(_("KPI"), max_length=LONGEST_KEY)
    # Whose customers; empty for those of the whole workspace.
    member = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("account manager"),
    )
    # The first day of the month from which it holds, until another one does.
    from_on = models.DateField(_("from"))
    # In the unit of the KPI, money in minor units, times in seconds; of what adds up, for one month.
    value = models.DecimalField(_("target"), max_digits=20, decimal_places=2)

    objects = WorkspaceManager.from_queryset(OfferedQuerySet)()

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = ["kpi", "-from_on", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(from_on__day=1), name="reports_target_month"),
            models.UniqueConstraint(
                fields=["workspace", "kpi", "member", "from_on"],
                condition=Q(archived_at=None),
                nulls_distinct=False,
                name="reports_target_once",
            ),
        ]

    @property
    def name(self) -> str:
        from reports.kpis import kpis

        known = kpis.get(self.kpi)
        return f"{known.name if known else self.kpi} · {formats.month(self.from_on)}"
