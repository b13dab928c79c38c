"""What a merge would move, before it is done."""

from django.apps import apps
from django.db.models import Count, Value

from accounts.merging.moving import keys_to
from accounts.merging.rules import rule_of, stays
from timeline.models import Attachment


def what_moves(absorbed) -> list[dict]:
    """Rows by table, the most first; one query for all tables."""
    parts = [
        _counted(model._meta.label_lower, model.objects.filter(**{field.name: absorbed}))
        for model, field in keys_to(type(absorbed))
        if rule_of(model, field) is not stays
    ]
    parts.append(_counted(Attachment._meta.label_lower, Attachment.objects.of(absorbed)))
    first, *others = parts
    counts: dict[str, int] = {}
    for label, count in first.union(*others, all=True):
        counts[label] = counts.get(label, 0) + count
    return told(counts)


def _counted(label, rows):
    # All of them in one group: a table without such rows gives no row.
    return (
        rows.order_by()
        .annotate(table=Value(label))
        .values("table")
        .annotate(rows=Count("pk"))
        .values_list("table", "rows")
    )


def told(counts) -> list[dict]:
    """Counts by table with the name of the table, the most first."""
    found = [
        {"label": apps.get_model(label)._meta.verbose_name_plural, "count": count}
        for label, count in counts.items()
        if count
    ]
    return sorted(found, key=lambda each: -each["count"])
