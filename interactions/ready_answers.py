"""Ready answers: added and changed, and filled for a customer in the customer's language."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from urllib.parse import quote

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language, override

from accounts.models import Account, Contact
from interactions.models import ReadyAnswer
from interactions.placeholders import Filled, fill
from lib import formats
from lib.phones import international, whatsapp_address
from lib.text import search_fold, search_words
from timeline.services import record
from workspaces.models import Membership

LANGUAGES = {"ar": "العربية", "en": "English"}  # each by its own name
WAYS = ("whatsapp", "email")
LEFT_TO_RIGHT = "\u200e"


@transaction.atomic
def add_answer(*, by, form_token=None, **written) -> ReadyAnswer:
    """IntegrityError when the form was sent before, or when one in use has this name."""
    made = ReadyAnswer.objects.create(created_by=by, form_token=form_token, **written)
    record("readyanswer.created", made, by=by)
    return made


@transaction.atomic
def change_answer(answer, *, by, read_version, changed) -> ReadyAnswer:
    """Save an edited answer; `changed` names the fields, none of them means nothing. Raises Stale and NameInUse."""
    if changed:
        answer.save_version(read_version=read_version)
        record("readyanswer.changed", answer, by=by, fields=sorted(changed))
    return answer


@dataclass(frozen=True)
class Offer:
    """A ready answer, filled for somebody."""

    answer: ReadyAnswer
    filled: Filled
    language: str
    fits: bool

    @property
    def missing(self) -> str:
        return formats.listed(each.written(get_language() or "ar") for each in self.filled.missing)


@dataclass(frozen=True)
class Answering:
    """To whom a member writes: what is filled in, in which language, and where it can be sent.

    `contacts` are all who may be meant, `contact` the one who is; without one the account stands for itself.
    """

    member: Membership
    account: Account | None = None
    contact: Contact | None = None
    contacts: tuple[Contact, ...] = ()
    # What else is known where it is written, by the key of its placeholder.
    about: Mapping[str, str] = field(default_factory=dict)

    @property
    def language(self) -> str:
        """That of who is written to, then of the account; a language without texts is as none: that of the page."""
        spoken = [each.language for each in (self.contact, self.account) if each]
        return next((each for each in spoken if each in LANGUAGES), get_language() or "ar")[:2]

    @property
    def languages(self) -> list[tuple[str, str]]:
        """Each by its own name, that of the customer first."""
        return sorted(LANGUAGES.items(), key=lambda pair: pair[0] != self.language)

    @property
    def query(self) -> str:
        """Who it is, in the address of the list."""
        if self.account:
            return f"account={self.account.number}"
        return f"contact={self.contact.number}" if self.contact else ""

    @cached_property
    def ways(self) -> list[dict]:
        """Where the account and each contact are written to: of whom, by WhatsApp, by e-mail."""
        people = [
            {
                "of": each.number,
                "whatsapp": whatsapp_address(each.phone_1_e164),
                "email": mail_address(each.email_1),
            }
            for each in self.contacts
        ]
        if self.account:
            found = self.account
            whole = {
                "of": "",
                "whatsapp": whatsapp_address(found.phone_e164),
                "email": mail_address(found.email),
            }
            return [*people, whole]
        return people

    def way(self, channel: str, chosen: list[str], text: str) -> str:
        """The address that sends the text over this channel, to who is chosen or to the account; empty without one."""
        if channel not in WAYS:
            return ""
        wanted = {str(number) for number in chosen}
        whole = [way for way in self.ways if way["of"] == ""]
        fitting = [way for way in self.ways if str(way["of"]) in wanted] + whole
        return with_text(next((way[channel] for way in fitting if way[channel]), ""), text)

    @property
    def choices(self) -> list[ReadyAnswer]:
        return list(ReadyAnswer.objects.in_use())

    def offers(self, *, query="", channel="", language="") -> list[Offer]:
        """The answers in use with all these words, those for this channel first."""
        words = search_words(query)
        found = [each for each in ReadyAnswer.objects.in_use() if has_words(each, words)]
        offers = [self.offer(each, channel=channel, language=language) for each in found]
        return sorted(offers, key=lambda offer: not offer.fits)

    def offer(self, answer: ReadyAnswer, *, channel="", language="") -> Offer:
        text, written_in = answer.text_in(language or self.language)
        fits = not channel or not answer.channels or channel in answer.channels
        return Offer(answer, fill(text, self.values(written_in)), written_in, fits)

    def values(self, language: str) -> dict[str, str]:
        """What is known, in the words of that language."""
        account, contact = self.account, self.contact
        with override(language), formats.use(replace(formats.current(), language=language)):
            phone = (account and account.phone_e164) or (contact and contact.phone_1_e164) or ""
            return {
                "customer": account.name if account else "",
                "contact": contact.name if contact else "",
                "manager": account.owner.user.name if account and account.owner else "",
                "phone": f"{LEFT_TO_RIGHT}{international(phone)}" if phone else "",
                "email": (account and account.email) or (contact and contact.email_1) or "",
                "city": (account and account.city) or (contact and contact.city) or "",
                "today": formats.day(timezone.now()),
                "me": self.member.user.name,
                "company": self.member.workspace.name,
                **self.about,
            }


def has_words(answer: ReadyAnswer, words: list[str]) -> bool:
    text = search_fold(f"{answer.name} {answer.text_ar} {answer.text_en}") if words else ""
    return all(word in text for word in words)


def mail_address(email: str) -> str:
    return f"mailto:{quote(email, safe='@')}" if email else ""


def with_text(address: str, text: str) -> str:
    """The address of WhatsApp or of a mail program, with the text to be sent; lines end as each asks (RFC 6068)."""
    if address.startswith("mailto:"):
        lines = "\r\n".join(text.splitlines())
        return f"{address}?body={quote(lines, safe='')}"
    return f"{address}?text={quote(text, safe='')}" if address else ""


def inserted(typed: str, text: str) -> str:
    """What was typed, and the answer on a line of its own after it."""
    return f"{typed.rstrip()}\n{text}" if typed.strip() else text
