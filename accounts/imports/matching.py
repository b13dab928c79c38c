"""Whether a row is a customer who is known already.

Known: one of its names is one of theirs (folded), phone, e-mail and website host do not contradict each other,
and at least one of them is equal. The same name alone is a likely duplicate: imported and listed; but a row with
a contact is about the customer of that name whom a row above has brought, or who has that contact already.
Rows of the same file count like customers who were there before.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from accounts.imports.checking import CheckedRow
from accounts.imports.sight import Sight
from accounts.imports.values import host_of
from accounts.models import Account, Import, ImportRow, Position
from lib.text import fold

NAME_SIGNS = "|;؛\n"
Outcome = ImportRow.Outcome


def names_in(text: str) -> list[str]:
    """The names of a cell that holds several."""
    for sign in NAME_SIGNS:
        text = text.replace(sign, "|")
    return [name for name in map(fold, text.split("|")) if name]


@dataclass(slots=True)
class Candidate:
    """A customer as far as it tells whether another one is the same."""

    pk: int
    names: frozenset[str]
    written_names: str
    phone: str
    email: str
    host: str
    owner_id: int | None = None
    number: int | None = None
    shown_name: str = ""
    is_archived: bool = False
    people: frozenset[str] = frozenset()  # what tells its contacts, or the contact of the row
    is_of_this_file: bool = False

    @property
    def other_names(self) -> frozenset[str]:
        """Folded only when somebody shares a phone, an e-mail address or a host."""
        return frozenset(names_in(self.written_names))

    def is_same(self, other: "Candidate") -> bool:
        shared_name = (
            self.names & other.names or self.names & other.other_names or self.other_names & other.names
        )
        both = self._both(other)
        return bool(shared_name and both) and all(mine == theirs for mine, theirs in both)

    def shares_a_person(self, row: "Candidate") -> bool:
        """Of a customer of the row's name: the row adds a contact to it rather than another customer."""
        is_free = all(mine == theirs for mine, theirs in self._both(row))
        return is_free and bool(row.people) and (self.is_of_this_file or bool(self.people & row.people))

    def _both(self, other: "Candidate") -> list[tuple[str, str]]:
        pairs = ((self.phone, other.phone), (self.email, other.email), (self.host, other.host))
        return [(mine, theirs) for mine, theirs in pairs if mine and theirs]

    def has_name_of(self, other: "Candidate") -> bool:
        return not (self.names | self.other_names).isdisjoint(other.names | other.other_names)


def note_renamed(row: CheckedRow, mine: Candidate, found: Candidate) -> None:
    """Perhaps the file is of another workspace, or somebody sorted one column without the others."""
    if found.number == mine.number and mine.names and not found.has_name_of(mine):
        row.note("account_number", "renamed", found.shown_name)


def candidate(row: CheckedRow) -> Candidate:
    account = row.account
    found = _candidate(
        0, account["name_ar"], account["name_en"], account["other_names"], account.get("phone_e164", ""),
        account.get("email", ""), host_of(account.get("website", "")), None, row.account_number,
    )  # fmt: skip
    found.people = frozenset(contact_signs(row.contact)) if row.contact else frozenset()
    return found


def contact_signs(person: dict[str, Any]) -> set[str]:
    """What tells that two contacts of one account are the same person."""
    names = (fold(person.get("name_ar", "")), fold(person.get("name_en", "")))
    signs = (person.get("email_1", "").lower(), person.get("phone_1_e164", ""))
    return set(filter(None, (*names, *signs)))


def _candidate(
    pk, name_ar, name_en, other_names, phone, email, host, owner_id, number, archived_at=None
) -> Candidate:
    names = frozenset(filter(None, (fold(name_ar), fold(name_en))))
    shown = name_ar or name_en
    is_archived = archived_at is not None
    return Candidate(pk, names, other_names, phone, email.lower(), host, owner_id, number, shown, is_archived)


