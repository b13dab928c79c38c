"""Consent: what a person agreed to, in which words, and when it was withdrawn. The last row of each kind holds."""

from django.db import models
from django.db.models import F, Max, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.contact import Channel
from lib.tenancy.constraints import AppendOnly
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager, WorkspaceModel

# What a customer looks at on the workspace's website is agreed to by itself: it is no message and has no channel.
WEB = "web"
WAYS = [*Channel.choices, (WEB, _("Website"))]


class ConsentQuerySet(models.QuerySet):
    def about(self, channel, purpose):
        """Rows that may decide: those of this purpose, and for advertising of any kind a refusal of all of it."""
        same = Q(purpose=purpose)
        if Consent.is_advertising(purpose):
            same |= Q(purpose=Consent.Purpose.MARKETING, state=Consent.State.WITHDRAWN)
        return self.filter(same, channel=channel)

    def _of_each(self, channel, purpose, at):
        """Each contact with the newest yes and the newest no until then. To ask somebody changes nothing."""
        rows = self.about(channel, purpose)
        if at is not None:
            rows = rows.filter(at__lte=at)
        states = Consent.State
        said = {
            "yes": Max("id", filter=Q(state=states.GIVEN)),
            "no": Max("id", filter=Q(state=states.WITHDRAWN)),
        }
        return rows.order_by().values("contact_id").annotate(**said)

    def consenting(self, channel, purpose, at=None):
        """Keys of the contacts who have agreed and still do, now or at that moment."""
        each = self._of_each(channel, purpose, at).filter(yes__isnull=False)
        return each.filter(Q(no=None) | Q(yes__gt=F("no"))).values("contact_id")

    def refusing(self, channel, purpose, at=None):
        """Keys of the contacts whose last word is a no."""
        each = self._of_each(channel, purpose, at).filter(no__isnull=False)
        return each.filter(Q(yes=None) | Q(no__gt=F("yes"))).values("contact_id")


class Consent(WorkspaceModel):
    class Purpose(models.TextChoices):
        MARKETING = "marketing", _("Marketing")
        SERVICE = "service", _("Service messages")
        SURVEY = "survey", _("Surveys")

    # What is agreed to besides messages; no message is ever sent for it.
    VISITS = "visits"

    class State(models.TextChoices):
        GIVEN = "given", _("Given")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        # Asked to confirm by a link; until then nothing changes.
        ASKED = "asked", _("Asked to confirm")

    # The app may not delete a row here, so Django must not try: forget_consents() does, with the contact.
    contact = WorkspaceForeignKey(
        "accounts.Contact", on_delete=models.DO_NOTHING, related_name="consents", is_indexed=False
    )
    channel = models.CharField(_("channel"), max_length=10, choices=WAYS)
    # One of the usual ones, VISITS, or the code of a ConsentPurpose.
    purpose = models.CharField(_("purpose"), max_length=10)
    state = models.CharField(_("state"), max_length=10, choices=State)
    wording = models.TextField(_("wording"), max_length=2000)
    # The version that was shown, where it was one of the workspace's own.
    worded = WorkspaceForeignKey(
        "accounts.ConsentWording", on_delete=models.PROTECT, null=True, is_indexed=False, related_name="+"
    )
    # In which the wording was read; empty where somebody told a colleague.
    language = models.CharField(_("language"), max_length=5, blank=True, default="", db_default="")
    source = models.CharField(_("source"), max_length=120)
    # The e-mail address or number that it was about, and from where in the network the person said so themselves.
    address = models.CharField(_("address"), max_length=254, blank=True, default="", db_default="")
    ip_address = models.GenericIPAddressField(_("network address"), null=True, blank=True)
    at = models.DateTimeField(_("at"), default=timezone.now)
    by = WorkspaceForeignKey(
        "workspaces.Membership", on_delete=models.PROTECT, null=True, is_indexed=False, related_name="+"
    )

    objects = WorkspaceManager.from_queryset(ConsentQuerySet)()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-id"]
        constraints = [AppendOnly(name="accounts_consent_append_only")]
        indexes = [
            models.Index(
                fields=["workspace", "contact", "channel", "purpose", "-id"], name="accounts_consent_latest"
            ),
            # Who of a whole workspace agrees, from the index alone.
            models.Index(
                fields=["workspace", "channel", "purpose", "contact", "id"],
                include=["state", "at"],
                name="accounts_consent_of_each",
            ),
        ]

    def __str__(self):
        return f"{self.contact} {self.channel} {self.purpose} {self.state}"

    @classmethod
    def is_advertising(cls, purpose: str) -> bool:
        """What nobody gets without having agreed. Service and surveys come until they are refused."""
        return purpose not in {cls.Purpose.SERVICE, cls.Purpose.SURVEY}
