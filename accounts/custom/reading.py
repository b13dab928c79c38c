"""The custom fields in use, read in one query for a page, whatever it shows."""

from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter

from accounts.custom.definitions import Choice, Definition
from accounts.models import CustomField

FIELD = (
    "pk",
    "number",
    "of",
    "kind",
    "label_ar",
    "label_en",
    "is_required",
    "is_searchable",
    "asked_of_leads",
)
CHOICE = ("choices__pk", "choices__number", "choices__label_ar", "choices__label_en", "choices__retired_at")
ORDER = ("of", "place", "number", "choices__place", "choices__number")


def read_definitions(rows=None) -> list[Definition]:
    """Fields with their choices; those in use if none are named."""
    rows = CustomField.objects.filter(archived_at=None) if rows is None else rows
    # Plain rows of a join: every page asks, and Python takes longer to write a query with aggregates than to run it.
    found = rows.order_by(*ORDER).values_list(*FIELD, *CHOICE)
    return [
        Definition(*field, choices_of(lines))
        for field, lines in groupby(found, itemgetter(slice(len(FIELD))))
    ]


def choices_of(lines) -> tuple[Choice, ...]:
    return tuple(
        Choice(pk, number, label_ar, label_en, retired_at is not None)
        for *_field, pk, number, label_ar, label_en, retired_at in lines
        if pk is not None
    )


def definitions_for(member, of: str) -> list[Definition]:
    """The fields in use of one kind of record, in their order; asked once for a member of a request."""
    known = member.__dict__.get("custom_fields")
    if known is None:
        known = member.custom_fields = read_definitions()
    return [each for each in known if each.of == of]


def by_number(definitions: Iterable[Definition]) -> dict[str, Definition]:
    return {str(each.number): each for each in definitions}
