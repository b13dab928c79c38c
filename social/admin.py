"""Django admin of social media: platform staff looks, puts aside and lets wait again."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from interactions.given_admin import unless_archived
from lib.admin import WorkspaceTableAdmin
from social.models import MentionImport, SocialHandle, SocialMention, SocialPost, SocialRules
from social.models.mention import DecidedBefore
from social.models.post import NotNow
from timeline.platform import verb_action


def dismiss(mention):
    try:
        mention.dismiss(by=None)
    except DecidedBefore as refusal:
        raise ValidationError(_("It was decided already.")) from refusal


@admin.register(SocialMention)
class SocialMentionAdmin(WorkspaceTableAdmin):
    list_display = (
        "number",
        "network",
        "author_name",
        "handle",
        "sentiment",
        "at",
        "owner",
        "due_at",
        "state",
    )
    list_filter = ("network", "sentiment", "state", "source")
    list_select_related = ("workspace", "owner__user")
    search_fields = ("search__contains",)
    search_is_folded = True
    ordering = ("-id",)
    hidden = ("search", "form_token")
    actions = (
        verb_action("dismiss", _("Needs no answer"), unless_archived(dismiss)),
        verb_action("reopen", _("Let wait again"), unless_archived(lambda mention: mention.reopen(by=None))),
    )


@admin.register(SocialHandle)
class SocialHandleAdmin(WorkspaceTableAdmin):
    list_display = ("network", "handle", "account", "contact")
    list_filter = ("network",)
    list_select_related = ("workspace", "account", "contact")
    search_fields = ("handle",)


@admin.register(SocialRules)
class SocialRulesAdmin(WorkspaceTableAdmin):
    list_display = (
        "negative_hours", "question_hours", "positive_hours", "neutral_hours", "caretaker", "hook_at",
    )  # fmt: skip
    hidden = ("hook_hash",)
    list_select_related = ("workspace", "caretaker__user")
    list_filter = ("negative_hours",)
    search_fields = ("caretaker__user__name",)


@admin.register(MentionImport)
class MentionImportAdmin(WorkspaceTableAdmin):
    """The rows that were refused hold what people wrote: they are the workspace's alone."""

    list_display = (
        "number",
        "file_name",
        "rows_count",
        "kept",
        "known",
        "refused",
        "created_by",
        "created_at",
    )
    list_filter = ("network",)
    list_select_related = ("workspace", "created_by__user")
    search_fields = ("file_name",)
    ordering = ("-id",)
    hidden = ("refused_rows", "form_token")


def now_or_never(verb):
    """A verb that the state does not allow is refused in words."""

    def run(post):
        try:
            verb(post)
        except NotNow as refusal:
            raise ValidationError(_("Its state does not allow this.")) from refusal

    return run


@admin.register(SocialPost)
class SocialPostAdmin(WorkspaceTableAdmin):
    list_display = (
        "number",
        "text",
        "networks",
        "planned_at",
        "writer",
        "state",
        "approved_by",
        "published_at",
    )
    list_filter = ("state",)
    list_select_related = ("workspace", "writer__user", "approved_by__user")
    search_fields = ("text",)
    ordering = ("-id",)
    hidden = ("form_token",)
    actions = (
        verb_action("cancel", _("Call off"), now_or_never(lambda post: post.cancel(by=None))),
        verb_action(
            "take_back", _("Take the last step back"), now_or_never(lambda post: post.take_back(by=None))
        ),
    )
