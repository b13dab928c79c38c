"""RevenueCohort: what is deferred behind the points of one year, and how many of them are expected to be used."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lib import formats
from lib.tenancy.fields import WorkspaceField, WorkspaceForeignKey
from lib.tenancy.models import WorkspaceModel
from timeline.models import tracked

EARLIEST, LATEST = 2000, 2200


@tracked()
class RevenueCohort(WorkspaceModel):
    year = models.PositiveSmallIntegerField(_("points earned in"))
    deferred_minor = models.BigIntegerField(_("deferred revenue"), validators=[MinValueValidator(0)])
    currency = models.CharField(_("currency"), max_length=3)

    class Meta:
        verbose_name = _("deferred revenue of a year")
        verbose_name_plural = _("deferred revenue of years")
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "year"], name="loyalty_revenuecohort_once"),
            models.CheckConstraint(
                condition=Q(deferred_minor__gte=0, year__gte=EARLIEST, year__lte=LATEST),
                name="loyalty_revenuecohort_sound",
            ),
        ]

    def __str__(self):
        return formats.digits(self.year)


class RevenueEstimate(WorkspaceModel):
    """As it was estimated at the end of a year, of all the points of the cohort."""

    workspace = WorkspaceField(is_referenced=False)
    cohort = WorkspaceForeignKey(
        RevenueCohort,
        on_delete=models.CASCADE,
        is_indexed=False,
        related_name="estimates",
        verbose_name=_("deferred revenue of a year"),
    )
    year = models.PositiveSmallIntegerField(_("year"))
    expected_points = models.BigIntegerField(_("points expected to be used"))

    class Meta:
        verbose_name = _("estimate of points that will be used")
        verbose_name_plural = _("estimates of points that will be used")
        ordering = ["year"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "cohort", "year"], name="loyalty_revenueestimate_once"
            ),
            models.CheckConstraint(
                condition=Q(expected_points__gt=0, year__gte=EARLIEST, year__lte=LATEST),
                name="loyalty_revenueestimate_sound",
            ),
        ]

    def __str__(self):
        return f"{self.year}: {self.expected_points}"
