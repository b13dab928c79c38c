"""Leads in columns, one a stage: the longest in it first, and how many there are."""

from django.utils.translation import gettext as _

from accounts.models import LeadStage
from lib import formats
from lib.lists.page import COUNT_CAP

MOST_CARDS = 20
UNSORTED = "0"


def columns_of(seen, *, mine="") -> list[dict]:
    """`seen` are the leads a member may see; those that nobody sorted yet stand first, where there are any."""
    columns = [column_of(seen, stage) for stage in LeadStage.objects.in_use()]
    unsorted = column_of(seen, None)
    if unsorted["count"] or not columns:
        columns.insert(0, unsorted)
    for each in columns:
        each["list_query"] = f"lead_stage={each['key'] if each['stage'] else 'null'}{mine}"
    return columns


def column_of(seen, stage) -> dict:
    """As far as its cards fit; beyond them it is counted, up to where lists stop counting.

    Nobody stands in no stage since a day, so those who came first are first there.
    """
    found = seen.filter(lead_stage=stage)
    cards = list(found.select_related("owner__user").order_by("lead_stage_at", "pk")[: MOST_CARDS + 1])
    has_more = len(cards) > MOST_CARDS
    count = found.order_by()[: COUNT_CAP + 1].count() if has_more else len(cards)
    return {
        "key": str(stage.number) if stage else UNSORTED,
        "stage": stage,
        "label": stage.label if stage else _("Not sorted yet"),
        "count": count,
        "count_text": formats.number_up_to(count, COUNT_CAP),
        "cards": cards[:MOST_CARDS],
        "has_more": has_more,
    }
