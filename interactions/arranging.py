"""Schedules of many customers at once: a job that follows the tiers, safe to be run twice."""

from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from accounts.models.account import NO_DAY
from interactions.models import ContactSchedule, FollowUp, Reminder
from interactions.models.contact_schedule import opened_workspace, working_day
from interactions.models.reminder import Rules, plan
from interactions.scheduling import Asked, arrange, classed, rhythm_of
from lib.tenancy.models import take_numbers
from timeline.jobs import JobKind

BATCH = 200


class Arranging(JobKind):
    """The rules of tiers have changed, or many customers came: their schedules follow."""

    label = _("Contact schedules follow the tiers")
    icon = "repeat"
    may_run_again = True

    def prepare(self, job):
        """A block of numbers, taken in a transaction of its own: so a batch keeps nobody waiting for one."""
        return take_numbers(FollowUp, BATCH)

    def batch(self, job, prepared):
        opened = opened_workspace()
        with timezone.override(opened.time_zone):
            rows = classed(job.arguments["tiers"]).filter(pk__gt=job.cursor.get("after", 0))
            accounts = rows.select_related("owner__user").order_by("pk")
            keys = [account.pk for account in accounts[:BATCH]]
            held = Account.objects.filter(pk__in=keys).select_related("owner__user").held()
            arrange_many(held, by=job.created_by, first_number=prepared)
        job.done += len(keys)
        if keys:
            job.cursor = {"after": keys[-1]}
        return len(keys) == BATCH


def arrange_many(accounts, *, by, first_number: int) -> None:
    """As arrange(), for a batch of locked accounts: what is new, moves or ends does so in a few statements."""
    batch = _Batch(accounts, first_number)
    for account in accounts:
        if not batch.takes(account):
            arrange(account, batch.asked, by=by, rules=batch.rules)
    batch.write()


class _Batch:
    """The schedules of a batch as they are and as they are to be. What is set by hand is arrange()'s."""

    def __init__(self, accounts, first_number: int):
        self.asked, self.rules = Asked.read(), Rules.read()
        self.language, self.next_number = opened_workspace().language, first_number
        schedules = ContactSchedule.objects.filter(account__in=accounts)
        self.known = {each.account_id: each for each in schedules}
        steps = FollowUp.objects.scheduled().open().filter(account__in=accounts)
        self.open = {each.account_id: each for each in steps.prefetch_related("owner")}
        self.new: list[ContactSchedule] = []
        self.changed: list[ContactSchedule] = []
        self.begun: list[FollowUp] = []
        self.moved: list[FollowUp] = []
        self.ended: list[FollowUp] = []

    def takes(self, account) -> bool:
        """Whether this account is one of the plain ones, which are the many."""
        wanted, schedule, step = self.asked.of(account), self.known.get(account.pk), self.open.get(account.pk)
        if schedule is None:
            if wanted["unit"]:
                self._begin(ContactSchedule(account=account, **wanted))
            return True
        schedule.account = account
        if schedule.is_by_hand or step is None or step.owner_id != account.owner_id:
            return False
        if rhythm_of(schedule) != wanted:
            self._change(schedule, step, wanted)
        return True

    def _begin(self, schedule) -> None:
        schedule.begin_anew()
        due_on = working_day(schedule.begins_on, self.rules.hours)
        schedule.quiet_on = schedule.alert_on = schedule.quiet_from(schedule.account, due_on)
        self.new.append(schedule)
        if schedule.is_in_force:
            self.begun.append(schedule.new_step(due_on, self.language, number=self.next_number))
            self.next_number += 1

    def _change(self, schedule, step, wanted) -> None:
        is_other = (schedule.unit, schedule.every) != (wanted["unit"], wanted["every"])
        for name, value in wanted.items():
            setattr(schedule, name, value)
        self.changed.append(schedule)
        if not schedule.is_active:
            schedule.quiet_on = schedule.alert_on = None
            step.state, step.closed_at = FollowUp.State.CANCELLED, timezone.now()
            self.ended.append(step)
        elif is_other:
            schedule.begin_anew()
            step.due_on = step.scheduled_on = working_day(schedule.begins_on, self.rules.hours)
            step.due_at = None
            schedule.quiet_on = schedule.quiet_from(schedule.account, step.due_on)
            is_told = schedule.told_for == schedule.account.last_contact_at
            schedule.alert_on = None if is_told else schedule.quiet_on
            self.moved.append(step)

    def write(self) -> None:
        ContactSchedule.objects.bulk_create(self.new)
        fields = ["unit", "every", "channel", "begins_on", "quiet_on", "alert_on"]
        ContactSchedule.objects.bulk_update(self.changed, fields)
        FollowUp.objects.bulk_create(self.begun)
        for step in (*self.moved, *self.ended):
            step.version += 1
        columns = ["due_on", "scheduled_on", "due_at", "state", "closed_at", "version"]
        FollowUp.objects.bulk_update([*self.moved, *self.ended], columns)
        self._remind()
        self._tell_accounts()

    def _remind(self) -> None:
        others = [step.pk for step in (*self.moved, *self.ended)]
        Reminder.objects.filter(follow_up__in=others).delete()
        now = timezone.now()
        Reminder.objects.bulk_create(
            Reminder(follow_up=step, kind=kind, at=at)
            for step in (*self.begun, *self.moved)
            for kind, at in plan(step, self.rules, now).items()
        )

    def _tell_accounts(self) -> None:
        """The earliest open follow-up of each may be another one now."""
        keys = [step.account_id for step in (*self.begun, *self.moved, *self.ended)]
        first = FollowUp.objects.open().filter(account=OuterRef("pk")).order_by("due_on").values("due_on")[:1]
        Account.objects.filter(pk__in=keys).update(next_step_on=Coalesce(Subquery(first), Value(NO_DAY)))


ARRANGING = Arranging()
