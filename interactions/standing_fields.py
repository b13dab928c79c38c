"""What the list of accounts knows of how things stand: the last event and contact, the next step, the usual channel."""

from datetime import datetime, time, timedelta

import django_filters as filters
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.models.account import NEVER, NO_DAY
from interactions.fields import channel_sign
from interactions.models import Interaction
from interactions.segment_rules import LAST_CONTACT, TALKED, USUAL_CHANNEL
from lib import formats
from lib.lists.fields import LABELLED, Field
from lib.lists.page import Sort
from lib.lists.rows import badge

LATE, TODAY, WEEK, LATER, NOTHING = "late", "today", "week", "later", "none"
SINCE = (7, 30, 90, 180)  # days
NEVER_KEY = "never"


class LongerThanFilter(filters.ChoiceFilter):
    """Longer ago than so many days, or never."""

    def __init__(self, *args, **kwargs):
        choices = [
            ("7", _("More than a week ago")),
            ("30", _("More than a month ago")),
            ("90", _("More than three months ago")),
            ("180", _("More than half a year ago")),
            (NEVER_KEY, _("Never")),
        ]
        super().__init__(*args, choices=choices, **kwargs)

    def filter(self, queryset, value):
        if value == NEVER_KEY:
            return queryset.filter(**{self.field_name: NEVER})
        if value not in map(str, SINCE):
            return queryset
        day = timezone.localdate() - timedelta(days=int(value))
        return queryset.filter(
            **{f"{self.field_name}__lt": timezone.make_aware(datetime.combine(day, time()))}
        )


class NextStepFilter(filters.ChoiceFilter):
    """By the day of the earliest open follow-up."""

    def __init__(self, *args, **kwargs):
        choices = [
            (LATE, _("Late")),
            (TODAY, _("Today")),
            (WEEK, _("In the next seven days")),
            (LATER, _("Later")),
            (NOTHING, _("Nothing is open")),
        ]
        super().__init__(*args, choices=choices, **kwargs)

    def filter(self, queryset, value):
        today = timezone.localdate()
        week = today + timedelta(days=7)
        ranges = {
            LATE: {"next_step_on__lt": today},
            TODAY: {"next_step_on": today},
            WEEK: {"next_step_on__gt": today, "next_step_on__lte": week},
            LATER: {"next_step_on__gt": week, "next_step_on__lt": NO_DAY},
            NOTHING: {"next_step_on": NO_DAY},
        }
        return queryset.filter(**ranges[value]) if value in ranges else queryset


def moment_cell(name):
    def cell(account, rows):
        at = getattr(account, name)
        if at == NEVER:
            return ""
        return format_html('<span title="{}">{}</span>', formats.moment(at), formats.ago(at))

    return cell


def next_step_cell(account, rows):
    if account.next_step_on == NO_DAY:
        return ""
    due = formats.day(account.next_step_on)
    return badge(due, "late") if account.next_step_on < timezone.localdate() else due


def usual_cell(account, rows):
    channel = account.usual_channel
    return channel_sign(channel, written_channel(account, None)) if channel else ""


def written_moment(name):
    def written(account, people):
        at = getattr(account, name)
        return "" if at == NEVER else timezone.localtime(at).date()

    return written


def written_channel(account, people):
    return str(dict(Interaction.Channel.choices).get(account.usual_channel, ""))


FIELDS = [
    Field(
        "last_contact",
        _("Last contact"),
        cell=moment_cell("last_contact_at"),
        css="text-nowrap",
        on_a_phone=LABELLED,
        sorts=(
            Sort("last_contact", _("Longest without contact first"), "last_contact_at"),
            Sort("-last_contact", _("Last contact first"), "last_contact_at", is_descending=True),
        ),
        filter=lambda: LongerThanFilter("last_contact_at", label=_("Last contact")),
        written=written_moment("last_contact_at"),
        rule=LAST_CONTACT,
    ),
    Field(
        "last_event",
        _("Last event"),
        cell=moment_cell("last_event_at"),
        css="text-nowrap",
        sorts=(
            Sort("-last_event", _("Last event first"), "last_event_at", is_descending=True),
            Sort("last_event", _("Longest without event first"), "last_event_at"),
        ),
        filter=lambda: LongerThanFilter("last_event_at", label=_("Last event")),
        written=written_moment("last_event_at"),
    ),
    Field(
        "next_step",
        _("Next step"),
        cell=next_step_cell,
        on_a_phone=LABELLED,
        sorts=(
            Sort("next_step", _("Next step first"), "next_step_on"),
            Sort("-next_step", _("Next step last"), "next_step_on", is_descending=True),
        ),
        filter=lambda: NextStepFilter(label=_("Next step")),
        written=lambda account, people: "" if account.next_step_on == NO_DAY else account.next_step_on,
    ),
    Field(
        "usual_channel",
        _("Channel used most"),
        cell=usual_cell,
        sorts=(
            Sort("usual_channel", _("By the channel used most"), "usual_channel"),
            Sort(
                "-usual_channel",
                _("By the channel used most, the other way round"),
                "usual_channel",
                is_descending=True,
            ),
        ),
        filter=lambda: filters.ChoiceFilter(
            choices=[each for each in Interaction.Channel.choices if each[0] != Interaction.Channel.NOTE],
            label=_("Channel used most"),
        ),
        written=written_channel,
        rule=USUAL_CHANNEL,
    ),
    Field("talked", _("Interactions"), rule=TALKED),
]
