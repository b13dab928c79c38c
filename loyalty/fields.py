"""What the list of members knows of its records: columns, sorts, filters, what a file holds."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models.naming import in_two_languages
from interactions.fields import account_link
from interactions.filters import AccountFilter, SinceFilter, UntilFilter
from lib import formats
from lib.lists.fields import ASIDE, LABELLED, MAIN, Field, Listing
from lib.lists.page import Sort
from lib.registry import Registry
from loyalty.figures import last_day, with_figures
from loyalty.filters import ExpiringFilter, FallingFilter, HasFilter, MemberFilter, TierFilter
from loyalty.models import Wallet
from workspaces.roles import Permission

member_fields = Registry("fields of members")


def figure(points: int) -> str:
    return formats.number(points) if points else ""


FIELDS = [
    Field(
        "name",
        _("Customer"),
        cell=lambda wallet, rows: rows.link(wallet),
        written=lambda wallet, people: wallet.account.name,
        on_a_phone=MAIN,
        reads=("account",),
        is_fixed=True,
    ),
    Field(
        "account",
        _("Page of the customer"),
        cell=account_link,
        filter=lambda: AccountFilter(label=_("Number of the account")),
        reads=("account",),
    ),
    Field(
        "usable",
        pgettext_lazy("points", "Can be used"),
        cell=lambda wallet, rows: formats.number(wallet.usable_now),
        written=lambda wallet, people: wallet.usable_now,
        on_a_phone=ASIDE,
        css="num text-nowrap",
        filter=lambda: HasFilter(label=_("Has")),
        is_usual=True,
    ),
    Field(
        "pending",
        pgettext_lazy("points", "Waited for"),
        cell=lambda wallet, rows: figure(wallet.pending_now),
        written=lambda wallet, people: wallet.pending_now,
        css="num text-nowrap",
        is_usual=True,
    ),
    Field(
        "held",
        pgettext_lazy("points", "Kept for rewards"),
        cell=lambda wallet, rows: figure(wallet.held_points),
        written=lambda wallet, people: wallet.held_points,
        css="num text-nowrap",
        is_usual=True,
    ),
    Field(
        "owed",
        pgettext_lazy("points", "Owed"),
        cell=lambda wallet, rows: figure(wallet.debt_points),
        written=lambda wallet, people: wallet.debt_points,
        css="num text-nowrap",
        is_usual=True,
    ),
    Field(
        "balance",
        pgettext_lazy("points", "Balance"),
        cell=lambda wallet, rows: formats.number(wallet.balance_points),
        written=lambda wallet, people: wallet.balance_points,
        css="num text-nowrap",
        sorts=(
            Sort("-balance", _("Most points first"), "balance_points", is_descending=True),
            Sort("balance", _("Fewest points first"), "balance_points"),
        ),
    ),
    Field(
        "tier",
        _("Loyalty tier"),
        cell=lambda wallet, rows: in_two_languages(wallet.tier_ar or "", wallet.tier_en or ""),
        written=lambda wallet, people: in_two_languages(wallet.tier_ar or "", wallet.tier_en or ""),
        on_a_phone=LABELLED,
        filter=lambda: TierFilter(label=_("Loyalty tier")),
        is_usual=True,
    ),
    Field(
        "falling",
        _("Loses the tier on"),
        cell=lambda wallet, rows: formats.day(wallet.falls_on) if wallet.falls_on else "",
        written=lambda wallet, people: wallet.falls_on,
        on_a_phone=LABELLED,
        css="text-nowrap",
        filter=lambda: FallingFilter(label=_("Warned")),
    ),
    Field(
        "expiry",
        _("Next expiry"),
        cell=lambda wallet, rows: (
            formats.day(last_day(wallet.next_expiry_at)) if wallet.next_expiry_at else ""
        ),
        written=lambda wallet, people: last_day(wallet.next_expiry_at) if wallet.next_expiry_at else None,
        on_a_phone=LABELLED,
        css="text-nowrap",
        filter=lambda: ExpiringFilter(label=_("Points expire")),
        is_usual=True,
    ),
    Field(
        "joined",
        _("Member since"),
        cell=lambda wallet, rows: formats.day(wallet.joined_at),
        written=lambda wallet, people: wallet.joined_at,
        css="text-nowrap",
        sorts=(
            Sort("-joined", _("Newest first"), "joined_at", is_descending=True),
            Sort("joined", _("Oldest first"), "joined_at"),
        ),
        filter=lambda: SinceFilter("joined_at", label=_("Member from")),
    ),
    Field("until", _("Member until"), filter=lambda: UntilFilter("joined_at", label=_("Member until"))),
    Field(
        "number",
        _("Number"),
        cell=lambda wallet, rows: wallet.number,
        css="num",
        sorts=(
            Sort("number", _("Number, lowest first"), "number"),
            Sort("-number", _("Number, highest first"), "number", is_descending=True),
        ),
    ),
]

member_listing = Listing(
    key="members",
    label=_("Points of customers"),
    fields=member_fields,
    base_filter=MemberFilter,
    url_name="loyalty:members",
    record_url_name="loyalty:member",
    permission=Permission.VIEW_CUSTOMERS,
    default_sort="-balance",
    queryset=lambda membership: with_figures(Wallet.objects.standing().visible_to(membership)),
)

for place, each in enumerate(FIELDS):
    member_fields.register(each.key, each, order=10 * place)
