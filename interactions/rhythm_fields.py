"""What the list of accounts knows of regular contact: the rhythm, and who has gone quiet."""

import django_filters as filters
from django.db.models import Exists, OuterRef, Prefetch
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from interactions.models import ContactSchedule
from lib.lists.fields import ASIDE, Field
from lib.lists.rows import badge

QUIET, REGULAR, NO_RHYTHM = "quiet", "regular", "none"


class QuietFilter(filters.ChoiceFilter):
    """By the contact schedule."""

    def __init__(self, *args, **kwargs):
        choices = [
            (QUIET, _("Quiet: nobody talked to them for longer than agreed")),
            (REGULAR, _("With a rhythm")),
            (NO_RHYTHM, _("Without a rhythm")),
        ]
        super().__init__(*args, choices=choices, **kwargs)

    def filter(self, queryset, value):
        schedules = ContactSchedule.objects.filter(account=OuterRef("pk"))
        if value == QUIET:
            return queryset.filter(Exists(schedules.quiet(timezone.localdate())))
        if value == REGULAR:
            return queryset.filter(Exists(schedules.exclude(unit="")))
        return queryset.filter(~Exists(schedules.exclude(unit=""))) if value == NO_RHYTHM else queryset


def schedules_of(membership):
    return [Prefetch("contact_schedules")]


def schedule_of(account):
    return next(iter(account.contact_schedules.all()), None)


def rhythm_cell(account, rows):
    schedule = schedule_of(account)
    return schedule.in_words if schedule else ""


def is_quiet(account) -> bool:
    schedule = schedule_of(account)
    return schedule is not None and schedule.is_quiet


def quiet_cell(account, rows):
    return badge(str(_("Quiet")), "waiting") if is_quiet(account) else ""


def written_quiet(account, people):
    return str(_("Quiet")) if is_quiet(account) else ""


FIELDS = [
    Field(
        "rhythm",
        _("Regular contact"),
        cell=rhythm_cell,
        parts=schedules_of,
        filter=lambda: QuietFilter(label=_("Regular contact")),
        written=lambda account, people: rhythm_cell(account, None),
    ),
    Field(
        "quiet",
        _("Quiet"),
        cell=quiet_cell,
        on_a_phone=ASIDE,
        parts=schedules_of,
        written=written_quiet,
    ),
]
