"""What the list of accounts knows of the people of a customer: how many, and what is wrong."""

import django_filters as filters
from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from accounts.models import Position
from lib import formats
from lib.lists.fields import Field
from planning.relations import WARNINGS, warned


class RelationFilter(filters.ChoiceFilter):
    """Customers of which a warning holds."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, choices=list(WARNINGS.items()), **kwargs)

    def filter(self, queryset, value):
        return warned(queryset, value) if value in WARNINGS else queryset


def people_in(membership):
    here = Position.objects.filter(contact__archived_at=None)
    return [Prefetch("positions", here, to_attr="known_positions")]


def people_cell(account, rows):
    return formats.number(len(account.known_positions))


FIELDS = [
    Field(
        "relations",
        _("People known"),
        cell=people_cell,
        css="num",
        parts=people_in,
        filter=lambda: RelationFilter(label=_("Relations")),
    ),
]
