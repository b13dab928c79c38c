"""Django admin of suggested products and the pairs they come from; nobody writes them."""

from django.contrib import admin

from lib.admin import WorkspaceTableAdmin
from reports.models import ProductPair, ProductSuggestion


@admin.register(ProductPair)
class ProductPairAdmin(WorkspaceTableAdmin):
    list_display = (
        "product", "other", "both_count", "of_count", "other_count", "everybody_count", "lift", "as_of",
    )  # fmt: skip
    list_select_related = ("workspace", "product", "other")
    search_fields = ("product__name_fold__contains", "other__name_fold__contains")
    search_is_folded = True
    ordering = ("-id",)


@admin.register(ProductSuggestion)
class ProductSuggestionAdmin(WorkspaceTableAdmin):
    list_display = (
        "number", "account", "product", "because", "bought_count", "of_count", "expected_minor", "state",
        "decided_by", "reason", "opportunity",
    )  # fmt: skip
    list_filter = ("state", "reason")
    list_select_related = (
        "workspace", "account", "product", "because", "decided_by__user", "opportunity",
    )  # fmt: skip
    search_fields = ("account__name_fold__contains", "product__name_fold__contains")
    search_is_folded = True
    ordering = ("-id",)
