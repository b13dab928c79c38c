"""Django admin of rules for earning points and of what they gave, all of it looked at only."""

from django.contrib import admin

from lib.admin import WorkspaceTableAdmin, register_history
from loyalty.models import EarnRule, Grant, OccasionRound, RuleVersion, SettledPurchase, UnsettledAccount


@admin.register(EarnRule)
class EarnRuleAdmin(WorkspaceTableAdmin):
    list_display = ("number", "name_ar", "name_en", "place", "archived_at")
    list_filter = (("archived_at", admin.EmptyFieldListFilter),)
    search_fields = ("name_fold__contains",)
    search_is_folded = True
    ordering = ("-id",)
    hidden = ("form_token", "name_fold")


@admin.register(RuleVersion)
class RuleVersionAdmin(WorkspaceTableAdmin):
    list_display = ("rule", "round", "trigger", "points", "currency", "step_minor", "at", "by")
    list_filter = ("trigger",)
    list_select_related = ("workspace", "rule", "by__user")
    search_fields = ("rule__name_fold__contains",)
    search_is_folded = True
    ordering = ("-id",)


@admin.register(Grant)
class GrantAdmin(WorkspaceTableAdmin):
    list_display = ("account", "rule", "occasion", "day", "points", "gross_points", "raw_points", "percent")
    list_filter = ("day",)
    list_select_related = ("workspace", "account", "rule", "rule_version__rule")
    search_fields = ("=occasion", "account__name_fold__contains")
    search_is_folded = True
    ordering = ("-id",)


@admin.register(SettledPurchase)
class SettledPurchaseAdmin(WorkspaceTableAdmin):
    list_display = ("account", "purchase_key", "purchase_version", "day")
    list_select_related = ("workspace", "account")
    search_fields = ("=purchase_key", "account__name_fold__contains")
    search_is_folded = True
    ordering = ("-id",)


@admin.register(UnsettledAccount)
class UnsettledAccountAdmin(WorkspaceTableAdmin):
    list_display = ("account", "at")
    list_select_related = ("workspace", "account")
    search_fields = ("account__name_fold__contains",)
    search_is_folded = True
    ordering = ("-id",)


@admin.register(OccasionRound)
class OccasionRoundAdmin(WorkspaceTableAdmin):
    list_display = ("day", "is_done", "rule_key", "after")
    list_filter = ("is_done", "day")
    search_fields = ("=rule_key",)
    ordering = ("-id",)


register_history(EarnRule)
