"""TypeRule: what a management type asks: who looks after such customers, how much each weighs, whether a plan."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceModel
from timeline.models import tracked
from workspaces.roles import Role

# How much a customer of each type asks of a colleague, where the workspace has said nothing else.
WEIGHTS = {
    "": 1,
    Account.ManagementType.SALES: 1,
    Account.ManagementType.KEY: 3,
    Account.ManagementType.REGIONAL: 2,
    Account.ManagementType.STRATEGIC: 8,
}
MOST_WEIGHT = 100
# Which types ask for a plan, where the workspace has said nothing else.
WITH_PLAN = frozenset({Account.ManagementType.KEY, Account.ManagementType.STRATEGIC})


@tracked()
class TypeRule(WorkspaceModel):
    management_type = models.CharField(_("management type"), max_length=10, choices=Account.ManagementType)
    weight = models.PositiveSmallIntegerField(
        _("weight"), default=1, validators=[MinValueValidator(1), MaxValueValidator(MOST_WEIGHT)]
    )
    needs_plan = models.BooleanField(_("a plan is required"), default=False)
    # Nobody named here and no row of TypeOwner: everybody.
    roles = ArrayField(
        models.CharField(max_length=20, choices=Role), default=list, blank=True, verbose_name=_("roles")
    )

    class Meta:
        verbose_name = _("rule of a management type")
        verbose_name_plural = _("rules of management types")
        constraints = [
            models.UniqueConstraint(fields=["workspace", "management_type"], name="planning_typerule_one"),
        ]

    def __str__(self):
        return self.get_management_type_display()


class TypeOwner(WorkspaceModel):
    """A colleague who may look after customers of a type whatever the role."""

    rule = WorkspaceForeignKey(
        TypeRule, on_delete=models.CASCADE, related_name="owners", is_indexed=False, verbose_name=_("rule")
    )
    member = WorkspaceForeignKey(
        "workspaces.Membership", on_delete=models.CASCADE, related_name="+", verbose_name=_("colleague")
    )

    class Meta:
        verbose_name = _("colleague for a management type")
        verbose_name_plural = _("colleagues for management types")
        constraints = [
            models.UniqueConstraint(fields=["workspace", "rule", "member"], name="planning_typeowner_once"),
        ]

    def __str__(self):
        return f"{self.rule} · {self.member}"
