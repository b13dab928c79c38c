"""Django admin of the clocks of complaints: times, clocks and escalations, all of them looked at only."""

from django.contrib import admin

from complaints.models import (
    ComplaintClock,
    Escalation,
    EscalationRule,
    SilenceNotice,
    SlaPolicy,
    SlaTarget,
    SlaVersion,
)
from lib.admin import WorkspaceTableAdmin, register_history


@admin.register(SlaPolicy)
class SlaPolicyAdmin(WorkspaceTableAdmin):
    list_display = ("number", "name_ar", "name_en", "place", "category", "tier", "archived_at")
    list_filter = ("tier", ("archived_at", admin.EmptyFieldListFilter))
    list_select_related = ("workspace", "category")
    search_fields = ("name_fold__contains",)
    search_is_folded = True
    ordering = ("-id",)
    hidden = ("form_token", "name_fold")


@admin.register(SlaVersion)
class SlaVersionAdmin(WorkspaceTableAdmin):
    list_display = ("policy", "round", "at", "by")
    list_select_related = ("workspace", "policy", "by__user")
    search_fields = ("policy__name_fold__contains",)
    search_is_folded = True
    ordering = ("-id",)


@admin.register(SlaTarget)
class SlaTargetAdmin(WorkspaceTableAdmin):
    list_display = ("version", "severity", "kind", "minutes", "is_around_the_clock")
    list_filter = ("severity", "kind", "is_around_the_clock")
    list_select_related = ("workspace", "version__policy")
    search_fields = ("version__policy__name_fold__contains",)
    search_is_folded = True
    ordering = ("-id",)


@admin.register(ComplaintClock)
class ComplaintClockAdmin(WorkspaceTableAdmin):
    list_display = (
        "complaint", "kind", "number", "started_at", "due_at", "stopped_at", "is_paused", "is_late", "next_level",
        "next_level_at",
    )  # fmt: skip
    list_filter = ("kind", "is_paused", "is_late", "is_dropped", ("stopped_at", admin.EmptyFieldListFilter))
    list_select_related = ("workspace", "complaint", "version__policy")
    search_fields = ("complaint__search__contains",)
    search_is_folded = True
    ordering = ("-id",)


@admin.register(EscalationRule)
class EscalationRuleAdmin(WorkspaceTableAdmin):
    list_display = ("percent", "to")
    list_filter = ("to",)
    search_fields = ("=percent",)
    ordering = ("-id",)


@admin.register(Escalation)
class EscalationAdmin(WorkspaceTableAdmin):
    list_display = ("clock", "percent", "reached_at", "at", "to")
    list_filter = ("percent",)
    list_select_related = ("workspace", "clock__complaint", "to__user")
    search_fields = ("clock__complaint__search__contains",)
    search_is_folded = True
    ordering = ("-id",)


@admin.register(SilenceNotice)
class SilenceNoticeAdmin(WorkspaceTableAdmin):
    list_display = ("complaint", "days", "since", "at", "told_at")
    list_filter = ("days", ("told_at", admin.EmptyFieldListFilter))
    list_select_related = ("workspace", "complaint")
    search_fields = ("complaint__search__contains",)
    search_is_folded = True
    ordering = ("-id",)


register_history(
    SlaPolicy,
    list_display=("pgh_created_at", "pgh_label", "number", "name_ar", "name_en", "category", "tier"),
    list_select_related=("workspace", "category"),
)
