"""Django admin of plans: platform staff looks, closes and reopens; versions and customers' words stand as they are."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from interactions.given_admin import unless_archived
from lib.admin import WorkspaceTableAdmin, register_history
from planning.models import (
    AccountPlan,
    Competitor,
    CompetitorStanding,
    Initiative,
    Measurement,
    Milestone,
    Objective,
    ObjectiveWord,
    PlanLink,
    PlanVersion,
    Risk,
)
from planning.models.plan import PlanClosed
from timeline.platform import verb_action


def unless_closed(verb):
    """Said in words, as Django admin shows them."""

    def run(row):
        try:
            verb(row)
        except PlanClosed as refusal:
            raise ValidationError(_("Another plan has taken its place, or it is closed.")) from refusal

    return unless_archived(run)


def remove_and_restore():
    return (
        verb_action("remove", _("Take out of the plan"), unless_closed(lambda row: row.remove(by=None))),
        verb_action("restore", _("Put back into the plan"), unless_closed(lambda row: row.restore(by=None))),
    )


@admin.register(AccountPlan)
class AccountPlanAdmin(WorkspaceTableAdmin):
    list_display = ("number", "account", "state", "owner", "from_on", "until_on", "round", "next_review_on")
    list_filter = ("state", ("next_review_on", admin.EmptyFieldListFilter))
    list_select_related = ("workspace", "account", "owner__user")
    search_fields = ("account__search__contains",)
    search_is_folded = True
    ordering = ("-id",)
    hidden = ("form_token",)
    actions = (
        verb_action("activate", _("Put in force"), unless_closed(lambda plan: plan.activate(by=None))),
        verb_action("close", _("Close"), unless_closed(lambda plan: plan.close(by=None))),
        verb_action("reopen", _("Open again"), unless_closed(lambda plan: plan.reopen(by=None))),
    )


class PartAdmin(WorkspaceTableAdmin):
    list_filter = (("removed_at", admin.EmptyFieldListFilter),)
    list_select_related = ("workspace", "plan__account", "owner__user")
    search_fields = ("text",)
    ordering = ("-id",)
    hidden = ("form_token",)
    actions = remove_and_restore()


@admin.register(Objective)
class ObjectiveAdmin(PartAdmin):
    list_display = ("number", "plan", "whose", "text", "baseline", "target", "unit", "due_on", "owner")
    list_filter = ("whose", *PartAdmin.list_filter)


@admin.register(Initiative)
class InitiativeAdmin(PartAdmin):
    list_display = ("number", "plan", "text", "owner", "from_on", "until_on", "state")
    list_filter = ("state", *PartAdmin.list_filter)


@admin.register(Risk)
class RiskAdmin(PartAdmin):
    list_display = ("number", "plan", "text", "likelihood", "impact", "state", "owner")
    list_filter = ("state", "likelihood", "impact", *PartAdmin.list_filter)


@admin.register(CompetitorStanding)
class CompetitorStandingAdmin(PartAdmin):
    list_display = ("number", "plan", "competitor", "share_percent", "strengths", "weaknesses")
    list_select_related = ("workspace", "plan__account", "competitor")
    search_fields = ("competitor__name", "strengths", "weaknesses")


@admin.register(Competitor)
class CompetitorAdmin(WorkspaceTableAdmin):
    list_display = ("number", "name", "notes", "archived_at")
    list_filter = (("archived_at", admin.EmptyFieldListFilter),)
    search_fields = ("name_fold",)
    search_is_folded = True
    ordering = ("-id",)
    hidden = ("form_token", "name_fold")
    actions = (
        verb_action("archive", _("Archive"), lambda row: row.archive(by=None)),
        verb_action("restore", _("Restore"), lambda row: row.restore(by=None)),
    )


@admin.register(Measurement)
class MeasurementAdmin(WorkspaceTableAdmin):
    list_display = ("objective", "on", "value", "by")
    list_select_related = ("workspace", "objective", "by__user")
    search_fields = ("objective__text",)
    date_hierarchy = "on"
    ordering = ("-id",)


@admin.register(Milestone)
class MilestoneAdmin(WorkspaceTableAdmin):
    """Done, put off and called off where the follow-up is."""

    list_display = ("plan", "follow_up")
    list_select_related = ("workspace", "plan__account", "follow_up")
    search_fields = ("follow_up__search__contains",)
    search_is_folded = True
    ordering = ("-id",)


@admin.register(PlanVersion)
class PlanVersionAdmin(WorkspaceTableAdmin):
    list_display = ("number", "plan", "round", "made_at", "made_by")
    list_select_related = ("workspace", "plan__account", "made_by__user")
    search_fields = ("plan__account__search__contains",)
    search_is_folded = True
    date_hierarchy = "made_at"
    ordering = ("-id",)


@admin.register(PlanLink)
class PlanLinkAdmin(WorkspaceTableAdmin):
    list_display = ("number", "plan", "contact", "language", "expires_at", "revoked_at", "created_by")
    list_filter = (("revoked_at", admin.EmptyFieldListFilter),)
    list_select_related = ("workspace", "plan__account", "contact", "created_by__user")
    search_fields = ("contact__search__contains",)
    search_is_folded = True
    ordering = ("-id",)
    hidden = ("form_token", "token_hash")
    actions = (
        verb_action("revoke", _("Take back"), lambda link: link.revoke(by=None)),
        verb_action("restore", _("Let it work again"), lambda link: link.restore(by=None)),
    )


@admin.register(ObjectiveWord)
class ObjectiveWordAdmin(WorkspaceTableAdmin):
    list_display = ("objective", "word", "contact", "text", "at")
    list_filter = ("word",)
    list_select_related = ("workspace", "objective", "contact")
    search_fields = ("text",)
    date_hierarchy = "at"
    ordering = ("-id",)


register_history(AccountPlan, list_display=("pgh_created_at", "pgh_label", "number", "from_on", "until_on"))
register_history(CompetitorStanding, list_display=("pgh_created_at", "pgh_label", "number", "strengths"))
register_history(Competitor, list_display=("pgh_created_at", "pgh_label", "number", "name"))
for tracked_model in (Objective, Initiative, Risk):
    register_history(tracked_model, list_display=("pgh_created_at", "pgh_label", "number", "text"))
