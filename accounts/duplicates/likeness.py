"""Whether two customers are likely the same one: how sure, and why. No database.

`compare_contacts` and `compare_accounts` answer with a score from 0 to 100 and the reasons as codes, which
accounts.duplicates.words says in words. From LIKELY on a pair is shown to people; nothing is ever merged by itself.
"""

from dataclasses import dataclass, field
from datetime import date

from accounts.duplicates.names import (
    OTHER,
    PART,
    SAME,
    SCRIPT,
    TYPO,
    Likeness,
    compare,
    core_of,
    is_one_off,
    same_across_scripts,
    words_of,
)

LIKELY = 70
# An address at one of these says nothing about the company.
FREE_MAIL = frozenset(
    [
        "gmail.com",
        "hotmail.com",
        "outlook.com",
        "yahoo.com",
        "icloud.com",
        "live.com",
        "msn.com",
        "outlook.sa",
    ]
)
# Mailboxes that several people read.
SHARED_MAILBOX = frozenset(
    ["info", "sales", "office", "admin", "contact", "hello", "support", "accounts", "hr", "procurement"]
)


@dataclass(frozen=True)
class Facts:
    """What a customer is compared by; texts as they stand in the database."""

    pk: int
    names: tuple[str, ...]
    phones: frozenset[str] = frozenset()
    emails: frozenset[str] = frozenset()
    host: str = ""
    city: str = ""
    birth_on: date | None = None
    gender: str = ""
    is_person: bool = True
    # The accounts of a contact; of an account itself, its parent.
    places: frozenset[int] = frozenset()
    words: tuple[tuple[str, ...], ...] = field(default=())

    def __post_init__(self):
        words = tuple(words_of(name, is_company=not self.is_person) for name in self.names if name)
        object.__setattr__(self, "words", tuple(dict.fromkeys(words)))


@dataclass(frozen=True)
class Verdict:
    score: int = 0
    reasons: tuple[str, ...] = ()

    @property
    def is_likely(self) -> bool:
        return self.score >= LIKELY


NO = Verdict()
_RANK = {SAME: 4, TYPO: 3, SCRIPT: 2, PART: 1, OTHER: 0}
_NAME_REASON = {SAME: "name_same", SCRIPT: "name_script", PART: "name_part"}


def nearest_names(one: Facts, other: Facts) -> Likeness:
    """Of all their names, the two that are most alike."""
    best = Likeness(OTHER)
    for mine in one.words:
        for theirs in other.words:
            found = compare(mine, theirs)
            if found.how == OTHER and same_across_scripts(mine, theirs):
                found = Likeness(SCRIPT)
            if _RANK[found.how] > _RANK[best.how]:
                best = found
    return best


def name_reason(found: Likeness) -> tuple[str, ...]:
    if found.how == TYPO:
        return (f"name_letters_{min(max(found.differs, 1), 2)}",) if found.differs else ("name_spaces",)
    return (_NAME_REASON[found.how],) if found.how in _NAME_REASON else ()


def near_phone(one: Facts, other: Facts) -> bool:
    """A digit typed wrong, left out or swapped."""
    return any(is_one_off(mine, theirs) for mine in one.phones for theirs in other.phones)


def compare_contacts(one: Facts, other: Facts) -> Verdict:
    """Two people. A shared phone or mailbox alone is a family or an office: the name has to say the same."""
    if one.birth_on and other.birth_on and one.birth_on != other.birth_on:
        return NO
    if one.gender and other.gender and one.gender != other.gender:
        return NO
    name = nearest_names(one, other)
    phones, emails = one.phones & other.phones, one.emails & other.emails
    born = one.birth_on is not None and one.birth_on == other.birth_on
    reasons = list(name_reason(name))
    reasons += [
        code for code, holds in (("phone_same", phones), ("email_same", emails), ("born_same", born)) if holds
    ]
    if not name.is_alike:
        own = [address for address in emails if address.partition("@")[0] not in SHARED_MAILBOX]
        return Verdict(72, tuple(reasons)) if phones and own else NO
    if phones or emails:
        score = {SAME: 97, TYPO: 92, SCRIPT: 88, PART: 84}[name.how]
        return Verdict(min(score + 3 * (bool(phones) + bool(emails) + born - 1), 100), tuple(reasons))
    if born and name.how in (SAME, TYPO):
        return Verdict(90 if name.how == SAME else 80, tuple(reasons))
    if (
        name.how in (SAME, TYPO)
        and one.phones
        and other.phones
        and near_phone(one, other)
        and not _at_odds(one, other)
    ):
        return Verdict(86 if name.how == SAME else 74, (*reasons, "phone_near"))
    if one.places & other.places:
        return _at_one_place(one, other, name, reasons)
    return NO


