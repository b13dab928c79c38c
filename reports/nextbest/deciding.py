"""What a person makes of a proposed action. Order of locks: customer, then the row."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from interactions.models import FollowUp
from interactions.models.contact_schedule import opened_workspace, working_day
from interactions.services import add_follow_up
from reports.models import ProposedAction
from reports.nextbest.kinds import action_kinds
from timeline.services import record

State = ProposedAction.State


class DecidedBefore(Exception):
    """Somebody else has decided, or it is no longer needed."""


def held(action: ProposedAction) -> ProposedAction:
    action.account.wait_to_change()
    rows = ProposedAction.objects.select_for_update(no_key=True, of=("self",)).order_by("pk")
    return rows.select_related("account__owner").get(pk=action.pk)


@transaction.atomic
def accept(action: ProposedAction, *, by) -> FollowUp:
    """A follow-up for who looks after the customer, on the next working day; pressed twice it is one."""
    row = held(action)
    if row.state == State.ACCEPTED and row.follow_up_id is not None:
        return FollowUp.objects.get(pk=row.follow_up_id)
    kind = action_kinds.get(row.kind)
    if row.state != State.PROPOSED or kind is None:
        raise DecidedBefore
    with override(opened_workspace().language):
        text = kind.what(row.facts)
    fields = {
        "owner": row.account.owner or by,
        "reason": text[:300],
        "due_on": working_day(timezone.localdate() + timedelta(days=1)),
    }
    row.follow_up = add_follow_up(account=row.account, by=by, fields=fields)
    decide(row, State.ACCEPTED, by=by)
    return row.follow_up


@transaction.atomic
def dismiss(action: ProposedAction, *, by, reason: str) -> None:
    """Not proposed again for a while; pressed twice it is one. The opposite is propose_again()."""
    row = held(action)
    if row.state == State.DISMISSED:
        return
    if row.state != State.PROPOSED:
        raise DecidedBefore
    row.reason = reason
    decide(row, State.DISMISSED, by=by)


@transaction.atomic
def propose_again(action: ProposedAction, *, by) -> None:
    row = held(action)
    same = ProposedAction.objects.filter(account=row.account, kind=row.kind, state=State.PROPOSED)
    if row.state != State.DISMISSED or same.exists():
        raise DecidedBefore
    row.state, row.reason, row.decided_at, row.decided_by = State.PROPOSED, "", None, None
    row.save(update_fields=["state", "reason", "decided_at", "decided_by"])
    record("proposedaction.proposed_again", row, by=by, context=row.account, kind=row.kind)


def decide(row: ProposedAction, state: str, *, by) -> None:
    row.state, row.decided_at, row.decided_by = state, timezone.now(), by
    row.save(update_fields=["state", "decided_at", "decided_by", "reason", "follow_up"])
    record(f"proposedaction.{state}", row, by=by, context=row.account, kind=row.kind)
