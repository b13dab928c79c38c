"""What the list of complaints knows of its records: columns, sorts, filters, what a file holds."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from complaints.filters import (
    BranchFilter,
    ComplaintFilter,
    ContactFilter,
    HandlerFilter,
    RepeatFilter,
    StateFilter,
)
from complaints.models import Complaint, Severity
from complaints.models.category import CATEGORY
from complaints.states import ENDS, WAITS_FOR_CUSTOMER, State
from interactions.fields import account_link
from interactions.filters import AccountFilter, SinceFilter, UntilFilter
from lib import formats
from lib.lists.fields import ASIDE, LABELLED, MAIN, Field, Listing
from lib.lists.page import Sort
from lib.lists.rows import badge, bdi, choice
from lib.registry import Registry
from workspaces.roles import Permission

complaint_fields = Registry("fields of complaints")
SEVERITIES: dict[int, str] = {1: "neutral", 2: "info", 3: "waiting", 4: "late"}


def state_badge(complaint) -> str:
    """How a state looks: open, waiting for the customer, brought to its end, or put away."""
    if complaint.state in WAITS_FOR_CUSTOMER:
        return "waiting"
    if complaint.state == State.CLOSED:
        return "done"
    return "neutral" if complaint.state in ENDS else "info"


def state_cell(complaint, rows):
    return badge(choice(complaint, "state"), state_badge(complaint))


def severity_cell(complaint, rows):
    return badge(choice(complaint, "severity"), SEVERITIES[complaint.severity])


FIELDS = [
    Field(
        "name",
        pgettext_lazy("complaint", "Complaint"),
        cell=lambda complaint, rows: rows.link(complaint),
        written=lambda complaint, people: complaint.name,
        on_a_phone=MAIN,
        is_fixed=True,
    ),
    Field(
        "account",
        _("Account"),
        cell=account_link,
        written=lambda complaint, people: complaint.account.name,
        on_a_phone=LABELLED,
        filter=lambda: AccountFilter(label=_("Number of the account")),
        reads=("account",),
        is_usual=True,
    ),
    Field(
        "contact",
        _("Contact"),
        cell=lambda complaint, rows: bdi(complaint.contact and complaint.contact.name),
        written=lambda complaint, people: complaint.contact.name if complaint.contact else "",
        filter=lambda: ContactFilter(label=_("Number of the contact")),
        reads=("contact",),
    ),
    Field(
        "severity",
        _("Severity"),
        cell=severity_cell,
        written=lambda complaint, people: complaint.get_severity_display(),
        on_a_phone=LABELLED,
        filter=lambda: filters.ChoiceFilter(choices=Severity, label=_("Severity")),
        sorts=(Sort("-severity", _("Most severe first"), "severity", is_descending=True),),
        is_usual=True,
    ),
    Field(
        "state",
        _("State"),
        cell=state_cell,
        written=lambda complaint, people: complaint.get_state_display(),
        on_a_phone=ASIDE,
        filter=lambda: StateFilter(label=_("State")),
        is_usual=True,
    ),
    Field(
        "category",
        CATEGORY,
        cell=lambda complaint, rows: bdi(complaint.category and complaint.category.label),
        written=lambda complaint, people: complaint.category.label if complaint.category else "",
        filter=lambda: BranchFilter("category", kind="category", label=CATEGORY),
        reads=("category",),
    ),
    Field(
        "owner",
        _("Who handles it"),
        cell=lambda complaint, rows: bdi(complaint.owner and complaint.owner.user.name),
        written=lambda complaint, people: complaint.owner.user.name if complaint.owner else "",
        on_a_phone=LABELLED,
        filter=lambda: HandlerFilter("owner", kind="owner", label=_("Who handles it")),
        reads=("owner__user",),
        is_usual=True,
    ),
    Field(
        "filed",
        _("Filed"),
        cell=lambda complaint, rows: formats.day(complaint.filed_at),
        written=lambda complaint, people: complaint.filed_at,
        filter=lambda: SinceFilter("filed_at", label=_("Filed since")),
        sorts=(
            Sort("-filed", _("Newest first"), "filed_at", is_descending=True),
            Sort("filed", _("Oldest first"), "filed_at"),
        ),
        is_usual=True,
    ),
    Field("until", _("Filed until"), filter=lambda: UntilFilter("filed_at", label=_("Filed until"))),
    Field(
        "channel",
        _("How it came"),
        cell=lambda complaint, rows: choice(complaint, "channel"),
        written=lambda complaint, people: complaint.get_channel_display(),
        filter=lambda: filters.ChoiceFilter(choices=Complaint.Channel, label=_("How it came")),
    ),
    Field(
        "decision",
        _("Decision"),
        cell=lambda complaint, rows: choice(complaint, "decision") if complaint.decision else "",
        written=lambda complaint, people: complaint.get_decision_display(),
        filter=lambda: filters.ChoiceFilter(choices=Complaint.Decision, label=_("Decision")),
    ),
    Field(
        "cause",
        _("Root cause"),
        cell=lambda complaint, rows: bdi(complaint.root_cause and complaint.root_cause.label),
        written=lambda complaint, people: complaint.root_cause.label if complaint.root_cause else "",
        filter=lambda: BranchFilter(
            "root_cause", kind="cause", label=_("Root cause"), null_label=_("None yet")
        ),
        reads=("root_cause",),
    ),
    Field("repeats", _("Repeats"), filter=lambda: RepeatFilter(label=_("Repeats"))),
    Field(
        "closed",
        _("Closed at"),
        cell=lambda complaint, rows: formats.day(complaint.closed_at) if complaint.closed_at else "",
        written=lambda complaint, people: complaint.closed_at,
        css="text-nowrap",
    ),
    Field(
        "reference",
        _("Reference"),
        cell=lambda complaint, rows: bdi(complaint.reference, "ltr"),
        written=lambda complaint, people: complaint.reference,
        css="text-nowrap",
    ),
]

complaint_listing = Listing(
    key="complaints",
    label=_("Complaints"),
    fields=complaint_fields,
    base_filter=ComplaintFilter,
    url_name="complaints:complaints",
    record_url_name="complaints:complaint",
    permission=Permission.VIEW_CUSTOMERS,
    default_sort="-filed",
    queryset=lambda membership: Complaint.objects.visible_to(membership),
)

for place, each in enumerate(FIELDS):
    complaint_fields.register(each.key, each, order=10 * place)
