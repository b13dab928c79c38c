"""Django admin of what is given to customers: files, links to them, articles; its pages join those of admin.py."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models.record import Archived
from interactions.models import (
    Article,
    ArticleInterest,
    ArticleSending,
    CallLine,
    CallSheet,
    Opening,
    SharedLink,
)
from lib.admin import WorkspaceTableAdmin, register_history
from timeline.attaching import remove_file, restore_file
from timeline.models import Attachment
from timeline.platform import verb_action


def unless_archived(verb):
    """Nothing about an archived customer changes; said in words, as Django admin shows them."""

    def run(row):
        try:
            verb(row)
        except Archived as refusal:
            raise ValidationError(_("The customer is archived.")) from refusal

    return run


@admin.register(SharedLink)
class SharedLinkAdmin(WorkspaceTableAdmin):
    list_display = (
        "number",
        "attachment",
        "account",
        "contact",
        "created_by",
        "created_at",
        "expires_at",
        "revoked_at",
    )
    list_filter = (("revoked_at", admin.EmptyFieldListFilter),)
    list_select_related = ("workspace", "attachment", "account", "contact", "created_by__user")
    search_fields = ("attachment__name",)
    ordering = ("-id",)
    hidden = ("token_hash", "form_token")
    actions = (
        verb_action("revoke", _("Take back"), lambda link: link.revoke(by=None)),
        verb_action("restore", _("Let work again"), lambda link: link.restore(by=None)),
    )


@admin.register(Opening)
class OpeningAdmin(WorkspaceTableAdmin):
    list_display = ("link", "at")
    list_select_related = ("workspace", "link__attachment")
    search_fields = ("link__attachment__name",)
    ordering = ("-id",)


@admin.register(Attachment)
class AttachmentAdmin(WorkspaceTableAdmin):
    """That there is a file, and of what kind; what is in it is the workspace's alone."""

    list_display = (
        "number",
        "name",
        "media_type",
        "size_bytes",
        "record_kind",
        "added_by",
        "added_at",
        "removed_at",
    )
    list_filter = ("media_type", "record_kind", ("removed_at", admin.EmptyFieldListFilter))
    list_select_related = ("workspace", "added_by__user")
    search_fields = ("name",)
    ordering = ("-id",)
    hidden = ("content",)
    actions = (
        verb_action(
            "remove", _("Remove"), unless_archived(lambda attachment: remove_file(attachment, by=None))
        ),
        verb_action(
            "restore", _("Bring back"), unless_archived(lambda attachment: restore_file(attachment, by=None))
        ),
    )


@admin.register(Article)
class ArticleAdmin(WorkspaceTableAdmin):
    list_display = ("number", "title", "language", "created_by", "created_at", "archived_at")
    list_filter = ("language", ("archived_at", admin.EmptyFieldListFilter))
    list_select_related = ("workspace", "created_by__user")
    search_fields = ("title_fold__contains",)
    search_is_folded = True
    ordering = ("-id",)
    hidden = ("title_fold", "form_token")
    actions = (
        verb_action("archive", _("Archive"), lambda article: article.archive(by=None)),
        verb_action("restore", _("Restore"), lambda article: article.restore(by=None)),
    )


register_history(Article, list_display=("pgh_created_at", "pgh_label", "number", "title"))


@admin.register(ArticleInterest)
class ArticleInterestAdmin(WorkspaceTableAdmin):
    list_display = ("article", "tag")
    list_select_related = ("workspace", "article", "tag")
    search_fields = ("article__title_fold__contains",)
    search_is_folded = True


@admin.register(ArticleSending)
class ArticleSendingAdmin(WorkspaceTableAdmin):
    list_display = ("article", "interaction")
    list_select_related = ("workspace", "article", "interaction")
    search_fields = ("article__title_fold__contains",)
    search_is_folded = True


@admin.register(CallSheet)
class CallSheetAdmin(WorkspaceTableAdmin):
    list_display = ("number", "created_by", "created_at")
    list_select_related = ("workspace", "created_by__user")
    search_fields = ("created_by__user__name",)
    ordering = ("-id",)
    hidden = ("form_token",)


@admin.register(CallLine)
class CallLineAdmin(WorkspaceTableAdmin):
    list_display = ("sheet", "place", "account", "contact", "interaction", "done_at")
    list_select_related = ("workspace", "sheet", "account", "contact", "interaction")
    search_fields = ("account__search__contains",)
    search_is_folded = True
    ordering = ("-id",)
