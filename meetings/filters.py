"""What the list of meetings can be narrowed by."""

from datetime import datetime, time, timedelta

import django_filters as filters
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.filters import OwnerFilter
from interactions.filters import AboutAccountsFilter
from meetings.models import Meeting

UPCOMING, TODAY, WEEK, UNLOGGED, PAST = "upcoming", "today", "week", "unlogged", "past"


class MeetingFilter(AboutAccountsFilter):
    """Nothing is put away here: what is over is told by its state."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.filters["archived"]


class WhenFilter(filters.ChoiceFilter):
    """By the calendar of the workspace."""

    def __init__(self, *args, **kwargs):
        choices = [
            (UPCOMING, _("To come")),
            (TODAY, _("Today")),
            (WEEK, _("In the next seven days")),
            (UNLOGGED, _("Over and not logged")),
            (PAST, _("Over")),
        ]
        super().__init__(*args, choices=choices, **kwargs)

    def filter(self, queryset, value):
        now, today = timezone.now(), timezone.localdate()
        begin = timezone.make_aware(datetime.combine(today, time()))
        morrow, week = (
            timezone.make_aware(datetime.combine(today + timedelta(days=days), time())) for days in (1, 8)
        )
        conditions = {
            UPCOMING: Q(ends_at__gt=now, state=Meeting.State.PLANNED),
            TODAY: Q(starts_at__gte=begin, starts_at__lt=morrow),
            WEEK: Q(starts_at__gte=morrow, starts_at__lt=week),
            UNLOGGED: Q(ends_at__lte=now, state=Meeting.State.PLANNED),
            PAST: Q(ends_at__lte=now),
        }
        return queryset.filter(conditions[value]) if value in conditions else queryset


class WhoFilter(OwnerFilter):
    """Meetings that a colleague organizes or goes along to."""

    def filter(self, queryset, value):
        return queryset if value in ("", None) else queryset.of_member(self.meant(value))
