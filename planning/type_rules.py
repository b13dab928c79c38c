"""What management types ask: who looks after such customers, how much each weighs, whether a plan is required."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Account
from lib import formats
from lib.formats import isolated
from planning.models import TypeOwner, TypeRule
from planning.models.type_rule import WEIGHTS, WITH_PLAN
from timeline.services import record
from workspaces.models import Workspace
from workspaces.roles import Role


def rule_of(management_type: str) -> TypeRule:
    """The rule that holds; as proposed by Sila where the workspace has saved none."""
    return TypeRule.objects.filter(management_type=management_type).first() or proposed(management_type)


def proposed(management_type: str) -> TypeRule:
    """What Sila proposes for a type."""
    return TypeRule(
        management_type=management_type,
        weight=WEIGHTS[management_type],
        needs_plan=management_type in WITH_PLAN,
    )


def rules_by_type() -> dict[str, TypeRule]:
    saved = {rule.management_type: rule for rule in TypeRule.objects.prefetch_related("owners__member__user")}
    return {kind: saved.get(kind) or proposed(kind) for kind in Account.ManagementType.values}


def weights() -> dict[str, int]:
    """How much a customer of each type weighs; one without a type weighs 1."""
    return WEIGHTS | dict(TypeRule.objects.values_list("management_type", "weight"))


def may_own(management_type: str, member) -> str | None:
    """Why this colleague may not look after customers of this type, in words; None where it is fine."""
    rule = TypeRule.objects.filter(management_type=management_type).first()
    if rule is None or member.role in rule.roles:
        return None
    people = list(rule.owners.select_related("member__user"))
    if any(each.member_id == member.pk for each in people) or not (people or rule.roles):
        return None
    who = [str(Role(role).label) for role in rule.roles] + [isolated(str(each.member)) for each in people]
    return _("Customers of the type “%(type)s” are looked after only by: %(who)s.") % {
        "type": rule.get_management_type_display(),
        "who": formats.listed(who),
    }


@transaction.atomic
def change_type_rules(wanted: dict[str, dict], *, by) -> list[str]:
    """Save what each type asks: weight, needs_plan, roles, people (memberships). The types that changed."""
    list(Workspace.objects.select_for_update(no_key=True).filter(pk=by.workspace_id).values_list("pk"))
    changed = []
    for kind, fields in wanted.items():
        rule = rule_of(kind)
        people = fields.pop("people")
        had = {each.member_id for each in rule.owners.all()} if rule.pk else set()
        is_same = all(getattr(rule, name) == value for name, value in fields.items())
        if is_same and had == {each.pk for each in people}:
            continue
        for name, value in fields.items():
            setattr(rule, name, value)
        rule.save()
        rule.owners.all().delete()
        TypeOwner.objects.bulk_create(TypeOwner(rule=rule, member=each) for each in people)
        record("typerule.changed", rule, by=by)
        changed.append(kind)
    return changed
