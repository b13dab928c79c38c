"""Django admin of e-mail: platform staff sees what became of a message, never what was written in it."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from lib.admin import StaffAdmin, WorkspaceTableAdmin, register_history
from lib.formfields import CleanCharField, EmailField
from messaging.models import InboundMail, OutgoingMail, PlatformSuppression, Sender, Suppression
from messaging.models.suppression import hash_of_address
from messaging.roads import leave_domain, leave_server
from messaging.sending import close_mailbox, lift, renew_mailbox
from timeline.platform import verb_action


@admin.register(Sender)
class SenderAdmin(WorkspaceTableAdmin):
    list_display = ("from_name", "from_address", "server_host", "signed_domain", "domain_proven_at")
    list_filter = (("domain_proven_at", admin.EmptyFieldListFilter),)
    search_fields = ("from_name", "from_address", "server_host", "signed_domain")
    # Whoever knows the address of a mailbox can write to it.
    hidden = ("mailbox", "server_password", "signing_key")
    actions = (
        verb_action(
            "renew_mailbox", _("Give the mailbox a new address"), lambda row: renew_mailbox(row, by=None)
        ),
        verb_action("close_mailbox", _("Close the mailbox"), lambda row: close_mailbox(row, by=None)),
        verb_action(
            "leave_server",
            _("Send by the server of the installation"),
            lambda row: leave_server(row, by=None),
        ),
        verb_action("leave_domain", _("Sign its letters no more"), lambda row: leave_domain(row, by=None)),
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
    list_display = ("number", "channel", "address", "reason", "created_by", "created_at")
    list_filter = ("channel", "reason")
    list_select_related = ("workspace", "created_by__user")
    search_fields = ("address",)
    ordering = ("-id",)
    actions = (verb_action("lift", _("Write to it again"), lambda row: lift(row, by=None)),)


class PlatformSuppressionForm(forms.ModelForm):
    """The address is typed, and only its hash is kept."""

    address = EmailField(label=_("Address"))
    reason = CleanCharField(label=_("Reason"), max_length=200)

    class Meta:
        model = PlatformSuppression
        fields = ["reason"]

    def clean_address(self):
        address = self.cleaned_data["address"]
        if PlatformSuppression.objects.filter(address_hash=hash_of_address(address)).exists():
            raise forms.ValidationError(_("Nothing is sent to this address already."))
        return address

    def save(self, commit=True):
        self.instance.address_hash = hash_of_address(self.cleaned_data["address"])
        return super().save(commit)


@admin.register(PlatformSuppression)
class PlatformSuppressionAdmin(StaffAdmin):
    form = PlatformSuppressionForm
    list_display = ("address_hash", "reason", "created_at")
    search_fields = ("reason",)
    ordering = ("-id",)

    def has_change_permission(self, request, obj=None):
        return obj is None

    def has_delete_permission(self, request, obj=None):
        return request.user.is_staff

    def get_search_results(self, request, queryset, search_term):
        """An address is found by its hash."""
        found, is_doubled = super().get_search_results(request, queryset, search_term)
        return found | queryset.filter(address_hash=hash_of_address(search_term)), is_doubled


register_history(Sender, list_display=("pgh_created_at", "pgh_label", "from_name", "from_address"))
