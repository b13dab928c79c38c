"""Which customers need a plan, because their management type asks for one, and how the plan of each stands.

A plan is in force while it is active and its period has not ended. One that is being written is on its way: whoever
writes it is not reminded to begin. A customer who was lost needs none.
"""

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from planning.models import AccountPlan, TypeRule
from planning.models.type_rule import WITH_PLAN

IN_FORCE, DRAFT, EXPIRED, NONE = "in_force", "draft", "expired", "none"
STANDINGS = {
    IN_FORCE: _("In force"),
    DRAFT: _("Being written"),
    EXPIRED: _("Its period has ended"),
    NONE: _("No plan"),
}


def asking_types() -> list[str]:
    """The management types whose customers need a plan, by the settings of the workspace."""
    saved = dict(TypeRule.objects.values_list("management_type", "needs_plan"))
    return [kind for kind in Account.ManagementType.values if saved.get(kind, kind in WITH_PLAN)]


def holds() -> dict[str, Q]:
    """By how a plan stands today: the condition on its customer. Exactly one holds of each."""
    plans = AccountPlan.objects.filter(account=OuterRef("pk"))
    is_drafted, is_active = Exists(plans.filter(state="draft")), Exists(plans.active())
    in_force = Exists(plans.active().filter(until_on__gte=timezone.localdate()))
    return {
        IN_FORCE: Q(in_force),
        DRAFT: ~Q(in_force) & Q(is_drafted),
        EXPIRED: ~Q(in_force) & ~Q(is_drafted) & Q(is_active),
        NONE: ~Q(is_drafted) & ~Q(is_active),
    }


def lacking(accounts):
    """Of these customers, those who need a plan while none is in force and none is being written."""
    found = holds()
    asked = accounts.filter(management_type__in=asking_types()).exclude(status=Account.Status.LOST)
    return asked.filter(found[EXPIRED] | found[NONE])


def living_plans() -> Prefetch:
    """For plan_standing(): the one in force and the draft, as far as there are any."""
    return Prefetch("plans", AccountPlan.objects.living(), to_attr="living_plans")


def plan_standing(account) -> str:
    """As holds() says it in the database; the customer was read with living_plans()."""
    states = {plan.state: plan for plan in account.living_plans}
    active = states.get(AccountPlan.State.ACTIVE)
    if active is not None and not active.is_over:
        return IN_FORCE
    if AccountPlan.State.DRAFT in states:
        return DRAFT
    return EXPIRED if active is not None else NONE


def needs_plan(account: Account) -> bool:
    return account.status != Account.Status.LOST and account.management_type in asking_types()
