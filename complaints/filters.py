"""What lists of complaints can be narrowed by."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from accounts.filters import OwnerFilter
from accounts.known import COLLEAGUES
from complaints.models.complaint import STATES
from interactions.filters import AboutAccountsFilter
from sales.opportunity_filters import StageFilter

STANDING = "open"
COUNTED = "counted"
NOBODY, TEAM = "none", "team"


# In the order of the tree's places; both labels, of which the reader's language takes one.
CATEGORIES = """
SELECT 'category', lpad(place::text, 5, '0'), number::text, id,
    coalesce(nullif(label_ar, ''), label_en) || chr(31) || coalesce(nullif(label_en, ''), label_ar)
FROM complaints_complaintcategory WHERE workspace_id = %(workspace)s"""
CAUSES = CATEGORIES.replace("'category'", "'cause'").replace("complaintcategory", "rootcause")


class ComplaintFilter(AboutAccountsFilter):
    """Nothing is put away here: what is over is told by its state."""

    known_sql = (COLLEAGUES, CATEGORIES, CAUSES)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.filters["archived"]


class BranchFilter(StageFilter):
    """An entry of a tree by its number, named in the language of the page."""


CHOICES = [
    (STANDING, _("All open ones")),
    (COUNTED, _("Without spam and parts of others")),
    *STATES.items(),
]


class StateFilter(filters.ChoiceFilter):
    """One state, all that are open, or all that figures count."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, choices=CHOICES, **kwargs)

    def filter(self, queryset, value):
        if value == COUNTED:
            return queryset.standing()
        return queryset.open() if value == STANDING else super().filter(queryset, value)


class HandlerFilter(OwnerFilter):
    """Or nobody yet, or all of the team one leads."""

    def offered(self):
        return [(NOBODY, _("Nobody yet")), (TEAM, _("My team")), *super().offered()]

    def filter(self, queryset, value):
        if value == TEAM:
            return queryset.filter(owner__in=self.parent.membership.team_ids())
        return queryset.filter(owner=None) if value == NOBODY else super().filter(queryset, value)
