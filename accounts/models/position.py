"""Position: what a contact is at an account."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.account import Account
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager, WorkspaceModel
from timeline.models import tracked


class PositionQuerySet(models.QuerySet):
    def visible_to(self, membership):
        """Those at accounts this member may see: a contact may work for customers of other teams too."""
        if membership.sees_everything:
            return self
        return self.filter(account__in=Account.objects.visible_to(membership))


@tracked()
class Position(WorkspaceModel):
    class DecisionRole(models.TextChoices):
        DECIDES = "decides", _("Decision maker")
        INFLUENCES = "influences", _("Influencer")
        USES = "uses", _("User")
        BUYS = "buys", _("Buyer")
        BLOCKS = "blocks", _("Blocker")

    contact = WorkspaceForeignKey("accounts.Contact", on_delete=models.CASCADE, related_name="positions")
    account = WorkspaceForeignKey("accounts.Account", on_delete=models.CASCADE, related_name="positions")
    title = models.CharField(_("job title"), max_length=120, blank=True)
    decision_role = models.CharField(_("role in decisions"), max_length=10, choices=DecisionRole, blank=True)
    is_primary = models.BooleanField(_("main contact"), default=False)

    objects = WorkspaceManager.from_queryset(PositionQuerySet)()

    class Meta:
        verbose_name = _("position")
        verbose_name_plural = _("positions")
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "contact", "account"], name="accounts_position_once"
            ),
            models.UniqueConstraint(
                fields=["workspace", "account"],
                condition=models.Q(is_primary=True),
                name="accounts_position_one_primary",
            ),
        ]

    def __str__(self):
        return f"{self.contact} · {self.account}"
