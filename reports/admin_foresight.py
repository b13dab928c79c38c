"""Django admin of what is foreseen of customers; it is derived, and nobody writes it."""

from django.contrib import admin

from lib.admin import WorkspaceTableAdmin
from reports.models import AccountForesight, LifetimeModel


@admin.register(LifetimeModel)
class LifetimeModelAdmin(WorkspaceTableAdmin):
    list_display = (
        "as_of", "customers", "repeat_buyers", "holdout_mae", "holdout_mape", "missing", "finished_at",
    )  # fmt: skip
    list_filter = ("as_of",)
    list_select_related = ("workspace",)
    search_fields = ("=as_of",)
    ordering = ("-id",)


@admin.register(AccountForesight)
class AccountForesightAdmin(WorkspaceTableAdmin):
    list_display = ("account", "segment", "risk", "p_alive", "expected_90", "value_36_minor", "as_of")
    list_filter = ("segment", "risk")
    list_select_related = ("workspace", "account")
    search_fields = ("account__name_fold__contains",)
    search_is_folded = True
    ordering = ("-id",)
