"""Reminding customers of what they owe: each claimed and mailed in one transaction of its own."""

from datetime import timedelta

import structlog
from django.db import transaction
from django.utils import timezone

from accounts.models.record import Archived
from interactions.asking import send_mail_of
from interactions.asking_times import next_reminder
from interactions.models import AskingRule, CustomerRequest
from interactions.models.reminder import Rules
from interactions.reminder_times import next_chance, next_morning
from messaging.models import is_suppressed
from timeline.services import record

log = structlog.get_logger(__name__)
BATCH = 50
REST = timedelta(minutes=15)  # before one that went wrong is looked at again


def remind_next() -> int:
    """Look at the next due requests of the open workspace; how many were looked at.

    The mail, its entry on the timeline and the time of the next reminder stand in one transaction under the lock of
    the customer: a worker that ends in the middle has sent and settled nothing, a second one finds nothing to do.
    """
    with transaction.atomic():  # the database learns of the workspace as one begins
        rows = CustomerRequest.objects.due().order_by("remind_at", "pk")
        due = list(rows.values_list("pk", flat=True)[:BATCH])
    if due:
        with transaction.atomic():
            hours, rule = Rules.read().hours, AskingRule.read()
        with timezone.override(hours.time_zone):  # what is late is so by the clocks of the workspace
            for pk in due:
                try:
                    _look_at(pk, hours, rule)
                except Exception:  # whatever is wrong with one, the others have their turn
                    log.exception("request_not_reminded", request=pk)
                    with transaction.atomic():
                        CustomerRequest.objects.filter(pk=pk).update(remind_at=timezone.now() + REST)
    return len(due)


@transaction.atomic
def _look_at(pk, hours, rule) -> None:
    found = CustomerRequest.objects.filter(pk=pk).select_related("account", "follow_up").first()
    if found is None:
        return
    now = timezone.now()
    try:
        found.wait_to_change()
    except Archived:
        CustomerRequest.objects.filter(pk=pk).update(remind_at=next_morning(now, hours))
        return
    if found.remind_at is None or found.remind_at > now:
        return  # another worker was here
    if _has_nothing_to_ask(found):
        found.remind_at = None
    else:
        _remind(found, hours, rule, now)
    found.save(update_fields=["to_address", "remind_at", "counts_from", "reminders_sent"])


def _has_nothing_to_ask(found) -> bool:
    found.to_address = _address_now(found)
    is_shut = found.is_revoked or found.is_over or not found.is_waiting or not found.to_address
    return is_shut or is_suppressed(found.to_address)


def _address_now(found) -> str:
    """A contact's as it was corrected since; none of those who were put away or deleted, nor one that was dropped."""
    if found.contact is not None:
        return "" if found.contact.is_archived or not found.to_address else found.contact.email_1
    return found.to_address if found.to_address == found.account.email else ""


def _remind(found, hours, rule, now) -> None:
    """Send what is due, and say when to look again; a reminder waits for the work to begin."""
    follow_up = found.follow_up
    at = next_reminder(follow_up.due_on, rule, hours, sent=found.reminders_sent, after=found.counts_from)
    if at is None or at > now:
        found.remind_at = at
    elif (chance := next_chance(now, hours)) > now:
        found.remind_at = chance
    else:
        send_mail_of(found, by=found.created_by, is_reminder=True)
        record("followup.customer_reminded", follow_up, by=None)
        found.reminders_sent += 1
        found.counts_from = now
        found.remind_at = next_reminder(follow_up.due_on, rule, hours, sent=found.reminders_sent, after=now)
