"""Django admin of the rollups, all of them looked at only."""

from django.contrib import admin

from lib.admin import WorkspaceTableAdmin
from reports.models import AccountMonth, CohortCell, Figure, RollupCheck, RollupState


@admin.register(AccountMonth)
class AccountMonthAdmin(WorkspaceTableAdmin):
    list_display = (
        "account",
        "month",
        "purchases",
        "sales",
        "revenue_minor",
        "interactions",
        "minutes",
        "complaints",
        "as_of",
    )
    list_filter = ("month",)
    list_select_related = ("workspace", "account")
    search_fields = ("account__name_fold__contains",)
    search_is_folded = True
    ordering = ("-id",)


@admin.register(CohortCell)
class CohortCellAdmin(WorkspaceTableAdmin):
    list_display = ("grain", "cohort", "period", "customers", "revenue_minor")
    list_filter = ("grain", "cohort")
    list_select_related = ("workspace",)
    search_fields = ("cohort",)
    ordering = ("-id",)


@admin.register(Figure)
class FigureAdmin(WorkspaceTableAdmin):
    list_display = ("kpi", "split", "first_on", "until_on", "grain", "currency", "as_of")
    list_filter = ("kpi", "split", "grain")
    list_select_related = ("workspace",)
    search_fields = ("=kpi",)
    ordering = ("-id",)
    # What customers cost is for who may see costs in the workspace (admin_costs.py).
    hidden = ("found",)


@admin.register(RollupState)
class RollupStateAdmin(WorkspaceTableAdmin):
    list_display = (
        "time_zone",
        "currency",
        "built_through",
        "built_at",
        "months_count",
        "is_dirty",
        "summed_at",
    )
    list_filter = ("is_dirty",)
    list_select_related = ("workspace",)
    search_fields = ("time_zone",)
    ordering = ("-id",)


@admin.register(RollupCheck)
class RollupCheckAdmin(WorkspaceTableAdmin):
    list_display = ("at", "checked_count", "wrong_count", "wrong")
    list_filter = ("at",)
    list_select_related = ("workspace",)
    search_fields = ("wrong",)
    ordering = ("-id",)
