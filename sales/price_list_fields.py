"""What the list of price lists knows of them."""

import django_filters as filters
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.filters import ListFilter
from accounts.known import COLLEAGUES
from lib import formats
from lib.lists.fields import ASIDE, LABELLED, MAIN, Field, Listing
from lib.lists.page import Sort
from lib.lists.rows import badge, bdi
from lib.registry import Registry
from sales.models import PriceList
from workspaces.roles import Permission

price_list_fields = Registry("fields of price lists")
STATES = {PriceList.State.COMING: "waiting", PriceList.State.HOLDS: "done", PriceList.State.OVER: "neutral"}


class PriceListFilter(ListFilter):
    known_sql = (COLLEAGUES,)
    archived = filters.ChoiceFilter(
        choices=[("1", _("Archived"))],
        method="with_archived",
        label=_("Archived price lists"),
        empty_label=_("Not archived"),
    )


class StateFilter(filters.ChoiceFilter):
    """As it is today."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, choices=PriceList.State.choices, **kwargs)

    def filter(self, queryset, value):
        today = timezone.localdate()
        if value == PriceList.State.HOLDS:
            return queryset.holding(today)
        if value == PriceList.State.COMING:
            return queryset.filter(from_on__gt=today)
        return queryset.filter(until_on__lt=today) if value == PriceList.State.OVER else queryset


def state_cell(price_list, rows):
    state = price_list.state
    return badge(str(PriceList.State(state).label), STATES[state])


PRICE_LISTS = [
    Field(
        "name",
        _("Price list"),
        cell=lambda each, rows: rows.link(each),
        on_a_phone=MAIN,
        sorts=(
            Sort("name", _("By name"), "name_fold"),
            Sort("-name", _("By name, the other way round"), "name_fold", is_descending=True),
        ),
        is_fixed=True,
    ),
    Field(
        "state",
        _("State"),
        cell=state_cell,
        on_a_phone=ASIDE,
        filter=lambda: StateFilter(label=_("State")),
        is_usual=True,
    ),
    Field(
        "audience",
        _("For whom"),
        cell=lambda each, rows: bdi(each.for_whom),
        on_a_phone=LABELLED,
        filter=lambda: filters.ChoiceFilter(choices=PriceList.Audience, label=_("For whom")),
        reads=("industry", "region"),
        is_usual=True,
    ),
    Field(
        "from",
        _("Holds from"),
        cell=lambda each, rows: formats.day(each.from_on),
        on_a_phone=LABELLED,
        css="text-nowrap",
        sorts=(
            Sort("-from", _("Newest first"), "from_on", is_descending=True),
            Sort("from", _("Oldest first"), "from_on"),
        ),
        is_usual=True,
    ),
    Field(
        "until",
        _("Holds until"),
        cell=lambda each, rows: formats.day(each.until_on) if each.until_on else "",
        on_a_phone=LABELLED,
        css="text-nowrap",
        is_usual=True,
    ),
    Field("currency", _("Currency"), cell=lambda each, rows: bdi(each.currency), is_usual=True),
    Field("reason", _("Reason and notes"), cell=lambda each, rows: bdi(each.reason[:80])),
]
for place, each in enumerate(PRICE_LISTS):
    price_list_fields.register(each.key, each, order=10 * place)

price_list_listing = Listing(
    key="price_lists",
    label=_("Price lists"),
    fields=price_list_fields,
    base_filter=PriceListFilter,
    url_name="sales:price_lists",
    record_url_name="sales:price_list",
    permission=Permission.VIEW_CUSTOMERS,
    default_sort="-from",
    queryset=lambda membership: PriceList.objects.visible_to(membership),
)
