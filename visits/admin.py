"""Django admin of visits: platform staff only looks."""

from django.contrib import admin

from lib.admin import WorkspaceTableAdmin
from visits.models import Visit, VisitDay, VisitKey, VisitRules


@admin.register(Visit)
class VisitAdmin(WorkspaceTableAdmin):
    list_display = (
        "at",
        "contact",
        "kind",
        "address",
        "product",
        "sku",
        "amount_minor",
        "currency",
        "event_id",
    )
    list_filter = ("kind",)
    list_select_related = ("workspace", "contact", "product")
    search_fields = ("event_id__exact", "sku__exact")
    ordering = ("-id",)


@admin.register(VisitDay)
class VisitDayAdmin(WorkspaceTableAdmin):
    list_display = ("on", "contact", "pages", "products", "carts", "orders", "last_at")
    list_select_related = ("workspace", "contact")
    search_fields = ("contact__search__contains",)
    search_is_folded = True
    ordering = ("-id",)


@admin.register(VisitKey)
class VisitKeyAdmin(WorkspaceTableAdmin):
    list_display = ("number", "name", "ending", "created_by", "created_at", "used_at", "revoked_at")
    list_filter = ("revoked_at",)
    list_select_related = ("workspace", "created_by__user")
    search_fields = ("name",)
    hidden = ("token_hash", "form_token")


@admin.register(VisitRules)
class VisitRulesAdmin(WorkspaceTableAdmin):
    list_display = ("keep_months",)
    list_filter = ("keep_months",)
    search_fields = ("workspace__slug__exact",)
