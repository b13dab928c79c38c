"""What admins may settle about e-mail."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lib.formats import isolated
from lib.formfields import CleanCharField, EmailField
from messaging.models import Sender


def signature_field(label, language, direction):
    attrs = {"rows": 4, "lang": language, "dir": direction}
    return CleanCharField(required=False, max_length=1000, widget=forms.Textarea(attrs=attrs), label=label)


class SenderForm(forms.ModelForm):
    from_name = CleanCharField(
        required=False,
        max_length=100,
        label=_("Name of the sender"),
        help_text=_("What customers read as the sender. Empty: the name of the workspace."),
    )
    from_address = EmailField(
        required=False,
        label=_("Address of the sender"),
        help_text=_(
            "Empty: the address of this installation. "
            "An address of your own works once your domain is proven, or over your own mail server."
        ),
    )
    signature_ar = signature_field(_("Signature in Arabic"), "ar", "rtl")
    signature_en = signature_field(_("Signature in English"), "en", "ltr")

    class Meta:
        model = Sender
        fields = ["from_name", "from_address", "signature_ar", "signature_en"]

    def clean_from_address(self):
        address = self.cleaned_data["from_address"]
        if not address and self.instance.has_server:
            raise ValidationError(_("Your mail server needs an address that it lets you write from."))
        if address and not self.instance.may_write_from(address):
            domain = address.rpartition("@")[2]
            text = _(
                "%(domain)s is not set up for sending yet. Prove under “Mail server and domain” that it is yours, "
                "name your own mail server, or leave the field empty."
            )
            raise ValidationError(text % {"domain": isolated(domain)})
        return address


class SuppressionForm(forms.Form):
    address = EmailField(label=_("E-mail address"))
