"""Django admin of targets, notes on numbers and reports that were put together."""

from django.contrib import admin

from lib.admin import WorkspaceTableAdmin, register_history
from reports.models import BuiltReport, ReportNote, Target


@admin.register(Target)
class TargetAdmin(WorkspaceTableAdmin):
    list_display = ("number", "kpi", "member", "from_on", "value", "archived_at")
    list_filter = ("kpi", ("archived_at", admin.EmptyFieldListFilter))
    list_select_related = ("workspace", "member__user")
    search_fields = ("kpi", "member__user__name")
    ordering = ("-id",)


@admin.register(ReportNote)
class ReportNoteAdmin(WorkspaceTableAdmin):
    list_display = ("number", "on", "kpi", "text", "created_by", "archived_at")
    list_filter = ("kpi", ("archived_at", admin.EmptyFieldListFilter))
    list_select_related = ("workspace", "created_by__user")
    search_fields = ("text",)
    ordering = ("-id",)


@admin.register(BuiltReport)
class BuiltReportAdmin(WorkspaceTableAdmin):
    list_display = ("number", "name", "owner", "is_shared", "period", "archived_at")
    list_filter = ("is_shared", ("archived_at", admin.EmptyFieldListFilter))
    list_select_related = ("workspace", "owner__user")
    search_fields = ("name",)
    ordering = ("-id",)


register_history(Target)
register_history(ReportNote)
register_history(BuiltReport)
