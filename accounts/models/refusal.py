"""KeptRefusal: that whoever is reached by an address has refused something, kept when the contact is gone."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.contact import Channel
from lib.tenancy.models import WorkspaceModel


class KeptRefusal(WorkspaceModel):
    """Only the hash of the address stays: so the person is forgotten, and a file that brings them again is not taken
    for a new consent."""

    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    purpose = models.CharField(_("purpose"), max_length=10)
    address_hash = models.CharField(_("hash of the address"), max_length=64)
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("kept refusal")
        verbose_name_plural = _("kept refusals")
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "address_hash", "channel", "purpose"], name="accounts_keptrefusal_once"
            )
        ]

    def __str__(self):
        return f"{self.channel} {self.purpose}"
