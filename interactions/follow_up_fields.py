"""What the list of follow-ups knows of its records: columns, sorts, filters, and the verbs on a row."""

import django_filters as filters
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.filters import OwnerFilter
from interactions.fields import account_link
from interactions.filters import AccountFilter, FollowUpFilter, WhenFilter
from interactions.models import FollowUp
from lib import formats
from lib.lists.fields import ASIDE, LABELLED, MAIN, WIDE, Field, Listing
from lib.lists.page import Sort
from lib.lists.rows import badge, bdi, choice
from lib.registry import Registry
from lib.templatetags.house import drawing
from workspaces.roles import Permission

follow_up_fields = Registry("fields of follow-ups")
STATES: dict[str, str] = {"open": "waiting", "done": "done", "cancelled": "neutral"}


def due_cell(follow_up, rows):
    return due_words(follow_up)


def due_words(follow_up) -> str:
    """The day, and in colour, sign and word what that means today."""
    due = formats.moment(follow_up.due_at) if follow_up.due_at else formats.day(follow_up.due_on)
    if not follow_up.is_open:
        state = badge(choice(follow_up, "state"), STATES[follow_up.state])
        return format_html("{} {}", state, due)
    if follow_up.is_late:
        return format_html("{} {}", badge(gettext("Late"), "late"), due)
    if follow_up.is_for_today:
        hour = formats.clock(follow_up.due_at) if follow_up.due_at else ""
        return format_html("{} {}", badge(gettext("Today"), "info"), hour)
    return due


def reason_cell(follow_up, rows):
    sign = drawing("repeat") if follow_up.repeats else ""
    return format_html('<span class="reason">{} {}</span>', rows.link(follow_up), sign)


def owed_cell(follow_up, rows):
    if follow_up.owed_by == FollowUp.OwedBy.US:
        return choice(follow_up, "owed_by")
    return badge(choice(follow_up, "owed_by"), "waiting")


def verbs_cell(follow_up, rows):
    """Done, tomorrow, log: the buttons belong to the form #row-verbs of the page."""
    if not follow_up.is_open or follow_up.account.archived_at:
        return ""
    one = f"{rows.before}{follow_up.number}/"
    root = rows.before.rstrip("/").rpartition("/")[0]
    query = urlencode({"account": follow_up.account.number, "follow_up": follow_up.number})
    place = f"?from=list{rows.asked}"
    return format_html(
        '<span class="row-verbs">'
        '<button class="btn btn-secondary btn-sm" form="row-verbs" formaction="{}">{}{}</button>'
        '<button class="btn btn-ghost btn-icon btn-sm" form="row-verbs" formaction="{}"'
        ' name="due_when" value="tomorrow" title="{}" aria-label="{}">{}</button>'
        '<a class="btn btn-ghost btn-icon btn-sm" href="{}" title="{}" aria-label="{}">{}</a></span>',
        f"{one}completion/{place}",
        drawing("check"),
        gettext("Done"),
        f"{one}snooze/{place}",
        *[gettext("Put off until tomorrow")] * 2,
        drawing("clock"),
        f"{root}/interactions/new/?{query}",
        *[gettext("Log it as an interaction")] * 2,
        drawing("note"),
    )


FIELDS = [
    Field("name", _("What is to be done"), cell=reason_cell, on_a_phone=MAIN, is_fixed=True),
    Field(
        "due",
        _("Due"),
        cell=due_cell,
        on_a_phone=LABELLED,
        sorts=(
            Sort("due", _("Due first"), "due_on"),
            Sort("-due", _("Due last"), "due_on", is_descending=True),
        ),
        filter=lambda: WhenFilter(label=_("When")),
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
        "contact",
        _("Contact"),
        cell=lambda follow_up, rows: bdi(follow_up.contact and follow_up.contact.name),
        reads=("contact",),
        is_usual=True,
    ),
    Field(
        "owner",
        _("Who looks after it"),
        cell=lambda follow_up, rows: bdi(follow_up.owner.user.name),
        on_a_phone=LABELLED,
        filter=lambda: OwnerFilter("owner", kind="owner", label=_("Who looks after it")),
        reads=("owner__user",),
        is_usual=True,
    ),
    Field(
        "owed_by",
        _("Who owes it"),
        cell=owed_cell,
        on_a_phone=WIDE,
        filter=lambda: filters.ChoiceFilter(choices=FollowUp.OwedBy, label=_("Who owes it")),
        is_usual=True,
    ),
    Field(
        "priority",
        _("Priority"),
        cell=lambda follow_up, rows: choice(follow_up, "priority"),
        filter=lambda: filters.ChoiceFilter(choices=FollowUp.Priority, label=_("Priority")),
    ),
    Field(
        "state",
        _("State"),
        cell=lambda follow_up, rows: badge(choice(follow_up, "state"), STATES[follow_up.state]),
        filter=lambda: filters.ChoiceFilter(choices=FollowUp.State, label=_("State")),
    ),
    Field(
        "source",
        _("Source"),
        cell=lambda follow_up, rows: choice(follow_up, "source"),
        filter=lambda: filters.ChoiceFilter(choices=FollowUp.Source, label=_("Source")),
    ),
    Field(
        "number",
        _("Number"),
        cell=lambda follow_up, rows: follow_up.number,
        css="num",
        sorts=(
            Sort("number", _("Number, lowest first"), "number"),
            Sort("-number", _("Number, highest first"), "number", is_descending=True),
        ),
    ),
    Field(
        "verbs",
        _("Actions"),
        cell=verbs_cell,
        on_a_phone=ASIDE,
        reads=("account",),
        permission=Permission.EDIT_CUSTOMERS,
        is_usual=True,
    ),
]

follow_up_listing = Listing(
    key="follow_ups",
    label=_("Follow-ups"),
    fields=follow_up_fields,
    base_filter=FollowUpFilter,
    url_name="interactions:follow_ups",
    record_url_name="interactions:follow_up",
    permission=Permission.VIEW_CUSTOMERS,
    default_sort="due",
    queryset=lambda membership: FollowUp.objects.visible_to(membership),
)

for place, each in enumerate(FIELDS):
    follow_up_fields.register(each.key, each, order=10 * place)
