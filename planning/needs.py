"""Needs of customers: written down and changed."""

from django.db import transaction
from django.db.models import Case, Value, When

from accounts.models import Account
from planning.models import Need, NeedState
from timeline.services import record


@transaction.atomic
def add_need(*, account, by, fields, heard_in=None, form_token=None) -> Need:
    """Write down what a customer needs. Refused while the customer is archived."""
    account.wait_to_change()
    made = Need.objects.create(
        **fields, account=account, heard_in=heard_in, created_by=by, form_token=form_token
    )
    NeedState.objects.create(need=made, state=made.state, by=by)
    record("need.added", made, by=by, context=account)
    return made


@transaction.atomic
def change_need(need, *, by, read_version, changed) -> Need:
    """Save an edited need; `changed` names the fields. Raises Stale when somebody else saved it meanwhile."""
    if not changed:
        return need
    Account.objects.get(pk=need.account_id).wait_to_change()
    need.save_version(read_version=read_version)
    record("need.changed", need, by=by, context=need.account, fields=sorted(changed))
    return need


def needs_of(account):
    """Those that are open first, the important before the others."""
    weight = Case(When(importance="high", then=Value(0)), When(importance="low", then=Value(2)), default=1)
    is_over = Case(When(state__in=Need.OVER, then=Value(1)), default=0)
    related = ("said_by", "heard_in", "created_by__user")
    return Need.objects.filter(account=account).select_related(*related).order_by(is_over, weight, "-pk")
