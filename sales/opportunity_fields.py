"""What the list of opportunities knows of its records: columns, sorts, filters, what a file holds."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from accounts.filters import OwnerFilter
from accounts.models import Account
from interactions.fields import account_link
from interactions.filters import AccountFilter
from lib import formats, money
from lib.lists.fields import ASIDE, LABELLED, MAIN, Field, Listing
from lib.lists.page import Sort
from lib.lists.rows import badge, bdi, choice
from lib.registry import Registry
from sales.models import Opportunity
from sales.opportunity_filters import ClosesFilter, OpportunityFilter, StageFilter
from workspaces.roles import Permission

opportunity_fields = Registry("fields of opportunities")
STATES: dict[str, str] = {"open": "info", "won": "done", "lost": "neutral"}


def stage_cell(opportunity, rows):
    return badge(opportunity.stage.name, STATES[opportunity.state])


def amount_cell(opportunity, rows):
    return formats.money(opportunity.amount_minor, opportunity.currency) if opportunity.amount_minor else ""


def expected_cell(opportunity, rows):
    if opportunity.is_overdue:
        return badge(formats.day(opportunity.expected_on), "late")
    return formats.day(opportunity.expected_on)


def step_cell(opportunity, rows):
    step = opportunity.open_step
    return bdi(step.reason) if step else ""


FIELDS = [
    Field(
        "name",
        _("Opportunity"),
        cell=lambda opportunity, rows: rows.link(opportunity),
        written=lambda opportunity, people: opportunity.name,
        on_a_phone=MAIN,
        is_fixed=True,
    ),
    Field(
        "account",
        _("Account"),
        cell=account_link,
        written=lambda opportunity, people: opportunity.account.name,
        on_a_phone=LABELLED,
        filter=lambda: AccountFilter(label=_("Number of the account")),
        reads=("account",),
        is_usual=True,
    ),
    Field(
        "kind",
        _("Kind"),
        cell=lambda opportunity, rows: choice(opportunity, "kind"),
        written=lambda opportunity, people: opportunity.get_kind_display(),
        filter=lambda: filters.ChoiceFilter(choices=Opportunity.Kind, label=_("Kind")),
        is_usual=True,
    ),
    Field(
        "stage",
        _("Stage"),
        cell=stage_cell,
        written=lambda opportunity, people: opportunity.stage.name,
        on_a_phone=ASIDE,
        filter=lambda: StageFilter("stage", kind="stage", label=_("Stage")),
        reads=("stage",),
        is_usual=True,
    ),
    Field(
        "amount",
        _("Amount"),
        cell=amount_cell,
        written=lambda opportunity, people: money.plain(opportunity.amount_minor, opportunity.currency),
        css="num",
        on_a_phone=LABELLED,
        sorts=(
            Sort("-amount", _("Largest amount first"), "amount_minor", is_descending=True),
            Sort("amount", _("Smallest amount first"), "amount_minor"),
        ),
        is_usual=True,
    ),
    Field("currency", _("Currency"), written=lambda opportunity, people: opportunity.currency),
    Field(
        "probability",
        _("Probability"),
        cell=lambda opportunity, rows: formats.percent(opportunity.probability),
        written=lambda opportunity, people: opportunity.probability,
        css="num",
        is_usual=True,
    ),
    Field(
        "expected",
        _("Expected close"),
        cell=expected_cell,
        written=lambda opportunity, people: opportunity.expected_on,
        on_a_phone=LABELLED,
        css="text-nowrap",
        sorts=(
            Sort("expected", _("Earliest close first"), "expected_on"),
            Sort("-expected", _("Latest close first"), "expected_on", is_descending=True),
        ),
        filter=lambda: ClosesFilter(label=_("Expected close")),
        is_usual=True,
    ),
    Field(
        "owner",
        _("Who looks after it"),
        cell=lambda opportunity, rows: bdi(opportunity.owner and opportunity.owner.user.name),
        written=lambda opportunity, people: opportunity.owner.user.name if opportunity.owner else "",
        on_a_phone=LABELLED,
        filter=lambda: OwnerFilter("owner", kind="owner", label=_("Who looks after it")),
        reads=("owner__user",),
        is_usual=True,
    ),
    Field(
        "step",
        _("Next step"),
        cell=step_cell,
        written=lambda opportunity, people: opportunity.open_step.reason if opportunity.open_step else "",
        reads=("next_step",),
        is_usual=True,
    ),
    Field(
        "since",
        _("In this stage since"),
        cell=lambda opportunity, rows: formats.day(opportunity.stage_since),
        sorts=(
            Sort("since", _("Longest in its stage first"), "stage_since"),
            Sort("-since", _("Moved last first"), "stage_since", is_descending=True),
        ),
    ),
    Field(
        "state",
        _("State"),
        cell=lambda opportunity, rows: choice(opportunity, "state"),
        written=lambda opportunity, people: opportunity.get_state_display(),
        filter=lambda: filters.ChoiceFilter(choices=Opportunity.State, label=_("State")),
    ),
    Field(
        "source",
        _("Source"),
        cell=lambda opportunity, rows: choice(opportunity, "source"),
        written=lambda opportunity, people: opportunity.get_source_display(),
        filter=lambda: filters.ChoiceFilter(choices=Account.Source, label=_("Source")),
    ),
    Field(
        "competitors",
        _("Competitors"),
        cell=lambda opportunity, rows: bdi(opportunity.competitors),
        written=lambda opportunity, people: opportunity.competitors,
    ),
    Field(
        "reason",
        _("Reason for the loss"),
        cell=lambda opportunity, rows: bdi(opportunity.lost_reason and opportunity.lost_reason.name),
        written=lambda opportunity, people: opportunity.lost_reason.name if opportunity.lost_reason else "",
        reads=("lost_reason",),
    ),
    Field(
        "number",
        _("Number"),
        cell=lambda opportunity, rows: opportunity.number,
        css="num",
        sorts=(
            Sort("number", _("Number, lowest first"), "number"),
            Sort("-number", _("Number, highest first"), "number", is_descending=True),
        ),
    ),
]

opportunity_listing = Listing(
    key="opportunities",
    label=_("Opportunities"),
    fields=opportunity_fields,
    base_filter=OpportunityFilter,
    url_name="sales:opportunities",
    record_url_name="sales:opportunity",
    permission=Permission.VIEW_CUSTOMERS,
    default_sort="expected",
    queryset=lambda membership: Opportunity.objects.visible_to(membership),
)

for place, each in enumerate(FIELDS):
    opportunity_fields.register(each.key, each, order=10 * place)
