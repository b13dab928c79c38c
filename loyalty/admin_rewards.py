"""Django admin of rewards; platform staff looks."""

from django.contrib import admin

from lib.admin import WorkspaceTableAdmin, register_history
from loyalty.models import Reward


@admin.register(Reward)
class RewardAdmin(WorkspaceTableAdmin):
    list_display = ("number", "name_ar", "name_en", "kind", "cost_points", "stock", "archived_at")
    list_filter = ("kind", "archived_at")
    search_fields = ("name_fold__contains",)
    search_is_folded = True
    ordering = ("-id",)
    hidden = ("form_token", "name_fold")


register_history(Reward)
