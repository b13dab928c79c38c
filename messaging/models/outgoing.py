"""OutgoingMail: one message to one address. The row is the queue, and afterwards what is known of it."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib.tenancy.fields import OnceInWorkspace, WorkspaceForeignKey
from lib.tenancy.models import NumberedModel, WorkspaceManager

# So long it can still be taken back.
UNDO_SECONDS = 10
LONGEST_ID = 255


class MessageIdField(OnceInWorkspace, models.CharField):
    """The Message-ID header, angle brackets included: in a workspace each message is there once."""

    def __init__(self, **kwargs):
        kwargs.setdefault("verbose_name", "Message-ID")
        kwargs.setdefault("max_length", LONGEST_ID)
        super().__init__(**kwargs)


class TooLateToCancel(ValidationError):
    def __init__(self):
        super().__init__(_("It is too late: this message is on its way or has left already."))


class NotAgain(ValidationError):
    def __init__(self):
        super().__init__(_("Only a message that failed, or of which it is not known, is sent again."))


class OutgoingMailQuerySet(models.QuerySet):
    def due(self, now):
        return self.filter(due_at__lte=now)


class OutgoingMail(NumberedModel):
    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting to be sent")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Not sent")
        # The connection broke, or the worker died, after the message was handed over and before the answer was kept.
        UNCERTAIN = "uncertain", _("Perhaps sent")
        CANCELLED = "cancelled", _("Taken back")

    class Reason(models.TextChoices):
        NO_SUCH_ADDRESS = "no_such_address", _("There is no such address at their mail server.")
        FULL = "full", _("Their mailbox is full.")
        BLOCKED = "blocked", _("Their mail server did not let it through, as unwanted or unsafe.")
        TOO_LARGE = "too_large", _("It is too large for their mail server.")
        SENDER_REFUSED = "sender_refused", _("The mail server refuses the address of the sender.")
        REFUSED = "refused", _("Their mail server refused it.")
        SUPPRESSED = "suppressed", _("Nothing is sent to this address: it is on the list of the settings.")
        UNREACHABLE = "unreachable", _("The mail server did not take it for a whole day.")
        UNWRITABLE = "unwritable", _("It could not be put into the form of an e-mail.")
        CUT = "cut", _("The connection broke while it was handed over; whether it arrived is not known.")
        BOUNCED = "bounced", _("It came back: their mail server could not deliver it.")

    message_id = MessageIdField()
    to_address = models.EmailField(_("to"), max_length=254)
    to_name = models.CharField(_("name of the recipient"), max_length=200, blank=True)
    subject = models.CharField(_("subject"), max_length=200)
    # As it goes out, with signature and quotation.
    text = models.TextField(_("text"), max_length=50_000)
    # Where it is not written as a letter around the text: a page of its own, as it goes out.
    html = models.TextField("HTML", blank=True, default="", db_default="", editable=False)
    language = models.CharField(_("language"), max_length=5)
    # An invitation to a meeting, as iCalendar: mail programs offer to accept it.
    calendar = models.TextField(_("invitation"), blank=True, default="", db_default="", editable=False)
    in_reply_to = models.CharField("In-Reply-To", max_length=LONGEST_ID, blank=True)
    references = models.TextField("References", blank=True, max_length=4000)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.QUEUED)
    reason = models.CharField(_("reason"), max_length=20, choices=Reason, blank=True)
    # What the mail server said, for those who look into it.
    answer = models.CharField(_("answer of the mail server"), max_length=500, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    # When it may be tried; while a worker has it, when its lease ends. Empty: nobody will touch it.
    due_at = models.DateTimeField(_("next attempt"), null=True)
    handed_at = models.DateTimeField(_("handed over at"), null=True)
    sent_at = models.DateTimeField(_("sent at"), null=True)
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    created_by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        is_indexed=False,
        related_name="+",
        verbose_name=_("written by"),
    )

    objects = WorkspaceManager.from_queryset(OutgoingMailQuerySet)()

    OPEN = (State.QUEUED, State.SENDING)
    MAY_GO_AGAIN = (State.FAILED, State.UNCERTAIN)

    class Meta:
        verbose_name = _("outgoing e-mail")
        verbose_name_plural = _("outgoing e-mails")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=("queued", "sending"), due_at__isnull=False)
                | (~Q(state__in=("queued", "sending")) & Q(due_at=None)),
                name="messaging_outgoingmail_due",
            )
        ]
        indexes = [
            models.Index(
                fields=["workspace", "due_at", "id"],
                condition=Q(due_at__isnull=False),
                name="messaging_outgoingmail_due",
            ),
            models.Index(
                fields=["workspace", "handed_at"],
                condition=Q(handed_at__isnull=False),
                name="messaging_outgoing_handed",
            ),
        ]

    def __str__(self):
        return self.subject

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def may_go_again(self) -> bool:
        return self.state in self.MAY_GO_AGAIN

    @property
    def is_waiting_again(self) -> bool:
        """It was tried and will be tried again."""
        return self.state == self.State.QUEUED and self.attempts > 0

    def cancel(self):
        """Take it back while no worker has it; raises TooLateToCancel after that."""
        self._move({"queued"}, TooLateToCancel, state=self.State.CANCELLED, due_at=None)

    def send_again(self):
        """The same message once more, under the same Message-ID: mail servers may know it by that."""
        anew = {"due_at": timezone.now(), "attempts": 0, "reason": "", "answer": "", "handed_at": None}
        self._move(set(self.MAY_GO_AGAIN), NotAgain, state=self.State.QUEUED, **anew)

    def take_as_sent(self):
        """Somebody knows that it arrived."""
        self._move({"uncertain"}, NotAgain, state=self.State.SENT, reason="", sent_at=timezone.now())

    def _move(self, from_states, refusal, **columns):
        """From one of these states, decided by the database: a worker may be at it at the same time."""
        if not type(self).objects.filter(pk=self.pk, state__in=from_states).update(**columns):
            raise refusal
        for name, value in columns.items():
            setattr(self, name, value)


def first_due_at():
    return timezone.now() + timedelta(seconds=UNDO_SECONDS)
