"""Django admin of rates of costs: that there are some. What they are is for who may see costs in the workspace."""

from django.contrib import admin

from lib.admin import WorkspaceTableAdmin
from reports.models import CostRates


@admin.register(CostRates)
class CostRatesAdmin(WorkspaceTableAdmin):
    list_display = ("from_on", "currency", "at", "by")
    list_filter = ("at",)
    list_select_related = ("workspace", "by__user")
    search_fields = ("by__user__name",)
    ordering = ("-id",)
    hidden = ("hourly_minor", "by_role", "complaint_minor", "minutes")
