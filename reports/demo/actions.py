"""Proposed actions of the demo: those of today, some taken up and some put aside by who looks after the customer."""

from django.utils import timezone

from reports.health.computing import customers, read_these
from reports.models import ProposedAction
from reports.nextbest.deciding import accept, dismiss
from workspaces.demo import Stage

DECIDED = 24


def seed_actions(stage: Stage) -> None:
    with timezone.override(stage.zone):
        read_these(
            list(customers().order_by("pk").select_for_update(no_key=True)), stage.today, proposes=True
        )
        open_ones = ProposedAction.objects.open().exclude(account__owner=None)
        reasons = ProposedAction.Reason.values
        for place, each in enumerate(open_ones.select_related("account__owner").order_by("pk")[:DECIDED]):
            if place % 3:
                accept(each, by=each.account.owner)
            else:
                dismiss(each, by=each.account.owner, reason=reasons[place % len(reasons)])