@dataclass
class Customers:
    """Those who may be meant by the rows at hand.

    `origin` is the import whose earlier rows count too, `sight` which its importer sees (None: all).
    """

    origin: Import | None = None
    sight: Sight | None = None
    by_sign: dict[tuple[str, str], list[Candidate]] = field(default_factory=lambda: defaultdict(list))
    by_name: dict[str, list[Candidate]] = field(default_factory=lambda: defaultdict(list))
    by_number: dict[int, Candidate] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)

    def add(self, found: Candidate) -> None:
        if found.pk in self.seen:
            return
        self.seen.add(found.pk)
        if found.number and (self.sight is None or self.sight.includes(found.pk, found.owner_id)):
            self.by_number[found.number] = found
        for sign in (("phone", found.phone), ("email", found.email), ("host", found.host)):
            if sign[1]:
                self.by_sign[sign].append(found)
        for name in found.names:
            self.by_name[name].append(found)

    def load(self, wanted: Iterable[Candidate]) -> None:
        """Read the accounts that share a name, a phone, an e-mail address or a host with these rows."""
        wanted = list(wanted)
        numbers = {each.number for each in wanted if each.number}
        names = {name for each in wanted for name in each.names}
        signs = {
            "phone_e164__in": {each.phone for each in wanted},
            "email__in": {each.email for each in wanted},
            "website_host__in": {each.host for each in wanted},
        }
        condition = Q(name_fold__in=sorted(names))
        for lookup, values in signs.items():
            if values - {""}:
                condition |= Q(**{lookup: sorted(values - {""})})
        if numbers:
            condition |= Q(number__in=sorted(numbers))
        fields = (
            "pk",
            "name_ar",
            "name_en",
            "other_names",
            "phone_e164",
            "email",
            "website_host",
            "owner_id",
            "number",
            "archived_at",
        )
        rows = list(Account.objects.filter(condition).order_by("pk").values_list(*fields, "merged_into"))
        # A number of one that was merged means the one it is a part of; its names stand among the other names there.
        leads_on = {row[8]: row[-1] for row in rows if row[-1]}
        missing = set(leads_on.values()) - {row[0] for row in rows}
        if missing:
            rows += Account.objects.filter(pk__in=missing).values_list(*fields, "merged_into")
        found = [_candidate(*row[:-1]) for row in rows if not row[-1]]
        self._load_people([each for each in found if each.pk not in self.seen], wanted)
        for each in found:
            self.add(each)
        by_pk = {each.pk: each for each in found}
        for number, into in leads_on.items():
            if into in by_pk and (self.sight is None or self.sight.includes(into, by_pk[into].owner_id)):
                self.by_number.setdefault(number, by_pk[into])

    def _load_people(self, found: list[Candidate], wanted: list[Candidate]) -> None:
        """Asked only where a name alone would decide: rows with a contact, customers of that name."""
        names = {name for each in wanted if each.people for name in each.names}
        named = {each.pk: each for each in found if not each.names.isdisjoint(names)}
        if not named:
            return
        rows = ImportRow.objects.filter(origin=self.origin, account__in=named)
        for pk in rows.values_list("account_id", flat=True):
            named[pk].is_of_this_file = True
        signs = ("name_ar", "name_en", "email_1", "phone_1_e164")
        people = Position.objects.filter(account__in=named)
        for pk, *texts in people.values_list("account_id", *(f"contact__{sign}" for sign in signs)):
            named[pk].people |= contact_signs(dict(zip(signs, texts, strict=True)))

    def match(self, row: Candidate) -> tuple[str, Candidate | None]:
        """What becomes of the row, and whom it is or resembles."""
        numbered = self.by_number.get(row.number or 0)
        if row.number and self.origin is not None and self.origin.updates:
            return (Outcome.KNOWN, numbered) if numbered else (Outcome.REFUSED, None)
        if numbered and numbered.has_name_of(row):
            return Outcome.KNOWN, numbered
        for sign in (("host", row.host), ("email", row.email), ("phone", row.phone)):
            for found in self.by_sign.get(sign, ()) if sign[1] else ():
                if found.is_same(row):
                    return Outcome.KNOWN, found
        for name in sorted(row.names):
            for found in self.by_name.get(name, ()):
                if found.shares_a_person(row):
                    return Outcome.KNOWN, found
        for name in sorted(row.names):
            if self.by_name.get(name):
                return Outcome.TWIN, self.by_name[name][0]
        return Outcome.CREATED, None
