"""Django admin of expectations in writing: platform staff looks, and takes one back; what customers said stands."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from interactions.given_admin import unless_archived
from lib.admin import WorkspaceTableAdmin, register_history
from planning.expecting import NotADraft, NotAsked, take_back
from planning.models import ScopeStatement, StatementAnswer, StatementLink
from timeline.platform import verb_action


def take_back_in_words(statement):
    try:
        take_back(statement, by=None)
    except NotAsked as refusal:
        raise ValidationError(_("The customer is not asked any more.")) from refusal
    except NotADraft as refusal:
        raise ValidationError(_("Another edition is being written already.")) from refusal


@admin.register(ScopeStatement)
class ScopeStatementAdmin(WorkspaceTableAdmin):
    list_display = ("number", "account", "edition", "state", "valid_from", "valid_until", "acknowledged_at")
    list_filter = ("state", "language")
    list_select_related = ("workspace", "account")
    search_fields = ("account__search__contains",)
    search_is_folded = True
    ordering = ("-id",)
    hidden = ("form_token",)
    actions = (verb_action("take_back", _("Take back"), unless_archived(take_back_in_words)),)


@admin.register(StatementLink)
class StatementLinkAdmin(WorkspaceTableAdmin):
    list_display = ("statement", "mail", "made_at", "revoked_at")
    list_filter = (("revoked_at", admin.EmptyFieldListFilter),)
    list_select_related = ("workspace", "statement", "mail")
    search_fields = ("statement__account__search__contains",)
    search_is_folded = True
    ordering = ("-id",)
    hidden = ("token_hash",)


@admin.register(StatementAnswer)
class StatementAnswerAdmin(WorkspaceTableAdmin):
    list_display = ("statement", "is_acknowledged", "name", "at")
    list_filter = ("is_acknowledged",)
    list_select_related = ("workspace", "statement")
    search_fields = ("name", "text")
    ordering = ("-id",)
    hidden = ("form_token",)


register_history(ScopeStatement, list_display=("pgh_created_at", "pgh_label", "number", "edition", "state"))
