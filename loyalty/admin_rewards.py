"""Django admin of rewards; platform staff looks."""

from django.contrib import admin

from lib.admin import WorkspaceTableAdmin, register_history
from loyalty.models import PointsLink, Redemption, Reward, Voucher


@admin.register(Reward)
class RewardAdmin(WorkspaceTableAdmin):
    list_display = ("number", "name_ar", "name_en", "kind", "cost_points", "stock", "archived_at")
    list_filter = ("kind", "archived_at")
    search_fields = ("name_fold__contains",)
    search_is_folded = True
    ordering = ("-id",)
    hidden = ("form_token", "name_fold")


@admin.register(Redemption)
class RedemptionAdmin(WorkspaceTableAdmin):
    list_display = ("number", "account", "reward", "points", "code", "state", "until_at", "handed_over_by")
    list_filter = ("state", "is_by_customer", "until_at")
    list_select_related = ("workspace", "account", "reward", "handed_over_by__user")
    search_fields = ("=code", "account__name_fold__contains")
    search_is_folded = True
    ordering = ("-id",)
    hidden = ("form_token",)


@admin.register(Voucher)
class VoucherAdmin(WorkspaceTableAdmin):
    list_display = (
        "number",
        "account",
        "code",
        "amount_minor",
        "percent",
        "currency",
        "state",
        "valid_until",
    )
    list_filter = ("state", "origin", "valid_until")
    list_select_related = ("workspace", "account")
    search_fields = ("=code", "account__name_fold__contains")
    search_is_folded = True
    ordering = ("-id",)
    hidden = ("form_token",)


@admin.register(PointsLink)
class PointsLinkAdmin(WorkspaceTableAdmin):
    list_display = ("account", "mail", "language", "made_at", "revoked_at")
    list_filter = ("made_at",)
    list_select_related = ("workspace", "account", "mail")
    search_fields = ("account__name_fold__contains",)
    search_is_folded = True
    ordering = ("-id",)
    hidden = ("token_hash",)


register_history(Reward)
