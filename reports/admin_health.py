"""Django admin of account health; scores come by the nightly reading alone."""

from django.contrib import admin

from lib.admin import WorkspaceTableAdmin
from reports.models import AccountHealth, HealthReading, HealthTest, HealthWeights

PARTS = ("recency", "frequency", "satisfaction", "complaints", "payment", "contact")


@admin.register(HealthWeights)
class HealthWeightsAdmin(WorkspaceTableAdmin):
    list_display = ("at", *PARTS, "by")
    list_filter = ("at",)
    list_select_related = ("workspace", "by__user")
    search_fields = ("by__user__name",)
    ordering = ("-id",)


@admin.register(AccountHealth)
class AccountHealthAdmin(WorkspaceTableAdmin):
    list_display = ("account", "score", *PARTS, "fell", "day")
    list_filter = ("day",)
    list_select_related = ("workspace", "account")
    search_fields = ("account__name_fold__contains",)
    search_is_folded = True
    ordering = ("-id",)


@admin.register(HealthReading)
class HealthReadingAdmin(WorkspaceTableAdmin):
    list_display = ("account", "day", "score", *PARTS)
    list_filter = ("day",)
    list_select_related = ("workspace", "account")
    search_fields = ("account__name_fold__contains",)
    search_is_folded = True
    ordering = ("-id",)


@admin.register(HealthTest)
class HealthTestAdmin(WorkspaceTableAdmin):
    list_display = ("made_on", "day", "stayed", "left", "area_thousandths")
    list_filter = ("made_on",)
    search_fields = ("made_on",)
    ordering = ("-id",)
