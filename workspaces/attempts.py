"""Wrong passwords and lock-outs, told in the workspaces of the person whose address was typed.

A sign-in page that did so itself would answer later for known addresses than for others. So it writes what
django-axes writes for every name alike, and a worker tells it afterwards, each try once however often it looks.
"""

from collections import defaultdict
from datetime import timedelta

from axes.models import AccessFailureLog
from django.db import transaction
from django.utils import timezone

from lib.tenancy.state import workspace
from timeline.models import Event
from timeline.services import record
from workspaces.models import Membership, User, Workspace
from workspaces.services import workspaces_of

LOOKS_BACK = timedelta(hours=6)
MOST_TRIES = 2_000
# While somebody is locked out every further try is refused: that is one line, not hundreds.
ONE_LOCK = timedelta(hours=1)
FAILED, LOCKED = "membership.sign_in_failed", "membership.locked_out"


def tell_failed_sign_ins() -> None:
    """Tell the tries of the last hours that are not told yet."""
    since = timezone.now() - LOOKS_BACK
    tries = defaultdict(list)
    for each in AccessFailureLog.objects.order_by("-id")[:MOST_TRIES]:
        if each.attempt_time >= since:
            tries[each.username].insert(0, each)
    for user in User.objects.filter(email__in=tries):
        for opened in workspaces_of(user):
            with workspace(opened.pk), transaction.atomic():
                _tell(opened, user, tries[user.email], since)


def _tell(opened: Workspace, user: User, tries: list[AccessFailureLog], since) -> None:
    # One worker at a time, or both would tell the same.
    Workspace.objects.select_for_update(no_key=True).get(pk=opened.pk)
    membership = Membership.objects.active().filter(user=user).first()
    if membership is None:
        return
    told = Event.objects.about(membership).filter(verb__in=(FAILED, LOCKED), at__gte=since)
    known = set(told.values_list("detail__attempt", flat=True))
    locked_at = max(told.filter(verb=LOCKED).values_list("at", flat=True), default=None)
    for each in tries:
        is_of_same_lock = each.locked_out and locked_at and each.attempt_time - locked_at < ONE_LOCK
        if each.pk in known or is_of_same_lock:
            continue
        if each.locked_out:
            locked_at = each.attempt_time
        kept = {"attempt": each.pk, "address": each.ip_address or "", "user_agent": each.user_agent}
        verb = LOCKED if each.locked_out else FAILED
        record(verb, membership, by=None, at=each.attempt_time, **kept)
