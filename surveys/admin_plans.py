"""Django admin of surveys that are sent by themselves: platform staff looks, pauses and lets go on."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from lib.admin import WorkspaceTableAdmin, register_history
from surveys.models import PlannedAsk, SurveyPlan
from timeline.platform import verb_action


@admin.register(SurveyPlan)
class SurveyPlanAdmin(WorkspaceTableAdmin):
    list_display = (
        "number",
        "name",
        "trigger",
        "survey",
        "segment",
        "starts_on",
        "next_at",
        "last_at",
        "paused_at",
        "archived_at",
        "created_by",
    )
    list_filter = ("trigger", ("paused_at", admin.EmptyFieldListFilter))
    list_select_related = ("workspace", "survey", "segment", "created_by__user")
    search_fields = ("name",)
    ordering = ("-id",)
    hidden = ("form_token",)
    actions = (
        verb_action("pause", _("Pause"), lambda plan: plan.pause(by=None)),
        verb_action("go_on", _("Let it go on"), lambda plan: plan.go_on(by=None)),
        verb_action("archive", _("Archive"), lambda plan: plan.archive(by=None)),
        verb_action("restore", _("Bring back"), lambda plan: plan.restore(by=None)),
    )


register_history(
    SurveyPlan,
    list_display=("pgh_created_at", "pgh_label", "number", "name", "trigger", "survey", "paused_at"),
    list_select_related=("workspace", "survey"),
)


@admin.register(PlannedAsk)
class PlannedAskAdmin(WorkspaceTableAdmin):
    list_display = ("plan", "turn", "account", "invitation", "why_not", "at")
    list_filter = ("why_not",)
    list_select_related = ("workspace", "plan", "account", "invitation__survey")
    search_fields = ("plan__name", "account__search__contains")
    search_is_folded = True
    ordering = ("-id",)
