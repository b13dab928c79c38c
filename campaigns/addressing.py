"""A group of recipients as messages: who still may get it, asked anew, and what each of them is written."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import structlog
from django.db.models import Case, Exists, F, OuterRef, Subquery, Value, When

from accounts.consent_links import preferences_link, unsubscribe_headers
from accounts.models import Account, Consent, Contact, Position
from campaigns.following import follow_of
from campaigns.letters import Letter, letter_of
from campaigns.mime import Skeleton, envelope_of, skeleton_of
from campaigns.models import ContentVersion, Recipient
from campaigns.models.recipient import REFERENCE
from campaigns.problems import LANGUAGES, written_in
from campaigns.providers import names_for_providers
from campaigns.sending_hours import is_capped
from campaigns.snapshot import Folded, Hashed, suppressed
from campaigns.splitting import varied
from campaigns.values import OF_POINTS, values_for
from complaints.marketing import holding_complaints
from lib.tenancy.compiled import Compiled, number_mark
from lib.tenancy.state import require_workspace_id
from messaging.sending import sender_of_workspace
from workspaces.models import Membership, User, Workspace

log = structlog.get_logger(__name__)
Reason, State = Recipient.Reason, Recipient.State


def in_order(model, *names: str) -> list[str]:
    """As the fields of the model stand: so Model.from_db() takes them."""
    return [field.attname for field in model._meta.concrete_fields if field.attname in names]


# What is read of rows, their contacts and their customers: all three are wide.
OF_ROW = in_order(
    Recipient, "id", "workspace_id", "campaign_id", "contact_id", "seq", "address", "attempts", "variant"
)
OF_CONTACT = in_order(
    Contact, "id", "number", "name_ar", "name_en", "language", "city", "archived_at", "merged_into_id"
)
OF_ACCOUNT = in_order(Account, "id", "name_ar", "name_en", "city")
MANAGER = "account__owner__user__name"
ROW, DECIDES = len(OF_ROW), 5
OF_CUSTOMER = ("customer", "manager", "city")
AFTER, UP_TO = number_mark(1), number_mark(2)


class Lacking(Exception):
    """Something that the message cannot do without is not known of its reader."""


@dataclass(frozen=True)
class Message:
    """As it is handed over; both addresses as they are said to the server."""

    sender: str
    to: str
    # A letter as bytes; campaigns.channels.provider.Words by any other channel.
    raw: Any


class Writer:
    """What a campaign says, read once; asked inside a transaction of its workspace."""

    def __init__(self, campaign, content=None):
        self.campaign = campaign
        self.workspace = Workspace.objects.get(pk=require_workspace_id())
        self.sender = sender_of_workspace()
        self.content = content or ContentVersion.objects.saying(campaign)
        # By the variant of their readers, where they are told something else.
        self.others = (
            {} if content else {place: type(self)(campaign, said) for place, said in varied(campaign)}
        )
        self._letters: dict[str, tuple[Letter, Skeleton, bool]] = {}

    @cached_property
    def follow(self):
        return follow_of(self.content, self.workspace)

    @cached_property
    def named_in(self) -> list[str]:
        """Headers that name the letter besides its Message-ID, which some servers and providers replace."""
        return [REFERENCE, *names_for_providers()]

    @cached_property
    def languages(self) -> list[str]:
        return written_in(self.content, self.content.in_order()) or list(LANGUAGES)

    def language_for(self, contact) -> str:
        spoken = (contact.language[:2], self.workspace.language)
        return next((each for each in spoken if each in self.languages), self.languages[0])

    def in_language(self, language: str) -> tuple[Letter, Skeleton, bool]:
        """The letter, what is the same of all its messages, and whether it tells of points."""
        if language not in self._letters:
            blocks = self.content.in_order()
            letter = letter_of(
                self.content, blocks, language, company=self.workspace.name, follow=self.follow
            )
            skeleton = skeleton_of(self.sender, language=language, key=f"{self.content.pk} {language}")
            self._letters[language] = letter, skeleton, letter.needs(*OF_POINTS)
        return self._letters[language]

    @cached_property
    def tells_customer(self) -> bool:
        """Whether anything in it is known of the customer alone."""
        letters = [self.in_language(language)[0] for language in self.languages]
        own = any(letter.needs(*OF_CUSTOMER, *OF_POINTS) for letter in letters)
        return own or any(each.tells_customer for each in self.others.values())

    def sort(self, group: "Group") -> tuple[dict[int, Message], dict[int, tuple[str, str]]]:
        """By the keys of the rows: what they are written; and of those who get nothing the state and the reason."""
        messages, others = {}, {}
        for row in group.rows:
            if reason := group.refusal(row):
                others[row.pk] = State.SKIPPED, reason
                continue
            try:
                messages[row.pk] = self.write(row, group)
            except Lacking:
                others[row.pk] = State.SKIPPED, Reason.NO_VALUE
            except Exception as error:  # whatever it stumbles over, it is this recipient's letter alone
                log.warning("campaign_mail_unwritable", recipient=row.pk, error=type(error).__name__)
                others[row.pk] = State.FAILED, Reason.UNWRITABLE
        return messages, others

    def write(self, row: Recipient, group: "Group") -> Message:
        if row.variant in self.others:
            return self.others[row.variant].write(row, group)
        contact = group.contacts[row.contact_id]
        language = self.language_for(contact)
        letter, skeleton, tells_points = self.in_language(language)
        values = values_for(
            group.account_of(contact), contact, workspace=self.workspace, language=language,
            preferences_url=preferences_link(contact), with_points=tells_points,
        )  # fmt: skip
        if self.follow:
            values |= self.follow.tokens(row.pk)
        reference = row.reference
        headers = {
            "Message-ID": f"<{reference}@{self.content.domain}>",
            **dict.fromkeys(self.named_in, reference),
            **unsubscribe_headers(contact, self.campaign.purpose),
        }
        raw = skeleton.written(letter.fill(values), to=row.address, name=contact.name, headers=headers)
        return Message(skeleton.from_address, envelope_of(row.address), raw)


class Group:
    """Some recipients with what decides about them at this moment."""

    def __init__(
        self, rows: list[Recipient], contacts: dict[int, Contact], refusals: dict[int, str], accounts
    ):
        # Contacts and accounts by the key of the contact, refusals by that of the row.
        self.rows, self.contacts, self._refusals, self._accounts = rows, contacts, refusals, accounts

    def account_of(self, contact) -> Account | None:
        """The customer for whom somebody is written to."""
        return self._accounts.get(contact.pk)

    def refusal(self, row: Recipient) -> str:
        """Why nothing is sent to this one; empty when it may."""
        contact = self.contacts.get(row.contact_id)
        if contact is None or contact.is_archived or contact.merged_into_id is not None or not row.address:
            return Reason.GONE
        return self._refusals[row.pk]


class Groups:
    """Those of a part who wait, group by group. Django writes both questions once: that costs more than to ask them."""

    def __init__(self, writer: Writer, chunk, size: int):
        self.writer = writer
        waiting = Recipient.objects.in_pass(chunk).filter(seq__gt=AFTER)
        self._waiting = Compiled.reading(decided(waiting, writer.campaign).order_by("seq")[:size])
        of_them = {
            "contact__campaign_recipients__campaign": chunk.campaign_id,
            "contact__campaign_recipients__seq__gt": AFTER,
            "contact__campaign_recipients__seq__lte": UP_TO,
        }
        seen = Position.objects.filter(**of_them).order_by(F("is_primary").desc(), "pk")
        of_account = (f"account__{name}" for name in OF_ACCOUNT)
        self._customers = Compiled.reading(seen.values_list("contact_id", MANAGER, *of_account))
        self._managers: dict[str, Membership] = {}

    def after(self, seq: int, most: int) -> Group:
        found = self._waiting.rows({AFTER: seq})[:most]
        rows, contacts, refusals = [], {}, {}
        for values in found:
            row, contact, decides = values[:ROW], values[ROW:-DECIDES], values[-DECIDES:]
            made = Recipient.from_db("default", OF_ROW, row)
            rows.append(made)
            refusals[made.pk] = _reason(self.writer.campaign.purpose, *decides)
            if made.contact_id is not None:
                one = Contact.from_db("default", OF_CONTACT, contact)
                one.workspace = self.writer.workspace
                contacts[made.contact_id] = one
        accounts = self._accounts(seq, rows[-1].seq) if rows and self.writer.tells_customer else {}
        return Group(rows, contacts, refusals, accounts)

    def _accounts(self, after: int, up_to: int) -> dict[int, Account]:
        accounts: dict[int, Account] = {}
        for contact_id, manager, *values in self._customers.rows({AFTER: after, UP_TO: up_to}):
            if contact_id not in accounts:
                accounts[contact_id] = made = Account.from_db("default", OF_ACCOUNT, values)
                made.owner = self._manager(manager) if manager is not None else None
        return accounts

    def _manager(self, name: str) -> Membership:
        """One for all of their customers: to make one costs more than to write its letter."""
        if name not in self._managers:
            self._managers[name] = Membership(user=User(name=name))
        return self._managers[name]


def decided(rows, campaign):
    """The rows as tuples: themselves, their contact, and what decides whether it may be sent to them."""
    channel, purpose = campaign.channel, campaign.purpose
    # As accounts.consents.Standing.deciding(): the newest of what may decide.
    words = Consent.objects.about(channel, purpose).exclude(state=Consent.State.ASKED)
    last = words.filter(contact=OuterRef("contact")).order_by("-pk").values("state")[:1]
    held = Position.objects.filter(
        contact=OuterRef("contact"), account__in=holding_complaints().values("account")
    )
    # Two who were merged since are one: the first of them is written to.
    before = Recipient.objects.filter(contact=OuterRef("contact"), campaign=OuterRef("campaign"))
    before = before.filter(seq__lt=OuterRef("seq")).exclude(state__in=(State.SKIPPED, State.FAILED))
    asked = rows.alias(folded=Folded(F("address"))).alias(hashed=Hashed(F("folded")))
    return asked.values_list(
        *OF_ROW,
        *(f"contact__{name}" for name in OF_CONTACT),
        Subquery(last),
        Case(When(suppressed(purpose, channel), then=True), default=False),
        Exists(held) if Consent.is_advertising(purpose) else Value(False),
        is_capped(campaign),
        Exists(before),
    )


def _reason(
    purpose: str, said: str | None, is_suppressed: bool, is_held: bool, is_over: bool, is_second: bool
) -> str:
    is_advertising = Consent.is_advertising(purpose)
    if said != Consent.State.GIVEN if is_advertising else said == Consent.State.WITHDRAWN:
        return Reason.NO_CONSENT
    if is_suppressed:
        return Reason.SUPPRESSED
    if is_held:
        return Reason.COMPLAINT
    if is_over:
        return Reason.CAPPED
    return Reason.DUPLICATE if is_second else ""
