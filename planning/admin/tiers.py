"""Django admin of types, tiers, assessments and capacity: platform staff looks, confirms and refuses."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lib.admin import WorkspaceTableAdmin, register_history
from planning.deciding import decide_one
from planning.models import (
    AccountScore,
    Assessment,
    MemberCapacity,
    PlanningRules,
    TierProposal,
    TypeOwner,
    TypeRule,
)
from timeline.platform import verb_action


def deciding(confirms):
    def run(proposal):
        if not decide_one(proposal, by=None, confirms=confirms):
            raise ValidationError(_("This proposal was decided, or its customer has changed since."))

    return run


@admin.register(TierProposal)
class TierProposalAdmin(WorkspaceTableAdmin):
    list_display = ("number", "account", "before", "after", "value_minor", "score", "state", "decided_by")
    list_filter = ("state", "after")
    list_select_related = ("workspace", "account", "decided_by__user")
    search_fields = ("account__name_fold__contains",)
    search_is_folded = True
    ordering = ("-id",)
    actions = (
        verb_action("confirm", _("Confirm"), deciding(True)),
        verb_action("refuse", _("Refuse"), deciding(False)),
    )


@admin.register(Assessment)
class AssessmentAdmin(WorkspaceTableAdmin):
    list_display = ("number", "account", "on", "by", "next_on", "created_at")
    list_filter = ("on",)
    list_select_related = ("workspace", "account", "by__user")
    search_fields = ("account__name_fold__contains",)
    search_is_folded = True
    ordering = ("-id",)
    hidden = ("form_token",)


@admin.register(AccountScore)
class AccountScoreAdmin(WorkspaceTableAdmin):
    list_display = ("account", "value_minor", "score", "potential", "rank", "assessed_on", "reckoned_at")
    list_filter = ("is_bought",)
    list_select_related = ("workspace", "account")
    search_fields = ("account__name_fold__contains",)
    search_is_folded = True
    ordering = ("-id",)


@admin.register(PlanningRules)
class PlanningRulesAdmin(WorkspaceTableAdmin):
    list_display = ("at", "by", "value_a_minor", "value_b_minor", "value_c_minor", "raise_from", "capacity")
    list_filter = ("at",)
    list_select_related = ("workspace", "by__user")
    search_fields = ("by__user__name",)


@admin.register(TypeRule)
class TypeRuleAdmin(WorkspaceTableAdmin):
    list_display = ("management_type", "weight", "needs_plan", "roles")
    list_filter = ("management_type", "needs_plan")
    search_fields = ("management_type",)


@admin.register(TypeOwner)
class TypeOwnerAdmin(WorkspaceTableAdmin):
    list_display = ("rule", "member")
    list_filter = ("rule__management_type",)
    list_select_related = ("workspace", "rule", "member__user")
    search_fields = ("member__user__name",)


@admin.register(MemberCapacity)
class MemberCapacityAdmin(WorkspaceTableAdmin):
    list_display = ("member", "points")
    list_select_related = ("workspace", "member__user")
    search_fields = ("member__user__name",)


register_history(
    TypeRule, list_display=("pgh_created_at", "pgh_label", "management_type", "weight", "needs_plan")
)
register_history(MemberCapacity, list_display=("pgh_created_at", "pgh_label", "points"))
