"""What the list and the board of opportunities can be narrowed by."""

from datetime import timedelta

import django_filters as filters
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.filters import KnownFilter
from accounts.known import COLLEAGUES
from interactions.filters import AboutAccountsFilter

LATE, MONTH, QUARTER, LATER = "late", "month", "quarter", "later"
# In the order of the workspace; both names, of which the reader's language takes one.
STAGES = """
SELECT 'stage', lpad(place::text, 5, '0'), number::text, id,
    coalesce(nullif(name_ar, ''), name_en) || chr(31) || coalesce(nullif(name_en, ''), name_ar)
FROM sales_opportunitystage WHERE workspace_id = %(workspace)s"""


class OpportunityFilter(AboutAccountsFilter):
    known_sql = (COLLEAGUES, STAGES)


class StageFilter(KnownFilter):
    """A stage by its number, named in the language of the page."""

    def offered(self):
        place = 0 if get_language() == "ar" else 1
        return [(key, label.split("\x1f")[place]) for key, label in super().offered()]


class ClosesFilter(filters.ChoiceFilter):
    """By the calendar of the workspace."""

    def __init__(self, *args, **kwargs):
        choices = [
            (LATE, _("Gone by, still open")),
            (MONTH, _("In the next 30 days")),
            (QUARTER, _("In the next 90 days")),
            (LATER, _("Later than 90 days")),
        ]
        super().__init__(*args, choices=choices, **kwargs)

    def filter(self, queryset, value):
        today = timezone.localdate()
        month, quarter = today + timedelta(days=30), today + timedelta(days=90)
        ranges = {
            LATE: {"expected_on__lt": today, "state": "open"},
            MONTH: {"expected_on__gte": today, "expected_on__lte": month},
            QUARTER: {"expected_on__gte": today, "expected_on__lte": quarter},
            LATER: {"expected_on__gt": quarter},
        }
        return queryset.filter(**ranges[value]) if value in ranges else queryset
