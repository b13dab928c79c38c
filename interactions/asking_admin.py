"""Django admin of what customers are asked for by links; its pages join those of admin.py."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from interactions.asking import take_back
from interactions.given_admin import unless_archived
from interactions.models import AskingRule, CustomerAnswer, CustomerRequest, RequestLink
from lib.admin import WorkspaceTableAdmin
from timeline.platform import verb_action


@admin.register(CustomerRequest)
class CustomerRequestAdmin(WorkspaceTableAdmin):
    list_display = (
        "number",
        "asked",
        "account",
        "contact",
        "created_by",
        "created_at",
        "answered_at",
        "reminders_sent",
        "revoked_at",
    )
    list_filter = (
        ("answered_at", admin.EmptyFieldListFilter),
        ("revoked_at", admin.EmptyFieldListFilter),
        "language",
    )
    list_select_related = ("workspace", "account", "contact", "created_by__user")
    search_fields = ("asked",)
    ordering = ("-id",)
    hidden = ("form_token",)
    actions = (
        verb_action("revoke", _("Take back"), unless_archived(lambda asked: take_back(asked, by=None))),
        verb_action("restore", _("Let work again"), unless_archived(lambda asked: asked.restore(by=None))),
    )


@admin.register(CustomerAnswer)
class CustomerAnswerAdmin(WorkspaceTableAdmin):
    list_display = ("request", "interaction", "is_yes", "at")
    list_filter = ("is_yes",)
    list_select_related = ("workspace", "request", "interaction")
    search_fields = ("request__asked",)
    ordering = ("-id",)
    hidden = ("form_token",)


@admin.register(RequestLink)
class RequestLinkAdmin(WorkspaceTableAdmin):
    list_display = ("request", "mail", "made_at", "revoked_at")
    list_select_related = ("workspace", "request", "mail")
    search_fields = ("request__asked",)
    ordering = ("-id",)
    hidden = ("token_hash",)


@admin.register(AskingRule)
class AskingRuleAdmin(WorkspaceTableAdmin):
    list_display = ("before_days", "is_on_day", "every_days", "most")
    search_fields = ("workspace__slug",)
