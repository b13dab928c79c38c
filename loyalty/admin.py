"""Django admin of points: the ledger, its lots and holds, all of them looked at only."""

from django.contrib import admin

from lib.admin import WorkspaceTableAdmin, register_history
from loyalty import (  # noqa: F401 - their pages are registered with these
    admin_adjusting,
    admin_earning,
    admin_imports,
    admin_notices,
    admin_referrals,
    admin_rewards,
    admin_tiers,
)
from loyalty.models import (
    Allocation,
    Hold,
    HoldPart,
    Lot,
    LoyaltyProgram,
    PointsEntry,
    Reconciliation,
    RevenueCohort,
    RevenueEstimate,
    Wallet,
)


@admin.register(LoyaltyProgram)
class LoyaltyProgramAdmin(WorkspaceTableAdmin):
    list_display = ("name_ar", "name_en", "state", "joining", "pending_days", "expiry_months", "point_cost")
    list_filter = ("state", "joining")
    search_fields = ("name_fold__contains",)
    search_is_folded = True
    ordering = ("-id",)
    hidden = ("name_fold",)


@admin.register(Wallet)
class WalletAdmin(WorkspaceTableAdmin):
    list_display = (
        "number",
        "account",
        "balance_points",
        "held_points",
        "debt_points",
        "last_seq",
        "joined_at",
    )
    list_select_related = ("workspace", "account")
    search_fields = ("account__name_fold__contains",)
    search_is_folded = True
    ordering = ("-id",)


@admin.register(PointsEntry)
class PointsEntryAdmin(WorkspaceTableAdmin):
    list_display = (
        "wallet",
        "seq",
        "kind",
        "points",
        "debt_points",
        "qualifying_points",
        "reason",
        "at",
        "by",
    )
    list_filter = ("kind", "at")
    list_select_related = ("workspace", "wallet__account", "by__user")
    search_fields = ("=key", "wallet__account__name_fold__contains")
    search_is_folded = True
    ordering = ("-id",)


@admin.register(Lot)
class LotAdmin(WorkspaceTableAdmin):
    list_display = ("wallet", "points", "remaining_points", "held_points", "available_at", "expires_at")
    list_filter = ("available_at", "expires_at")
    list_select_related = ("workspace", "wallet__account")
    search_fields = ("wallet__account__name_fold__contains",)
    search_is_folded = True
    ordering = ("-id",)


@admin.register(Allocation)
class AllocationAdmin(WorkspaceTableAdmin):
    list_display = ("entry", "lot", "points")
    list_select_related = ("workspace", "entry", "lot")
    search_fields = ("=entry__key",)
    ordering = ("-id",)


@admin.register(Hold)
class HoldAdmin(WorkspaceTableAdmin):
    list_display = ("wallet", "points", "state", "at", "until_at", "ended_at")
    list_filter = ("state", "until_at")
    list_select_related = ("workspace", "wallet__account")
    search_fields = ("=key", "wallet__account__name_fold__contains")
    search_is_folded = True
    ordering = ("-id",)


@admin.register(HoldPart)
class HoldPartAdmin(WorkspaceTableAdmin):
    list_display = ("hold", "lot", "points")
    list_select_related = ("workspace", "hold", "lot")
    search_fields = ("=hold__key",)
    ordering = ("-id",)


@admin.register(Reconciliation)
class ReconciliationAdmin(WorkspaceTableAdmin):
    list_display = ("at", "wallets_count", "wrong_count")
    list_filter = ("at",)
    search_fields = ("=wrong_count",)
    ordering = ("-id",)


@admin.register(RevenueCohort)
class RevenueCohortAdmin(WorkspaceTableAdmin):
    list_display = ("year", "deferred_minor", "currency")
    list_filter = ("year",)
    search_fields = ("=year",)
    ordering = ("-id",)


@admin.register(RevenueEstimate)
class RevenueEstimateAdmin(WorkspaceTableAdmin):
    list_display = ("cohort", "year", "expected_points")
    list_filter = ("year",)
    list_select_related = ("workspace", "cohort")
    search_fields = ("=cohort__year",)
    ordering = ("-id",)


register_history(LoyaltyProgram)
register_history(RevenueCohort)
