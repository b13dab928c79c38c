"""Suppression: an address that this workspace sends nothing to."""

import hashlib
import unicodedata

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import NumberedModel, WorkspaceManager

# As accounts.models.contact.Channel names it, and the others beside it.
BY_MAIL = "email"


class SuppressionQuerySet(models.QuerySet):
    def of(self, address: str):
        return self.filter(channel=BY_MAIL, address=folded_address(address))


def folded_address(address: str) -> str:
    """By which two addresses are one: no server in use tells capitals apart."""
    return unicodedata.normalize("NFKC", address).strip().lower()


def hash_of_address(address: str) -> str:
    """What is kept of an address, or of a number, whose owner is to be left alone and otherwise unknown."""
    return hashlib.sha256(folded_address(address).encode(errors="replace")).hexdigest()


class Suppression(NumberedModel):
    class Reason(models.TextChoices):
        BOUNCED = "bounced", _("Mail to it came back")
        ASKED = "asked", _("They asked not to be written to")
        WRONG = "wrong", _("It takes no such messages")
        COMPLAINED = "complained", _("They called a letter of ours spam")

    # By which nothing is sent: to a number that takes no text messages one may still write by WhatsApp.
    channel = models.CharField(_("channel"), max_length=10, default=BY_MAIL, db_default=BY_MAIL)
    # An e-mail address or a number (E.164).
    address = models.CharField(_("address"), max_length=254)
    reason = models.CharField(_("reason"), max_length=10, choices=Reason, default=Reason.ASKED)
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    created_by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        is_indexed=False,
        related_name="+",
        verbose_name=_("added by"),
    )

    objects = WorkspaceManager.from_queryset(SuppressionQuerySet)()

    class Meta:
        verbose_name = _("suppressed address")
        verbose_name_plural = _("suppressed addresses")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "channel", "address"], name="messaging_suppression_address"
            )
        ]

    def __str__(self):
        return self.address


class PlatformSuppression(models.Model):
    """An address that no workspace sends to. Global, so it holds the hash alone: nobody reads who is on it."""

    address_hash = models.CharField(_("hash of the address"), max_length=64, unique=True)
    reason = models.CharField(_("reason"), max_length=200)
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("address suppressed for the platform")
        verbose_name_plural = _("addresses suppressed for the platform")

    def __str__(self):
        return self.address_hash[:12]


def is_suppressed(address: str) -> bool:
    """Whether nothing is sent to this address: by the open workspace, or by anybody."""
    if Suppression.objects.of(address).exists():
        return True
    return PlatformSuppression.objects.filter(address_hash=hash_of_address(address)).exists()
