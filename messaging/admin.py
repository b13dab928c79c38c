"""Django admin of e-mail: platform staff sees what became of a message, never what was written in it."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from lib.admin import WorkspaceTableAdmin, register_history
from messaging.models import InboundMail, OutgoingMail, Sender, Suppression
from messaging.sending import close_mailbox, lift, renew_mailbox
from timeline.platform import verb_action


@admin.register(Sender)
class SenderAdmin(WorkspaceTableAdmin):
    list_display = ("from_name", "from_address")
    search_fields = ("from_name", "from_address")
    # Whoever knows the address of a mailbox can write to it.
    hidden = ("mailbox",)
    actions = (
        verb_action(
            "renew_mailbox", _("Give the mailbox a new address"), lambda row: renew_mailbox(row, by=None)
        ),
        verb_action("close_mailbox", _("Close the mailbox"), lambda row: close_mailbox(row, by=None)),
    )


@admin.register(OutgoingMail)
class OutgoingMailAdmin(WorkspaceTableAdmin):
    list_display = ("number", "to_address", "state", "reason", "attempts", "created_at", "due_at", "sent_at")
    list_filter = ("state", "reason")
    list_select_related = ("workspace",)
    search_fields = ("to_address", "message_id")
    ordering = ("-id",)
    hidden = ("subject", "text")
    actions = (
        verb_action("cancel", _("Take back"), lambda mail: mail.cancel()),
        verb_action("send_again", _("Send again"), lambda mail: mail.send_again()),
        verb_action("take_as_sent", _("It arrived"), lambda mail: mail.take_as_sent()),
    )


@admin.register(InboundMail)
class InboundMailAdmin(WorkspaceTableAdmin):
    list_display = (
        "number",
        "from_address",
        "state",
        "is_automatic",
        "is_damaged",
        "size_bytes",
        "received_at",
    )
    list_filter = ("state", "is_automatic", "is_damaged")
    list_select_related = ("workspace",)
    search_fields = ("from_address", "message_id")
    ordering = ("-id",)
    hidden = ("subject", "text", "html", "raw", "attachments")
    actions = (
        verb_action("ignore", _("Ignore"), lambda mail: mail.set_state(InboundMail.State.IGNORED)),
        verb_action("wait", _("Let it wait again"), lambda mail: mail.set_state(InboundMail.State.WAITING)),
    )


@admin.register(Suppression)
class SuppressionAdmin(WorkspaceTableAdmin):
    list_display = ("number", "address", "reason", "created_by", "created_at")
    list_filter = ("reason",)
    list_select_related = ("workspace", "created_by__user")
    search_fields = ("address",)
    ordering = ("-id",)
    actions = (verb_action("lift", _("Write to it again"), lambda row: lift(row, by=None)),)


register_history(Sender, list_display=("pgh_created_at", "pgh_label", "from_name", "from_address"))
