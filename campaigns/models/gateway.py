"""Gateway: by which provider a workspace sends text messages, and by which WhatsApp ones."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models.contact import Channel
from lib.tenancy.models import WorkspaceModel
from timeline.models import tracked

LONGEST_SENDER = 16
FASTEST = 100


@tracked(exclude=["sealed_secret", "sealed_hook"])
class Gateway(WorkspaceModel):
    class Provider(models.TextChoices):
        TWILIO = "twilio", "Twilio"
        META = "meta", "WhatsApp Business (Meta)"
        # Sends nothing: each message is a line of a file of this installation.
        FILE = "file", pgettext_lazy("provider of messages", "A file, for trials")

    CHANNELS = ((Channel.SMS, Channel.SMS.label), (Channel.WHATSAPP, Channel.WHATSAPP.label))

    channel = models.CharField(_("channel"), max_length=10, choices=CHANNELS)
    provider = models.CharField(_("provider"), max_length=12, choices=Provider)
    # Empty: where everybody reaches this provider (lib/outbound.py guards any other).
    base_url = models.CharField(_("address of the provider"), max_length=200, blank=True, default="")
    # As the provider names who sends: Account SID, or the key of a WhatsApp number.
    account = models.CharField(_("account at the provider"), max_length=64, blank=True, default="")
    # A number (E.164), or a name where the country allows one.
    sender = models.CharField(_("sender"), max_length=LONGEST_SENDER, blank=True, default="")
    # By which we prove ourselves, and the token in our address for receipts (lib/sealing.py).
    sealed_secret = models.TextField(editable=False, blank=True, default="")
    sealed_hook = models.TextField(editable=False, blank=True, default="")
    # Of one part of a text message, or of one WhatsApp message.
    price_minor = models.PositiveIntegerField(_("price"), default=0)
    currency = models.CharField(_("currency"), max_length=3)
    per_second = models.PositiveSmallIntegerField(_("messages a second"), default=10)

    class Meta:
        verbose_name = _("provider of messages")
        verbose_name_plural = _("providers of messages")
        ordering = ["channel"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "channel"], name="campaigns_gateway_channel"),
            models.CheckConstraint(
                condition=Q(per_second__gt=0, per_second__lte=FASTEST), name="campaigns_gateway_speed"
            ),
        ]

    def __str__(self):
        return f"{self.get_channel_display()}: {self.get_provider_display()}"

    @property
    def takes_answers(self) -> bool:
        """Whether who gets a message can answer it: to a name nobody can."""
        return self.channel == Channel.WHATSAPP or self.sender.startswith("+")
