"""A group of recipients as messages: who still may get it, asked anew, and what each of them is written."""

from dataclasses import dataclass
from functools import cached_property

import structlog
from django.db.models import F

from accounts.consent_links import preferences_link, unsubscribe_headers
from accounts.consents import Standing
from accounts.models import Consent, Contact, Position
from campaigns.following import follow_of
from campaigns.letters import Letter, letter_of
from campaigns.mime import Skeleton, envelope_of, skeleton_of
from campaigns.models import ContentVersion, Recipient
from campaigns.models.recipient import REFERENCE
from campaigns.problems import LANGUAGES, written_in
from campaigns.providers import names_for_providers
from campaigns.values import OF_POINTS, values_for
from complaints.marketing import holding_complaints
from lib.tenancy.state import require_workspace_id
from messaging.models import PlatformSuppression, Suppression
from messaging.models.suppression import folded_address, hash_of_address
from messaging.sending import sender_of_workspace
from workspaces.models import Workspace

log = structlog.get_logger(__name__)
Reason, State = Recipient.Reason, Recipient.State


@dataclass(frozen=True)
class Message:
    """As it is handed over; both addresses as they are said to the server."""

    sender: str
    to: str
    raw: bytes


class Writer:
    """What a campaign says, read once; asked inside a transaction of its workspace."""

    def __init__(self, campaign):
        self.campaign = campaign
        self.workspace = Workspace.objects.get(pk=require_workspace_id())
        self.sender = sender_of_workspace()
        self.content = ContentVersion.objects.filter(campaign=campaign).order_by("-version").first()
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

    def sort(self, rows: list[Recipient]) -> tuple[dict[int, Message], dict[int, tuple[str, str]]]:
        """By the keys of the rows: what they are written; and of those who get nothing the state and the reason."""
        group = Group(rows, self.campaign.purpose)
        messages, others = {}, {}
        for row in rows:
            if reason := group.refusal(row):
                others[row.pk] = State.SKIPPED, reason
                continue
            try:
                messages[row.pk] = self.write(row, group)
            except Exception as error:  # whatever it stumbles over, it is this recipient's letter alone
                log.warning("campaign_mail_unwritable", recipient=row.pk, error=type(error).__name__)
                others[row.pk] = State.FAILED, Reason.UNWRITABLE
        return messages, others

    def write(self, row: Recipient, group: "Group") -> Message:
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
    """Some recipients with what decides about them at this moment, asked in one question each."""

    def __init__(self, rows: list[Recipient], purpose: str):
        self.purpose = purpose
        keys = {row.contact_id for row in rows if row.contact_id}
        self.contacts = Contact.objects.select_related("workspace").in_bulk(keys)
        self.standing = {pk: Standing([]) for pk in keys}
        said: dict[int, list[Consent]] = {}
        for consent in Consent.objects.filter(contact__in=keys, channel="email"):
            said.setdefault(consent.contact_id, []).append(consent)
        self.standing |= {pk: Standing(consents) for pk, consents in said.items()}
        self._positions: dict[int, list[Position]] = {}
        seen = Position.objects.filter(contact__in=keys).select_related("account__owner__user")
        for position in seen.order_by(F("is_primary").desc(), "pk"):
            self._positions.setdefault(position.contact_id, []).append(position)
        accounts = {each.account_id for some in self._positions.values() for each in some}
        complaints = holding_complaints().filter(account__in=accounts)
        self.held = (
            set(complaints.values_list("account", flat=True)) if Consent.is_advertising(purpose) else set()
        )
        folded = {folded_address(row.address) for row in rows}
        self.suppressed = set(
            Suppression.objects.filter(address__in=folded).values_list("address", flat=True)
        )
        hashes = {hash_of_address(each): each for each in folded}
        everywhere = PlatformSuppression.objects.filter(address_hash__in=hashes)
        self.suppressed |= {hashes[each] for each in everywhere.values_list("address_hash", flat=True)}

    def account_of(self, contact):
        """The customer for whom somebody is written to."""
        return next((each.account for each in self._positions.get(contact.pk, ())), None)

    def refusal(self, row: Recipient) -> str:
        """Why nothing is sent to this one; empty when it may."""
        contact = self.contacts.get(row.contact_id)
        if contact is None or contact.is_archived or contact.merged_into_id is not None or not row.address:
            return Reason.GONE
        if not self.standing[contact.pk].comes("email", self.purpose):
            return Reason.NO_CONSENT
        if folded_address(row.address) in self.suppressed:
            return Reason.SUPPRESSED
        if any(each.account_id in self.held for each in self._positions.get(contact.pk, ())):
            return Reason.COMPLAINT
        return ""
