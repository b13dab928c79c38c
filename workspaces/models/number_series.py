"""The last number given to each kind of record in a workspace."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from lib.tenancy.models import WorkspaceModel


class NumberSeries(WorkspaceModel):
    kind = models.CharField(max_length=60)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("series of numbers")
        verbose_name_plural = _("series of numbers")
        constraints = [
            models.UniqueConstraint(fields=["workspace", "kind"], name="workspaces_numberseries_kind")
        ]

    def __str__(self):
        return f"{self.kind} {self.last}"
