"""What an import would do, before it does anything: the same checks and the same matching, nothing written."""

import time
from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import count, islice

from accounts.imports.checking import CheckedRow, column_label, problem_text
from accounts.imports.matching import Customers, Outcome, candidate
from accounts.imports.reading import lines
from accounts.imports.work import checker_of
from accounts.models import Import

BATCH_ROWS = 500
SHOWN_ROWS = 8
SHOWN_PROBLEMS = 12


@dataclass
class Foreseen:
    row: CheckedRow
    outcome: str

    @property
    def names(self) -> list[str]:
        account = self.row.account
        return [name for name in (account.get("name_ar"), account.get("name_en")) if name]

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
    def refused(self) -> int:
        return self.outcomes[Outcome.REFUSED]

    @property
    def told_problems(self) -> list[dict]:
        return [
            {"column": column_label(column), "text": problem_text(code), "count": times}
            for (column, code), times in self.problems.most_common(SHOWN_PROBLEMS)
        ]

    def add(self, row: CheckedRow, outcome: str) -> None:
        self.looked_at += 1
        self.outcomes[outcome] += 1
        self.contacts += bool(row.contact)
        self.problems.update({(column, code) for column, code, _written in row.problems})
        # The first rows show how the file is read; of the rest only those with a problem are news.
        is_news = row.refused or row.problems
        if row.number <= SHOWN_ROWS // 2 + 1 or (is_news and len(self.first_rows) < SHOWN_ROWS):
            self.first_rows.append(Foreseen(row, outcome))


def foresee(origin: Import, *, seconds: float) -> Foresight:
    """Look at as many rows as there is time for."""
    until = time.monotonic() + seconds
    foresight = Foresight(origin.rows_count)
    customers, checker, numbers = Customers(), checker_of(origin), count(-1, -1)
    with origin.table.content.open("rb") as table:
        rows = islice(lines(table), 1, None)
        while checked := [checker.check(number, cells) for number, cells in islice(rows, BATCH_ROWS)]:
            wanted = {row.number: candidate(row) for row in checked if not row.refused}
            customers.load(wanted.values())
            for row in checked:
                if row.refused:
                    foresight.add(row, Outcome.REFUSED)
                    continue
                outcome, _found = customers.match(wanted[row.number])
                if outcome != Outcome.KNOWN:
                    customers.add(replace(wanted[row.number], pk=next(numbers)))
                foresight.add(row, outcome)
            if time.monotonic() > until:
                break
    return foresight
