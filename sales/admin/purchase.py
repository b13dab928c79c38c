"""Purchases and their imports in Django admin."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from interactions.given_admin import unless_archived
from lib.admin import WorkspaceTableAdmin, register_history
from sales.models import (
    CustomerCode,
    Purchase,
    PurchaseImport,
    PurchaseImportRow,
    PurchaseLine,
    PurchaseStatus,
    PurchaseTotals,
    Refund,
)
from sales.models.purchase import NotNow
from timeline.platform import verb_action


def moved_to(status):
    """The verb that says what became of a purchase; what its state does not allow is refused in words."""

    def run(purchase):
        try:
            purchase.set_status(status, by=None)
        except NotNow as refusal:
            raise ValidationError(_("It is paid back already.")) from refusal

    return unless_archived(run)


@admin.register(Purchase)
class PurchaseAdmin(WorkspaceTableAdmin):
    list_display = (
        "number", "account", "ordered_on", "status", "total_minor", "refunded_minor", "currency",
        "external_ref", "archived_at",
    )  # fmt: skip
    list_filter = ("status", "currency", "archived_at")
    list_select_related = ("workspace", "account")
    search_fields = ("number", "external_ref__exact", "account__search__contains")
    search_is_folded = True
    ordering = ("-id",)
    hidden = ("form_token", "mark")
    actions = (
        verb_action("deliver", _("Delivered"), moved_to(Purchase.Status.DELIVERED)),
        verb_action("cancel", _("Cancelled"), moved_to(Purchase.Status.CANCELLED)),
        verb_action("archive", _("Archive"), unless_archived(lambda purchase: purchase.archive(by=None))),
        verb_action("restore", _("Restore"), unless_archived(lambda purchase: purchase.restore(by=None))),
    )


@admin.register(PurchaseLine)
class PurchaseLineAdmin(WorkspaceTableAdmin):
    list_display = (
        "purchase", "place", "text", "product", "quantity", "unit_price_minor", "discount_minor", "total_minor",
        "price_list",
    )  # fmt: skip
    list_filter = ("purchase__currency",)
    list_select_related = ("workspace", "purchase", "product", "price_list")
    search_fields = ("text",)
    ordering = ("-id",)


@admin.register(PurchaseStatus)
class PurchaseStatusAdmin(WorkspaceTableAdmin):
    list_display = ("purchase", "status", "from_at", "until_at", "by", "reason")
    list_filter = ("status",)
    list_select_related = ("workspace", "purchase", "by__user")
    search_fields = ("reason",)
    ordering = ("-id",)


@admin.register(Refund)
class RefundAdmin(WorkspaceTableAdmin):
    list_display = ("purchase", "amount_minor", "at", "by", "reason")
    list_filter = ("purchase__currency",)
    list_select_related = ("workspace", "purchase", "by__user")
    search_fields = ("reason",)
    ordering = ("-id",)
    hidden = ("form_token",)


@admin.register(PurchaseTotals)
class PurchaseTotalsAdmin(WorkspaceTableAdmin):
    list_display = ("account", "currency", "count", "amount_minor", "first_on", "last_on")
    list_filter = ("currency",)
    list_select_related = ("workspace", "account")
    search_fields = ("account__search__contains",)
    search_is_folded = True


@admin.register(CustomerCode)
class CustomerCodeAdmin(WorkspaceTableAdmin):
    list_display = ("source", "code", "account")
    list_filter = ("source",)
    list_select_related = ("workspace", "account")
    search_fields = ("code",)


@admin.register(PurchaseImport)
class PurchaseImportAdmin(WorkspaceTableAdmin):
    list_display = (
        "number", "file_name", "rows_count", "added", "known", "refused", "customers_added", "created_by",
        "created_at",
    )  # fmt: skip
    list_filter = ("status",)
    list_select_related = ("workspace", "created_by__user")
    search_fields = ("file_name",)
    ordering = ("-id",)
    hidden = ("form_token",)


@admin.register(PurchaseImportRow)
class PurchaseImportRowAdmin(WorkspaceTableAdmin):
    """What stood in refused rows is the workspace's alone."""

    list_display = ("origin", "row_number", "outcome", "account")
    list_filter = ("outcome",)
    list_select_related = ("workspace", "origin", "account")
    search_fields = ("origin__file_name",)
    ordering = ("-id",)
    hidden = ("mark", "cells", "problems")


register_history(
    Purchase,
    list_display=("pgh_created_at", "pgh_label", "number", "status", "total_minor", "refunded_minor"),
)
register_history(
    PurchaseLine, list_display=("pgh_created_at", "pgh_label", "place", "text", "quantity", "total_minor")
)
register_history(Refund, list_display=("pgh_created_at", "pgh_label", "amount_minor", "reason"))
