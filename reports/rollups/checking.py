"""The nightly comparison of the rollups with the facts: some months, drawn by chance, are added up anew.

What differs is written down, told to who runs the workspace, and made anew from the facts; never in silence.
"""

import random
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date

import structlog
from django.db import transaction

from lib.tenancy.state import require_workspace_id
from reports.cohorts import Cell, Grain, added_up, customers, from_facts, kept_cells
from reports.models import AccountMonth, RollupCheck, RollupState
from reports.models.rollups import FACTS
from reports.rollups.hearing import heard
from reports.rollups.keeping import is_worth_it, waiting
from reports.rollups.months import facts_of_month, write_months
from timeline.notifying import notify
from workspaces.models import Membership, Workspace
from workspaces.roles import HEADS

log = structlog.get_logger(__name__)

MONTHS = 3
MOST_TOLD = 50
Sums = dict[int, tuple[int, ...]]


@dataclass
class Difference:
    """Of one sum in one period: what was kept and what the facts say."""

    what: str
    period: str
    kept: int
    facts: int


@transaction.atomic
def check(draw: random.Random | None = None) -> RollupCheck | None:
    """Compare and mend; None while the rollups are built, and while somebody works on them."""
    workspace = Workspace.objects.get(pk=require_workspace_id())
    states = RollupState.objects.select_for_update(no_key=True, skip_locked=True).order_by("pk")
    state = states.first()
    if state is None or state.built_at is None:
        return None
    draw = draw or random.Random()  # noqa: S311  # nosec B311
    months = list(AccountMonth.objects.order_by("month").values_list("month", flat=True).distinct())
    drawn = sorted(draw.sample(months, min(MONTHS, len(months))))
    wrong = [each for month in drawn for each in check_month(month, workspace)]
    checked = len(drawn) * len(FACTS)
    if is_worth_it(state) and not state.is_dirty:
        checked += 2 * len(Grain)
        wrong += [each for grain in Grain for each in check_cells(grain, workspace)]
    if wrong:
        state.is_dirty = True
        state.save(update_fields=["is_dirty"])
    return keep(checked, wrong)


def check_month(month: date, workspace: Workspace) -> list[Difference]:
    """Account by account, in one look at the database; accounts of which the outbox still tells are left to it."""
    kept, facts = facts_of_month(month, workspace)
    differing = {key for key in kept.keys() | facts.keys() if kept.get(key) != facts.get(key)}
    differing -= _told_of() if differing else set()
    if not differing:
        return []
    write_months(differing, workspace)
    found = []
    for place, name in enumerate(FACTS):
        stood, said = (sum(rows[key][place] for key in differing if key in rows) for rows in (kept, facts))
        apart = any(kept.get(key, EMPTY)[place] != facts.get(key, EMPTY)[place] for key in differing)
        if apart:
            found.append(Difference(name, f"{month:%Y-%m}", stood, said))
    return found


EMPTY = (0,) * len(FACTS)


def check_cells(grain: str, workspace: Workspace) -> list[Difference]:
    kept, facts = kept_cells(grain), added_up(from_facts(customers(), grain, workspace.currency))
    if sorted(kept, key=_place) == sorted(facts, key=_place) or waiting(1):
        return []
    return [
        Difference(f"cohorts: {name}", str(grain), _sum(kept, name), _sum(facts, name))
        for name in ("customers", "revenue_minor")
    ]


def _place(cell: Cell):
    return cell.cohort, cell.period


def _sum(cells: Iterable[Cell], name: str) -> int:
    return sum(getattr(each, name) for each in cells)


def _told_of() -> set[int]:
    """Accounts that events name which were not read yet."""
    events = waiting(1_000)
    return heard(events, len(events) * 1_000 + 1)[1].accounts


def keep(checked: int, wrong: list[Difference]) -> RollupCheck:
    made = RollupCheck.objects.create(
        checked_count=checked, wrong_count=len(wrong), wrong=[asdict(each) for each in wrong[:MOST_TOLD]]
    )
    if wrong:
        log.error("rollups_do_not_agree", sums=len(wrong))
        notify("reports.do_not_agree", Membership.objects.active().filter(role__in=sorted(HEADS)))
    return made
