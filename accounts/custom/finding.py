"""Values of searchable fields are found by the search box: they stand in a column beside the names.

So one trigram index finds “afaq 1010123456”, whichever of the two words is a name and which a custom value.
"""

from collections.abc import Sequence

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import OuterRef, Q, Subquery, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils.translation import gettext_lazy as _

from accounts.custom.definitions import RECORDS, VALUES, Of, of_kind
from accounts.models import CustomField
from timeline.jobs import JobKind, start_job

AT_ONCE_RECORDS = 1_000
BATCH_RECORDS = 1_000
SEARCHABLE_KINDS = (
    CustomField.Kind.TEXT,
    CustomField.Kind.WHOLE,
    CustomField.Kind.NUMBER,
    CustomField.Kind.CHOICE,
)
IS_SEARCHED = Q(field__is_searchable=True, field__archived_at=None, field__kind__in=SEARCHABLE_KINDS)
# Beside the text: numbers, and both labels of a choice.
OTHERS = ("amount", "choice__label_ar", "choice__label_en")


def in_words(column: str) -> Coalesce:
    return Coalesce(Cast(column, TextField()), Value(""), output_field=TextField())


def refresh(model: type, keys: Sequence[int]) -> None:
    """Write the searched text of these records anew; neither their version nor their history moves."""
    words = Concat(
        "text", *(part for each in OTHERS for part in (Value(" "), in_words(each))), output_field=TextField()
    )
    mine = (
        VALUES[Of(of_kind(model))]
        .objects.filter(IS_SEARCHED, record=OuterRef("pk"))
        .order_by()
        .values("record")
    )
    text = mine.annotate(words=StringAgg(words, Value(" "))).values("words")
    model.objects.filter(pk__in=keys).update(custom_search=Coalesce(Subquery(text), Value("")))


def refresh_field(field: CustomField, *, by) -> None:
    """The same for every record with a value in this field: at once for few, in a job for many."""
    model, values = RECORDS[Of(field.of)], VALUES[Of(field.of)]
    keys = values.objects.filter(field=field).values_list("record_id", flat=True)
    few = list(keys[: AT_ONCE_RECORDS + 1])
    if len(few) <= AT_ONCE_RECORDS:
        refresh(model, few)
    else:
        start_job("accounts.refresh_search", by=by, total=keys.count(), field=field.pk)


class RefreshingSearch(JobKind):
    label = _("Search by a custom field")
    icon = "search"

    def batch(self, job, prepared):
        field = CustomField.objects.get(pk=job.arguments["field"])
        model, values = RECORDS[Of(field.of)], VALUES[Of(field.of)]
        values = values.objects.filter(field=field, record_id__gt=job.cursor.get("last", 0))
        keys = list(values.order_by("record_id").values_list("record_id", flat=True)[:BATCH_RECORDS])
        refresh(model, keys)
        job.done += len(keys)
        job.cursor = {"last": keys[-1]} if keys else job.cursor
        return len(keys) == BATCH_RECORDS


REFRESHING_SEARCH = RefreshingSearch()
