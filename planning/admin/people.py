"""Django admin of stakeholders and needs: platform staff looks, and moves a need."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from interactions.given_admin import unless_archived
from lib.admin import WorkspaceTableAdmin, register_history
from planning.models import Need, NeedState, Stakeholder, StakeholderRule
from timeline.platform import verb_action

State = Need.State


@admin.register(Stakeholder)
class StakeholderAdmin(WorkspaceTableAdmin):
    list_display = ("number", "account", "contact", "attitude", "influence", "strength", "keeper")
    list_filter = ("attitude", "influence", "strength")
    list_select_related = ("workspace", "account", "contact", "keeper__user")
    search_fields = ("account__search__contains", "contact__search__contains")
    search_is_folded = True
    ordering = ("-id",)
    hidden = ("form_token",)


@admin.register(StakeholderRule)
class StakeholderRuleAdmin(WorkspaceTableAdmin):
    """Set in the settings of the workspace; platform staff looks."""

    list_display = ("workspace", "not_met_days")
    search_fields = ("workspace__slug",)
    ordering = ("-id",)


@admin.register(Need)
class NeedAdmin(WorkspaceTableAdmin):
    list_display = ("number", "account", "kind", "text", "importance", "state", "created_at")
    list_filter = ("kind", "importance", "state")
    list_select_related = ("workspace", "account")
    search_fields = ("text",)
    ordering = ("-id",)
    hidden = ("form_token",)
    actions = (
        verb_action(
            "confirm",
            _("Confirmed with the customer"),
            unless_archived(lambda need: need.set_state(State.CONFIRMED, by=None)),
        ),
        verb_action("meet", _("Met"), unless_archived(lambda need: need.set_state(State.MET, by=None))),
        verb_action(
            "find_again", _("Found again"), unless_archived(lambda need: need.set_state(State.FOUND, by=None))
        ),
    )


@admin.register(NeedState)
class NeedStateAdmin(WorkspaceTableAdmin):
    list_display = ("need", "state", "at", "by", "reason")
    list_filter = ("state",)
    list_select_related = ("workspace", "need", "by__user")
    search_fields = ("need__text",)
    ordering = ("-id",)


register_history(
    Stakeholder, list_display=("pgh_created_at", "pgh_label", "number", "attitude", "influence", "strength")
)
register_history(Need, list_display=("pgh_created_at", "pgh_label", "number", "kind", "text", "state"))
