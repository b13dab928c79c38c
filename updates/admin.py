"""Django admin of updates: platform staff looks, skips and resumes; what customers said stands as it is."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from interactions.given_admin import unless_archived
from lib.admin import WorkspaceTableAdmin
from timeline.platform import verb_action
from updates.models import CustomerUpdate, ItemAnswer, UpdateItem, UpdateLink, UpdateRhythm
from updates.models.update import NotADraft


def unless_sent(verb):
    """Said in words, as Django admin shows them."""

    def run(update):
        try:
            verb(update)
        except NotADraft as refusal:
            raise ValidationError(_("This update is no draft any more, so it stays as it is.")) from refusal

    return unless_archived(run)


@admin.register(CustomerUpdate)
class CustomerUpdateAdmin(WorkspaceTableAdmin):
    list_display = ("number", "account", "state", "language", "since_at", "until_at", "sent_at", "sent_by")
    list_filter = ("state", "language")
    list_select_related = ("workspace", "account", "sent_by__user")
    search_fields = ("account__search__contains",)
    search_is_folded = True
    ordering = ("-id",)
    hidden = ("form_token",)
    actions = (
        verb_action("skip", _("Leave out"), unless_sent(lambda update: update.skip(by=None))),
        verb_action("resume", _("Make it a draft again"), unless_sent(lambda update: update.resume(by=None))),
    )


@admin.register(UpdateItem)
class UpdateItemAdmin(WorkspaceTableAdmin):
    list_display = ("update", "kind", "place", "text", "is_left_out")
    list_filter = ("kind", "is_left_out")
    list_select_related = ("workspace", "update")
    search_fields = ("text",)
    ordering = ("-id",)


@admin.register(UpdateLink)
class UpdateLinkAdmin(WorkspaceTableAdmin):
    list_display = ("update", "contact", "mail", "made_at")
    list_select_related = ("workspace", "update", "contact", "mail")
    search_fields = ("contact__search__contains",)
    search_is_folded = True
    ordering = ("-id",)
    hidden = ("token_hash",)


@admin.register(ItemAnswer)
class ItemAnswerAdmin(WorkspaceTableAdmin):
    list_display = ("item", "word", "text", "link", "at")
    list_filter = ("word",)
    list_select_related = ("workspace", "item", "link__contact", "link__update")
    search_fields = ("text",)
    ordering = ("-id",)


@admin.register(UpdateRhythm)
class UpdateRhythmAdmin(WorkspaceTableAdmin):
    """Set by who looks after the customer; platform staff looks."""

    list_display = ("account", "weekday", "every_weeks", "next_on")
    list_filter = (("next_on", admin.EmptyFieldListFilter),)
    list_select_related = ("workspace", "account")
    search_fields = ("account__search__contains",)
    search_is_folded = True
    ordering = ("-id",)
