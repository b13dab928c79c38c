"""Proposing: in the night, of the customers of a batch, whose accounts are locked.

What no longer holds is over; what holds is proposed, at most MOST for a customer, and not what was decided lately.
"""

from datetime import date, timedelta

from django.utils import timezone

from lib.tenancy.models import take_numbers
from reports.health.scoring import Facts
from reports.models import ProposedAction
from reports.nextbest.kinds import Batch, action_kinds

MOST = 3
NOT_AGAIN = timedelta(days=30)
State = ProposedAction.State


def propose(day: date, facts: dict[int, Facts], fell: dict[int, tuple[int, int, str]]) -> int:
    """How many were proposed anew."""
    batch = Batch(day, facts, fell)
    found: dict[int, list[tuple[int, str, dict]]] = {pk: [] for pk in facts}
    for key in action_kinds.keys():  # noqa: SIM118 - a registry is no dictionary: it iterates over its items
        kind = action_kinds.get(key)
        for pk, told in kind.find(batch).items():
            found[pk].append((kind.rank, key, told))
    wanted = {
        (pk, key): (rank, told)
        for pk, rows in found.items()
        for rank, key, told in sorted(rows, key=lambda row: -row[0])[:MOST]
    }
    return _keep(batch.pks, wanted)


def _keep(pks: list[int], wanted: dict[tuple[int, str], tuple[int, dict]]) -> int:
    now = timezone.now()
    standing = ProposedAction.objects.filter(account__in=pks, state=State.PROPOSED).order_by("pk")
    rows = {(row.account_id, row.kind): row for row in standing}
    over = [row.pk for key, row in rows.items() if key not in wanted]
    ProposedAction.objects.filter(pk__in=over).update(state=State.OVER, decided_at=now)
    changed = [row for key, row in rows.items() if key in wanted and row.facts != wanted[key][1]]
    for row in changed:
        row.rank, row.facts = wanted[row.account_id, row.kind]
    ProposedAction.objects.bulk_update(changed, ["rank", "facts"])
    decided = ProposedAction.objects.filter(
        account__in=pks, state__in=(State.ACCEPTED, State.DISMISSED), decided_at__gt=now - NOT_AGAIN
    )
    settled = set(decided.values_list("account_id", "kind"))
    new = [key for key in wanted if key not in rows and key not in settled]
    if new:
        first = take_numbers(ProposedAction, len(new))
        ProposedAction.objects.bulk_create(
            ProposedAction(
                account_id=pk,
                kind=kind,
                rank=wanted[pk, kind][0],
                facts=wanted[pk, kind][1],
                number=first + place,
            )
            for place, (pk, kind) in enumerate(new)
        )
    return len(new)
