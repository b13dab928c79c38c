"""What lists of complaints can be narrowed by."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from accounts.filters import OwnerFilter
from accounts.known import COLLEAGUES
from complaints.models.complaint import STATES
from complaints.repeating import is_repeat
from interactions.filters import AboutAccountsFilter
from sales.opportunity_filters import StageFilter

STANDING = "open"
COUNTED = "counted"
NOBODY, TEAM = "none", "team"
REPEATS, NO_CAUSE = "1", "null"


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


class RepeatFilter(filters.ChoiceFilter):
    """Those that repeat another one, as the figures of learning count them."""

    def __init__(self, *args, **kwargs):
        choices = [(REPEATS, _("Repeats within 90 days"))]
        super().__init__(*args, choices=choices, **kwargs)

    def filter(self, queryset, value):
        return queryset.filter(is_repeat()) if value else queryset


class ContactFilter(filters.CharFilter):
    """Those of one contact, by the number."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, max_length=9, **kwargs)

    def filter(self, queryset, value):
        if not value:
            return queryset
        if not (value.isascii() and value.isdigit()):
            return queryset.none()
        return queryset.filter(contact__number=int(value))
