"""What admins settle about the way of their letters: a mail server of their own, and the domain they are signed for."""

import re

import idna
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lib.formats import digits
from lib.formfields import CleanCharField, EmailField
from messaging.models import Sender
from messaging.models.sender import FASTEST
from messaging.servers import MailServer, server_of

USUAL_SPEED = 10
# Where servers on the internet take letters.
PORTS = (587, 465, 2525, 25)
Security = Sender.Security
HOST = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")


class HostField(CleanCharField):
    """A name in the DNS, in the letters that the DNS knows."""

    def __init__(self, **kwargs):
        attrs = {"dir": "ltr", "autocomplete": "off", "spellcheck": "false", "inputmode": "url"}
        super().__init__(max_length=253, widget=forms.TextInput(attrs=attrs), **kwargs)

    def to_python(self, value):
        name = super().to_python(value).strip().rstrip(".").lower()
        if not name or (settings.PRIVATE_SERVERS and re.fullmatch(r"[a-z0-9.:-]+", name)):
            return name
        try:
            name = idna.encode(name, uts46=True).decode() if not name.isascii() else name
        except idna.IDNAError:
            name = ""
        if not HOST.fullmatch(name):
            raise ValidationError(_("Write a name such as %(example)s.") % {"example": "mail.example.com"})
        return name


class ServerForm(forms.Form):
    from_address = EmailField(
        label=_("Address of the sender"), help_text=_("An address that this server lets you write from.")
    )
    server_host = HostField(label=_("Mail server"))
    server_port = forms.IntegerField(label=_("Port"), min_value=1, max_value=65535, initial=PORTS[0])
    server_security = forms.ChoiceField(label=_("Encryption"), initial=Security.STARTTLS)
    server_user = CleanCharField(
        label=_("User name"),
        max_length=254,
        required=False,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )
    server_key = forms.CharField(
        label=_("Password or key"),
        max_length=500,
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"dir": "ltr", "autocomplete": "new-password"}),
    )
    per_second = forms.IntegerField(
        label=_("Letters a second, at most"),
        min_value=1,
        max_value=FASTEST,
        initial=USUAL_SPEED,
        help_text=_("Campaigns keep to it. Your provider says how many it takes."),
    )

    def __init__(self, data=None, *, sender):
        self.kept = server_of(sender)
        kept = {name: getattr(sender, name) for name in ("server_host", "server_user", "from_address")}
        if self.kept:
            kept |= {name: getattr(sender, name) for name in ("server_port", "server_security", "per_second")}
        super().__init__(data, initial=kept)
        kinds = [each for each in Security if settings.PRIVATE_SERVERS or each != Security.NONE]
        self.fields["server_security"].choices = [(each.value, each.label) for each in kinds]
        if self.kept and self.kept.password:
            self.fields["server_key"].help_text = _("Empty: the one that is kept.")

    def clean_server_port(self):
        port = self.cleaned_data["server_port"]
        if port not in PORTS and not settings.PRIVATE_SERVERS:
            known = ", ".join(digits(each) for each in PORTS)
            raise ValidationError(
                _("Mail servers listen at one of these ports: %(known)s.") % {"known": known}
            )
        return port

    def clean(self):
        data = super().clean()
        if self.errors:
            return data
        password, kept = data["server_key"], self.kept
        if not password and kept and kept.password:
            # A password is said to nobody but the server that it was given for.
            if (data["server_host"], data["server_user"]) != (kept.host, kept.user):
                self.add_error(
                    "server_key", _("Write the password again: the server or the user is another one.")
                )
                return data
            password = kept.password
        if bool(password) != bool(data["server_user"]):
            name = "server_user" if password else "server_key"
            self.add_error(name, _("A user name and a password belong together."))
            return data
        self.server = MailServer(
            data["server_host"], data["server_port"], data["server_security"], data["server_user"], password
        )
        if problem := self.server.problem(data["from_address"]):
            raise ValidationError(problem)
        return data


class DomainForm(forms.Form):
    domain = HostField(
        label=_("Domain"), help_text=_("What stands after the @ in the addresses you write from.")
    )
