"""Django admin of proposed actions."""

from django.contrib import admin

from lib.admin import WorkspaceTableAdmin
from reports.models import ProposedAction


@admin.register(ProposedAction)
class ProposedActionAdmin(WorkspaceTableAdmin):
    list_display = (
        "number",
        "account",
        "kind",
        "state",
        "rank",
        "made_at",
        "decided_at",
        "decided_by",
        "reason",
    )
    list_filter = ("state", "kind")
    list_select_related = ("workspace", "account", "decided_by__user")
    search_fields = ("account__name_fold__contains",)
    search_is_folded = True
    ordering = ("-id",)
