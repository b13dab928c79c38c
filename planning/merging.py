"""What a merge of two customers does with tables of planning that cannot simply be moved."""

from django.db.models import Max, Q

from accounts.merging.rules import one_each
from planning.models import Onboarding, ScopeStatement


def move_statements(moving, model, field) -> None:
    """What was agreed with the absorbed one comes after the editions of the survivor, who keeps the one draft."""
    own = ScopeStatement.objects.filter(account=moving.survivor)
    last = own.aggregate(last=Max("edition"))["last"] or 0
    rows = ScopeStatement.objects.filter(account=moving.absorbed)
    if own.filter(state=ScopeStatement.State.DRAFT).exists():
        moving.leave(ScopeStatement, rows.filter(state=ScopeStatement.State.DRAFT).count())
        rows = rows.exclude(state=ScopeStatement.State.DRAFT)
    # From the last on, so that none meets another on its way.
    for row in rows.order_by("-edition"):
        moving.change(row, edition=row.edition + last)
    moving.move(ScopeStatement, field, rows)


RULES = {
    # A person of both customers, or two who become one person of the same: what is known of the survivor's stands.
    "planning.stakeholder.account": one_each("contact"),
    "planning.stakeholder.contact": one_each("account"),
    "planning.onboarding": one_each("template", when=Q(state=Onboarding.State.RUNNING)),
    # One draft and one in force: the survivor's plans stand, those of the absorbed one that are closed come along.
    "planning.accountplan": one_each("state", when=Q(state__in=("draft", "active"))),
    "planning.accountscore": one_each(),
    "planning.tierproposal": one_each(when=Q(state="open"), sets=lambda: {"state": "refused"}),
    "planning.scopestatement.account": move_statements,
}
