"""What the KPIs of a large workspace came to, kept beside the facts for whoever asks the same again.

Every row is worked out from the facts alone and may be thrown away at any time: nothing is ever added to it.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lib.tenancy.fields import WorkspaceField
from lib.tenancy.models import WorkspaceModel


class Figure(WorkspaceModel):
    """A KPI of the whole workspace in one period, or each part of it."""

    workspace = WorkspaceField(is_referenced=False)
    kpi = models.CharField(_("KPI"), max_length=40)
    # By what it is split, if it is.
    split = models.CharField(_("split by"), max_length=20, blank=True)
    first_on = models.DateField(_("first day"))
    until_on = models.DateField(_("ends before"))
    # Calendar periods are held against others than so many days are.
    grain = models.CharField(_("by"), max_length=7, blank=True)
    # What it was made with: with others it says nothing.
    currency = models.CharField(_("currency"), max_length=3)
    time_zone = models.CharField(_("time zone"), max_length=60)
    # [part, numerator, denominator, n, squares] of each part; of no split one row, whose part is null.
    found = models.JSONField(_("what it came to"))
    # Whatever was written before is in it.
    as_of = models.DateTimeField(_("as of"))

    class Meta:
        verbose_name = _("kept figure")
        verbose_name_plural = _("kept figures")
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "kpi", "split", "first_on", "until_on", "grain"],
                name="reports_figure_once",
            ),
            models.CheckConstraint(condition=Q(until_on__gt=F("first_on")), name="reports_figure_sound"),
        ]
        indexes = [models.Index(fields=["workspace", "as_of"], name="reports_figure_oldest")]

    def __str__(self):
        return f"{self.kpi} {self.first_on}"
