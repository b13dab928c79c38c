"""ComplaintSkill: the kind of complaints that a colleague knows how to handle."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from complaints.models.category import ComplaintCategory
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceModel


class ComplaintSkill(WorkspaceModel):
    """What lies under the category is known too. Languages are those of accounts.MemberSpecialism."""

    member = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.CASCADE,
        related_name="complaint_skills",
        verbose_name=_("colleague"),
        is_indexed=False,
    )
    category = WorkspaceForeignKey(
        ComplaintCategory, on_delete=models.CASCADE, related_name="skilled", verbose_name=_("category")
    )

    class Meta:
        verbose_name = _("skill in complaints")
        verbose_name_plural = _("skills in complaints")
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "member", "category"], name="complaints_complaintskill_once"
            )
        ]

    def __str__(self):
        return str(self.category)
