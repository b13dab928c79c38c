"""Sender: in whose name a workspace writes, and the address at which its customers answer."""

import secrets

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lib.tenancy.models import WorkspaceModel
from timeline.models import tracked

# Letters that are not mistaken for one another when an address is read out.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
SECRET_LENGTH = 14
FASTEST = 200


@tracked(exclude=["mailbox", "server_password", "signing_key", "public_key"])
class Sender(WorkspaceModel):
    """At most one in a workspace; made when it is first needed."""

    class Security(models.TextChoices):
        STARTTLS = "starttls", "STARTTLS"
        TLS = "tls", "TLS"
        # Within a network of one's own alone (PRIVATE_SERVERS).
        NONE = "none", pgettext_lazy("encryption", "None")

    from_name = models.CharField(_("name of the sender"), max_length=100, blank=True)
    from_address = models.EmailField(_("address of the sender"), max_length=254, blank=True)
    signature_ar = models.TextField(_("signature in Arabic"), max_length=1000, blank=True)
    signature_en = models.TextField(_("signature in English"), max_length=1000, blank=True)
    # The part before the @ of the address that answers go to; whoever knows it can write to the workspace.
    mailbox = models.CharField(_("mailbox"), max_length=64, blank=True, editable=False)

    # A mail server of its own; empty: that of the installation.
    server_host = models.CharField(_("mail server"), max_length=253, blank=True)
    server_port = models.PositiveIntegerField(_("port"), null=True)
    server_security = models.CharField(_("encryption"), max_length=8, choices=Security, blank=True)
    server_user = models.CharField(_("user name"), max_length=254, blank=True)
    # lib/sealing.py
    server_password = models.TextField(blank=True, editable=False)
    per_second = models.PositiveSmallIntegerField(
        _("letters a second, at most"),
        null=True,
        validators=[MinValueValidator(1), MaxValueValidator(FASTEST)],
    )
    # Whose letters are signed (messaging/signing.py), from when its DNS proved that it is the workspace's.
    signed_domain = models.CharField(_("domain"), max_length=253, blank=True, editable=False)
    signing_key = models.TextField(blank=True, editable=False)
    public_key = models.TextField(blank=True, editable=False)
    domain_proven_at = models.DateTimeField(_("domain proven at"), null=True, editable=False)

    class Meta:
        verbose_name = _("sender of e-mail")
        verbose_name_plural = _("senders of e-mail")
        constraints = [
            models.UniqueConstraint(fields=["workspace"], name="messaging_sender_one"),
            models.CheckConstraint(
                condition=Q(server_host="", server_port=None, server_password="", per_second=None)
                | (
                    ~Q(server_host="")
                    & Q(server_port__isnull=False, per_second__gt=0)
                    & ~Q(server_security="")
                ),
                name="messaging_sender_server",
            ),
            models.CheckConstraint(
                condition=Q(signed_domain="", signing_key="", domain_proven_at=None)
                | (~Q(signed_domain="") & ~Q(signing_key="")),
                name="messaging_sender_domain",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def name(self) -> str:
        return self.from_name or self.workspace.name

    @property
    def address(self) -> str:
        """Its own while this workspace may write from there, else that of the installation."""
        may = self.from_address and self.may_write_from(self.from_address)
        return self.from_address if may else settings.MAIL_FROM_ADDRESS

    @property
    def has_server(self) -> bool:
        return bool(self.server_host)

    def may_write_from(self, address: str) -> bool:
        """Over a server of its own that server decides. Else the domain is proven, or the platform allows it."""
        is_proven = self.domain_proven_at is not None and domain_of(address) == self.signed_domain
        return self.has_server or is_proven or may_write_from(address, self.workspace.slug)

    @property
    def signs(self) -> bool:
        """Whether its letters are signed: who gets them compares the signature with the address they come from."""
        return self.domain_proven_at is not None and domain_of(self.address) == self.signed_domain

    @property
    def mailbox_address(self) -> str:
        is_open = self.mailbox and settings.INBOUND_DOMAIN
        return f"{self.mailbox}@{settings.INBOUND_DOMAIN}" if is_open else ""

    @property
    def bounce_address(self) -> str:
        """Where mail servers send back what they cannot deliver."""
        # A server of its own takes letters for its own domain alone.
        is_ours = settings.BOUNCES_TO_MAILBOX and not self.has_server
        return (is_ours and self.mailbox_address) or self.address

    def signature(self, language: str) -> str:
        """In this language, or the one there is."""
        first, second = self.signature_ar, self.signature_en
        return (first or second) if language == "ar" else (second or first)


def may_write_from(address: str, slug: str) -> bool:
    """SENDER_DOMAINS names domains, `domain` for every workspace and `slug=domain` for the one that owns it."""
    if address.lower() == settings.MAIL_FROM_ADDRESS.lower():
        return True
    domain = domain_of(address)
    return domain in settings.SENDER_DOMAINS or f"{slug}={domain}" in settings.SENDER_DOMAINS


def domain_of(address: str) -> str:
    return address.rpartition("@")[2].lower()


def new_mailbox(slug: str) -> str:
    secret = "".join(secrets.choice(LETTERS) for _letter in range(SECRET_LENGTH))
    return f"{slug}-{secret}"
