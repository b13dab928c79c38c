"""What the list of campaigns knows of its records: columns, sorts, filters."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.filters import ListFilter
from accounts.models.contact import Channel
from accounts.purposes import purpose_choices, purpose_names
from campaigns.models import Campaign
from campaigns.models.campaign import STATES
from campaigns.states import ENDS, State
from lib import formats
from lib.lists.fields import ASIDE, LABELLED, MAIN, Field, Listing
from lib.lists.page import Sort
from lib.lists.rows import badge, bdi, choice
from lib.registry import Registry
from workspaces.roles import Permission

campaign_fields = Registry("fields of campaigns")
GOING, OVER = "going", "over"
# Tabs of the list, which are values of the filter too.
GROUPS = [
    (str(State.DRAFT), pgettext_lazy("campaigns", "Drafts")),
    (str(State.SCHEDULED), pgettext_lazy("campaigns", "Scheduled")),
    (GOING, pgettext_lazy("campaigns", "Being sent")),
    (OVER, pgettext_lazy("campaigns", "Over")),
]
MEANT = {GOING: frozenset({State.SNAPSHOTTING, State.RUNNING, State.PAUSED}), OVER: ENDS}
BADGES: dict[str, str] = {
    State.DRAFT: "neutral",
    State.SCHEDULED: "waiting",
    State.SNAPSHOTTING: "info",
    State.RUNNING: "info",
    State.PAUSED: "waiting",
    State.DONE: "done",
    State.CANCELLED: "neutral",
    State.EXPIRED: "late",
    State.FAILED: "late",
}


class CampaignFilter(ListFilter):
    known_sql = ()


class StateFilter(filters.ChoiceFilter):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, choices=[*GROUPS[2:], *STATES], **kwargs)

    def filter(self, queryset, value):
        if not value:
            return queryset
        return queryset.filter(state__in=sorted(MEANT.get(value, {value})))


def purpose_cell(campaign, rows):
    if "purposes" not in rows.kept:
        rows.kept["purposes"] = purpose_names()
    return bdi(rows.kept["purposes"].get(campaign.purpose, campaign.purpose))


def when_cell(campaign, rows):
    return formats.moment(campaign.send_at) if campaign.send_at else ""


def counted_cell(state):
    def cell(campaign, rows):
        return "" if campaign.counted is None else formats.number(campaign.counted.get(state, 0))

    return cell


FIELDS = [
    Field("name", _("Name"), cell=lambda each, rows: rows.link(each), on_a_phone=MAIN, is_fixed=True,
          sorts=(Sort("name", _("Name, first to last"), "name_fold"),)),
    Field("state", _("State"), cell=lambda each, rows: badge(choice(each, "state"), BADGES[each.state]),
          on_a_phone=ASIDE, is_usual=True, filter=lambda: StateFilter(label=_("State"))),
    Field("channel", _("Channel"), cell=lambda each, rows: choice(each, "channel"),
          filter=lambda: filters.ChoiceFilter(choices=Channel, label=_("Channel"))),
    Field("send_at", _("When it is sent"), cell=when_cell, css="text-nowrap", on_a_phone=LABELLED, is_usual=True),
    Field("purpose", pgettext_lazy("campaign", "What it is for"), cell=purpose_cell, is_usual=True,
          filter=lambda: filters.ChoiceFilter(
              choices=purpose_choices, label=pgettext_lazy("campaign", "What it is for"))),
    Field("template", _("Template"), cell=lambda each, rows: bdi(each.template.name), reads=("template",)),
    Field("recipients", _("Recipients"), css="num", on_a_phone=LABELLED, is_usual=True,
          cell=lambda each, rows: formats.number(each.recipient_count) if each.recipient_count else ""),
    Field("sent", pgettext_lazy("recipients", "Sent"), css="num", cell=counted_cell("sent"),
          on_a_phone=LABELLED, is_usual=True),
    Field("left_out", pgettext_lazy("recipients", "Left out"), css="num", cell=counted_cell("skipped")),
    Field("refused", pgettext_lazy("recipients", "Refused"), css="num", cell=counted_cell("failed")),
    Field("by", _("Added by"), reads=("created_by__user",),
          cell=lambda each, rows: bdi(each.created_by and each.created_by.user.name)),
    Field("number", _("Number"), css="num", cell=lambda each, rows: each.number,
          sorts=(Sort("-number", _("Newest first"), "number", is_descending=True),
                 Sort("number", _("Oldest first"), "number"))),
]  # fmt: skip

campaign_listing = Listing(
    key="campaigns",
    label=_("Campaigns"),
    fields=campaign_fields,
    base_filter=CampaignFilter,
    url_name="campaigns:list",
    record_url_name="campaigns:detail",
    permission=Permission.MANAGE_CAMPAIGNS,
    default_sort="-number",
    queryset=lambda membership: Campaign.objects.on_its_own(),
)

for place, each in enumerate(FIELDS):
    campaign_fields.register(each.key, each, order=10 * place)
