"""ProviderHook: the address at which a provider of e-mail tells what became of letters; HookPost: what it said there,
until it is settled.
"""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib.tenancy.fields import WorkspaceField, WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager, WorkspaceModel
from timeline.models import tracked


@tracked(exclude=["token_hash", "sealed_secret"])
class ProviderHook(WorkspaceModel):
    class Provider(models.TextChoices):
        MAILGUN = "mailgun", "Mailgun"
        POSTMARK = "postmark", "Postmark"
        # Of messages by telephone (campaigns/channels/receipts.py).
        TWILIO = "twilio", "Twilio"
        META = "meta", "WhatsApp Business (Meta)"

    provider = models.CharField(_("provider"), max_length=12, choices=Provider)
    # Of the secret in its address.
    token_hash = models.CharField(max_length=64, editable=False)
    # By which the provider proves that it is the one (lib/sealing.py).
    sealed_secret = models.TextField(editable=False)
    opened_at = models.DateTimeField(_("opened at"), default=timezone.now)

    class Meta:
        verbose_name = _("address for a provider of e-mail")
        verbose_name_plural = _("addresses for providers of e-mail")
        ordering = ["provider"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "provider"], name="campaigns_providerhook_provider"),
            models.UniqueConstraint(fields=["workspace", "token_hash"], name="campaigns_providerhook_token"),
        ]

    def __str__(self):
        return self.get_provider_display()


class HookPostQuerySet(models.QuerySet):
    def due(self, now):
        return self.filter(due_at__lte=now)


class HookPost(WorkspaceModel):
    """Gone once it is settled; what cannot be read stays for whoever looks into it."""

    workspace = WorkspaceField(is_referenced=False)
    hook = WorkspaceForeignKey(ProviderHook, on_delete=models.CASCADE, related_name="posts", is_indexed=False)
    # Sent twice it is there once.
    body_hash = models.CharField(max_length=64)
    body = models.TextField(_("text"))
    received_at = models.DateTimeField(_("received at"), default=timezone.now)
    due_at = models.DateTimeField(_("due at"), null=True, default=timezone.now)
    error = models.CharField(_("why it cannot be read"), max_length=80, blank=True, default="")

    objects = WorkspaceManager.from_queryset(HookPostQuerySet)()

    class Meta:
        verbose_name = _("message of a provider of e-mail")
        verbose_name_plural = _("messages of providers of e-mail")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "hook", "body_hash"], name="campaigns_hookpost_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["workspace", "due_at"],
                condition=Q(due_at__isnull=False),
                name="campaigns_hookpost_due",
            ),
        ]

    def __str__(self):
        return self.body_hash[:12]
