"""Price lists in Django admin."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from lib.admin import WorkspaceTableAdmin, register_history
from sales.models import PriceList, PriceListAccount, PriceListItem
from timeline.platform import verb_action


@admin.register(PriceList)
class PriceListAdmin(WorkspaceTableAdmin):
    list_display = (
        "number", "name_ar", "name_en", "audience", "currency", "from_on", "until_on", "archived_at",
    )  # fmt: skip
    list_filter = ("audience", "currency", ("archived_at", admin.EmptyFieldListFilter))
    list_select_related = ("workspace",)
    search_fields = ("search__contains",)
    search_is_folded = True
    ordering = ("-id",)
    hidden = ("search", "name_fold", "form_token")
    actions = (
        verb_action("archive", _("Archive"), lambda price_list: price_list.archive(by=None)),
        verb_action("restore", _("Restore"), lambda price_list: price_list.restore(by=None)),
    )


@admin.register(PriceListItem)
class PriceListItemAdmin(WorkspaceTableAdmin):
    list_display = ("price_list", "product", "price_minor", "percent_off")
    list_filter = ("price_list__currency",)
    list_select_related = ("workspace", "price_list", "product")
    search_fields = ("product__search__contains",)
    search_is_folded = True
    ordering = ("-id",)


@admin.register(PriceListAccount)
class PriceListAccountAdmin(WorkspaceTableAdmin):
    list_display = ("price_list", "account", "with_branches")
    list_filter = ("with_branches",)
    list_select_related = ("workspace", "price_list", "account")
    search_fields = ("account__search__contains",)
    search_is_folded = True
    ordering = ("-id",)


register_history(
    PriceList, list_display=("pgh_created_at", "pgh_label", "number", "name_ar", "name_en", "until_on")
)
register_history(PriceListItem, list_display=("pgh_created_at", "pgh_label", "price_minor", "percent_off"))
