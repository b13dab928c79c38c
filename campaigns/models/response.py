"""Response: what became known of a letter after it had left. Never a state of the Recipient: it is told besides."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.models.campaign import Campaign
from lib.tenancy.constraints import AppendOnly
from lib.tenancy.fields import WorkspaceField, WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager, WorkspaceModel

LONGEST_EVENT_ID = 120
LONGEST_ANSWER = 300


class ResponseQuerySet(models.QuerySet):
    def by_people(self):
        return self.filter(by_machine=False)

    def of(self, recipient):
        return self.filter(campaign=recipient.campaign_id, recipient=recipient.pk)

    def due(self, now):
        """First presses that are still to be told on the pages of their customer."""
        return self.filter(due_at__lte=now)


class Response(WorkspaceModel):
    class Kind(models.TextChoices):
        DELIVERED = "delivered", pgettext_lazy("response", "Delivered")
        OPENED = "opened", pgettext_lazy("response", "Opened")
        CLICKED = "clicked", pgettext_lazy("response", "Pressed a link")
        BOUNCED = "bounced", pgettext_lazy("response", "Came back")
        COMPLAINED = "complained", pgettext_lazy("response", "Called it spam")
        UNSUBSCRIBED = "unsubscribed", pgettext_lazy("response", "Unsubscribed")

    class Via(models.TextChoices):
        """What it came by, as far as it is told from a reader's own program."""

        # Google fetches a picture when somebody looks at the letter, and hides who it was.
        PROXY = "proxy", _("The picture proxy of a mail service, for a reader")
        APPLE = "apple", _("Apple's privacy proxy, whether it was read or not")
        SCANNER = "scanner", _("A program that checks links")
        EARLY = "early", _("Before the letter was taken by the mail server")
        BURST = "burst", _("Several links within seconds")

    BY_MACHINE = (Via.APPLE, Via.SCANNER, Via.EARLY, Via.BURST)

    workspace = WorkspaceField(is_referenced=False)
    campaign = WorkspaceForeignKey(
        Campaign, on_delete=models.DO_NOTHING, related_name="responses", is_indexed=False
    )
    # The key of a Recipient. No foreign key: for one, each of millions of recipients would stand in one more index.
    # Only signed links and signed Message-IDs lead here.
    recipient = models.BigIntegerField(_("recipient"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    # Which one of the links of the letter, counted from 1; 0 for what is no click.
    link = models.PositiveSmallIntegerField(_("link"), default=0)
    by_machine = models.BooleanField(_("by a machine"), default=False)
    via = models.CharField(_("by way of"), max_length=10, choices=Via, blank=True, default="")
    # Of what came back: that the address will not take anything, ever.
    is_lasting = models.BooleanField(_("for good"), default=False)
    answer = models.CharField(
        _("answer of the mail server"), max_length=LONGEST_ANSWER, blank=True, default=""
    )
    # Who told it, and what it is called there; empty for what came here by itself.
    provider = models.CharField(_("provider"), max_length=12, blank=True, default="")
    event_id = models.CharField(
        _("name at the provider"), max_length=LONGEST_EVENT_ID, blank=True, default=""
    )
    at = models.DateTimeField(_("at"), default=timezone.now)
    # Until it is told on the pages of the customer; by then it is known whether a machine went through the links.
    due_at = models.DateTimeField(_("to be told at"), null=True)

    objects = WorkspaceManager.from_queryset(ResponseQuerySet)()

    class Meta:
        verbose_name = _("response to a campaign")
        verbose_name_plural = _("responses to campaigns")
        ordering = ["-id"]
        constraints = [
            AppendOnly(name="campaigns_response_append_only", but=("by_machine", "via", "due_at")),
            # What people do counts once, however often they do it.
            models.UniqueConstraint(
                fields=["workspace", "campaign", "recipient", "kind", "link"],
                condition=Q(provider="", by_machine=False),
                name="campaigns_response_first",
            ),
            models.UniqueConstraint(
                fields=["workspace", "provider", "event_id"],
                condition=~Q(provider=""),
                name="campaigns_response_event",
            ),
            models.CheckConstraint(
                condition=Q(kind="clicked", link__gt=0) | (~Q(kind="clicked") & Q(link=0)),
                name="campaigns_response_link",
            ),
        ]
        indexes = [
            models.Index(
                fields=["workspace", "campaign", "kind", "recipient"], name="campaigns_response_campaign"
            ),
            models.Index(fields=["workspace", "kind", "at"], name="campaigns_response_at"),
            models.Index(
                fields=["workspace", "due_at"],
                condition=Q(due_at__isnull=False),
                name="campaigns_response_due",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.recipient}"


class ResponseRulesQuerySet(models.QuerySet):
    def standing(self) -> "ResponseRules":
        """Those of the open workspace; as they usually are when nobody has kept any yet."""
        return self.first() or ResponseRules()


class ResponseRules(WorkspaceModel):
    """One for each workspace: whether it is followed who opens letters and presses links."""

    is_on = models.BooleanField(_("follow who opens letters and presses links"), default=True)

    objects = WorkspaceManager.from_queryset(ResponseRulesQuerySet)()

    class Meta:
        verbose_name = _("rules of responses")
        verbose_name_plural = _("rules of responses")
        constraints = [models.UniqueConstraint(fields=["workspace"], name="campaigns_responserules_one")]

    def __str__(self):
        return str(_("Rules of responses"))
