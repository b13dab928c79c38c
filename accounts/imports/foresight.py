"""What an import would do, before it does anything: the same checks and the same matching, nothing written."""

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import count, islice

from accounts.imports.changes import Change
from accounts.imports.checking import CheckedRow
from accounts.imports.columns import column_label
from accounts.imports.matching import Candidate, Customers, Outcome, candidate, note_renamed
from accounts.imports.people import People
from accounts.imports.reading import lines
from accounts.imports.sight import sight_of
from accounts.imports.updating import KnownCustomers
from accounts.imports.values import problem_text
from accounts.imports.work import checker_of
from accounts.models import Import

BATCH_ROWS = 500
SHOWN_ROWS = 8
SHOWN_PROBLEMS = 12


@dataclass
class Foreseen:
    row: CheckedRow
    outcome: str
    changes: list[Change] = field(default_factory=list)
    known_name: str = ""

    @property
    def names(self) -> list[str]:
        account = self.row.account
        names = [name for name in (account.get("name_ar"), account.get("name_en")) if name]
        return names or [name for name in [self.known_name] if name]

    @property
    def contact_name(self) -> str:
        return self.row.contact.get("name_ar") or self.row.contact.get("name_en") or ""

    @property
    def written(self) -> str:
        """What the row says, for a row that has no name."""
        return " · ".join(filter(None, (cell.strip() for cell in self.row.cells)))[:200]

    @property
    def label(self) -> str:
        return str(Outcome(self.outcome).label)

    @property
    def told_changes(self) -> list[dict[str, str]]:
        return [
            {"column": column_label(change.key), "before": change.before, "after": change.after}
            for change in self.changes
        ]

    @property
    def problems(self) -> list[dict[str, str]]:
        found = [
            {"column": column_label(column), "text": problem_text(code), "written": written}
            for column, code, written in self.row.problems
        ]
        if self.row.refused:
            found.insert(0, {"column": "", "text": problem_text(self.row.refused), "written": ""})
        return found


@dataclass
class Foresight:
    """What the first `looked_at` of `total` rows come to."""

    total: int
    looked_at: int = 0
    outcomes: Counter = field(default_factory=Counter)
    contacts: int = 0
    problems: Counter = field(default_factory=Counter)  # by (column, code)
    first_rows: list[Foreseen] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        return self.looked_at >= self.total

    @property
    def added(self) -> int:
        return self.outcomes[Outcome.CREATED] + self.outcomes[Outcome.TWIN]

    @property
    def twins(self) -> int:
        return self.outcomes[Outcome.TWIN]

    @property
    def known(self) -> int:
        return self.outcomes[Outcome.KNOWN]

    @property
    def updated(self) -> int:
        return self.outcomes[Outcome.UPDATED]

    @property
    def refused(self) -> int:
        return self.outcomes[Outcome.REFUSED]

    @property
    def told_problems(self) -> list[dict]:
        return [
            {"column": column_label(column), "text": problem_text(code), "count": times}
            for (column, code), times in self.problems.most_common(SHOWN_PROBLEMS)
        ]

    def add(
        self, row: CheckedRow, outcome: str, changes: Sequence[Change] = (), known_name: str = ""
    ) -> None:
        self.looked_at += 1
        self.outcomes[outcome] += 1
        self.contacts += bool(row.contact)
        self.problems.update({(column, code) for column, code, _written in row.problems})
        # The first rows show how the file is read; of the rest only those with a problem are news.
        is_news = row.refused or row.problems or changes
        if row.number <= SHOWN_ROWS // 2 + 1 or (is_news and len(self.first_rows) < SHOWN_ROWS):
            self.first_rows.append(Foreseen(row, outcome, list(changes), known_name))


def foresee(origin: Import, *, seconds: float) -> Foresight:
    """Look at as many rows as there is time for."""
    until = time.monotonic() + seconds
    foresight = Foresight(origin.rows_count)
    with origin.table.content.open("rb") as table:
        rows = islice(lines(table), 1, None)
        looking = _Looking(origin)
        while batch := list(islice(rows, BATCH_ROWS)):
            for foreseen in looking.at(batch):
                foresight.add(*foreseen)
            if time.monotonic() > until:
                break
    return foresight


class _Looking:
    """The matching of the import, with ids that no account has for the rows that would add one."""

    def __init__(self, origin: Import):
        by = origin.created_by
        self.origin, self.checker, self.numbers = origin, checker_of(origin), count(-1, -1)
        self.customers = Customers(origin, sight_of(by))
        self.above: set[int] = set()

    def at(self, batch: list[tuple[int, list[str]]]) -> Iterator[tuple[CheckedRow, str, list[Change], str]]:
        checked = [self.checker.check(number, cells) for number, cells in batch]
        wanted = {row.number: candidate(row) for row in checked if not row.refused}
        self.customers.load(wanted.values())
        matched = [(row, *self._match(row, wanted)) for row in checked]
        known = self._known(
            [found.pk for _row, outcome, found in matched if found and outcome == Outcome.KNOWN]
        )
        for row, outcome, found in matched:
            update = None
            if known and found and outcome == Outcome.KNOWN and self._may_change(found):
                contact = known.people.find(found.pk, wanted[row.number].people)
                update = known.update(row, found.pk, contact)
            changes = update.changes if update else []
            name = found.shown_name if found and outcome == Outcome.KNOWN and self._may_see(found) else ""
            yield row, Outcome.UPDATED if update else outcome, changes, name

    def _match(self, row: CheckedRow, wanted: dict[int, Candidate]) -> tuple[str, Candidate | None]:
        if row.refused:
            return Outcome.REFUSED, None
        outcome, found = self.customers.match(wanted[row.number])
        if outcome == Outcome.REFUSED:
            row.refused = "no_number"
        elif outcome == Outcome.KNOWN and found:
            note_renamed(row, wanted[row.number], found)
            found.is_of_this_file = True
        else:
            new = replace(wanted[row.number], pk=next(self.numbers), number=None, is_of_this_file=True)
            self.customers.add(new)
        return outcome, found

    def _known(self, ids: list[int]) -> KnownCustomers | None:
        if not self.origin.updates:
            return None
        known = KnownCustomers(self.origin, ids, People(pk for pk in ids if pk > 0), held=False)
        known.accounts_above = self.above
        return known

    def _may_see(self, found: Candidate) -> bool:
        sight = self.customers.sight
        return sight is None or sight.includes(found.pk, found.owner_id)

    def _may_change(self, found: Candidate) -> bool:
        return found.pk > 0 and not found.is_archived and self._may_see(found)
