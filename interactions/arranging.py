"""Schedules of many customers at once: a job that follows the tiers, safe to be run twice."""

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Least
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from interactions.models import ContactSchedule, FollowUp, Reminder
from interactions.models.contact_schedule import opened_workspace, working_day
from interactions.models.reminder import Rules, plan
from interactions.scheduling import Asked, arrange
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
            rows = Account.objects.filter(tier__in=job.arguments["tiers"], pk__gt=job.cursor.get("after", 0))
            accounts = rows.select_related("owner__user").order_by("pk")
            keys = [account.pk for account in accounts[:BATCH]]
            held = Account.objects.filter(pk__in=keys).select_related("owner__user").held()
            arrange_many(held, by=job.created_by, first_number=prepared)
        job.done += len(keys)
        if keys:
            job.cursor = {"after": keys[-1]}
        return len(keys) == BATCH


ARRANGING = Arranging()


def arrange_many(accounts, *, by, first_number: int) -> None:
    """As arrange(), for a batch of locked accounts: those that have no schedule yet get theirs in a few statements."""
    asked, rules, now = Asked.read(), Rules.read(), timezone.now()
    language = opened_workspace().language
    known = set(ContactSchedule.objects.filter(account__in=accounts).values_list("account_id", flat=True))
    schedules, steps = [], []
    for account in accounts:
        wanted = asked.of(account)
        if account.pk in known:
            arrange(account, asked, by=by, rules=rules)
        elif wanted["unit"]:
            schedule = ContactSchedule(account=account, **wanted)
            schedule.begin_anew()
            due_on = working_day(schedule.begins_on, rules.hours)
            schedule.quiet_on = schedule.alert_on = schedule.quiet_from(account, due_on)
            schedules.append(schedule)
            if schedule.is_in_force:
                steps.append(schedule.new_step(due_on, language, number=first_number + len(steps)))
    ContactSchedule.objects.bulk_create(schedules)
    FollowUp.objects.bulk_create(steps)
    Reminder.objects.bulk_create(
        Reminder(follow_up=step, kind=kind, at=at)
        for step in steps
        for kind, at in plan(step, rules, now).items()
    )
    first = FollowUp.objects.scheduled().open().filter(account=OuterRef("pk")).values("due_on")[:1]
    Account.objects.filter(pk__in=[step.account_id for step in steps]).update(
        next_step_on=Least("next_step_on", Subquery(first))
    )
