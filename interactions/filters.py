"""What lists of interactions and follow-ups can be narrowed by."""

from datetime import datetime, time, timedelta

import django_filters as filters
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.filters import ListFilter
from accounts.known import COLLEAGUES
from lib.formfields import DayField

LATE, TODAY, WEEK, LATER = "late", "today", "week", "later"


class DayFilter(filters.Filter):
    field_class = DayField


class SinceFilter(DayFilter):
    """Moments from the beginning of this day on, in the time zone of the workspace."""

    def filter(self, queryset, value):
        return (
            queryset.filter(**{f"{self.field_name}__gte": moment_of(value, time.min)}) if value else queryset
        )


class UntilFilter(DayFilter):
    def filter(self, queryset, value):
        return (
            queryset.filter(**{f"{self.field_name}__lte": moment_of(value, time.max)}) if value else queryset
        )


def moment_of(day, clock: time) -> datetime:
    return datetime.combine(day, clock, tzinfo=timezone.get_current_timezone())


class AccountFilter(filters.CharFilter):
    """One customer, by the number."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, max_length=9, **kwargs)

    def filter(self, queryset, value):
        if not value:
            return queryset
        if not (value.isascii() and value.isdigit()):
            return queryset.none()
        return queryset.filter(account__number=int(value))


class AboutAccountsFilter(ListFilter):
    """A list of what hangs on accounts: colleagues are the only thing it asks for."""

    known_sql = (COLLEAGUES,)


class InteractionFilter(AboutAccountsFilter):
    archived = filters.ChoiceFilter(
        choices=[("1", _("Removed"))],
        method="with_archived",
        label=_("Removed interactions"),
        empty_label=_("Not removed"),
    )


class FollowUpFilter(AboutAccountsFilter):
    """Nothing is put away here: what is over is told by its state."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.filters["archived"]


class WhenFilter(filters.ChoiceFilter):
    """Late, today, within a week, later: by the calendar of the workspace."""

    def __init__(self, *args, **kwargs):
        choices = [
            (LATE, _("Late")),
            (TODAY, _("Today")),
            (WEEK, _("In the next seven days")),
            (LATER, _("Later")),
        ]
        super().__init__(*args, choices=choices, **kwargs)

    def filter(self, queryset, value):
        today = timezone.localdate()
        week = today + timedelta(days=7)
        ranges = {
            LATE: {"due_on__lt": today, "state": "open"},
            TODAY: {"due_on": today},
            WEEK: {"due_on__gt": today, "due_on__lte": week},
            LATER: {"due_on__gt": week},
        }
        return queryset.filter(**ranges[value]) if value in ranges else queryset
