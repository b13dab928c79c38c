"""The last number given to each kind of record in a workspace."""

from django.db import models

from lib.tenancy.models import WorkspaceModel


class NumberSeries(WorkspaceModel):
    kind = models.CharField(max_length=60)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "kind"], name="workspaces_numberseries_kind")]

    def __str__(self):
        return f"{self.kind} {self.last}"
