"""What the list of meetings knows of its records: columns, sorts, filters, and the verb on a row."""

import django_filters as filters
from django.db.models import Prefetch
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from interactions.fields import account_link
from interactions.filters import AccountFilter
from lib import formats
from lib.lists.fields import ASIDE, LABELLED, MAIN, Field, Listing
from lib.lists.page import Sort
from lib.lists.rows import badge, bdi, choice
from lib.registry import Registry
from lib.templatetags.house import drawing
from meetings.filters import MeetingFilter, WhenFilter, WhoFilter
from meetings.models import Attendee, Companion, Meeting
from workspaces.roles import Permission

meeting_fields = Registry("fields of meetings")
STATES: dict[str, str] = {"planned": "waiting", "held": "done", "missed": "late", "cancelled": "neutral"}


def contacts_of(membership):
    return [Prefetch("attendees", Attendee.objects.select_related("contact").order_by("pk"))]


def colleagues_of(membership):
    return [Prefetch("companions", Companion.objects.select_related("member__user").order_by("pk"))]


def when_cell(meeting, rows):
    if meeting.waits_to_be_logged:
        return format_html("{} {}", badge(gettext("Not logged"), "late"), meeting.when)
    if meeting.is_for_today:
        return format_html("{} {}", badge(gettext("Today"), "info"), meeting.when)
    return meeting.when


def log_cell(meeting, rows):
    """Logging is offered once the meeting has begun."""
    if not (meeting.is_planned and (meeting.is_now or meeting.is_over)) or meeting.account.archived_at:
        return ""
    return format_html(
        '<span class="row-verbs"><a class="btn btn-secondary btn-sm" href="{}{}/log/?from=list{}">{}{}</a></span>',
        rows.before,
        meeting.number,
        rows.asked,
        drawing("note"),
        gettext("Log it"),
    )


FIELDS = [
    Field(
        "name",
        _("Subject"),
        cell=lambda meeting, rows: rows.link(meeting),
        on_a_phone=MAIN,
        is_fixed=True,
    ),
    Field(
        "starts",
        _("When"),
        cell=when_cell,
        on_a_phone=LABELLED,
        sorts=(
            Sort("starts", _("Earliest first"), "starts_at"),
            Sort("-starts", _("Latest first"), "starts_at", is_descending=True),
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
        "contacts",
        _("Contacts"),
        cell=lambda meeting, rows: bdi(formats.listed(each.name for each in meeting.contacts)),
        parts=contacts_of,
        is_usual=True,
    ),
    Field(
        "kind",
        _("Where"),
        cell=lambda meeting, rows: choice(meeting, "kind"),
        filter=lambda: filters.ChoiceFilter(choices=Meeting.Kind, label=_("Where")),
        is_usual=True,
    ),
    Field("place", _("Address or link"), cell=lambda meeting, rows: bdi(meeting.place)),
    Field(
        "who",
        _("Who goes"),
        cell=lambda meeting, rows: bdi(formats.listed(each.user.name for each in meeting.members)),
        on_a_phone=LABELLED,
        filter=lambda: WhoFilter(kind="owner", label=_("Who goes")),
        reads=("organizer__user",),
        parts=colleagues_of,
        is_usual=True,
    ),
    Field(
        "state",
        _("State"),
        cell=lambda meeting, rows: badge(choice(meeting, "state"), STATES[meeting.state]),
        on_a_phone=LABELLED,
        filter=lambda: filters.ChoiceFilter(choices=Meeting.State, label=_("State")),
        is_usual=True,
    ),
    Field(
        "number",
        _("Number"),
        cell=lambda meeting, rows: meeting.number,
        css="num",
        sorts=(
            Sort("number", _("Number, lowest first"), "number"),
            Sort("-number", _("Number, highest first"), "number", is_descending=True),
        ),
    ),
    Field(
        "verbs",
        _("Actions"),
        cell=log_cell,
        on_a_phone=ASIDE,
        reads=("account",),
        permission=Permission.EDIT_CUSTOMERS,
        is_usual=True,
    ),
]

meeting_listing = Listing(
    key="meetings",
    label=_("Meetings"),
    fields=meeting_fields,
    base_filter=MeetingFilter,
    url_name="meetings:list",
    record_url_name="meetings:detail",
    permission=Permission.VIEW_CUSTOMERS,
    default_sort="starts",
    queryset=lambda membership: Meeting.objects.visible_to(membership),
)

for place, each in enumerate(FIELDS):
    meeting_fields.register(each.key, each, order=10 * place)
