"""Django admin of loyalty tiers; who stands where comes by the verbs alone."""

from django.contrib import admin

from lib.admin import WorkspaceTableAdmin, register_history
from loyalty.models import LoyaltyTier, TierChange, TierStanding


@admin.register(LoyaltyTier)
class LoyaltyTierAdmin(WorkspaceTableAdmin):
    list_display = ("number", "name_ar", "name_en", "threshold_points", "percent", "colour", "archived_at")
    list_filter = (("archived_at", admin.EmptyFieldListFilter),)
    search_fields = ("name_fold__contains",)
    search_is_folded = True
    ordering = ("-id",)
    hidden = ("form_token", "name_fold")


@admin.register(TierStanding)
class TierStandingAdmin(WorkspaceTableAdmin):
    list_display = ("wallet", "tier", "since", "due_on", "falls_on", "fixed_until")
    list_filter = ("falls_on", "fixed_until")
    list_select_related = ("workspace", "wallet__account", "tier")
    search_fields = ("wallet__account__name_fold__contains",)
    search_is_folded = True
    ordering = ("-id",)


@admin.register(TierChange)
class TierChangeAdmin(WorkspaceTableAdmin):
    list_display = ("wallet", "move", "from_tier", "to_tier", "day", "points", "until", "reason", "at", "by")
    list_filter = ("move", "day")
    list_select_related = ("workspace", "wallet__account", "from_tier", "to_tier", "by__user")
    search_fields = ("=key", "wallet__account__name_fold__contains")
    search_is_folded = True
    ordering = ("-id",)


register_history(LoyaltyTier)
