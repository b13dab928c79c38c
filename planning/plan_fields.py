"""What the list of accounts knows of plans: how the plan of each customer stands, and where one is missing."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from lib.lists.fields import Field
from lib.lists.rows import badge
from planning.requiring import (
    DRAFT,
    EXPIRED,
    IN_FORCE,
    NONE,
    STANDINGS,
    holds,
    lacking,
    living_plans,
    plan_standing,
)

MISSING = "missing"
STATES = {IN_FORCE: "done", DRAFT: "waiting", EXPIRED: "late"}


class PlanFilter(filters.ChoiceFilter):
    """By how the plan stands today; “missing” asks the settings of the management types too."""

    def __init__(self, *args, **kwargs):
        choices = [(MISSING, _("Required and missing")), *STANDINGS.items()]
        super().__init__(*args, choices=choices, **kwargs)

    def filter(self, queryset, value):
        if value == MISSING:
            return lacking(queryset)
        found = holds()
        return queryset.filter(found[value]) if value in found else queryset


def plan_cell(account, rows):
    found = plan_standing(account)
    return badge(str(STANDINGS[found]), STATES[found]) if found != NONE else ""


def written_plan(account, people):
    found = plan_standing(account)
    return str(STANDINGS[found]) if found != NONE else ""


FIELDS = [
    Field(
        "plan",
        _("Account plan"),
        cell=plan_cell,
        parts=lambda membership: [living_plans()],
        filter=lambda: PlanFilter(label=_("Account plan")),
        written=written_plan,
    ),
]
