"""Consents of a contact: what stands, and the verbs by which they are given and withdrawn."""

from django.db import transaction

from accounts.models import Consent, Contact, KeptRefusal
from accounts.models.consent import WEB
from accounts.models.contact import Channel
from accounts.purposes import chosen_purposes, labels_of, told_purpose, ways_of
from lib.registry import Registry
from messaging.models.suppression import hash_of_address
from timeline.services import record

Purpose, State = Consent.Purpose, Consent.State
Kind = tuple[str, str]  # channel and purpose
MAILBOXES, PHONES = ("email_1", "email_2"), ("phone_1_e164", "phone_2_e164", "phone_3_e164")
# Where each channel reaches a contact, the usual address first.
ADDRESSES: dict[str, tuple[str, ...]] = dict.fromkeys(Channel.values, PHONES)
ADDRESSES |= {Channel.EMAIL: MAILBOXES, WEB: ()}
# Of (contact, purpose): what goes at once when something is refused. Higher apps fill it.
refusing = Registry("what follows when a customer refuses")


class Standing:
    """What holds of one contact's consents, by the rule of ConsentQuerySet.about()."""

    def __init__(self, rows):
        self._last: dict[Kind, Consent] = {}
        self._refused_all: dict[str, Consent] = {}
        for row in sorted(rows, key=lambda row: row.pk):
            if row.state == State.ASKED:
                continue
            self._last[row.channel, row.purpose] = row
            if row.purpose == Purpose.MARKETING and row.state == State.WITHDRAWN:
                self._refused_all[row.channel] = row

    @property
    def kinds(self) -> list[Kind]:
        return list(self._last)

    def deciding(self, channel, purpose) -> Consent | None:
        """The row that holds."""
        rows = [self._last.get((channel, purpose))]
        if Consent.is_advertising(purpose):
            rows.append(self._refused_all.get(channel))
        return max((row for row in rows if row), key=lambda row: row.pk, default=None)

    def has(self, state, channel, purpose) -> bool:
        row = self.deciding(channel, purpose)
        return row is not None and row.state == state

    def comes(self, channel, purpose) -> bool:
        """Whether it may be sent: advertising to who has agreed, the rest until it is refused."""
        if Consent.is_advertising(purpose):
            return self.has(State.GIVEN, channel, purpose)
        return not self.has(State.WITHDRAWN, channel, purpose)


def standing_of(contact) -> Standing:
    return Standing(contact.consents.all())


def address_of(contact, channel) -> str:
    """Where this channel reaches the contact."""
    return next((getattr(contact, name) for name in ADDRESSES[channel]), "")


@transaction.atomic
def write_consent(
    contact, *, by, channel, purpose, state, wording, source, language="", ip_address=None, worded=None
) -> Consent:
    """Write down what a person agreed to or withdrew. Rows are only ever added; the last one holds.

    Nobody agrees to anything while archived, but may withdraw at any time.
    """
    if state != State.WITHDRAWN:
        contact.wait_to_change()
    consent = add_row(
        contact, (channel, purpose), state, by=by, wording=wording, source=source, language=language,
        ip_address=ip_address, worded=worded,
    )  # fmt: skip
    record(f"consent.{state}", contact, by=by, channel=channel, **told_purpose(purpose))
    return consent


def add_row(contact, kind: Kind, state, **proof) -> Consent:
    """One more row; the verbs here and in accounts.consent_asking are who may add one."""
    channel, purpose = kind
    address = address_of(contact, channel)
    if state == State.GIVEN and address:
        kept = KeptRefusal.objects.filter(address_hash=hash_of_address(address), channel=channel)
        kept.filter(purpose=purpose).delete()  # what was refused under another record of this person
    said = {"channel": channel, "purpose": purpose, "state": state, "address": address}
    added = Consent.objects.create(contact=contact, **said, **proof)
    if state == State.WITHDRAWN:
        for follow in refusing:
            follow(contact, purpose)
    return added


def choices_of(contact, standing: Standing) -> list[Kind]:
    """What a customer chooses about: each purpose in use by each channel that reaches them, and what stands besides.

    Who is archived is written to by nobody, and only refuses.
    """
    reached = [WEB, *(channel for channel in Channel.values if address_of(contact, channel))]
    asked = chosen_purposes()
    past = {purpose for _channel, purpose in standing.kinds if Consent.is_advertising(purpose)} - set(asked)
    return [
        (channel, purpose)
        for purpose in [*asked, *sorted(past)]
        for channel in ways_of(purpose)
        if standing.has(State.GIVEN, channel, purpose)
        or (purpose in asked and channel in reached and not contact.is_archived)
    ]


@transaction.atomic
def unsubscribe(contact, *, channel, purpose, wording, source, language, ip_address=None) -> bool:
    """The customer says no by a link; whether that was news. Said twice it is written once."""
    contact.wait_for_others()
    if standing_of(contact).has(State.WITHDRAWN, channel, purpose):
        return False
    add_row(
        contact, (channel, purpose), State.WITHDRAWN, by=None, wording=wording, source=source,
        language=language, ip_address=ip_address,
    )  # fmt: skip
    record("consent.unsubscribed", contact, by=None, channel=channel, **told_purpose(purpose))
    return True


@transaction.atomic
def unsubscribe_from_all(contact, *, wording, source, language, ip_address=None) -> int:
    """No more of anything that may be refused, by any channel; how much of that was news."""
    contact.wait_for_others()
    standing = standing_of(contact)
    refused = [
        (channel, purpose)
        for purpose in chosen_purposes()
        for channel in ways_of(purpose)
        if not standing.has(State.WITHDRAWN, channel, purpose)
    ]
    # What was agreed to later than the general refusal stands by itself.
    refused += [
        (channel, purpose)
        for channel, purpose in standing.kinds
        if (channel, purpose) not in refused and Consent.is_advertising(purpose)
        if standing.has(State.GIVEN, channel, purpose)
    ]
    for kind in refused:
        add_row(
            contact, kind, State.WITHDRAWN, by=None, wording=wording, source=source, language=language,
            ip_address=ip_address,
        )  # fmt: skip
    if refused:
        record("consent.unsubscribed_from_all", contact, by=None)
    return len(refused)


@transaction.atomic
def choose(contact, chosen: dict[Kind, bool], *, words, source, language, ip_address=None) -> int:
    """What the customer ticked and did not tick on their own page; how much of it was news. `words` are what stood
    there, by kind: the text, and the ConsentWording it is of or None.

    Raises Archived where somebody who is put away agrees to something.
    """
    contact.wait_for_others()
    standing, told = standing_of(contact), []
    for kind, is_wanted in chosen.items():
        if standing.comes(*kind) == is_wanted:
            continue
        if is_wanted:
            contact.check_in_use()
        state = State.GIVEN if is_wanted else State.WITHDRAWN
        wording, worded = words[kind]
        add_row(
            contact, kind, state, by=None, wording=wording, source=source, language=language,
            ip_address=ip_address, worded=worded,
        )  # fmt: skip
        told.append([*kind, state])
    if told:
        record("consent.chosen", contact, by=None, kinds=told, named=labels_of(kind[1] for kind in chosen))
    return len(told)


def who_stands(contact: Contact) -> Contact:
    """A link of someone who was merged speaks for the contact they became."""
    while contact.merged_into_id is not None:
        contact = contact.merged_into
    return contact
