"""Contact schedules: what tiers ask, what is set by hand, and how both follow the customer.

Safe to be run twice and by two at once: everything about an account happens under its lock, and the database holds
that it has one schedule and one open follow-up of it.
"""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import Account
from accounts.models.record import Stale
from interactions.models import ContactRule, ContactSchedule, FollowUp, Reminder
from interactions.models.reminder import Rules
from interactions.models.standing import keep_next
from lib.undo import TooLate
from timeline.jobs import start_job
from timeline.models import Event
from timeline.services import record
from workspaces.models import Workspace

RHYTHM = ("unit", "every", "channel")
BY_HAND = ("is_by_hand", *RHYTHM, "begins_on", "topics")
# Offered where no rule stands yet; nothing is asked until somebody switches it on.
PROPOSED = {
    "A": ("week", 1),
    "B": ("month", 1),
    "C": ("month", 3),
    "D": ("month", 6),
    "strategic": ("week", 1),
    "key": ("week", 2),
    "regional": ("month", 1),
    "sales": ("month", 3),
}
JOB = "interactions.arrange_schedules"
FOLLOWED = ("tier", "management_type", "owner_id", "status", "archived_at")
NO_RHYTHM = {"unit": "", "every": None, "channel": ""}


@dataclass(frozen=True)
class Asked:
    """What tiers and management types ask in the open workspace; read once for a request or a batch."""

    by_tier: dict[str, dict]

    @classmethod
    def read(cls) -> "Asked":
        return cls({rule.tier: rhythm_of(rule) for rule in ContactRule.objects.all()})

    def of(self, account) -> dict:
        """What the type asks, else the tier. Nothing of those who are archived or lost."""
        if account.is_archived or account.status == Account.Status.LOST:
            return NO_RHYTHM
        return self.by_tier.get(account.management_type) or self.by_tier.get(account.tier, NO_RHYTHM)

    def in_words_for(self, account) -> str:
        """“every month”; nothing where the tier asks for nothing."""
        return ContactRule(**self.of(account)).in_words


def rhythm_of(row) -> dict:
    return {name: getattr(row, name) for name in RHYTHM}


def arrange(account, asked: Asked | None = None, *, by=None, rules: Rules | None = None) -> None:
    """Bring the schedule of an account and its open follow-up in line with what is asked; the account is locked."""
    wanted = (asked or Asked.read()).of(account)
    schedule = account.contact_schedules.first()
    if schedule is None:
        if not wanted["unit"]:
            return
        schedule = ContactSchedule(account=account, begins_on=timezone.localdate())
    has_moved = False
    if not schedule.is_by_hand and rhythm_of(schedule) != wanted:
        has_moved = take(schedule, wanted)
    hours = rules.hours if rules else None
    schedule.keep_step(by=by, hours=hours, has_moved=has_moved)
    keep_next(account)


def take(schedule, wanted: dict) -> bool:
    """Put on this rhythm and save; whether it begins anew."""
    has_moved = bool(wanted["unit"]) and (schedule.unit, schedule.every) != (wanted["unit"], wanted["every"])
    for name, value in wanted.items():
        setattr(schedule, name, value)
    if has_moved:
        schedule.begin_anew()
    schedule.save()
    return has_moved


@transaction.atomic
def set_schedule(account, *, by, read_version, fields) -> Event | None:
    """What a person chose for one customer; None when nothing changed. Stale when somebody else saved meanwhile."""
    account.wait_to_change()
    schedule = account.contact_schedules.first() or ContactSchedule(
        account=account, begins_on=timezone.localdate()
    )
    if read_version != (schedule.version if schedule.pk else 0):
        raise Stale
    wanted = NO_RHYTHM | {"begins_on": schedule.begins_on} | fields
    if not wanted["is_by_hand"]:
        wanted |= Asked.read().of(account)
    before = {name: plain(getattr(schedule, name)) for name in BY_HAND}
    has_other_step = any(getattr(schedule, name) != wanted[name] for name in ("unit", "every"))
    has_moved = has_other_step or (wanted["is_by_hand"] and schedule.begins_on != wanted["begins_on"])
    for name in BY_HAND:
        setattr(schedule, name, wanted[name])
    if has_moved and schedule.is_active and (not schedule.is_by_hand or "begins_on" not in fields):
        schedule.begin_anew()
    after = {name: plain(getattr(schedule, name)) for name in BY_HAND}
    if schedule.pk and before == after:
        return None
    schedule.version = schedule.version + 1 if schedule.pk else 1
    schedule.save()
    schedule.keep_step(by=by, has_moved=has_moved)
    keep_next(account)
    changes = {name: [before[name], after[name]] for name in BY_HAND if before[name] != after[name]}
    # A new step has taken the first topic along.
    now = {name: plain(getattr(schedule, name)) for name in BY_HAND}
    return record("schedule.changed", account, by=by, version=schedule.version, changes=changes, now=now)


