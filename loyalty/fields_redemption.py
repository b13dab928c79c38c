"""What the lists of redemptions and of vouchers know of their records."""

import django_filters as filters
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from interactions.filters import AccountFilter, SinceFilter, UntilFilter
from lib import formats
from lib.lists.fields import ASIDE, LABELLED, MAIN, Field, Listing
from lib.lists.page import Sort
from lib.lists.rows import badge, bdi, choice
from lib.registry import Registry
from loyalty.filters import MemberFilter
from loyalty.models import Redemption, Voucher
from loyalty.words import terms_of
from workspaces.roles import Permission

redemption_fields = Registry("fields of redemptions")
voucher_fields = Registry("fields of vouchers")
WAITING, USABLE, OVER = "waiting", "usable", "over"
BADGES = {
    Redemption.State.HELD: "waiting",
    Redemption.State.CAPTURED: "info",
    Redemption.State.FULFILLED: "done",
}


def badge_of(voucher) -> str:
    if voucher.is_open:
        return "waiting" if voucher.is_expired() else "info"
    return "done" if voucher.state == Voucher.State.USED else "neutral"


class RedemptionStateFilter(filters.ChoiceFilter):
    def __init__(self, *args, **kwargs):
        waiting = (WAITING, pgettext_lazy("redemption", "To be handed over"))
        super().__init__(*args, choices=[waiting, *Redemption.State.choices], **kwargs)

    def filter(self, queryset, value):
        if not value:
            return queryset
        return queryset.waiting() if value == WAITING else queryset.filter(state=value)


class VoucherStateFilter(filters.ChoiceFilter):
    def __init__(self, *args, **kwargs):
        states = [
            (USABLE, pgettext_lazy("voucher", "Can be used")),
            (OVER, pgettext_lazy("voucher", "Expired")),
            (Voucher.State.USED.value, Voucher.State.USED.label),
            (Voucher.State.TAKEN_BACK.value, Voucher.State.TAKEN_BACK.label),
        ]
        super().__init__(*args, choices=states, **kwargs)

    def filter(self, queryset, value):
        today = timezone.localdate()
        if value == USABLE:
            return queryset.usable(on=today)
        if value == OVER:
            return queryset.open().filter(valid_until__lt=today)
        return queryset.filter(state=value) if value else queryset


def customer_link(record, rows):
    url = f"{rows.before.partition('/loyalty/')[0]}/accounts/{record.account.number}/"
    return format_html('<a href="{}"><bdi>{}</bdi></a>', url, record.account.name)


def reward_link(redemption, rows):
    return format_html(
        '<a data-row-link href="{}"><bdi>{}</bdi></a>', rows.url(redemption), redemption.reward.name
    )


def customer():
    return Field(
        "account",
        _("Customer"),
        cell=customer_link,
        on_a_phone=LABELLED,
        filter=lambda: AccountFilter(label=_("Number of the account")),
        reads=("account",),
        is_usual=True,
    )


REDEMPTIONS = [
    Field(
        "name",
        _("Reward"),
        cell=reward_link,
        on_a_phone=MAIN,
        is_fixed=True,
        reads=("reward",),
    ),
    Field(
        "code",
        _("Code"),
        cell=lambda each, rows: bdi(each.shown_code, "ltr"),
        css="text-nowrap",
        on_a_phone=LABELLED,
        is_usual=True,
    ),
    Field(
        "state",
        _("State"),
        cell=lambda each, rows: badge(choice(each, "state"), BADGES.get(each.state, "neutral")),
        on_a_phone=ASIDE,
        filter=lambda: RedemptionStateFilter(label=_("State")),
        is_usual=True,
    ),
    customer(),
    Field(
        "points",
        pgettext_lazy("loyalty", "Points"),
        cell=lambda each, rows: formats.number(each.points),
        css="num text-nowrap",
        on_a_phone=LABELLED,
        is_usual=True,
    ),
    Field(
        "asked",
        pgettext_lazy("redemption", "Asked for"),
        cell=lambda each, rows: formats.day(each.created_at),
        css="text-nowrap",
        on_a_phone=LABELLED,
        sorts=(
            Sort("-asked", _("Newest first"), "created_at", is_descending=True),
            Sort("asked", _("Oldest first"), "created_at"),
        ),
        filter=lambda: SinceFilter("created_at", label=_("From")),
        is_usual=True,
    ),
    Field("until", _("Until"), filter=lambda: UntilFilter("created_at", label=_("Until"))),
    Field(
        "last_day",
        _("To be collected until"),
        cell=lambda each, rows: formats.day(each.last_day) if each.is_held else "",
        css="text-nowrap",
    ),
    Field(
        "own",
        _("Asked for by the customer"),
        filter=lambda: filters.BooleanFilter("is_by_customer", label=_("Asked for by the customer")),
    ),
]

VOUCHERS = [
    Field(
        "name",
        _("Code"),
        cell=lambda each, rows: rows.link(each),
        css="text-nowrap",
        on_a_phone=MAIN,
        is_fixed=True,
    ),
    Field(
        "state",
        _("State"),
        cell=lambda each, rows: badge(str(each.state_label), badge_of(each)),
        on_a_phone=ASIDE,
        filter=lambda: VoucherStateFilter(label=_("State")),
        is_usual=True,
    ),
    Field(
        "terms",
        _("What it is good for"),
        cell=lambda each, rows: terms_of(each),
        on_a_phone=LABELLED,
        is_usual=True,
    ),
    customer(),
    Field(
        "origin",
        _("Comes from"),
        cell=lambda each, rows: choice(each, "origin"),
        filter=lambda: filters.ChoiceFilter(choices=Voucher.Origin.choices, label=_("Comes from")),
        is_usual=True,
    ),
    Field(
        "valid_until",
        pgettext_lazy("voucher", "Valid until"),
        cell=lambda each, rows: formats.day(each.valid_until),
        css="text-nowrap",
        on_a_phone=LABELLED,
        is_usual=True,
    ),
    Field(
        "made",
        pgettext_lazy("voucher", "Given on"),
        cell=lambda each, rows: formats.day(each.created_at),
        css="text-nowrap",
        sorts=(
            Sort("-made", _("Newest first"), "created_at", is_descending=True),
            Sort("made", _("Oldest first"), "created_at"),
        ),
    ),
    Field(
        "text",
        pgettext_lazy("voucher", "What it is for"),
        cell=lambda each, rows: bdi(each.text[:120]),
    ),
]

redemption_listing = Listing(
    key="redemptions",
    label=_("Redemptions"),
    fields=redemption_fields,
    base_filter=MemberFilter,
    url_name="loyalty:redemptions",
    record_url_name="loyalty:redemption",
    permission=Permission.VIEW_CUSTOMERS,
    default_sort="-asked",
    queryset=lambda membership: Redemption.objects.visible_to(membership),
)
voucher_listing = Listing(
    key="vouchers",
    label=_("Vouchers"),
    fields=voucher_fields,
    base_filter=MemberFilter,
    url_name="loyalty:vouchers",
    record_url_name="loyalty:voucher",
    permission=Permission.VIEW_CUSTOMERS,
    default_sort="-made",
    queryset=lambda membership: Voucher.objects.visible_to(membership),
)

for registry, fields in ((redemption_fields, REDEMPTIONS), (voucher_fields, VOUCHERS)):
    for place, each in enumerate(fields):
        registry.register(each.key, each, order=10 * place)
