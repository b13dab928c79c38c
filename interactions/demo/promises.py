"""The demo's promises: some late, some for today, some to come for everybody, and two years of kept ones."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from accounts.demo.draw import Draw
from accounts.demo.seed import BATCH, MARKETS, insert_numbered
from accounts.models import Account
from interactions.demo.seed import contacts_of_accounts
from interactions.demo.texts import STEPS
from interactions.models import FollowUp, Reminder
from interactions.models.reminder import Rules, plan
from interactions.models.standing import keep_last, keep_next
from timeline.models import Event
from workspaces.demo import Stage, past_event
from workspaces.roles import Permission
from workspaces.working_hours import working_hours_of

# Days from today on which everybody's open ones are due.
OPEN_DAYS = [-9, -3, -1, 0, 0, 0, 1, 2, 3, 6, 9, 15]
KEPT_IN_TWO_YEARS = {"noor": 60, "bahr": 20}  # of each colleague
REPEATING_PERCENT = 12


def seed_follow_ups(stage: Stage) -> None:
    slug = stage.workspace.slug
    weekend = working_hours_of(stage.workspace).weekend
    draw = Draw(stage.random("follow-ups"), MARKETS[slug], stage.today, stage.zone, weekend)
    accounts = list(Account.objects.kept().select_related("owner__user").order_by("number"))
    contacts = contacts_of_accounts()
    made = []
    for name in sorted(stage.members):
        member = stage.members[name]
        if name == "owner" or not member.can(Permission.EDIT_CUSTOMERS):
            continue
        own = [account for account in accounts if account.owner_id == member.pk] or accounts
        for days in OPEN_DAYS:
            made.append(step(draw, draw.pick(own), member, contacts, days, slug))
        for _kept in range(KEPT_IN_TWO_YEARS[slug]):
            made.append(kept_step(draw, draw.pick(own), member, contacts, slug))
    made.sort(key=lambda each: each.created_at)
    keep(made)
    for account in Account.objects.order_by("pk"):
        keep_last(account)
        keep_next(account)


def step(draw: Draw, account: Account, member, contacts: dict, days: int, slug: str) -> FollowUp:
    """An open one, due so many days from today."""
    is_ours, reason = draw.pick(STEPS[slug])
    due_on = draw.today + timedelta(days=days)
    repeats = draw.chance(REPEATING_PERCENT)
    hour = draw.pick([9, 10, 11, 13, 15]) if days >= 0 and draw.chance(25) else None
    return FollowUp(
        account=account,
        contact=next(iter(contacts[account.pk]), None),
        owner=member,
        created_by=member,
        reason=reason,
        due_on=due_on,
        due_at=datetime.combine(due_on, time(hour), draw.zone) if hour else None,
        priority=draw.pick(["high", "normal", "low"], [15, 75, 10]),
        owed_by="us" if is_ours else "customer",
        repeat_unit="month" if repeats else "",
        repeat_every=1 if repeats else None,
        repeat_from=due_on if repeats else None,
        created_at=draw.moment(abs(days) + draw.random.randrange(2, 12)),
    )


def kept_step(draw: Draw, account: Account, member, contacts: dict, slug: str) -> FollowUp:
    """One of the past that was done, most of them on their day."""
    known = max((draw.today - account.created_at.astimezone(draw.zone).date()).days, 3)
    days_ago = draw.random.randrange(2, known)
    found = step(draw, account, member, contacts, -days_ago, slug)
    found.repeat_unit, found.repeat_every, found.repeat_from = "", None, None
    late = draw.pick([0, 0, 0, 1, 4])
    found.state, found.closed_by = FollowUp.State.DONE, member
    found.closed_at = draw.moment(max(days_ago - late, 1))
    found.created_at = min(found.created_at, found.closed_at - timedelta(hours=1))
    return found


def keep(made: list[FollowUp]) -> None:
    insert_numbered(made)
    remind(made)
    events = []
    for each in made:
        told = {"context": each.account, "by": each.owner}
        due = {"due": each.due_on.isoformat()}
        events.append(past_event("followup.created", each, at=each.created_at, **told, **due))
        if each.closed_at:
            events.append(past_event("followup.done", each, at=each.closed_at, **told))
    events.sort(key=lambda event: event.at)
    Event.objects.bulk_create(events, BATCH)


def remind(made: list[FollowUp]) -> None:
    rules, now = Rules.read(), timezone.now()
    Reminder.objects.bulk_create(
        [
            Reminder(follow_up=each, kind=kind, at=at)
            for each in made
            if each.is_open
            for kind, at in plan(each, rules, now).items()
        ],
        BATCH,
    )
