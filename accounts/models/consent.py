"""Consent: what a person agreed to, in which words, and when it was withdrawn. The last row of each kind holds."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.contact import Channel
from lib.tenancy.constraints import AppendOnly
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceModel


class Consent(WorkspaceModel):
    class Purpose(models.TextChoices):
        MARKETING = "marketing", _("Marketing")
        SERVICE = "service", _("Service messages")
        SURVEY = "survey", _("Surveys")

    class State(models.TextChoices):
        GIVEN = "given", _("Given")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    # The app may not delete a row here, so Django must not try: forget_consents() does, with the contact.
    contact = WorkspaceForeignKey(
        "accounts.Contact", on_delete=models.DO_NOTHING, related_name="consents", is_indexed=False
    )
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    purpose = models.CharField(_("purpose"), max_length=10, choices=Purpose)
    state = models.CharField(_("state"), max_length=10, choices=State)
    wording = models.TextField(_("wording"), max_length=2000)
    source = models.CharField(_("source"), max_length=120)
    at = models.DateTimeField(_("at"), default=timezone.now)
    by = WorkspaceForeignKey(
        "workspaces.Membership", on_delete=models.PROTECT, null=True, is_indexed=False, related_name="+"
    )

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-id"]
        constraints = [AppendOnly(name="accounts_consent_append_only")]
        indexes = [
            models.Index(
                fields=["workspace", "contact", "channel", "purpose", "-id"], name="accounts_consent_latest"
            )
        ]

    def __str__(self):
        return f"{self.contact} {self.channel} {self.purpose} {self.state}"
