"""Suggested products of the demo: as the night would have worked them out, some of them decided."""

from datetime import timedelta

from django.utils import timezone

from reports.models import ProductSuggestion
from reports.suggesting.deciding import accept, dismiss
from reports.suggesting.finding import suggest_all
from workspaces.demo import Stage

DECIDED = 6


def seed_suggestions(stage: Stage) -> None:
    with timezone.override(stage.zone):
        suggest_all(stage.today - timedelta(days=1))
        open_ones = ProductSuggestion.objects.open().exclude(account__owner=None)
        for place, each in enumerate(open_ones.select_related("account__owner").order_by("pk")[:DECIDED]):
            if place % 2:
                accept(each, by=each.account.owner)
            else:
                dismiss(each, by=each.account.owner, reason=ProductSuggestion.Reason.LATER)
