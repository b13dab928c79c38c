"""Whether a row is a customer who is known already.

Known: one of its names is one of theirs (folded), phone, e-mail and website host do not contradict each other,
and at least one of them is equal. The same name alone is a likely duplicate: imported and listed.
Rows of the same file count like customers who were there before.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q

from accounts.imports.checking import CheckedRow
from accounts.imports.values import host_of
from accounts.models import Account, ImportRow
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

    @property
    def other_names(self) -> frozenset[str]:
        """Folded only when somebody shares a phone, an e-mail address or a host."""
        return frozenset(names_in(self.written_names))

    def is_same(self, other: "Candidate") -> bool:
        shared_name = (
            self.names & other.names or self.names & other.other_names or self.other_names & other.names
        )
        pairs = ((self.phone, other.phone), (self.email, other.email), (self.host, other.host))
        both = [(mine, theirs) for mine, theirs in pairs if mine and theirs]
        return bool(shared_name and both) and all(mine == theirs for mine, theirs in both)


def candidate(row: CheckedRow) -> Candidate:
    account = row.account
    return _candidate(
        0, account["name_ar"], account["name_en"], account["other_names"], account.get("phone_e164", ""),
        account.get("email", ""), host_of(account.get("website", "")), None,
    )  # fmt: skip


def _candidate(pk, name_ar, name_en, other_names, phone, email, host, owner_id) -> Candidate:
    names = frozenset(filter(None, (fold(name_ar), fold(name_en))))
    return Candidate(pk, names, other_names, phone, email.lower(), host, owner_id)


@dataclass
class Customers:
    """Those who may be meant by the rows at hand."""

    by_sign: dict[tuple[str, str], list[Candidate]] = field(default_factory=lambda: defaultdict(list))
    by_name: dict[str, list[Candidate]] = field(default_factory=lambda: defaultdict(list))
    seen: set[int] = field(default_factory=set)

    def add(self, found: Candidate) -> None:
        if found.pk in self.seen:
            return
        self.seen.add(found.pk)
        for sign in (("phone", found.phone), ("email", found.email), ("host", found.host)):
            if sign[1]:
                self.by_sign[sign].append(found)
        for name in found.names:
            self.by_name[name].append(found)

    def load(self, wanted: Iterable[Candidate]) -> None:
        """Read the accounts that share a name, a phone, an e-mail address or a host with these rows."""
        wanted = list(wanted)
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
        fields = (
            "pk",
            "name_ar",
            "name_en",
            "other_names",
            "phone_e164",
            "email",
            "website_host",
            "owner_id",
        )
        for found in Account.objects.filter(condition).order_by("pk").values_list(*fields):
            self.add(_candidate(*found))

    def match(self, row: Candidate) -> tuple[str, Candidate | None]:
        """What becomes of the row, and whom it is or resembles."""
        for sign in (("host", row.host), ("email", row.email), ("phone", row.phone)):
            for found in self.by_sign.get(sign, ()) if sign[1] else ():
                if found.is_same(row):
                    return Outcome.KNOWN, found
        for name in sorted(row.names):
            if self.by_name.get(name):
                return Outcome.TWIN, self.by_name[name][0]
        return Outcome.CREATED, None
