"""What each kind of step does for those who stand before it. All of a batch at once, where that can be.

A step is written into the journal in the transaction of what it does, and the journal takes it once for each: a worker
that dies has done nothing of it, and one that runs beside another does nothing twice.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import Account, Position, Tag
from accounts.models.record import Archived
from accounts.services import change_account
from campaigns.automations import design
from campaigns.automations.goals import holds
from campaigns.automations.letters import add_recipients, issue_of, takes_on
from campaigns.models import Automation, AutomationStep, AutomationVersion, Enrolment
from interactions.models import FollowUp
from interactions.services import add_follow_up
from workspaces.models import Membership

Outcome, Reason = AutomationStep.Outcome, AutomationStep.Reason
# Steps that change a customer, one by one: so many in one transaction, the others with the next one.
MOST_ONE_BY_ONE = 25
# Whose customer somebody else is just changing comes a little later.
LATER = timedelta(seconds=15)


@dataclass
class Walk:
    """A batch on its way through a version; nothing of it is saved before its end."""

    automation: Automation
    version: AutomationVersion
    now: datetime
    road: list[AutomationStep] = field(default_factory=list)
    one_by_one: int = 0

    def note(self, enrolment: Enrolment, index: int, outcome: str, **more: Any) -> None:
        kind = self.version.steps[index]["kind"]
        self.road.append(AutomationStep(enrolment=enrolment, step=index, kind=kind, outcome=outcome, **more))

    def go_on(self, enrolment: Enrolment, place: int | None, at: datetime | None = None) -> None:
        """To the step at this place; at the end they have gone through."""
        if place is None or place >= len(self.version.steps):
            enrolment.step = len(self.version.steps)
            enrolment.leave(Enrolment.State.DONE, self.now)
        else:
            enrolment.step, enrolment.due_at = place, at or self.now


def wait(walk: Walk, index: int, here: Collection[Enrolment]) -> None:
    until = design.waits_until(walk.version.steps[index], walk.now)
    for each in here:
        walk.note(each, index, Outcome.WAITS, until=until)
        is_last = index + 1 == len(walk.version.steps)
        walk.go_on(each, None if is_last else index + 1, until)


def ask(walk: Walk, index: int, here: Collection[Enrolment]) -> None:
    steps = walk.version.steps
    true_of = holds(steps[index], here)
    otherwise = design.place_after(steps, index)
    for each in here:
        is_true = each.pk in true_of
        walk.note(each, index, Outcome.YES if is_true else Outcome.NO)
        if is_true or otherwise is not None:
            walk.go_on(each, index + 1 if is_true else otherwise)
        else:
            each.leave(Enrolment.State.LEFT, walk.now, Enrolment.Why.CONDITION)


def write(walk: Walk, index: int, here: Collection[Enrolment]) -> None:
    campaign = issue_of(walk.automation, walk.version, index)
    is_open = takes_on(campaign)
    written_to = add_recipients(campaign, [each.contact_id for each in here]) if is_open else set()
    for each in here:
        outcome = Outcome.WRITTEN if each.contact_id in written_to else Outcome.LEFT_OUT
        reason = "" if is_open else Reason.STOPPED
        walk.note(each, index, outcome, campaign=campaign, reason=reason)
        walk.go_on(each, index + 1)


def one_by_one(act: Callable[..., tuple[str, str]]) -> Callable[[Walk, int, Collection[Enrolment]], None]:
    """Of each with their customer locked; who is left over stays due."""

    def of_each(walk: Walk, index: int, here: Collection[Enrolment]) -> None:
        some = list(here)[: MOST_ONE_BY_ONE - walk.one_by_one]
        for each in list(here)[len(some) :]:
            each.due_at = walk.now
        walk.one_by_one += len(some)
        wanted = customers_of(some)
        theirs = Account.objects.filter(pk__in=set(wanted.values())).select_related("owner")
        free = theirs.select_for_update(no_key=True, skip_locked=True, of=("self",)).order_by("pk")
        accounts = {each.pk: each for each in free}
        for each in some:
            key = wanted.get(each.pk)
            if key is not None and key not in accounts:
                each.due_at = walk.now + LATER
                continue
            outcome, reason = act(walk, walk.version.steps[index], each, accounts.get(key))
            walk.note(each, index, outcome, reason=reason)
            walk.go_on(each, index + 1)

    return of_each


def customers_of(enrolments: Collection[Enrolment]) -> dict[int, int]:
    """By the key of the enrolment that of the customer for whom it is: that of the trigger, else their main one."""
    found = {each.pk: each.account_id for each in enrolments if each.account_id is not None}
    left = {each.contact_id for each in enrolments if each.pk not in found}
    rows = Position.objects.filter(
        contact__in=left, account__archived_at=None, account__merged_into=None
    ).order_by("is_primary", "-pk")
    main = dict(rows.values_list("contact_id", "account_id"))
    others = [each for each in enrolments if each.pk not in found]
    return found | {each.pk: main[each.contact_id] for each in others if each.contact_id in main}


def make_follow_up(walk: Walk, step, enrolment: Enrolment, account) -> tuple[str, str]:
    if account is None:
        return Outcome.PASSED, Reason.NO_CUSTOMER
    owner = account.owner
    if step["owner"] != design.MANAGER:
        named = Membership.objects.filter(number=step["owner"], ended_at=None).first()
        owner = named or owner
    if owner is None or owner.ended_at is not None:
        return Outcome.PASSED, Reason.NO_COLLEAGUE
    fields = {
        "owner": owner,
        "contact": enrolment.contact,
        "due_on": timezone.localdate(walk.now) + timedelta(days=step["days"]),
        "reason": step["reason"],
    }
    try:
        add_follow_up(account=account, by=None, fields=fields, source=FollowUp.Source.CAMPAIGN)
    except Archived:
        return Outcome.PASSED, Reason.NO_CUSTOMER
    return Outcome.MADE, ""


def hang_tag(walk: Walk, step, enrolment: Enrolment, account) -> tuple[str, str]:
    if account is None or account.is_archived or account.merged_into_id is not None:
        return Outcome.PASSED, Reason.NO_CUSTOMER
    held = set(Tag.objects.filter(account_taggings__account=account).values_list("name", flat=True))
    if step["tag"] not in held:
        tags = sorted({*held, step["tag"]})
        change_account(account, by=None, read_version=account.version, changed=["tags"], tags=tags)
    return Outcome.TAGGED, ""


DO: dict[str, Callable[[Walk, int, Collection[Enrolment]], None]] = {
    design.WAIT: wait,
    design.UNTIL: wait,
    design.CONDITION: ask,
    design.MESSAGE: write,
    design.FOLLOW_UP: one_by_one(make_follow_up),
    design.TAG: one_by_one(hang_tag),
}
