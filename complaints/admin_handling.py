"""Django admin of how complaints are handled; platform staff looks."""

from django.contrib import admin

from complaints.models import ApprovalLimit, Compensation, ComplaintSkill, SeverityRule
from lib.admin import WorkspaceTableAdmin


@admin.register(ComplaintSkill)
class ComplaintSkillAdmin(WorkspaceTableAdmin):
    list_display = ("member", "category")
    list_select_related = ("workspace", "member__user", "category")
    search_fields = ("member__user__name", "category__label_ar", "category__label_en")
    ordering = ("-id",)


@admin.register(SeverityRule)
class SeverityRuleAdmin(WorkspaceTableAdmin):
    list_display = ("impact", "urgency", "severity")
    list_filter = ("severity",)
    search_fields = ("workspace__slug",)
    ordering = ("-id",)


@admin.register(Compensation)
class CompensationAdmin(WorkspaceTableAdmin):
    list_display = (
        "number",
        "complaint",
        "kind",
        "amount_minor",
        "currency",
        "state",
        "proposed_by",
        "decided_by",
    )
    list_filter = ("kind", "state", "currency")
    list_select_related = ("workspace", "complaint", "proposed_by__user", "decided_by__user")
    search_fields = ("complaint__search__contains",)
    search_is_folded = True
    ordering = ("-id",)
    hidden = ("form_token",)


@admin.register(ApprovalLimit)
class ApprovalLimitAdmin(WorkspaceTableAdmin):
    list_display = ("role", "currency", "most_minor")
    list_filter = ("role",)
    search_fields = ("currency",)
    ordering = ("-id",)
