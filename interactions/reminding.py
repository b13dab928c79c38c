"""Telling of follow-ups that are due or late: claimed in the database, told in the transaction that claims them."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from interactions.models import FollowUp, Reminder
from interactions.models.reminder import Rules
from interactions.reminder_times import next_chance, next_morning
from timeline.jobs import JobKind, start_job
from timeline.notifying import Telling, notify_apart
from workspaces.models import Membership
from workspaces.models.membership import MANY_LEVELS

BATCH = 500
MOVED_AT_ONCE = 100
# What was due in working time is told so long after it, although the work has ended meanwhile.
GRACE = timedelta(minutes=15)
RELATED = ("follow_up__owner__user", "follow_up__owner__workspace", "follow_up__account__owner__user")
INSTANT = timedelta(microseconds=1)
DUE, LATE = Reminder.Kind.DUE, Reminder.Kind.LATE


@transaction.atomic
def remind_next() -> int:
    """Tell of the next due reminders of the open workspace; how many were settled.

    Any number of workers take different rows. A worker that ends in the middle has told nothing and settled
    nothing: both stand in this one transaction.
    """
    # A person's morning in one batch, and so in one notification.
    held = (
        Reminder.objects.due()
        .select_for_update(of=("self",), no_key=True, skip_locked=True)
        .order_by("at", "follow_up__owner_id", "pk")
    )
    # Read after the locks: whoever hands over or puts off holds the reminder too, so this is how it stands.
    due = list(held.prefetch_related(*RELATED)[:BATCH])
    if due:
        _settle(due, Rules.read())
    return len(due)


def _settle(due: list[Reminder], rules: Rules) -> None:
    now = timezone.now()
    told: list[int] = []
    moved: list[Reminder] = []
    groups: dict[tuple, list[Reminder]] = {}
    above = cache(_above)  # a superior is looked for once for all that somebody has to do
    for each in due:
        recipient, later = _whom(each, above), None
        if not _is_over(each, rules):
            later = _later(each, recipient, rules, now)
        if later is not None:
            each.at = later
            moved.append(each)
            continue
        told.append(each.pk)
        if recipient is not None and not _is_over(each, rules):
            by = each.follow_up.owner if each.kind == LATE else None
            # A moment is told by itself; days, and what is late, together.
            alone = each.follow_up.pk if each.kind == DUE and each.follow_up.due_at else None
            groups.setdefault((recipient, each.kind, by, alone), []).append(each)
    Reminder.objects.filter(pk__in=told).update(told_at=Now())
    Reminder.objects.bulk_update(moved, ["at"])
    # Not united with what is unread of yesterday: each turn has its own mail.
    notify_apart(
        _telling(recipient, f"followup.{kind}", some, by)
        for (recipient, kind, by, _alone), some in groups.items()
    )


def _is_over(each: Reminder, rules: Rules) -> bool:
    """There is nothing to tell any more."""
    return not each.follow_up.is_open or (each.kind == LATE and rules.late_after is None)


def _whom(each: Reminder, above: Callable[[Membership], Membership | None]) -> Membership | None:
    """Whose it is, or who stands above them when it is late; for who has left the superior or the account's owner."""
    owner = each.follow_up.owner
    if each.kind == LATE:
        return above(owner)
    if works_here(owner):
        return owner
    return above(owner) or next(filter(works_here, [each.follow_up.account.owner]), None)


def _later(each: Reminder, recipient: Membership | None, rules: Rules, now: datetime) -> datetime | None:
    """Until when it waits; None when it is told now.

    About an archived customer, and where nobody is there to be told, one looks again every working morning.
    """
    if each.follow_up.account.archived_at is not None or (recipient is None and each.kind == DUE):
        return next_morning(now, rules.hours)
    if recipient is None or recipient.is_reminded_any_time:
        return None
    # Its own moment may be the very end of the working time.
    was_working = rules.hours.is_working(each.at) or rules.hours.is_working(each.at - INSTANT)
    if was_working and now - each.at < GRACE:
        return None
    chance = next_chance(now, rules.hours)
    return chance if chance > now else None


def works_here(member: Membership | None) -> bool:
    return member is not None and member.is_active and member.user.is_active


def _above(member: Membership) -> Membership | None:
    """The nearest superior who still works here."""
    for _level in range(MANY_LEVELS):
        if member.reports_to_id is None:
            return None
        member = Membership.objects.select_related("user", "workspace").get(pk=member.reports_to_id)
        if works_here(member):
            return member
    return None


def _telling(recipient: Membership, kind: str, some: list[Reminder], by: Membership | None) -> Telling:
    if len(some) > 1:
        return Telling(kind, recipient, by=by, times=len(some))
    follow_up = some[0].follow_up
    due = (follow_up.due_at or follow_up.due_on).isoformat()
    return Telling(kind, recipient, follow_up, by, detail={"due": due})


class MovingReminders(JobKind):
    """The working hours, the rule or somebody's wishes have changed: reminders move to where they belong now."""

    label = _("Reminders follow the working hours")
    icon = "clock"
    is_told = False
    may_run_again = True

    def batch(self, job, prepared):
        rows = FollowUp.objects.open().filter(pk__gt=job.cursor.get("after", 0))
        if job.arguments.get("owner"):
            rows = rows.filter(owner=job.arguments["owner"])
        # Locked as whoever puts one off locks it, so that neither writes what the other has overtaken.
        held = rows.select_for_update(of=("self",), no_key=True).prefetch_related("owner").order_by("pk")
        follow_ups, rules = list(held[:MOVED_AT_ONCE]), Rules.read()
        for follow_up in follow_ups:
            Reminder.objects.follow_rules(follow_up, rules)
            job.cursor["after"] = follow_up.pk
        job.done += len(follow_ups)
        return bool(follow_ups)


def move_reminders(*, by) -> None:
    """Nothing is open: nothing moves."""
    if FollowUp.objects.open().exists():
        start_job("interactions.move_reminders", by=by)


@transaction.atomic
def choose_reminders(member: Membership, *, minutes: int, is_any_time: bool) -> None:
    """How long before its moment a person is reminded, and whether only while people work."""
    wishes = {"reminder_minutes": minutes, "is_reminded_any_time": is_any_time}
    if all(getattr(member, name) == wish for name, wish in wishes.items()):
        return
    Membership.objects.filter(pk=member.pk).update(**wishes)
    if FollowUp.objects.open().owned_by(member).exists():
        start_job("interactions.move_reminders", by=member, owner=member.pk)
