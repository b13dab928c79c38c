"""The story of a survivor tells also what happened to those that became a part of it."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef


def with_absorbed(records):
    """These records with the keys of those they absorbed, by which timeline.story tells their events too."""
    absorbed = records.model.objects.filter(merged_into=OuterRef("pk")).order_by("pk").values("pk")
    return records.annotate(absorbed_ids=ArraySubquery(absorbed))
