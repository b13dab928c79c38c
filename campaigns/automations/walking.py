"""Whoever is due goes on: a batch at a time, each in one transaction with all that is done for them.

Rows that another worker has are passed over. One that dies takes its whole batch back; then they are due as before.
"""

from collections import defaultdict
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone, translation

from accounts.models import Contact
from campaigns.automations.doing import DO, Walk
from campaigns.automations.entering import look_next, read_next, save
from campaigns.automations.goals import SegmentGone, reached
from campaigns.automations.publishing import pause
from campaigns.models import Automation, AutomationStep, AutomationVersion, Enrolment
from interactions.models.contact_schedule import opened_workspace
from lib import formats
from timeline.notifying import notify

BATCH = 200
State, Why = Enrolment.State, Enrolment.Why


def go_on() -> bool:
    """One turn in the open workspace: who comes in, and who goes on; whether there is more of it."""
    with transaction.atomic():
        opened = opened_workspace()
    shown = formats.use(opened.formats(opened.language))
    with timezone.override(opened.time_zone), translation.override(opened.language), shown:
        has_more = [read_next(), look_next(), walk_next() == BATCH]
    return any(has_more)


def walk_next() -> int:
    """Those who are due, as far as a batch goes; how many there were."""
    stuck: list[int] = []
    count = 0
    try:
        with transaction.atomic():
            due = Enrolment.objects.due(timezone.now())
            rows = list(due.select_for_update(skip_locked=True).order_by("due_at", "pk")[:BATCH])
            count = len(rows)
            _walk(rows, stuck)
    except SegmentGone:
        # Nothing of this batch was done; they wait until somebody has mended it.
        stand_still(stuck[-1])
    return count


def _walk(rows: Collection[Enrolment], at_work: list[int]) -> None:
    groups: dict[int, list[Enrolment]] = defaultdict(list)
    for each in rows:
        groups[each.version_id].append(each)
    versions = AutomationVersion.objects.select_related("automation__created_by").in_bulk(groups)
    for key in sorted(groups):
        version = versions[key]
        at_work.append(version.automation_id)
        walk = Walk(version.automation, version, timezone.now())
        _walk_group(walk, groups[key])
        AutomationStep.objects.bulk_create(walk.road, batch_size=500)
        save(groups[key])


def _walk_group(walk: Walk, rows: list[Enrolment]) -> None:
    _follow_contacts(walk, rows)
    there = reached(walk.version.design["goal"], [each for each in rows if each.is_inside])
    for each in rows:
        if each.pk in there:
            each.leave(State.GOAL, walk.now)
    for index, step in enumerate(walk.version.steps):
        here = [each for each in rows if each.is_inside and each.step == index and each.due_at <= walk.now]
        if here:
            DO[step["kind"]](walk, index, here)
    for each in rows:
        if each.is_inside and each.step >= len(walk.version.steps):
            each.leave(State.DONE, walk.now)


def _follow_contacts(walk: Walk, rows: list[Enrolment]) -> None:
    """Who was archived or deleted leaves; who was merged goes on as the one they are now, unless that one is in it."""
    contacts = Contact.objects.in_bulk([each.contact_id for each in rows if each.contact_id is not None])
    for each in rows:
        contact = contacts.get(each.contact_id)
        if contact is not None and contact.merged_into_id is not None:
            _go_on_as(walk, each, contact.merged_into_id)
        elif contact is None or contact.is_archived:
            each.leave(State.LEFT, walk.now, Why.GONE)


def _go_on_as(walk: Walk, enrolment: Enrolment, contact: int) -> None:
    theirs = Enrolment.objects.filter(automation=walk.automation, contact=contact)
    survivor = Contact.objects.standing().kept().filter(pk=contact)
    if theirs.exists() or not survivor.exists():
        enrolment.leave(State.LEFT, walk.now, Why.MERGED)
    else:
        enrolment.contact_id = contact


@transaction.atomic
def stand_still(automation_pk: int) -> None:
    """Sila pauses it, and tells whoever made it."""
    automation = Automation.objects.get(pk=automation_pk)
    if automation.is_running:
        pause(automation, by=None, why=Automation.Why.SEGMENT)
        notify("automation.paused", [automation.created_by], subject=automation)
