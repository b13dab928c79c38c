"""Which target a number is held against: of the whole workspace, or of one account manager's customers."""

from reports.asking import Asked
from reports.kpis.base import Kpi
from reports.models import Target
from reports.periods import MONTHS, Period

# So many days has a month on average.
DAYS_OF_MONTH = 365.25 / 12


def whose(asked: Asked) -> tuple[bool, int | None]:
    """Whether a target can be meant, and whose: None is the whole workspace."""
    scope = asked.scope
    if scope.is_whole:
        return True, None
    owners = scope.narrowing.get("owner__in", ())
    is_one = len(owners) == 1 and set(scope.narrowing) == {"owner__in"} and scope.segment is None
    return is_one, owners[0] if is_one else None


def targets_of(keys, asked: Asked) -> dict[str, list[Target]]:
    """By the key of the KPI, the newest first."""
    is_meant, member = whose(asked)
    found: dict[str, list[Target]] = {}
    if is_meant:
        for each in Target.objects.in_use().filter(kpi__in=keys, member=member).order_by("-from_on"):
            found.setdefault(each.kpi, []).append(each)
    return found


def target_for(kpi: Kpi, period: Period, targets: list[Target]) -> float | None:
    """What it should come to in these days; what adds up over months is told for a month and grows with them."""
    holds = next((each for each in targets if each.from_on <= period.first_on), None)
    if holds is None:
        return None
    if not kpi.adds_up:
        return float(holds.value)
    months = MONTHS[period.grain] if period.grain else period.days / DAYS_OF_MONTH
    return float(holds.value) * months
