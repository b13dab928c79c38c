"""Products in Django admin."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from lib.admin import WorkspaceTableAdmin, register_history
from sales.models import Product
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


register_history(Product, list_display=("pgh_created_at", "pgh_label", "number", "sku", "name_ar", "name_en"))
