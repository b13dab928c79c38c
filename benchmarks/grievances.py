"""Complaints as years of work leave them: one of five is open, each with the events its clocks are worked out from."""

from collections.abc import Callable
from datetime import timedelta
from random import Random

from django.db import transaction
from django.utils import timezone

from complaints.models import Complaint, ComplaintCategory, ComplaintClock, ComplaintEvent, RootCause
from complaints.models.complaint import NEVER
from complaints.models.policy import SlaVersion
from complaints.policies import keep_usual_policy
from complaints.sla import What
from complaints.states import ENDS

CATEGORIES, CAUSES = 12, 8
OPEN_STATES = ("new", "acknowledged", "assessed", "investigating", "waiting", "decided", "communicated")
MISHAPS = ("تأخر التوصيل", "وصلت البضاعة تالفة", "الفاتورة غير صحيحة", "لم يرد أحد على الهاتف", "كمية ناقصة")
OVER_DAYS = 700
# Of what is open one of so many is nobody's yet; the resolution is due two days ago at the earliest.
NOBODYS, LATE_DAYS, DUE_DAYS = 8, 2, 20
TABLES = [model._meta.db_table for model in (Complaint, ComplaintEvent, ComplaintClock)]


def add_complaints(
    customers: list[int], members: list[int], write: Callable, *, only_open: bool = False
) -> list[int]:
    """One for each customer; `write` is benchmarks.book.write. The same in every run of one size."""
    chance, now = Random(7), timezone.now()
    with transaction.atomic():
        categories = [
            ComplaintCategory.objects.create(label_en=f"Category {n}").pk for n in range(CATEGORIES)
        ]
        keep_usual_policy()
        version = SlaVersion.objects.first().pk
        causes = [RootCause.objects.create(label_en=f"Cause {n}").pk for n in range(CAUSES)]
    rows, events = [], []
    for n, account in enumerate(customers):
        is_open = only_open or n % 5 == 0
        state = OPEN_STATES[n // 5 % len(OPEN_STATES)] if is_open else "closed"
        filed = now - timedelta(minutes=chance.randrange(60 * 24 * (20 if is_open else OVER_DAYS)))
        closed = filed + timedelta(hours=chance.randrange(2, 400)) if state in ENDS else None
        is_running = is_open and state != "waiting"
        due = now + timedelta(minutes=chance.randrange(-60 * 24 * LATE_DAYS, 60 * 24 * DUE_DAYS))
        rows.append(
            {
                "account_id": account,
                "subject": f"{MISHAPS[n % len(MISHAPS)]} {n}",
                "text": f"{MISHAPS[n % len(MISHAPS)]}، الطلب {n * 7919 % 100_000}",
                "severity": 1 + chance.randrange(4),
                "state": state,
                "state_since": closed or filed,
                "category_id": categories[chance.randrange(CATEGORIES) ** 2 // CATEGORIES],
                "owner_id": None if is_open and n // 5 % NOBODYS == 0 else members[n * 7 % len(members)],
                "due_at": due if is_running else NEVER,
                "filed_at": filed,
                "closed_at": closed,
                "resolution": "" if closed is None else "تم",
                "root_cause_id": causes[chance.randrange(CAUSES)] if closed else None,
            }
        )
        events.append((filed, closed, state))
    keys = write(Complaint, rows)
    write(
        ComplaintEvent,
        (row for key, event in zip(keys, events, strict=True) for row in events_of(key, *event)),
    )
    write(
        ComplaintClock,
        [
            {"complaint_id": key, "version_id": version, **clock_of(row)}
            for key, row in zip(keys, rows, strict=True)
            if row["closed_at"] is None
        ],
    )
    return keys


def clock_of(row: dict) -> dict:
    """The promise of a resolution, under way or standing still."""
    is_paused = row["due_at"] == NEVER
    return {
        "kind": "resolution",
        "target_minutes": 45 * 60,
        "started_at": row["filed_at"],
        "due_at": None if is_paused else row["due_at"],
        "used_seconds": 1_800 if is_paused else None,
        "is_paused": is_paused,
    }


def events_of(complaint: int, filed, closed, state):
    yield {"complaint_id": complaint, "at": filed, "step": "file", "what": What.FILED}
    if state != "new":
        yield {"complaint_id": complaint, "at": filed, "step": "acknowledge", "what": What.ACKNOWLEDGED}
    if state == "waiting":
        asked = filed + timedelta(minutes=30)
        yield {"complaint_id": complaint, "at": asked, "step": "wait", "what": What.WAITED}
    if closed is not None:
        yield {"complaint_id": complaint, "at": closed, "step": "close", "what": What.RESOLVED}
