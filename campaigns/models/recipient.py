"""Recipient: one address of one campaign, and what became of it. Derived from what happens; nobody edits it."""

import re

from django.db import models
from django.db.models import F, Q
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Account, Contact, Position
from campaigns.models.campaign import Campaign
from lib.tenancy.fields import WorkspaceField, WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager, WorkspaceModel

# The header that names a letter besides its Message-ID.
REFERENCE = "X-Sila-Letter"
SIGNATURE_LENGTH = 12
LONGEST_REFERENCE = 330
_reference = re.compile(
    r"<?r([1-9][0-9]{0,17})\.([1-9][0-9]{0,17})\.([0-9a-f]{12})(?:@[^\s<>]*)?>?", re.ASCII
)


def forget_address(collector, field, rows, using):
    """What became of it is counted still; to whom it went is forgotten with the contact."""
    collector.add_field_update(field, None, rows)
    for name, value in (("address", ""), ("address_key", None), ("answer", "")):
        collector.add_field_update(field.model._meta.get_field(name), value, rows)


def signature_of(workspace_id: int, campaign: int, recipient: int) -> str:
    value = f"{workspace_id}.{campaign}.{recipient}"
    return salted_hmac("campaigns.message", value).hexdigest()[:SIGNATURE_LENGTH]


def referred(said: str, workspace_id: int) -> tuple[int, int] | None:
    """The keys of the recipient and the campaign that a Message-ID, or a reference alone, names; None for any that
    this workspace has not written.
    """
    match = _reference.fullmatch(said.strip()[:LONGEST_REFERENCE])
    if match is None:
        return None
    recipient, campaign = int(match[1]), int(match[2])
    is_ours = constant_time_compare(match[3], signature_of(workspace_id, campaign, recipient))
    return (recipient, campaign) if is_ours else None


class RecipientQuerySet(models.QuerySet):
    def visible_to(self, membership):
        """Who sees a part of the customers sees what became of that part; the figures of a campaign count all."""
        if membership.sees_everything:
            return self
        return self.filter(contact__in=Contact.objects.visible_to(membership))

    def matching(self, query):
        """By the address, by the name of the contact, or by a customer they stand for."""
        if not query.strip():
            return self
        people = Contact.objects.matching(query).values("pk")
        at_customers = Position.objects.filter(account__in=Account.objects.matching(query)).values("contact")
        is_address = Q(address__icontains=query.strip())
        return self.filter(is_address | Q(contact__in=people) | Q(contact__in=at_customers))

    def kept(self):
        """Nothing is put away here."""
        return self

    def waiting(self):
        return self.filter(state__in=Recipient.WAITING)

    def of(self, chunk):
        return self.filter(campaign=chunk.campaign_id, seq__gte=chunk.lo, seq__lte=chunk.hi)

    def in_pass(self, chunk):
        """Those of a chunk that its present worker may write to: what it puts off itself comes in another pass."""
        return self.of(chunk).waiting().filter(Q(not_before=None) | Q(not_before__lte=chunk.pass_at))


