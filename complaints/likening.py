"""Which complaints of a category read alike: pg_trgm over their folded texts, through the indexes.

Each complaint is compared once, with those before it, and what is most like it is kept: so a night costs what came
that day, and groups are read from what is kept. In another category it is compared anew.
"""

from datetime import timedelta

from django.contrib.postgres.search import TrigramSimilarity
from django.db import connection
from django.db.models import F, Value

from complaints.models import Complaint, Likeness
from complaints.patterns import LEAST_ALIKE, LIKENESS, REPEAT_DAYS, groups

WINDOW = timedelta(days=REPEAT_DAYS)


def to_compare(now):
    """Those of the last 90 days that were not compared yet with others of their category."""
    recent = Complaint.objects.standing().filter(filed_at__gte=now - WINDOW, category__isnull=False)
    return recent.exclude(likeness__category=F("category"))


def like(complaint, *, since, is_before=False, most=1) -> list[tuple[int, float]]:
    """(key, likeness) of those of its category that read alike, the likest first; only what was filed before it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT like_complaints(%s, %s, %s, %s, %s)",
            [complaint.pk, since, LIKENESS, is_before, most],
        )
        keys = [key for (key,) in cursor.fetchall()]
    rows = Complaint.objects.filter(pk__in=keys).annotate(
        similarity=TrigramSimilarity("search", Value(complaint.search))
    )
    return list(rows.order_by("-similarity", "pk").values_list("pk", "similarity"))


def compare(complaints: list[Complaint]) -> None:
    rows = []
    for each in complaints:
        found = like(each, since=each.filed_at - WINDOW, is_before=True)
        key, likeness = found[0] if found else (None, 0)
        rows.append(
            Likeness(complaint=each, category_id=each.category_id, like_id=key, percent=round(100 * likeness))
        )
    Likeness.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["workspace", "complaint"],
        update_fields=["category", "like", "percent"],
    )


def alike(now) -> list[tuple[int, list[int]]]:
    """(category, complaints) of each group of alike texts of the last 90 days, the greatest first."""
    standing = Complaint.objects.standing().filter(filed_at__gte=now - WINDOW)
    rows = Likeness.objects.filter(like__isnull=False, complaint__in=standing, like__in=standing)
    # What was put into another category since is of no group here, until it is compared anew.
    rows = rows.filter(category=F("complaint__category"), like__category=F("category"))
    links, categories = [], {}
    for complaint, other, category in rows.values_list("complaint_id", "like_id", "category_id"):
        links.append((complaint, other))
        categories[complaint] = categories[other] = category
    return [(categories[group[0]], group) for group in groups(links) if len(group) >= LEAST_ALIKE]
