"""MemberCapacity: how much a colleague carries, where it is not what everybody does."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceModel
from timeline.models import tracked


@tracked()
class MemberCapacity(WorkspaceModel):
    member = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.CASCADE,
        related_name="+",
        is_indexed=False,
        verbose_name=_("colleague"),
    )
    points = models.PositiveSmallIntegerField(_("capacity"), validators=[MaxValueValidator(10_000)])

    class Meta:
        verbose_name = _("capacity of a colleague")
        verbose_name_plural = _("capacities of colleagues")
        constraints = [
            models.UniqueConstraint(fields=["workspace", "member"], name="planning_membercapacity_one"),
        ]

    def __str__(self):
        return f"{self.member} · {self.points}"
