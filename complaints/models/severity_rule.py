"""SeverityRule: how severe a complaint of this impact and this urgency is in a workspace."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lib.tenancy.models import WorkspaceModel

MOST_STEPS, MOST_SEVERITY = 3, 4


class SeverityRule(WorkspaceModel):
    """One cell of the table; cells that were never changed are the usual ones and have no row."""

    impact = models.PositiveSmallIntegerField(_("impact"))
    urgency = models.PositiveSmallIntegerField(_("urgency"))
    severity = models.PositiveSmallIntegerField(_("severity"))

    class Meta:
        verbose_name = _("severity by impact and urgency")
        verbose_name_plural = _("severities by impact and urgency")
        ordering = ["impact", "urgency"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "impact", "urgency"], name="complaints_severityrule_cell"
            ),
            models.CheckConstraint(
                condition=Q(impact__range=(1, MOST_STEPS), urgency__range=(1, MOST_STEPS)),
                name="complaints_severityrule_in_the_table",
            ),
            models.CheckConstraint(
                condition=Q(severity__range=(1, MOST_SEVERITY)), name="complaints_severityrule_severity"
            ),
        ]

    def __str__(self):
        return f"{self.impact} × {self.urgency} → {self.severity}"
