"""What the list of interactions knows of its records: columns, sorts, filters."""

import django_filters as filters
from django.db.models import Prefetch
from django.utils.html import format_html
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.filters import OwnerFilter
from interactions.channels import ICONS
from interactions.filters import AccountFilter, InteractionFilter, SinceFilter, UntilFilter
from interactions.models import Interaction, InteractionContact
from lib import formats
from lib.lists.fields import ASIDE, LABELLED, MAIN, Field, Listing
from lib.lists.page import Sort
from lib.lists.rows import bdi, choice
from lib.registry import Registry
from lib.templatetags.house import drawing
from workspaces.roles import Permission

interaction_fields = Registry("fields of interactions")


def contacts_of(membership):
    return [Prefetch("presences", InteractionContact.objects.select_related("contact").order_by("pk"))]


def channel_cell(interaction, rows):
    return channel_sign(interaction.channel, choice(interaction, "channel"))


def channel_sign(channel: str, name: str) -> str:
    return format_html('<span class="channel">{}{}</span>', drawing(ICONS[channel]), name)


def account_link(record, rows):
    """The customer's page, which lies beside this list."""
    url = f"{rows.before.rstrip('/').rpartition('/')[0]}/accounts/{record.account.number}/"
    return format_html('<a href="{}"><bdi>{}</bdi></a>', url, record.account.name)


def who_sees(interaction, rows):
    return seen_badge(interaction.is_visible_to_customer)


def seen_badge(is_visible) -> str:
    """Unmistakable in the sign and in the word."""
    sign, word = ("eye", _now("Visible to the customer")) if is_visible else ("lock", _now("Internal"))
    state = "waiting" if is_visible else "neutral"
    return format_html('<span class="badge badge-{}">{}{}</span>', state, drawing(sign), word)


def by_name(interaction, rows):
    return bdi(interaction.logged_by and interaction.logged_by.user.name)


FIELDS = [
    Field(
        "name",
        _("What it was about"),
        cell=lambda interaction, rows: rows.link(interaction),
        on_a_phone=MAIN,
        is_fixed=True,
    ),
    Field(
        "channel",
        _("Channel"),
        cell=channel_cell,
        on_a_phone=ASIDE,
        filter=lambda: filters.ChoiceFilter(choices=Interaction.Channel, label=_("Channel")),
        is_usual=True,
    ),
    Field(
        "account",
        _("Account"),
        cell=account_link,
        on_a_phone=LABELLED,
        filter=lambda: AccountFilter(label=_("Number of the account")),
        reads=("account",),
        is_usual=True,
    ),
    Field(
        "contacts",
        _("Contacts"),
        cell=lambda interaction, rows: bdi(formats.listed(each.name for each in interaction.contacts)),
        on_a_phone=LABELLED,
        parts=contacts_of,
        is_usual=True,
    ),
    Field(
        "outcome",
        _("Outcome"),
        cell=lambda interaction, rows: choice(interaction, "outcome"),
        filter=lambda: filters.ChoiceFilter(choices=Interaction.Outcome, label=_("Outcome")),
        is_usual=True,
    ),
    Field(
        "direction",
        _("Direction"),
        cell=lambda interaction, rows: choice(interaction, "direction"),
        filter=lambda: filters.ChoiceFilter(choices=Interaction.Direction, label=_("Direction")),
    ),
    Field(
        "by",
        _("Logged by"),
        cell=by_name,
        on_a_phone=LABELLED,
        filter=lambda: OwnerFilter("logged_by", kind="owner", label=_("Logged by")),
        reads=("logged_by__user",),
        is_usual=True,
    ),
    Field(
        "at",
        _("When"),
        cell=lambda interaction, rows: formats.moment(interaction.at),
        css="text-nowrap",
        on_a_phone=LABELLED,
        sorts=(
            Sort("-at", _("Newest first"), "at", is_descending=True),
            Sort("at", _("Oldest first"), "at"),
        ),
        filter=lambda: SinceFilter("at", label=_("From")),
        is_usual=True,
    ),
    Field("until", _("Until"), filter=lambda: UntilFilter("at", label=_("Until"))),
    Field(
        "minutes",
        _("Minutes"),
        cell=lambda interaction, rows: formats.number(interaction.minutes) if interaction.minutes else "",
        css="num",
    ),
    Field(
        "visible",
        _("Who sees it"),
        cell=who_sees,
        filter=lambda: filters.ChoiceFilter(
            "is_visible_to_customer",
            choices=[("True", _("Visible to the customer")), ("False", _("Internal"))],
            label=_("Who sees it"),
        ),
        is_usual=True,
    ),
    Field(
        "number",
        _("Number"),
        cell=lambda interaction, rows: interaction.number,
        css="num",
        sorts=(
            Sort("number", _("Number, lowest first"), "number"),
            Sort("-number", _("Number, highest first"), "number", is_descending=True),
        ),
    ),
]

interaction_listing = Listing(
    key="interactions",
    label=_("Interactions"),
    fields=interaction_fields,
    base_filter=InteractionFilter,
    url_name="interactions:list",
    record_url_name="interactions:detail",
    permission=Permission.VIEW_CUSTOMERS,
    default_sort="-at",
    queryset=lambda membership: Interaction.objects.visible_to(membership),
)

for place, each in enumerate(FIELDS):
    interaction_fields.register(each.key, each, order=10 * place)
