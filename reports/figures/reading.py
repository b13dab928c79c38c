"""Kept figures: a large workspace works a KPI out once for all who see the whole of it, and no page waits for it.

Pages read what is kept, and hint to the worker what they had to work out themselves; the worker alone writes
(keeping.py). What a page shows is never older than OLDEST. Beyond it, in small workspaces, and for whoever sees a part
of the customers or asks for one, the facts are read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from lib.tenancy.state import require_workspace_id
from lib.tenancy.tasks import publish
from reports.kpis.base import Kpi
from reports.measures import Measure
from reports.models import Figure, RollupState
from reports.periods import Period
from reports.scope import Scope
from reports.splits import Split
from workspaces.models import Workspace

OLDEST = timedelta(minutes=5)
# Below so many months of accounts the facts are read: docs/performance.md, "Reports".
MONTHS_WORTH_IT = 20_000


@dataclass(frozen=True)
class Question:
    """A KPI in one period, or by its parts."""

    kpi: str
    split: str
    period: Period

    @property
    def told(self) -> list[str]:
        """As a hint to the worker says it."""
        days = self.period.first_on.isoformat(), self.period.until_on.isoformat()
        return [self.kpi, self.split, *days, self.period.grain]

    @classmethod
    def heard(cls, told: Sequence[str]) -> "Question":
        kpi, split, first, until, grain = told
        return cls(kpi, split, Period(date.fromisoformat(first), date.fromisoformat(until), grain))

    @classmethod
    def of(cls, row: Figure) -> "Question":
        return cls(row.kpi, row.split, Period(row.first_on, row.until_on, row.grain))


class Kept:
    """What a page may read of what is kept, and what it had to work out itself."""

    def __init__(self, workspace: Workspace, now: datetime):
        self.rows = made_with(workspace).filter(as_of__gte=now - OLDEST)
        self.today = timezone.localdate(now)
        self.oldest = now
        self.missed: list[Question] = []
        self._read: dict[str, dict[Question, Figure]] = {}

    def found(self, kpi: Kpi, split: str, wanted: Sequence[Period]) -> list[list] | None:
        """What is kept of all these periods; None when some of it is not."""
        questions = [Question(kpi.key, split, period) for period in wanted]
        rows = [self._of(kpi).get(each) for each in questions]
        known = [row for row in rows if row is not None]
        if len(known) < len(rows):
            self.missed += questions
            return None
        self.oldest = min([self.oldest, *(row.as_of for row in known)])
        return [row.found for row in known]

    def _of(self, kpi: Kpi) -> dict[Question, Figure]:
        if kpi.key not in self._read:
            rows = [row for row in self.rows.filter(kpi=kpi.key) if is_of_day(row, self.today)]
            self._read[kpi.key] = {Question.of(row): row for row in rows}
        return self._read[kpi.key]


def made_with(workspace: Workspace):
    """Figures in its currency, of its local days."""
    return Figure.objects.filter(currency=workspace.currency, time_zone=workspace.time_zone)


def is_of_day(row: Figure, today: date) -> bool:
    """What is due, and how far a running period is, is another thing on another day."""
    return timezone.localdate(row.as_of) == today


def is_worth_it(state: RollupState | None) -> bool:
    return state is not None and state.months_count >= MONTHS_WORTH_IT


def kept_for(scope: Scope, now: datetime) -> Kept | None:
    """None where the facts are read."""
    if scope.is_whole and is_worth_it(RollupState.objects.first()):
        return Kept(scope.membership.workspace, now)
    return None


def measures(kpi: Kpi, scope: Scope, kept: Kept | None, wanted: Sequence[Period]) -> list[Measure]:
    """Of each period, kept or worked out."""
    if kept is not None and (found := kept.found(kpi, "", wanted)) is not None:
        return [Measure(*numbers) for ((_part, *numbers),) in found]
    return kpi.measures(scope, wanted)


def measures_by(
    kpi: Kpi, scope: Scope, kept: Kept | None, split: Split, period: Period
) -> dict[Any, Measure]:
    """By its parts, kept or worked out."""
    if kept is not None and (found := kept.found(kpi, split.key, [period])) is not None:
        return {part: Measure(*numbers) for part, *numbers in found[0]}
    return kpi.measures_by(scope, split, period)


def hint_at(missed: Sequence[Question]) -> None:
    """Losing it loses nothing: the next page hints again."""
    from reports.tasks import keep_figures

    publish(keep_figures, require_workspace_id(), [each.told for each in dict.fromkeys(missed)])