def _at_odds(one: Facts, other: Facts) -> bool:
    return bool(one.emails and other.emails)


def _at_one_place(one: Facts, other: Facts, name: Likeness, reasons: list[str]) -> Verdict:
    """At the same account a name is enough, unless both have a phone and a mailbox of their own."""
    apart = bool(one.phones and other.phones) + bool(one.emails and other.emails)
    given = max(len(words) for words in one.words) > 1
    score = {SAME: 88 if given else 76, TYPO: 80, SCRIPT: 76, PART: 66}[name.how] - 8 * apart
    return Verdict(score, (*reasons, "place_same")) if score >= LIKELY else NO


def compare_accounts(one: Facts, other: Facts) -> Verdict:
    """Two customers. A company's name is its own, as long as phone, site and place do not speak against it."""
    if one.is_person != other.is_person or one.pk in other.places or other.pk in one.places:
        return NO  # a branch is not its parent
    if one.is_person:
        return compare_contacts(one, other)
    name, is_core = _company_names(one, other)
    signs = [
        code
        for code, holds in (
            ("host_same", one.host and one.host == other.host),
            ("phone_same", one.phones & other.phones),
            ("email_same", one.emails & other.emails),
        )
        if holds
    ]
    odds = _against(one, other)
    reasons = (*(("name_core",) if is_core else name_reason(name)), *signs)
    if not name.is_alike:
        return Verdict(70, reasons) if len(signs) == 3 else NO
    if signs:
        base = {SAME: 95, TYPO: 90, SCRIPT: 85, PART: 78}[name.how] - (8 if is_core else 0)
        return Verdict(min(base + 2 * (len(signs) - 1), 100) - 6 * odds, reasons)
    letters = min(sum(map(len, words)) for words in (*one.words, *other.words))
    score = {SAME: 86, TYPO: 76 if letters >= 8 else 60, SCRIPT: 60, PART: 50}[name.how]
    score -= 15 * odds + (10 if is_core else 0)
    in_town = bool(one.city and one.city == other.city)
    if in_town and score >= 60:
        score, reasons = score + 4, (*reasons, "city_same")
    return Verdict(score, reasons) if score >= LIKELY else NO


def _company_names(one: Facts, other: Facts) -> tuple[Likeness, bool]:
    """How alike they are called, and whether only without the words for what they do."""
    name = nearest_names(one, other)
    if name.is_alike and name.how != PART:
        return name, False
    for mine in one.words:
        for theirs in other.words:
            core, others = core_of(mine), core_of(theirs)
            if core != mine or others != theirs:
                found = compare(core, others)
                if found.how == SAME and sum(map(len, core)) >= 4:
                    return found, True
    return name, False


def _against(one: Facts, other: Facts) -> int:
    """How many things speak against it: another site, another phone, a mailbox elsewhere, another town."""
    pairs = (
        (one.host, other.host),
        (one.phones, other.phones),
        (_domains(one), _domains(other)),
        (one.city, other.city),
    )
    count = 0
    for mine, theirs in pairs:
        if mine and theirs:
            count += not (mine & theirs if isinstance(mine, frozenset) else mine == theirs)
    return count


def _domains(facts: Facts) -> frozenset[str]:
    return frozenset(address.rpartition("@")[2] for address in facts.emails) - FREE_MAIL
