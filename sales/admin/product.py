"""Products in Django admin."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from lib.admin import WorkspaceTableAdmin, register_history
from sales.models import Product, ProductImport
from timeline.platform import verb_action


@admin.register(Product)
class ProductAdmin(WorkspaceTableAdmin):
    list_display = (
        "number", "sku", "name_ar", "name_en", "category", "price_minor", "currency", "archived_at",
    )  # fmt: skip
    list_filter = ("currency", "archived_at")
    list_select_related = ("workspace",)
    search_fields = ("search__contains",)
    search_is_folded = True
    ordering = ("-id",)
    hidden = ("search", "name_fold", "form_token")
    actions = (
        verb_action("archive", _("Archive"), lambda product: product.archive(by=None)),
        verb_action("restore", _("Restore"), lambda product: product.restore(by=None)),
    )


@admin.register(ProductImport)
class ProductImportAdmin(WorkspaceTableAdmin):
    """What stood in refused rows is the workspace's alone."""

    list_display = (
        "number", "file_name", "price_list", "rows_count", "added", "changed", "known", "refused", "created_by",
        "created_at",
    )  # fmt: skip
    list_filter = ("updates",)
    list_select_related = ("workspace", "price_list", "created_by__user")
    search_fields = ("file_name",)
    ordering = ("-id",)
    hidden = ("form_token", "refused_rows")


register_history(Product, list_display=("pgh_created_at", "pgh_label", "number", "sku", "name_ar", "name_en"))
