"""Django admin of meetings: platform staff looks, calls off and brings back."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from interactions.given_admin import unless_archived
from lib.admin import WorkspaceTableAdmin, register_history
from meetings.models import Attendee, BookingLink, Companion, Meeting, MeetingMail
from timeline.platform import verb_action


@admin.register(Meeting)
class MeetingAdmin(WorkspaceTableAdmin):
    list_display = ("number", "subject", "account", "organizer", "starts_at", "ends_at", "kind", "state")
    list_filter = ("state", "kind", "starts_at")
    list_select_related = ("workspace", "account", "organizer__user")
    search_fields = ("search__contains",)
    search_is_folded = True
    ordering = ("-id",)
    hidden = ("search", "form_token")
    actions = (
        verb_action("call_off", _("Call off"), unless_archived(lambda meeting: meeting.call_off(by=None))),
        verb_action(
            "restore",
            _("Put back into the calendar"),
            unless_archived(lambda meeting: meeting.restore(by=None)),
        ),
    )


@admin.register(Companion)
class CompanionAdmin(WorkspaceTableAdmin):
    list_display = ("meeting", "member")
    list_select_related = ("workspace", "meeting", "member__user")
    search_fields = ("meeting__search__contains",)
    search_is_folded = True
    ordering = ("-id",)


@admin.register(Attendee)
class AttendeeAdmin(WorkspaceTableAdmin):
    list_display = ("meeting", "contact", "answer", "answered_at")
    list_filter = ("answer",)
    list_select_related = ("workspace", "meeting", "contact")
    search_fields = ("contact__search__contains",)
    search_is_folded = True
    ordering = ("-id",)


@admin.register(BookingLink)
class BookingLinkAdmin(WorkspaceTableAdmin):
    list_display = ("number", "subject", "account", "host", "first_on", "last_on", "meeting", "revoked_at")
    list_filter = (("revoked_at", admin.EmptyFieldListFilter), "kind")
    list_select_related = ("workspace", "account", "host__user", "meeting")
    search_fields = ("account__search__contains",)
    search_is_folded = True
    ordering = ("-id",)
    hidden = ("token_hash", "form_token")
    actions = (
        verb_action("revoke", _("Take back"), unless_archived(lambda link: link.revoke(by=None))),
        verb_action("restore", _("Let work again"), unless_archived(lambda link: link.restore(by=None))),
    )


@admin.register(MeetingMail)
class MeetingMailAdmin(WorkspaceTableAdmin):
    list_display = ("meeting", "contact", "method", "sequence", "mail")
    list_filter = ("method",)
    list_select_related = ("workspace", "meeting", "contact", "mail")
    search_fields = ("mail__to_address",)
    ordering = ("-id",)


register_history(
    Meeting, list_display=("pgh_created_at", "pgh_label", "number", "subject", "starts_at", "state")
)
