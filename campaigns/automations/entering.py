"""People come in: because of what the outbox tells, or because they are found when it is looked by the clock.

The cursor of the outbox, and the moment of the next look, are moved in the transaction in which people are written
down: a worker that dies has brought in nobody or all, and what is read again finds them there.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import Contact, Position
from campaigns.automations.design import BOUGHT
from campaigns.automations.goals import reached
from campaigns.automations.publishing import READER
from campaigns.automations.triggers import FILES, LOOKS_EVERY, MOST_FOUND, VERBS, Brought, trigger_of
from campaigns.models import Automation, AutomationVersion, Enrolment
from sales.models import Purchase
from timeline.models import Event
from timeline.reading import locked_reader, next_events

BATCH = 500
BUYS = frozenset({"purchase.added", "purchase.status_changed"})


@transaction.atomic
def read_next() -> bool:
    """The next events of the outbox; whether there may be more."""
    reader = locked_reader(READER)
    if reader is None:
        return False
    events, has_more = next_events(reader, VERBS, BATCH)
    if events:
        running = running_ones()
        for version in running:
            bring_in(version, _brought(version, events))
        _leave_at_goal(running, events)
    return has_more


def running_ones() -> list[AutomationVersion]:
    """The versions in which people enter now."""
    running = AutomationVersion.objects.filter(automation__state=Automation.State.RUNNING)
    rows = running.select_related("automation").order_by("automation_id", "-edition")
    newest: dict[int, AutomationVersion] = {}
    for version in rows:
        if version.edition == version.automation.edition:
            newest[version.automation_id] = version
    return list(newest.values())


def _brought(version: AutomationVersion, events: Sequence[Event]) -> list[Brought]:
    trigger, options = trigger_of(version.design), version.design["trigger"]
    if trigger.brings is None:
        return []
    skips_files = FILES in trigger.asks and not options.get(FILES)
    meant = [
        each
        for each in events
        if each.verb in trigger.verbs
        and each.at >= version.automation.began_at
        and not (skips_files and each.is_part)
    ]
    return list(trigger.brings(meant, options)) if meant else []


@transaction.atomic
def look_next() -> bool:
    """The people of one automation that looks by the clock; whether one was looked at."""
    now = timezone.now()
    due = Automation.objects.to_look(now)
    automation = due.select_for_update(no_key=True, skip_locked=True).order_by("look_at", "pk").first()
    if automation is None:
        return False
    version = automation.versions.get(edition=automation.edition)
    trigger = trigger_of(version.design)
    # So far back as a standstill of Sila may have lasted; what counted before is known by its occurrence.
    since = max(automation.began_at, now - timedelta(days=3))
    without = barred(version, now).values("contact")
    found = list(trigger.finds(since, now, version.design["trigger"], without)) if trigger.finds else []
    bring_in(version, found)
    is_all = len(found) < MOST_FOUND
    automation.look_at = now + LOOKS_EVERY if is_all else now
    automation.save(update_fields=["look_at"])
    return True


def bring_in(version: AutomationVersion, brought: Iterable[Brought], at: datetime | None = None) -> int:
    """Write down those who may enter: of each the first occurrence. Who is inside, archived, or may not enter again
    yet does not; how many are written down.
    """
    first: dict[int, Brought] = {}
    for each in brought:
        first.setdefault(each.contact, each)
    now = at or timezone.now()
    # Locked by whoever merges, archives or deletes one of them: they wait for us, or we see what they left.
    rows = Contact.objects.standing().kept().filter(pk__in=first)
    keys = set(rows.values_list("pk", flat=True))
    keys -= set(barred(version, now).filter(contact__in=keys).values_list("contact", flat=True))
    entering = [
        Enrolment(
            automation_id=version.automation_id,
            version=version,
            contact_id=pk,
            account_id=first[pk].account,
            occurrence=first[pk].occurrence if version.design.get("again_days") else "",
            due_at=now,
            entered_at=now,
        )
        for pk in sorted(keys)
    ]
    # The same, brought by a worker beside this one, is there already.
    Enrolment.objects.bulk_create(entering, ignore_conflicts=True, batch_size=500)
    return len(entering)


def barred(version: AutomationVersion, now: datetime):
    """Whoever is inside, was in it before, or too lately where one may enter again."""
    rows = Enrolment.objects.filter(automation=version.automation_id, contact__isnull=False)
    again_days = version.design.get("again_days")
    if not again_days:
        return rows
    return rows.filter(entered_at__gt=now - timedelta(days=again_days)) | rows.inside()


def _leave_at_goal(running: list[AutomationVersion], events: Sequence[Event]) -> None:
    """Who bought leaves at once, where that is the goal, in whichever version; other goals are asked before a step."""
    keys = {each.subject_id for each in events if each.verb in BUYS}
    automations = [each.automation_id for each in running]
    if not keys or not automations:
        return
    bought = Purchase.objects.filter(pk__in=keys)
    accounts = bought.values("account")
    theirs = Q(account__in=accounts) | Q(contact__in=bought.values("contact"))
    theirs |= Q(contact__in=Position.objects.filter(account__in=accounts).values("contact"))
    rows = Enrolment.objects.inside().filter(theirs, automation__in=automations)
    rows = rows.filter(version__design__goal__kind=BOUGHT)
    held = list(rows.select_for_update(skip_locked=True, of=("self",)).order_by("pk"))
    there = reached({"kind": BOUGHT}, held)
    leaving = [each for each in held if each.pk in there]
    now = timezone.now()
    for each in leaving:
        each.leave(Enrolment.State.GOAL, now)
    save(leaving)


def save(enrolments: list[Enrolment]) -> None:
    if enrolments:
        Enrolment.objects.bulk_update(
            enrolments, ["state", "why", "step", "due_at", "left_at", "contact"], batch_size=500
        )
