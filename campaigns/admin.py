"""Django admin of campaigns; platform staff looks, archives, restores and pauses."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns import admin_automations  # noqa: F401 - its pages are registered with these
from campaigns.models import (
    Campaign,
    CampaignCost,
    ContentVersion,
    Credit,
    Crediting,
    CreditRules,
    Gateway,
    HookPost,
    Lane,
    Occasion,
    ProviderHook,
    Recipient,
    Response,
    ResponseRules,
    SendChunk,
    SendingRules,
    Series,
    Split,
    Template,
    TemplateBlock,
    Variant,
)
from campaigns.models.template import NameInUse
from campaigns.repeating import stop
from campaigns.scheduling import cancel, pause, resume
from campaigns.states import NotNow
from lib.admin import WorkspaceTableAdmin, register_history
from timeline.platform import verb_action


def restore(template):
    try:
        template.restore(by=None)
    except NameInUse as refusal:
        raise ValidationError(_("Another template in use has this name.")) from refusal


@admin.register(Template)
class TemplateAdmin(WorkspaceTableAdmin):
    list_display = (
        "number",
        "name",
        "channel",
        "subject_ar",
        "subject_en",
        "created_by",
        "created_at",
        "archived_at",
    )
    list_filter = (
        "channel",
        ("archived_at", admin.EmptyFieldListFilter),
    )
    list_select_related = ("workspace", "created_by__user")
    search_fields = ("name_fold__contains",)
    search_is_folded = True
    ordering = ("-id",)
    hidden = ("form_token", "name_fold")
    actions = (
        verb_action("archive", _("Archive"), lambda template: template.archive(by=None)),
        verb_action("restore", _("Restore"), restore),
    )


@admin.register(TemplateBlock)
class TemplateBlockAdmin(WorkspaceTableAdmin):
    list_display = ("number", "template", "place", "kind", "text_ar", "text_en", "removed_at")
    list_filter = ("kind",)
    list_select_related = ("workspace", "template")
    search_fields = ("text_ar", "text_en")
    ordering = ("-id",)
    hidden = ("form_token",)


def moved(verb):
    """A move of a campaign, in the name of the platform; refused in words where it does not lead on from there."""

    def move(campaign):
        try:
            verb(campaign, by=None)
        except NotNow as refusal:
            raise ValidationError(_("That does not follow from where this campaign stands.")) from refusal

    return move


@admin.register(Campaign)
class CampaignAdmin(WorkspaceTableAdmin):
    list_display = (
        "number", "name", "channel", "state", "why", "purpose", "send_at", "recipient_count", "finished_at",
        "created_by", "archived_at",
    )  # fmt: skip
    list_filter = ("channel", "state", "why")
    list_select_related = ("workspace", "created_by__user")
    search_fields = ("name_fold__contains",)
    search_is_folded = True
    ordering = ("-id",)
    hidden = ("form_token", "name_fold")
    actions = (
        verb_action("pause", _("Pause"), moved(pause)),
        verb_action("resume", pgettext_lazy("campaign", "Go on"), moved(resume)),
        verb_action("cancel", _("Cancel the campaign"), moved(cancel)),
    )


@admin.register(Occasion)
class OccasionAdmin(WorkspaceTableAdmin):
    list_display = (
        "number",
        "name_ar",
        "name_en",
        "is_hijri",
        "month",
        "of_month",
        "moved_to",
        "archived_at",
    )
    list_filter = ("is_hijri", ("archived_at", admin.EmptyFieldListFilter))
    list_select_related = ("workspace",)
    search_fields = ("name_ar", "name_en")
    ordering = ("-id",)
    hidden = ("form_token",)


@admin.register(Series)
class SeriesAdmin(WorkspaceTableAdmin):
    list_display = (
        "number", "name", "rhythm", "template", "purpose", "next_on", "due_at", "why", "created_by", "archived_at",
    )  # fmt: skip
    list_filter = ("rhythm", "why", ("due_at", admin.EmptyFieldListFilter))
    list_select_related = ("workspace", "template", "created_by__user")
    search_fields = ("name",)
    ordering = ("-id",)
    hidden = ("form_token",)
    actions = (verb_action("stop", _("Stop"), lambda series: stop(series, by=None)),)


@admin.register(ContentVersion)
class ContentVersionAdmin(WorkspaceTableAdmin):
    list_display = ("campaign", "version", "variant", "at")
    list_select_related = ("workspace", "campaign")
    search_fields = ("campaign__name",)
    ordering = ("-id",)


@admin.register(Variant)
class VariantAdmin(WorkspaceTableAdmin):
    list_display = ("campaign", "place", "template", "segment", "percent")
    list_select_related = ("workspace", "campaign", "template", "segment")
    search_fields = ("campaign__name",)
    ordering = ("-id",)


@admin.register(Split)
class SplitAdmin(WorkspaceTableAdmin):
    list_display = (
        "campaign",
        "control_percent",
        "measure",
        "hours",
        "decide_at",
        "winner",
        "verdict",
        "decided_at",
    )
    list_filter = ("measure", "verdict")
    list_select_related = ("workspace", "campaign")
    search_fields = ("campaign__name",)
    ordering = ("-id",)


@admin.register(Credit)
class CreditAdmin(WorkspaceTableAdmin):
    list_display = ("campaign", "purchase", "recipient", "by", "touched_at")
    list_filter = ("by",)
    list_select_related = ("workspace", "campaign", "purchase")
    search_fields = ("=recipient",)
    ordering = ("-id",)


@admin.register(CreditRules)
class CreditRulesAdmin(WorkspaceTableAdmin):
    list_display = ("workspace", "click_days", "received_days")
    list_select_related = ("workspace",)
    search_fields = ("workspace__name",)
    ordering = ("-id",)


@admin.register(Crediting)
class CreditingAdmin(WorkspaceTableAdmin):
    list_display = ("workspace", "due_at", "begun_at", "counted_at", "whole_at")
    list_select_related = ("workspace",)
    search_fields = ("workspace__name",)
    ordering = ("-id",)


@admin.register(CampaignCost)
class CampaignCostAdmin(WorkspaceTableAdmin):
    list_display = ("campaign", "amount_minor", "currency", "by", "at")
    list_filter = ("currency",)
    list_select_related = ("workspace", "campaign", "by__user")
    search_fields = ("campaign__name",)
    ordering = ("-id",)


@admin.register(Recipient)
class RecipientAdmin(WorkspaceTableAdmin):
    list_display = ("campaign", "seq", "address", "state", "reason", "attempts", "settled_at")
    list_filter = ("state", "reason")
    list_select_related = ("workspace", "campaign")
    search_fields = ("address",)
    ordering = ("-id",)


@admin.register(Response)
class ResponseAdmin(WorkspaceTableAdmin):
    list_display = ("campaign", "recipient", "kind", "link", "by_machine", "via", "provider", "at")
    list_filter = ("kind", "by_machine", "via", "provider")
    list_select_related = ("workspace", "campaign")
    search_fields = ("=recipient", "=event_id")
    ordering = ("-id",)


@admin.register(ResponseRules)
class ResponseRulesAdmin(WorkspaceTableAdmin):
    list_display = ("workspace", "is_on")
    list_filter = ("is_on",)
    list_select_related = ("workspace",)
    search_fields = ("workspace__name",)
    ordering = ("-id",)


@admin.register(SendingRules)
class SendingRulesAdmin(WorkspaceTableAdmin):
    list_display = (
        "workspace",
        "quiet_from",
        "quiet_to",
        "weekdays",
        "by_contact_zone",
        "most_letters",
        "per_days",
    )
    list_filter = ("by_contact_zone",)
    list_select_related = ("workspace",)
    search_fields = ("workspace__name",)
    ordering = ("-id",)


@admin.register(ProviderHook)
class ProviderHookAdmin(WorkspaceTableAdmin):
    list_display = ("workspace", "provider", "opened_at")
    list_filter = ("provider",)
    list_select_related = ("workspace",)
    search_fields = ("workspace__name",)
    ordering = ("-id",)
    hidden = ("token_hash", "sealed_secret")


@admin.register(Gateway)
class GatewayAdmin(WorkspaceTableAdmin):
    list_display = ("workspace", "channel", "provider", "sender", "price_minor", "currency", "per_second")
    list_filter = ("channel", "provider")
    list_select_related = ("workspace",)
    search_fields = ("workspace__name", "sender")
    ordering = ("-id",)
    hidden = ("sealed_secret", "sealed_hook")


@admin.register(HookPost)
class HookPostAdmin(WorkspaceTableAdmin):
    list_display = ("hook", "received_at", "due_at", "error")
    list_filter = ("error",)
    list_select_related = ("workspace", "hook")
    search_fields = ("=body_hash",)
    ordering = ("-id",)


@admin.register(SendChunk)
class SendChunkAdmin(WorkspaceTableAdmin):
    list_display = (
        "campaign", "lo", "hi", "state", "due_at", "sent_count", "failed_count", "skipped_count", "ambiguous_count",
    )  # fmt: skip
    list_filter = ("state",)
    list_select_related = ("workspace", "campaign")
    search_fields = ("campaign__name",)
    ordering = ("-id",)


@admin.register(Lane)
class LaneAdmin(WorkspaceTableAdmin):
    list_display = ("sender", "channel", "per_second", "most_per_second", "blocked_until", "vtime")
    list_select_related = ("workspace", "sender__workspace")
    search_fields = ("sender__from_name",)
    ordering = ("-id",)


register_history(Template)
register_history(Campaign)
register_history(Occasion)
register_history(Series)
register_history(ProviderHook)
register_history(Gateway)
