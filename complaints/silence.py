"""Reminding customers of what a complaint waits for: after 3 and 7 working days, and that it will be closed after 14.

Nothing is closed by itself: closing needs a cause and a resolution, so who handles it is told to decide.
"""

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import structlog
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models.record import Archived
from complaints.clock_fields import hours_now
from complaints.letters import send_about
from complaints.models import Complaint, SilenceNotice
from complaints.states import State
from interactions.reminder_times import next_chance, next_morning
from lib.formats import isolated
from lib.working_time import NoWorkingTime, WorkingHours
from timeline.notifying import notify

log = structlog.get_logger(__name__)
BATCH = 50
REST = timedelta(minutes=15)  # before one that went wrong is looked at again
AFTER: Final = (3, 7, 14)
LAST: Final = AFTER[-1]


def follow(complaint, events) -> None:
    """After a step of a complaint: whoever waits will remind, and whoever does not reminds no more."""
    if complaint.state == State.WAITING or complaint.silence_notices.filter(told_at=None).exists():
        arrange([complaint], hours_now())


def arrange(complaints, hours: WorkingHours) -> None:
    """What is to be told while these wait; their rows are locked by whoever calls. What was told stays told."""
    waiting = [each for each in complaints if each.state == State.WAITING]
    standing = SilenceNotice.objects.filter(complaint__in=complaints)
    told = set(standing.exclude(told_at=None).values_list("complaint", "since", "days"))
    standing.filter(told_at=None).delete()
    SilenceNotice.objects.bulk_create(
        SilenceNotice(complaint=each, since=each.state_since, days=days, at=at)
        for each in waiting
        for days, at in moments(each.state_since, hours).items()
        if (each.pk, each.state_since, days) not in told
    )


def moments(since: datetime, hours: WorkingHours) -> dict[int, datetime]:
    """When the work of the third, seventh and fourteenth working day after it begins; none where nobody works."""
    found: dict[int, datetime] = {}
    day = since.astimezone(ZoneInfo(hours.time_zone)).date()
    for count in range(1, LAST + 1):
        try:
            day = hours.next_working_day(day)
        except NoWorkingTime:
            break
        start = hours.start_of_working_day(day)
        if count in AFTER and start is not None:
            found[count] = start
    return found


def remind_next() -> int:
    """Look at the next due ones of the open workspace; how many complaints were looked at.

    The letter and the row stand in one transaction under the lock of the customer: a worker that ends in the middle
    has sent and settled nothing, and a second one finds nothing to do.
    """
    with transaction.atomic():  # the database learns of the workspace as one begins
        due = SilenceNotice.objects.filter(told_at=None, at__lte=timezone.now()).order_by("at", "pk")
        keys = list(dict.fromkeys(due.values_list("complaint", flat=True)[:BATCH]))
        hours = hours_now()
    for key in keys:
        try:
            _remind(key, hours)
        except Exception:  # whatever is wrong with one, the others have their turn
            log.exception("silence_not_told", complaint=key)
            with transaction.atomic():
                put_off = SilenceNotice.objects.filter(complaint=key, told_at=None, at__lte=timezone.now())
                put_off.update(at=timezone.now() + REST)
    return len(keys)


@transaction.atomic
def _remind(key: int, hours: WorkingHours) -> None:
    complaint, now = Complaint.objects.select_related("account", "contact").get(pk=key), timezone.now()
    due = SilenceNotice.objects.filter(complaint=complaint, told_at=None, at__lte=now)
    try:
        complaint.wait_to_change()
    except Archived:
        due.update(at=next_morning(now, hours))
        return
    days = due.order_by("days").values_list("days", flat=True).last()
    if days is None:
        return  # another worker was here, or the customer
    chance = next_chance(now, hours)
    if chance > now:
        due.update(at=chance)
        return
    due.update(told_at=now)
    subject, text = words(complaint, days)
    send_about(complaint, subject=subject, text=text, by=complaint.owner, is_automatic=True)
    complaint.tell("complaint.reminded", by=None, is_elsewhere=False, days=days)
    if days == LAST:
        notify("complaint.silent", [complaint.owner or complaint.account.owner], subject=complaint)


def words(complaint, days: int) -> tuple[str, str]:
    """Subject and text in the language of the customer."""
    with override(complaint.language):
        name = {"name": isolated(complaint.name)}
        if days < LAST:
            return _("We are waiting for your answer"), _(
                "We asked you something about your complaint: %(name)s\n\nWe have not heard from you yet, and go on "
                "as soon as you answer."
            ) % name
        return _("Your complaint will be closed"), _(
            "We have asked you about your complaint and have not heard from you for a while: %(name)s\n\nUnless you "
            "answer we will close it with what we know. You can have it opened again later."
        ) % name
