"""Complaints in the search of the workspace."""

from django.contrib.postgres.fields import ArrayField
from django.db.models import F, Q, TextField, Value
from django.utils.translation import gettext_lazy as _

from accounts.querysets import MOST_HITS, MOST_SEARCH_RESULTS, AnyOf, SearchIds
from complaints.models import Complaint
from lib.formats import isolated
from lib.text import search_words, typed_number
from workspaces.searching import SearchSource


def find_complaints(query, membership, customers, most):
    """In whose own words or number it is found, and of the customers that were found; the last ones first."""
    words = search_words(query)
    ids = SearchIds(
        Value(words, output_field=ArrayField(TextField())),
        Value(MOST_HITS if membership.sees_everything else MOST_SEARCH_RESULTS),
        function=Complaint.objects.none().search_function,
    )
    found = Q(AnyOf(F("pk"), ids)) if words else Q(pk__in=[])
    number = typed_number(query).upper().removeprefix("C-").rpartition("-")[2]
    if number.isascii() and number.isdigit() and len(number) < 10:
        found |= Q(number=int(number))
    if customers:
        found |= Q(account__in=[each.pk for each in customers])
    seen = Complaint.objects.visible_to(membership).select_related("account")
    return seen.filter(found).order_by("-filed_at", "-pk")[:most]


def stands_at(complaint) -> str:
    return f"{isolated(complaint.account.name)} · {complaint.get_state_display()}"


COMPLAINTS = SearchSource(
    _("Complaints"),
    "message-report",
    "complaints:complaint",
    "complaints:complaints",
    find_complaints,
    stands_at,
)
