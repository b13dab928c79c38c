"""The rollups of a workspace: built once, then kept up with the outbox.

Whoever works on them holds the row of their state. The cursor of the outbox is moved in the transaction in which the
months are written: a worker that dies has written all or nothing, and what is read again is written again.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan
from django.utils import timezone

from accounts.models import Account
from lib.tenancy.state import require_workspace_id
from reports.models import AccountMonth, CohortCell, RollupState
from reports.rollups.cells import write_cells
from reports.rollups.hearing import READER, heard
from reports.rollups.months import write_months
from timeline.models import Event, EventReader
from timeline.reading import PLACE, begin_reading, locked_reader, move_to, next_events
from workspaces.models import Workspace

# Of a batch: events that are read, accounts that are built, and accounts after which no further event is read.
EVENTS, ACCOUNTS, MOST_ACCOUNTS = 1_000, 1_000, 2_000


@transaction.atomic
def keep_up() -> bool:
    """The next batch of what is to be done; whether there may be more."""
    workspace = Workspace.objects.get(pk=require_workspace_id())
    state = _held(workspace)
    if state is None:
        return False
    if (state.time_zone, state.currency) != (workspace.time_zone, workspace.currency):
        begin_anew(state, workspace)
    if state.built_at is None:
        return _build(state, workspace)
    return _follow(state, workspace)


def _held(workspace: Workspace) -> RollupState | None:
    """The state, locked; None while somebody else is at work."""
    states = RollupState.objects.select_for_update(no_key=True, skip_locked=True).order_by("pk")
    found = states.first()
    if found is None:
        made = RollupState(time_zone=workspace.time_zone, currency=workspace.currency)
        RollupState.objects.bulk_create([made], ignore_conflicts=True)
        found = states.first()
        if found is not None and found.built_at is None and not found.built_through:
            begin_reading(READER)
    return found


def begin_anew(state: RollupState, workspace: Workspace) -> None:
    """The months are made anew, account by account; until then reports read the facts."""
    state.time_zone, state.currency = workspace.time_zone, workspace.currency
    state.built_through, state.built_at, state.is_dirty = 0, None, True
    state.save()
    begin_reading(READER)


def _build(state: RollupState, workspace: Workspace) -> bool:
    keys = list(
        Account.objects.filter(pk__gt=state.built_through)
        .order_by("pk")
        .values_list("pk", flat=True)[:ACCOUNTS]
    )
    write_months(keys, workspace)
    if keys:
        state.built_through = keys[-1]
    if len(keys) < ACCOUNTS:
        state.built_at = timezone.now()
        return _follow(state, workspace)
    state.save()
    return True


def _follow(state: RollupState, workspace: Workspace) -> bool:
    reader = locked_reader(READER)
    if reader is None:
        return False
    events, has_more = next_events(reader, None, EVENTS)
    read, found = heard(events, MOST_ACCOUNTS)
    if read < len(events):
        move_to(reader, events[read - 1])
        has_more = True
    months = write_months(found.accounts, workspace)
    if months or found.is_counted_anew:
        state.is_dirty = True
    if not has_more and state.is_dirty:
        _sum_up(state)
    state.save()
    return has_more


def _sum_up(state: RollupState) -> None:
    """The sums of the whole workspace, once everything that was told is written."""
    state.months_count = AccountMonth.objects.count()
    if is_worth_it(state):
        write_cells()
    else:
        CohortCell.objects.all().delete()
    state.is_dirty, state.summed_at = False, timezone.now()


# Below so many months of accounts the facts are read: docs/performance.md, "Reports".
MONTHS_WORTH_IT = 100_000
# So old may be what a page shows.
OLDEST = timedelta(minutes=5)


def is_worth_it(state: RollupState) -> bool:
    return state.months_count >= MONTHS_WORTH_IT


def standing() -> RollupState | None:
    """The rollups to read from; None where the facts are to be read: while they are built, in a small workspace, and
    when they are further behind than a reader may be shown.
    """
    state = RollupState.objects.first()
    if state is None or state.built_at is None or not is_worth_it(state):
        return None
    return state if timezone.now() - as_of() <= OLDEST else None


def sums_as_of(state: RollupState) -> datetime:
    """Of what is added up for the whole workspace."""
    return state.summed_at if state.is_dirty and state.summed_at else as_of()


def waiting(most: int) -> list[Event]:
    """The first events that were not read yet."""
    reader = EventReader.objects.filter(name=READER).first()
    if reader is None:
        return []
    after = TupleGreaterThan(Tuple(*(F(name) for name in PLACE)), (reader.epoch, reader.xid, reader.last_id))
    return list(Event.objects.filter(after).order_by(*PLACE)[:most])


def as_of() -> datetime:
    """Everything before this moment is in the rollups; now, when nothing waits to be read."""
    first = waiting(1)
    return first[0].at if first else timezone.now()


def months_of(accounts) -> list[QuerySet]:
    """They are made along with what an account did: they keep no import from being undone."""
    return [AccountMonth.objects.filter(account__in=accounts)]
