"""What complaints are about, and what they come from: two trees that a workspace makes for itself."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.naming import Labelled
from lib.tenancy.fields import FormTokenField, WorkspaceForeignKey
from lib.tenancy.models import NumberedModel, WorkspaceManager
from timeline.models import tracked


class BranchQuerySet(models.QuerySet):
    def in_use(self):
        return self.filter(archived_at=None)


class Branch(Labelled, NumberedModel):
    """One entry of a tree: archived, nobody chooses it any more; where it stands it is still read."""

    parent = WorkspaceForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
        verbose_name=_("part of"),
    )
    place = models.PositiveSmallIntegerField(_("place"), default=0, editable=False)
    archived_at = models.DateTimeField(_("archived at"), null=True, editable=False)
    form_token = FormTokenField()

    objects = WorkspaceManager.from_queryset(BranchQuerySet)()

    class Meta:
        abstract = True
        ordering = ["place", "number"]

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None


@tracked()
class ComplaintCategory(Branch):
    class Meta(Branch.Meta):
        verbose_name = _("category of complaints")
        verbose_name_plural = _("categories of complaints")


@tracked()
class RootCause(Branch):
    class Meta(Branch.Meta):
        verbose_name = _("root cause")
        verbose_name_plural = _("root causes")
