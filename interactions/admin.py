"""Django admin of interactions: platform staff looks, removes and brings back."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from interactions import asking_admin  # noqa: F401 - its pages are registered with these
from interactions.given_admin import unless_archived
from interactions.models import (
    CalendarFeed,
    ContactRule,
    ContactSchedule,
    FollowUp,
    Handover,
    Interaction,
    InteractionContact,
    MailEntry,
    Mention,
    OccasionMark,
    ReadyAnswer,
    Reminder,
)
from lib.admin import WorkspaceTableAdmin, register_history
from timeline.platform import verb_action


@admin.register(Interaction)
class InteractionAdmin(WorkspaceTableAdmin):
    list_display = ("number", "account", "channel", "direction", "at", "outcome", "logged_by", "removed_at")
    list_filter = (
        "channel",
        "direction",
        "outcome",
        "is_visible_to_customer",
        ("removed_at", admin.EmptyFieldListFilter),
    )
    list_select_related = ("workspace", "account", "logged_by__user")
    search_fields = ("search__contains",)
    search_is_folded = True
    ordering = ("-id",)
    hidden = ("search", "form_token")
    actions = (
        verb_action("remove", _("Remove"), unless_archived(lambda interaction: interaction.remove(by=None))),
        verb_action(
            "restore", _("Bring back"), unless_archived(lambda interaction: interaction.restore(by=None))
        ),
    )


@admin.register(InteractionContact)
class InteractionContactAdmin(WorkspaceTableAdmin):
    list_display = ("interaction", "contact")
    list_select_related = ("workspace", "interaction", "contact")
    search_fields = ("contact__search__contains",)
    search_is_folded = True


@admin.register(MailEntry)
class MailEntryAdmin(WorkspaceTableAdmin):
    list_display = ("interaction", "outgoing", "inbound")
    list_select_related = ("workspace", "interaction", "outgoing", "inbound")
    search_fields = ("outgoing__message_id", "inbound__message_id")


@admin.register(ReadyAnswer)
class ReadyAnswerAdmin(WorkspaceTableAdmin):
    list_display = ("number", "name", "channels", "created_by", "created_at", "archived_at")
    list_filter = (("archived_at", admin.EmptyFieldListFilter),)
    list_select_related = ("workspace", "created_by__user")
    search_fields = ("name_fold__contains",)
    search_is_folded = True
    ordering = ("-id",)
    hidden = ("name_fold", "form_token")
    actions = (
        verb_action("archive", _("Archive"), lambda answer: answer.archive(by=None)),
        verb_action("restore", _("Restore"), lambda answer: answer.restore(by=None)),
    )


register_history(Interaction, list_display=("pgh_created_at", "pgh_label", "number", "channel", "subject"))


@admin.register(FollowUp)
class FollowUpAdmin(WorkspaceTableAdmin):
    list_display = (
        "number",
        "reason",
        "account",
        "owner",
        "due_on",
        "state",
        "owed_by",
        "priority",
        "source",
    )
    list_filter = ("state", "owed_by", "priority", "source", "repeat_unit")
    list_select_related = ("workspace", "account", "owner__user")
    search_fields = ("search__contains",)
    search_is_folded = True
    ordering = ("-id",)
    hidden = ("search", "form_token")
    actions = (
        verb_action(
            "finish", _("Mark as done"), unless_archived(lambda follow_up: follow_up.finish(by=None))
        ),
        verb_action("cancel", _("Call off"), unless_archived(lambda follow_up: follow_up.cancel(by=None))),
        verb_action("reopen", _("Open again"), unless_archived(lambda follow_up: follow_up.reopen(by=None))),
    )


@admin.register(Mention)
class MentionAdmin(WorkspaceTableAdmin):
    list_display = ("interaction", "member", "written")
    list_select_related = ("workspace", "interaction", "member__user")
    search_fields = ("written", "member__user__name")
    ordering = ("-id",)


@admin.register(OccasionMark)
class OccasionMarkAdmin(WorkspaceTableAdmin):
    list_display = ("number", "kind", "on", "contact", "account", "country", "by", "at")
    list_filter = ("kind",)
    list_select_related = ("workspace", "contact", "account", "by__user")
    search_fields = ("contact__search__contains", "account__search__contains")
    search_is_folded = True
    ordering = ("-id",)
    actions = (verb_action("take_back", _("Put back on Today"), lambda mark: mark.take_back(by=None)),)


@admin.register(Reminder)
class ReminderAdmin(WorkspaceTableAdmin):
    list_display = ("follow_up", "kind", "at", "told_at")
    list_filter = ("kind", ("told_at", admin.EmptyFieldListFilter))
    list_select_related = ("workspace", "follow_up")
    search_fields = ("follow_up__search__contains",)
    search_is_folded = True
    ordering = ("-id",)


register_history(
    FollowUp, list_display=("pgh_created_at", "pgh_label", "number", "reason", "due_on", "state")
)
register_history(ReadyAnswer, list_display=("pgh_created_at", "pgh_label", "number", "name"))


@admin.register(ContactRule)
class ContactRuleAdmin(WorkspaceTableAdmin):
    list_display = ("tier", "unit", "every", "channel")
    search_fields = ("tier",)
    list_filter = ("tier", "unit")


@admin.register(ContactSchedule)
class ContactScheduleAdmin(WorkspaceTableAdmin):
    """Follows the tier and the hand of the account manager; platform staff looks."""

    list_display = ("account", "unit", "every", "channel", "is_by_hand", "begins_on", "quiet_on")
    list_filter = ("is_by_hand", "unit", ("quiet_on", admin.EmptyFieldListFilter))
    list_select_related = ("workspace", "account")
    search_fields = ("account__search__contains",)
    search_is_folded = True
    ordering = ("-id",)


@admin.register(Handover)
class HandoverAdmin(WorkspaceTableAdmin):
    """Confirmed by the new account manager alone; platform staff looks."""

    list_display = ("number", "account", "from_member", "to_member", "at", "confirmed_at", "withdrawn_at")
    list_filter = (
        ("confirmed_at", admin.EmptyFieldListFilter),
        ("withdrawn_at", admin.EmptyFieldListFilter),
    )
    list_select_related = ("workspace", "account", "from_member__user", "to_member__user")
    search_fields = ("account__search__contains",)
    search_is_folded = True
    ordering = ("-id",)


@admin.register(CalendarFeed)
class CalendarFeedAdmin(WorkspaceTableAdmin):
    list_display = ("member", "created_at")
    search_fields = ("member__user__name", "member__user__email")
    list_filter = ("created_at",)
    list_select_related = ("workspace", "member__user")
    hidden = ("token_hash",)