def plain(value):
    return value.isoformat() if hasattr(value, "isoformat") else value


@transaction.atomic
def take_back_schedule(account, event: Event | None, *, by) -> None:
    """Give the schedule what stood before this event; TooLate when it was changed since."""
    account.wait_to_change()
    schedule = account.contact_schedules.first()
    if event is None or schedule is None or event.subject_id != account.pk:
        raise TooLate
    now = {name: plain(getattr(schedule, name)) for name in BY_HAND}
    if now != event.detail["now"]:
        raise TooLate
    former = now | {name: before for name, (before, _after) in event.detail["changes"].items()}
    former["begins_on"] = schedule._meta.get_field("begins_on").to_python(former["begins_on"])
    set_schedule(account, by=by, read_version=schedule.version, fields=former)


@transaction.atomic
def change_rules(wanted: dict[str, dict | None], *, by) -> Event | None:
    """What each tier asks, None for nothing; the schedules follow in a job. None when nothing changed."""
    list(Workspace.objects.select_for_update(no_key=True).filter(pk=by.workspace_id).values_list("pk"))
    standing = Asked.read().by_tier
    changes = {
        tier: [standing.get(tier), rhythm] for tier, rhythm in wanted.items() if standing.get(tier) != rhythm
    }
    if not changes:
        return None
    ContactRule.objects.filter(tier__in=changes).delete()
    ContactRule.objects.bulk_create(
        ContactRule(tier=tier, **rhythm) for tier, (_before, rhythm) in changes.items() if rhythm
    )
    start_arranging(sorted(changes), by=by)
    return record("rhythm.changed", by.workspace, by=by, changes=changes)


def take_back_rules(event: Event | None, *, by) -> None:
    if event is None:
        raise TooLate
    changes = event.detail["changes"]
    standing = Asked.read().by_tier
    if any(standing.get(tier) != after for tier, (_before, after) in changes.items()):
        raise TooLate
    change_rules({tier: before for tier, (before, _after) in changes.items()}, by=by)


def classed(tiers: list[str]):
    """Accounts of these tiers or management types."""
    return Account.objects.filter(Q(tier__in=tiers) | Q(management_type__in=tiers))


def start_arranging(tiers: list[str], *, by):
    """Of tiers and types."""
    total = classed(tiers).count()
    return start_job(JOB, by=by, total=total, tiers=tiers) if total else None


def follow_account(account, before, *, by) -> None:
    """The tier, the type, the owner, the status or the archive has changed: the schedule goes along."""
    if before is None or any(getattr(before, name) != getattr(account, name) for name in FOLLOWED):
        arrange(account, by=by)


def concerned(pairs) -> list:
    """Of many (account, before): those that have a schedule or are to get one."""
    asked = Asked.read()
    having = ContactSchedule.objects.filter(account__in=[account for account, _before in pairs])
    keys = set(having.values_list("account_id", flat=True))
    return [pair for pair in pairs if pair[0].pk in keys or asked.of(pair[0])["unit"]]


def follow_arrivals(*, by) -> None:
    """Many accounts came at once: those of the tiers that ask for something get their schedules."""
    tiers = sorted(Asked.read().by_tier)
    if tiers:
        start_arranging(tiers, by=by)


def made_along(accounts) -> list:
    """What is there by a rule alone and nobody has touched, children first."""
    steps = FollowUp.objects.scheduled().open().filter(account__in=accounts, version=1)
    return [
        Reminder.objects.filter(follow_up__in=steps.values("pk")),
        steps,
        ContactSchedule.objects.filter(account__in=accounts, is_by_hand=False),
    ]