class Recipient(WorkspaceModel):
    class State(models.TextChoices):
        PENDING = "pending", pgettext_lazy("recipient", "Waiting")
        SENT = "sent", pgettext_lazy("recipient", "Sent")
        DEFERRED = "deferred", pgettext_lazy("recipient", "Tried again later")
        SKIPPED = "skipped", pgettext_lazy("recipient", "Left out")
        FAILED = "failed", pgettext_lazy("recipient", "Refused")
        # Handed over, or about to be, when its worker died or the connection broke: it is not sent again by itself.
        AMBIGUOUS = "ambiguous", pgettext_lazy("recipient", "Perhaps sent")

    class Reason(models.TextChoices):
        # left out
        NO_ADDRESS = "no_address", _("There is no e-mail address.")
        NO_NUMBER = "no_number", _("There is no mobile number.")
        NO_CONSENT = "no_consent", _("They have not agreed to this, or withdrew it.")
        SUPPRESSED = "suppressed", _("Nothing is sent to this address: it is on the list of the settings.")
        COMPLAINT = "complaint", _("The customer has an open complaint.")
        DUPLICATE = "duplicate", _("Another contact with this address is written to.")
        CONTROL = "control", _("Kept aside by lot: the control group.")
        CAPPED = "capped", _("They have had as many offers lately as the settings allow.")
        GONE = "gone", _("The contact was archived, merged or deleted.")
        CANCELLED = "cancelled", _("The campaign was cancelled before.")
        EXPIRED = "expired", _("It was too late to send it.")
        NO_VALUE = "no_value", _("Something that the message says is not known of them.")
        OPTED_OUT = "opted_out", _("They told the provider that they want no messages.")
        # refused; as messaging.answers names them
        NO_SUCH_ADDRESS = "no_such_address", _("There is no such address at their mail server.")
        FULL = "full", _("Their mailbox is full.")
        BLOCKED = "blocked", _("Their mail server did not let it through, as unwanted or unsafe.")
        TOO_LARGE = "too_large", _("It is too large for their mail server.")
        REFUSED = "refused", _("Their mail server refused it.")
        UNWRITABLE = "unwritable", _("It could not be put into the form of an e-mail.")
        NO_SUCH_NUMBER = "no_such_number", _("No such message can be sent to this number.")
        NOT_TAKEN = "not_taken", _("The provider of the messages refused it.")
        NO_ANSWER = "no_answer", _("The provider of the messages did not take it at any of the attempts.")
        UNREACHABLE = "unreachable", _("The mail server did not take it at any of the attempts.")
        # perhaps sent
        CUT = "cut", _("The connection broke while it was handed over; whether it arrived is not known.")
        DIED = "died", _("Sending broke off around it; whether it arrived is not known.")

    WAITING = (State.PENDING, State.DEFERRED)

    workspace = WorkspaceField(is_referenced=False)
    campaign = WorkspaceForeignKey(
        Campaign, on_delete=models.CASCADE, related_name="recipients", is_indexed=False
    )
    contact = WorkspaceForeignKey(
        "accounts.Contact", on_delete=forget_address, null=True, related_name="campaign_recipients"
    )
    # Which variant of the campaign it is told; 0: what the campaign itself says.
    variant = models.PositiveSmallIntegerField(_("variant"), default=0, db_default=0)
    # Its place among those who are written to, without holes; empty for who was left out at once.
    seq = models.PositiveIntegerField(_("place"), null=True)
    address = models.CharField(_("address"), max_length=254, blank=True)
    # By which two addresses are one mailbox; empty for who was left out at once.
    address_key = models.CharField(_("mailbox"), max_length=254, null=True)  # noqa: DJ001, what is empty is not unique
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PENDING)
    reason = models.CharField(_("reason"), max_length=20, choices=Reason, blank=True, default="")
    answer = models.CharField(_("answer of the mail server"), max_length=500, blank=True, default="")
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    not_before = models.DateTimeField(_("not before"), null=True)
    settled_at = models.DateTimeField(_("settled at"), null=True)

    objects = WorkspaceManager.from_queryset(RecipientQuerySet)()

    class Meta:
        verbose_name = _("recipient")
        verbose_name_plural = _("recipients")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "campaign", "address_key"], name="campaigns_recipient_once"
            ),
            models.UniqueConstraint(fields=["workspace", "campaign", "seq"], name="campaigns_recipient_seq"),
            models.CheckConstraint(
                condition=Q(seq__isnull=False) | Q(state="skipped"),
                name="campaigns_recipient_place",
            ),
        ]

    def __str__(self):
        return self.address

    @property
    def name(self) -> str:
        return self.contact.name if self.contact else self.address

    @property
    def number(self) -> int:
        """In addresses, beside the number of the campaign: that of the contact, 0 once it is deleted."""
        return self.contact.number if self.contact else 0

    @property
    def told_at(self):
        """When it was decided what becomes of it."""
        return self.settled_at or self.campaign.started_at

    @property
    def reference(self) -> str:
        """The same at every attempt, and nobody else can write it: so answers that come back are matched by it."""
        signature = signature_of(self.workspace_id, self.campaign_id, self.pk)
        return f"r{self.pk}.{self.campaign_id}.{signature}"

    def message_id(self, domain: str) -> str:
        return f"<{self.reference}@{domain}>"


class SendChunk(WorkspaceModel):
    """A run of recipients that one worker has at a time. Its row is lease, fence and journal in one."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("chunk", "Waiting")
        LEASED = "leased", pgettext_lazy("chunk", "A worker has it")
        DONE = "done", pgettext_lazy("chunk", "Done")

    workspace = WorkspaceField(is_referenced=False)
    campaign = WorkspaceForeignKey(
        Campaign, on_delete=models.CASCADE, related_name="chunks", is_indexed=False
    )
    lo = models.PositiveIntegerField(_("first place"))
    hi = models.PositiveIntegerField(_("last place"))
    state = models.CharField(_("state"), max_length=6, choices=State, default=State.OPEN)
    # When it may be taken; while a worker has it, when its lease ends. Empty: all of it is settled.
    due_at = models.DateTimeField(_("due at"), null=True)
    # Raised whenever it is taken, or taken away: a worker of an earlier one writes nothing here.
    epoch = models.PositiveIntegerField(_("epoch"), default=0)
    # When its worker took it: who was put off later than that is not in this pass.
    pass_at = models.DateTimeField(_("taken at"), null=True)
    # Up to here the answers are known; from there to the second one they may have been sent.
    done_seq = models.PositiveIntegerField(_("settled up to"))
    intent_seq = models.PositiveIntegerField(_("meant up to"))
    # Leases that ended without anything being sent.
    deaths = models.PositiveSmallIntegerField(_("broken off"), default=0)
    # Of its rows, in the transaction that changes them.
    sent_count = models.PositiveIntegerField(_("sent"), default=0)
    failed_count = models.PositiveIntegerField(_("refused"), default=0)
    skipped_count = models.PositiveIntegerField(_("left out"), default=0)
    ambiguous_count = models.PositiveIntegerField(_("perhaps sent"), default=0)

    class Meta:
        verbose_name = _("part of a campaign")
        verbose_name_plural = _("parts of campaigns")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "campaign", "lo"], name="campaigns_sendchunk_once"),
            models.CheckConstraint(
                condition=Q(state="done", due_at=None) | (~Q(state="done") & Q(due_at__isnull=False)),
                name="campaigns_sendchunk_due",
            ),
            models.CheckConstraint(
                condition=Q(lo__lte=F("hi"), intent_seq__gte=F("done_seq"), intent_seq__lte=F("hi")),
                name="campaigns_sendchunk_cursor",
            ),
        ]
        indexes = [
            models.Index(
                fields=["workspace", "campaign", "state", "due_at"],
                condition=Q(due_at__isnull=False),
                name="campaigns_sendchunk_due",
            )
        ]

    def __str__(self):
        return f"{self.campaign_id} {self.lo}–{self.hi}"

    @property
    def size(self) -> int:
        return self.hi - self.lo + 1

    @property
    def settled_count(self) -> int:
        return self.sent_count + self.failed_count + self.skipped_count + self.ambiguous_count
