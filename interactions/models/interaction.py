"""Interaction: one exchange with a customer, as it went: a call, a visit, a message, a note."""

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.naming import searchable
from interactions.following import follow
from interactions.marking import marked
from interactions.models.kept import Kept
from interactions.models.standing import is_contact, is_exchange, keep_last
from interactions.querysets import InteractionQuerySet
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager, WorkspaceModel
from timeline.models import tracked
from timeline.services import record
from workspaces.roles import Permission, Role

MOST_MINUTES = 24 * 60
LONGEST_NAME = 60
LONGEST_AT_ONCE, MOST_LINES_AT_ONCE = 320, 5  # signs and lines of a text on a timeline
# What a person writes down.
WRITTEN = ("channel", "direction", "at", "minutes", "subject", "text", "outcome", "is_visible_to_customer")
LEADERS = {Role.OWNER, Role.ADMIN, Role.MANAGER}


@tracked()
class Interaction(Kept):
    class Channel(models.TextChoices):
        CALL = "call", _("Phone call")
        MEETING = "meeting", _("Meeting")
        VISIT = "visit", _("Visit")
        EMAIL = "email", _("E-mail")
        WHATSAPP = "whatsapp", _("WhatsApp")
        SMS = "sms", _("Text message")
        SOCIAL = "social", _("Social media")
        PORTAL = "portal", _("Customer portal")
        NOTE = "note", _("Note")

    class Direction(models.TextChoices):
        OUT = "out", _("From us")
        IN = "in", _("From the customer")
        INTERNAL = "internal", _("Among ourselves")

    class Outcome(models.TextChoices):
        REACHED = "reached", _("Reached")
        NO_ANSWER = "no_answer", _("No answer")
        BUSY = "busy", _("Busy")
        VOICEMAIL = "voicemail", _("Voicemail")
        CALL_BACK = "call_back", _("Asked to call again")
        WRONG_NUMBER = "wrong_number", _("Wrong number")
        HELD = "held", _("Took place")
        POSTPONED = "postponed", _("Postponed")
        CANCELLED = "cancelled", _("Called off")
        NO_SHOW = "no_show", _("Nobody came")
        ANSWERED = "answered", _("Answered")
        UNANSWERED = "unanswered", _("No reply yet")
        NOT_DELIVERED = "not_delivered", _("Not delivered")
        AUTOMATIC = "automatic", _("Automatic message")

    account = WorkspaceForeignKey(
        "accounts.Account",
        on_delete=models.CASCADE,
        related_name="interactions",
        verbose_name=_("account"),
        editable=False,
        is_indexed=False,
    )
    channel = models.CharField(_("channel"), max_length=10, choices=Channel, default=Channel.CALL)
    direction = models.CharField(_("direction"), max_length=10, choices=Direction, default=Direction.OUT)
    at = models.DateTimeField(_("when"), default=timezone.now)
    minutes = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    text = models.TextField(_("text"), blank=True, max_length=10_000)
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome, blank=True)
    is_visible_to_customer = models.BooleanField(_("visible to the customer"), default=False)
    logged_by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        is_indexed=False,
        related_name="+",
        verbose_name=_("logged by"),
    )
    removed_at = models.DateTimeField(_("removed at"), null=True, editable=False)
    search = searchable("subject", "text")

    objects = WorkspaceManager.from_queryset(InteractionQuerySet)()

    class Meta:
        verbose_name = _("interaction")
        verbose_name_plural = _("interactions")
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes=None) | Q(minutes__range=(1, MOST_MINUTES)),
                name="interactions_interaction_minutes",
            ),
            # A note is written for colleagues or for the record; everything else goes one way or the other.
            models.CheckConstraint(
                condition=Q(channel="note", direction="internal")
                | (~Q(channel="note") & ~Q(direction="internal")),
                name="interactions_interaction_note_is_internal",
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "at", "id"], name="interactions_at"),
            models.Index(fields=["workspace", "account", "at", "id"], name="interactions_of_account"),
            models.Index(fields=["workspace", "logged_by", "-id"], name="interactions_by"),
            GinIndex(
                fields=["workspace", "search"],
                opclasses=["int4_ops", "gin_trgm_ops"],
                name="interactions_search",
            ),
        ]

    @property
    def name(self) -> str:
        """What it was about: the subject, the first line of the text, or how it went."""
        first = self.subject or self.text.strip().partition("\n")[0]
        first = first if len(first) <= LONGEST_NAME else f"{first[: LONGEST_NAME - 1].rstrip()}…"
        return first or str(self.get_channel_display())

    @property
    def is_long(self) -> bool:
        return len(self.text) > LONGEST_AT_ONCE or self.text.count("\n") > MOST_LINES_AT_ONCE

    @property
    def beginning(self) -> str:
        """What a timeline shows of a long text until somebody asks for all of it."""
        lines = "\n".join(self.text.splitlines()[:MOST_LINES_AT_ONCE])
        return f"{lines[:LONGEST_AT_ONCE].rstrip()}…"

    # Of the colleagues who are mentioned: as written -> as they are called; put there by whoever shows the text.
    mentioned: ClassVar[dict[str, str]] = {}

    @property
    def shown_text(self) -> str:
        return marked(self.text, self.mentioned)

    @property
    def shown_beginning(self) -> str:
        return marked(self.beginning, self.mentioned)

    @property
    def is_exchange(self) -> bool:
        return is_exchange(self)

    @property
    def is_contact(self) -> bool:
        return is_contact(self)

    @property
    def is_among_ourselves(self) -> bool:
        """A note that the customer does not see."""
        return self.channel == self.Channel.NOTE and not self.is_visible_to_customer

    @property
    def is_removed(self) -> bool:
        return self.removed_at is not None

    @property
    def contacts(self) -> list:
        return [presence.contact for presence in self.presences.all()]

    @property
    def mail_entry(self):
        """The e-mail that this is, when it was sent or received by Sila; None for what somebody wrote down."""
        return next(iter(self.mail_entries.all()), None)

    def may_be_changed_by(self, membership) -> bool:
        """By who logged it, and by who leads. Of an e-mail only what is added to it: it stays as it was sent."""
        is_own = self.logged_by_id == membership.pk
        return membership.can(Permission.EDIT_CUSTOMERS) and (is_own or membership.role in LEADERS)

    def tell_standing(self, *, by):
        """It was logged, changed, removed or brought back: how things stand with the customer, and the schedule."""
        for schedule in keep_last(self.account):
            schedule.follow(self, by=by)
        if self.version > 1:
            follow(self)

    @transaction.atomic
    def set_outcome(self, outcome, *, by):
        """What became of an e-mail: one that did not arrive was no contact."""
        self.account.wait_for_others()
        self.refresh_from_db(from_queryset=Interaction.objects.select_for_update(no_key=True))
        self.outcome = outcome
        self.save_version()
        self.tell_standing(by=by)

    @transaction.atomic
    def remove(self, *, by):
        """Take it off the record; nothing is lost, and restore() brings it back."""
        self._set_removed(timezone.now(), "interaction.removed", by=by)

    @transaction.atomic
    def restore(self, *, by):
        self._set_removed(None, "interaction.restored", by=by)

    def _set_removed(self, moment, verb, *, by):
        self.wait_to_change()
        if self.is_removed == (moment is not None):
            return
        self.removed_at = moment
        self.save_version()
        self.tell_standing(by=by)
        record(verb, self, by=by, context=self.account, channel=self.channel)


class InteractionContact(WorkspaceModel):
    """A contact who was there."""

    interaction = WorkspaceForeignKey(
        Interaction, on_delete=models.CASCADE, related_name="presences", is_indexed=False
    )
    contact = WorkspaceForeignKey(
        "accounts.Contact", on_delete=models.CASCADE, related_name="interaction_presences"
    )

    class Meta:
        verbose_name = _("contact of an interaction")
        verbose_name_plural = _("contacts of interactions")
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "interaction", "contact"], name="interactions_contact_once"
            )
        ]

    def __str__(self):
        return str(self.contact)
