"""Which complaints of a category read alike: by the trigrams of their folded texts.

Each complaint is compared once, with those of its category that were compared before it, and what is most like it is
kept: so a night costs what came that day, and groups are read from what is kept. In another category it is compared
anew. PostgreSQL finds the like of one complaint through its index; of a night's it would take each text apart for
every pair, 20 to 50 ms of CPU a complaint, so those are compared here (complaints.trigrams).
"""

import time
from datetime import timedelta

from django.contrib.postgres.search import TrigramSimilarity
from django.db import connection
from django.db.models import F, Value

from complaints.models import Complaint, Likeness
from complaints.patterns import LEAST_ALIKE, LIKENESS, REPEAT_DAYS, groups
from complaints.trigrams import Texts

WINDOW = timedelta(days=REPEAT_DAYS)
# One piece: so many of one category at most, or as many as so many seconds are enough for.
COMPARED, SECONDS = 1_000, 3
# Of a category with more than that, the newest.
MOST_HELD = 20_000


def recent(now):
    """What is compared with one another."""
    return Complaint.objects.standing().filter(filed_at__gte=now - WINDOW, category__isnull=False)


def to_compare(now):
    """Those of the last 90 days that were not compared yet with others of their category."""
    return recent(now).exclude(likeness__category=F("category"))


def like(complaint, *, since, most=1) -> list[tuple[int, float]]:
    """(key, likeness) of those of its category that read alike, the likest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT like_complaints(%s, %s, %s, %s, %s)", [complaint.pk, since, LIKENESS, False, most]
        )
        keys = [key for (key,) in cursor.fetchall()]
    rows = Complaint.objects.filter(pk__in=keys).annotate(
        similarity=TrigramSimilarity("search", Value(complaint.search))
    )
    return list(rows.order_by("-similarity", "pk").values_list("pk", "similarity"))


def compare_next(now) -> int:
    """The next of one category, each with those before it; how many they were, 0 when all are compared."""
    began = time.monotonic()
    first = to_compare(now).order_by("category_id").values_list("category_id", flat=True).first()
    if first is None:
        return 0
    texts = Texts(LIKENESS)
    compared = recent(now).filter(category=first, likeness__category=first).order_by("-pk")
    for key, text in reversed(list(compared.values_list("pk", "search")[:MOST_HELD])):
        texts.add(key, text)
    rows = []
    for key, text in (
        to_compare(now).filter(category=first).order_by("pk").values_list("pk", "search")[:COMPARED]
    ):
        found, likeness = texts.likest(text) or (None, 0)
        rows.append(
            Likeness(complaint_id=key, category_id=first, like_id=found, percent=round(100 * likeness))
        )
        texts.add(key, text)
        if time.monotonic() - began > SECONDS:
            break
    Likeness.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["workspace", "complaint"],
        update_fields=["category", "like", "percent"],
    )
    return len(rows)


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
