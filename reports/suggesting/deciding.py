"""What a person makes of a suggested product. Order of locks: customer, then the row."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from reports.models import ProductSuggestion
from sales.models import Opportunity
from sales.opportunities import add_opportunity
from timeline.services import record

State = ProductSuggestion.State
USUAL_DAYS = 30  # as the form of an opportunity begins


class DecidedBefore(Exception):
    """Somebody else has decided, or it is no longer suggested."""


def held(suggestion: ProductSuggestion) -> ProductSuggestion:
    suggestion.account.wait_to_change()
    rows = ProductSuggestion.objects.select_for_update(no_key=True, of=("self",)).order_by("pk")
    return rows.select_related("account__owner", "product").get(pk=suggestion.pk)


@transaction.atomic
def accept(suggestion: ProductSuggestion, *, by) -> Opportunity:
    """An opportunity of who looks after the customer; pressed twice it is one."""
    row = held(suggestion)
    if row.state == State.ACCEPTED and row.opportunity_id is not None:
        return Opportunity.objects.get(pk=row.opportunity_id)
    if row.state != State.PROPOSED or row.product.is_archived:
        raise DecidedBefore
    fields = {
        "name": row.product.name[:200],
        "kind": Opportunity.Kind.CROSS_SELL,
        "product": row.product,
        "amount_minor": row.product.price_minor,
        "currency": row.product.currency,
        "expected_on": timezone.localdate() + timedelta(days=USUAL_DAYS),
        "owner": row.account.owner or by,
    }
    row.opportunity = add_opportunity(account=row.account, by=by, fields=fields)
    decide(row, State.ACCEPTED, by=by)
    return row.opportunity


@transaction.atomic
def dismiss(suggestion: ProductSuggestion, *, by, reason: str) -> None:
    """Not suggested again for half a year; pressed twice it is one. The opposite is suggest_again()."""
    row = held(suggestion)
    if row.state == State.DISMISSED:
        return
    if row.state != State.PROPOSED:
        raise DecidedBefore
    row.reason = reason
    decide(row, State.DISMISSED, by=by)


@transaction.atomic
def suggest_again(suggestion: ProductSuggestion, *, by) -> None:
    row = held(suggestion)
    same = ProductSuggestion.objects.filter(account=row.account, product=row.product, state=State.PROPOSED)
    if row.state != State.DISMISSED or same.exists():
        raise DecidedBefore
    row.state, row.reason, row.decided_at, row.decided_by = State.PROPOSED, "", None, None
    row.save(update_fields=["state", "reason", "decided_at", "decided_by"])
    record("productsuggestion.suggested_again", row, by=by, context=row.account, name=row.product.name)


def decide(row: ProductSuggestion, state: str, *, by) -> None:
    row.state, row.decided_at, row.decided_by = state, timezone.now(), by
    row.save(update_fields=["state", "decided_at", "decided_by", "reason", "opportunity"])
    record(f"productsuggestion.{state}", row, by=by, context=row.account, name=row.product.name)
