"""Telling those who go that a meeting begins soon: claimed in the database, told in the transaction that claims it."""

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from meetings.models import Meeting
from timeline.notifying import Telling, notify_apart

BATCH = 200


@transaction.atomic
def remind_next() -> int:
    """Tell of the next meetings of the open workspace that are due to be told of; how many were settled.

    Any number of workers take different rows. A worker that ends in the middle has told nothing and settled nothing.
    One that begins already is told of no more: the worker was away.
    """
    held = Meeting.objects.filter(remind_at__lte=Now())
    held = held.select_for_update(of=("self",), no_key=True, skip_locked=True).order_by("remind_at", "pk")
    due, now = list(held.with_people()[:BATCH]), timezone.now()
    Meeting.objects.filter(pk__in=[each.pk for each in due]).update(remind_at=None)
    telling = [
        Telling("meeting.soon", member, each, detail={"starts": each.starts_at.isoformat()})
        for each in due
        if each.is_planned and each.starts_at > now and not each.account.is_archived
        for member in each.members
    ]
    notify_apart(telling)
    return len(due)
