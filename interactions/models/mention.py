"""Mention: a colleague named with @ in the text of an interaction. The row says who, the text what was written."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceModel

LONGEST_WRITTEN = 140  # a name, and a number after it where two colleagues share one


class Mention(WorkspaceModel):
    interaction = WorkspaceForeignKey(
        "interactions.Interaction",
        on_delete=models.CASCADE,
        is_indexed=False,
        related_name="mentions",
        verbose_name=_("interaction"),
    )
    member = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        is_indexed=False,
        related_name="+",
        verbose_name=_("colleague"),
    )
    written = models.CharField(_("as written"), max_length=LONGEST_WRITTEN)

    class Meta:
        verbose_name = _("mention")
        verbose_name_plural = _("mentions")
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "interaction", "member"], name="interactions_mention_once"
            )
        ]

    def __str__(self):
        return f"@{self.written}"
