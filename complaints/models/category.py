"""What complaints are about, and what they come from: two trees that a workspace makes for itself."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models.naming import Labelled
from interactions.models.kept import Offered, OfferedQuerySet
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager
from timeline.models import tracked


class BranchQuerySet(OfferedQuerySet):
    def in_order(self):
        return self.order_by("place", "number")


class Branch(Labelled, Offered):
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

    objects = WorkspaceManager.from_queryset(BranchQuerySet)()

    class Meta:
        abstract = True
        ordering = ["place", "number"]

    def __str__(self):
        return self.label

    @property
    def name(self) -> str:
        return self.label

    @property
    def names(self) -> list[str]:
        """[Arabic, English], as events keep them."""
        return [self.label_ar, self.label_en]


# Of a complaint; that of what is sold is called otherwise in Arabic.
CATEGORY = pgettext_lazy("complaint", "Category")


def has_a_label(model_name):
    return models.CheckConstraint(
        condition=~Q(label_ar="") | ~Q(label_en=""), name=f"complaints_{model_name}_has_a_label"
    )


@tracked()
class ComplaintCategory(Branch):
    # Whether customers may choose it on the public form.
    is_public = models.BooleanField(_("shown on the public form"), default=True)

    class Meta(Branch.Meta):
        verbose_name = _("category of complaints")
        verbose_name_plural = _("categories of complaints")
        constraints = [has_a_label("category")]


@tracked()
class RootCause(Branch):
    class Meta(Branch.Meta):
        verbose_name = _("root cause")
        verbose_name_plural = _("root causes")
        constraints = [has_a_label("rootcause")]
