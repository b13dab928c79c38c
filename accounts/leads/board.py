"""Leads in columns, one a stage: the longest in it first, and how many there are."""

from django.db.models import Count
from django.utils.translation import gettext as _

from accounts.models import LeadStage

MOST_CARDS = 20
UNSORTED = "0"


def columns_of(seen, *, mine="") -> list[dict]:
    """`seen` are the leads a member may see; those that nobody sorted yet stand first, where there are any."""
    counts = dict(seen.order_by().values_list("lead_stage").annotate(count=Count("pk")))
    stages = list(LeadStage.objects.in_use())
    columns = [column_of(seen, stage, counts.get(stage.pk, 0)) for stage in stages]
    if counts.get(None) or not columns:
        columns.insert(0, column_of(seen, None, counts.get(None, 0)))
    for each in columns:
        each["list_query"] = f"lead_stage={each['key'] if each['stage'] else 'null'}{mine}"
    return columns


def column_of(seen, stage, count) -> dict:
    found = seen.filter(lead_stage=stage).select_related("owner__user")
    order = ("lead_stage_at", "pk") if stage else ("created_at", "pk")
    cards = list(found.order_by(*order)[:MOST_CARDS]) if count else []
    return {
        "key": str(stage.number) if stage else UNSORTED,
        "stage": stage,
        "label": stage.label if stage else _("Not sorted yet"),
        "count": count,
        "cards": cards,
        "has_more": count > len(cards),
    }
