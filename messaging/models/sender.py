"""Sender: in whose name a workspace writes, and the address at which its customers answer."""

import secrets

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lib.tenancy.models import WorkspaceModel
from timeline.models import tracked

# Letters that are not mistaken for one another when an address is read out.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
SECRET_LENGTH = 14


@tracked(exclude=["mailbox"])
class Sender(WorkspaceModel):
    """At most one in a workspace; made when it is first needed."""

    from_name = models.CharField(_("name of the sender"), max_length=100, blank=True)
    from_address = models.EmailField(_("address of the sender"), max_length=254, blank=True)
    signature_ar = models.TextField(_("signature in Arabic"), max_length=1000, blank=True)
    signature_en = models.TextField(_("signature in English"), max_length=1000, blank=True)
    # The part before the @ of the address that answers go to; whoever knows it can write to the workspace.
    mailbox = models.CharField(_("mailbox"), max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = _("sender of e-mail")
        verbose_name_plural = _("senders of e-mail")
        constraints = [models.UniqueConstraint(fields=["workspace"], name="messaging_sender_one")]

    def __str__(self):
        return self.name

    @property
    def name(self) -> str:
        return self.from_name or self.workspace.name

    @property
    def address(self) -> str:
        """Its own while the platform lets this workspace write from there, else that of the installation."""
        may = self.from_address and may_write_from(self.from_address, self.workspace.slug)
        return self.from_address if may else settings.MAIL_FROM_ADDRESS

    @property
    def mailbox_address(self) -> str:
        is_open = self.mailbox and settings.INBOUND_DOMAIN
        return f"{self.mailbox}@{settings.INBOUND_DOMAIN}" if is_open else ""

    @property
    def bounce_address(self) -> str:
        """Where mail servers send back what they cannot deliver."""
        return (settings.BOUNCES_TO_MAILBOX and self.mailbox_address) or self.address

    def signature(self, language: str) -> str:
        """In this language, or the one there is."""
        first, second = self.signature_ar, self.signature_en
        return (first or second) if language == "ar" else (second or first)


def may_write_from(address: str, slug: str) -> bool:
    """SENDER_DOMAINS names domains, `domain` for every workspace and `slug=domain` for the one that owns it."""
    if address.lower() == settings.MAIL_FROM_ADDRESS.lower():
        return True
    domain = address.rpartition("@")[2].lower()
    return domain in settings.SENDER_DOMAINS or f"{slug}={domain}" in settings.SENDER_DOMAINS


def new_mailbox(slug: str) -> str:
    secret = "".join(secrets.choice(LETTERS) for _letter in range(SECRET_LENGTH))
    return f"{slug}-{secret}"
