"""What mentions can be narrowed by besides their columns."""

from datetime import time

import django_filters as filters
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from interactions.filters import LATE, TODAY, FollowUpFilter, moment_of


class SocialMentionFilter(FollowUpFilter):
    """As of follow-ups: nothing is put away here, what is over is told by its state."""


class AnswerDueFilter(filters.ChoiceFilter):
    """Late, or to be answered today: by the clock of the workspace."""

    def __init__(self, *args, **kwargs):
        choices = [(LATE, _("Late")), (TODAY, _("Until the end of today"))]
        super().__init__(*args, choices=choices, **kwargs)

    def filter(self, queryset, value):
        if value == LATE:
            return queryset.late(timezone.now())
        if value == TODAY:
            return queryset.waiting().filter(due_at__lte=moment_of(timezone.localdate(), time.max))
        return queryset
