"""What the worker keeps of figures: what pages had to work out today, and the dashboards as they open.

All of it is worked out again from the facts every few minutes while something happens in the workspace, as long as
somebody has looked within a week. A batch is one KPI and its own transaction: a worker that dies has written all of it
or nothing.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.http import QueryDict
from django.utils import timezone

from lib.tenancy.state import require_workspace_id
from reports.asking import Asked
from reports.boards import boards
from reports.figures.reading import Question, is_of_day, is_worth_it, made_with
from reports.kpis import kpis
from reports.measures import Measure
from reports.models import Figure, RollupState
from reports.scope import Scope
from reports.showing import periods_of_parts, periods_of_run, periods_of_tile
from timeline.models import Event
from workspaces.models import Membership, Workspace
from workspaces.roles import HEADS

# What is older is worked out again, so that no page finds it too old.
STALE = timedelta(minutes=3)
# No transaction lasts longer: what happened before and was not seen then is told by an event of this time.
LATE = timedelta(minutes=10)
# While nobody looks for so long, nothing is worked out.
LOOKED_DAYS = 7
# So many are kept of what pages asked for in a day.
MOST = 3_000


def note(told: Sequence[Sequence[str]]) -> None:
    """Somebody looked, and had to wait for these."""
    with transaction.atomic():
        state = RollupState.objects.first()
        if not is_worth_it(state):
            return
        today = timezone.localdate()
        RollupState.objects.exclude(looked_on=today).update(looked_on=today)
        room = MOST - Figure.objects.count()
    asked = [Question.heard(each) for each in told]
    for key in dict.fromkeys(each.kpi for each in asked):
        work_out(key, [each for each in asked if each.kpi == key][: max(room, 0)])


def keep_up() -> bool:
    """The next KPI whose figures are stale; whether there may be more."""
    with transaction.atomic():
        state = RollupState.objects.first()
        today = timezone.localdate()
        if not is_worth_it(state) or state.looked_on is None:
            Figure.objects.all().delete()
            return False
        if state.looked_on < today - timedelta(days=LOOKED_DAYS):
            RollupState.objects.update(looked_on=None)
            return True
        key, wanted = _next_stale()
        if key is None:
            earlier = [row.pk for row in Figure.objects.defer("found") if not is_of_day(row, today)]
            Figure.objects.filter(pk__in=earlier).delete()
            return False
    work_out(key, wanted)
    return True


def _next_stale() -> tuple[str | None, list[Question]]:
    workspace, now = Workspace.objects.get(pk=require_workspace_id()), timezone.now()
    today = timezone.localdate(now)
    rows = [row for row in made_with(workspace).defer("found") if is_of_day(row, today)]
    stale = [row for row in rows if row.as_of < now - STALE]
    still = {row.pk for row in stale if not kpis.get(row.kpi).moves_with_the_clock}
    if still and _is_quiet_since(min(row.as_of for row in stale)):
        Figure.objects.filter(pk__in=still).update(as_of=now)
        stale = [row for row in stale if row.pk not in still]
    known = {Question.of(row) for row in rows}
    due = [each for each in opening(_head()) if each not in known] + [Question.of(row) for row in stale]
    key = due[0].kpi if due else None
    return key, [each for each in due if each.kpi == key]


def _is_quiet_since(moment) -> bool:
    return not Event.objects.filter(at__gte=moment - LATE).exists()


def opening(head: Membership) -> Iterable[Question]:
    """What the dashboards of the whole workspace ask for as they open."""
    asked = Asked(head, QueryDict())
    for board in boards:
        if board.narrows:
            continue
        for names, wanted in ((board.kpis, periods_of_tile(asked)), (board.charts, periods_of_run(asked))):
            yield from (Question(key, "", period) for key in names for period in wanted)
        for key, split in board.tables:
            yield from (Question(key, split, period) for period in periods_of_parts(asked))


@transaction.atomic
def work_out(key: str, wanted: Sequence[Question]) -> None:
    """Write the figures of one KPI; always in one order, so that two at work never wait for each other."""
    kpi, head = kpis.get(key), _head()
    scope, workspace, as_of = Scope(head), head.workspace, timezone.now()
    if kpi is None or not kpi.is_for(scope):
        return
    plain = [each for each in dict.fromkeys(wanted) if not each.split]
    found: dict[Question, dict[Any, Measure]] = {
        each: {None: measure}
        for each, measure in zip(plain, kpi.measures(scope, [each.period for each in plain]), strict=True)
    }
    for each in dict.fromkeys(wanted):
        if each.split in kpi.splits():
            found[each] = kpi.measures_by(scope, kpi.splits()[each.split], each.period)
    made = [
        Figure(
            kpi=key,
            split=each.split,
            first_on=each.period.first_on,
            until_on=each.period.until_on,
            grain=each.period.grain,
            currency=workspace.currency,
            time_zone=workspace.time_zone,
            found=[[part, *numbers_of(measure)] for part, measure in parts.items()],
            as_of=as_of,
        )
        for each, parts in found.items()
    ]
    Figure.objects.bulk_create(
        sorted(made, key=lambda row: (row.split, row.first_on, row.until_on, row.grain)),
        update_conflicts=True,
        unique_fields=["workspace", "kpi", "split", "first_on", "until_on", "grain"],
        update_fields=["currency", "time_zone", "found", "as_of"],
    )


def numbers_of(measure: Measure) -> list:
    """As JSON holds them: amounts stay whole."""
    numbers = measure.numerator, measure.denominator, measure.n, measure.squares
    return [_plain(each) for each in numbers]


def _plain(number):
    if isinstance(number, Decimal):
        return int(number) if number == number.to_integral_value() else float(number)
    return number


def _head() -> Membership:
    """Through whose eyes the whole is seen; there is always one."""
    heads = Membership.objects.active().filter(role__in=HEADS).select_related("workspace")
    return heads.order_by("pk")[0]
