"""Django admin of adjustments: they come by the verb alone."""

from django.contrib import admin

from lib.admin import WorkspaceTableAdmin
from loyalty.models import Adjustment


@admin.register(Adjustment)
class AdjustmentAdmin(WorkspaceTableAdmin):
    list_display = (
        "number",
        "wallet",
        "points",
        "reason",
        "state",
        "requested_by",
        "decided_by",
        "decided_at",
    )
    list_filter = ("state", "decided_at")
    list_select_related = ("workspace", "wallet__account", "requested_by__user", "decided_by__user")
    search_fields = ("wallet__account__name_fold__contains",)
    search_is_folded = True
    ordering = ("-id",)
    hidden = ("form_token",)
