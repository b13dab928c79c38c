"""The demo's regular contact: a rhythm for three tiers, how it was kept over a year, and who has gone quiet."""

from datetime import timedelta

from django.utils import timezone

from accounts.demo.draw import Draw
from accounts.demo.seed import MARKETS, insert_numbered
from accounts.models import Account
from accounts.models.account import NEVER
from interactions.demo.promises import remind
from interactions.models import ContactRule, ContactSchedule, FollowUp
from interactions.models.contact_schedule import local_day, working_day
from interactions.models.standing import keep_next
from interactions.rhythm import one_step_after
from interactions.scheduling import Asked
from lib.recurrence import Unit
from workspaces.demo import Stage
from workspaces.working_hours import working_hours_of

RULES = {
    "noor": {"A": ("week", 2, ""), "B": ("month", 1, "call"), "C": ("month", 3, "")},
    "bahr": {"A": ("month", 1, "")},
}
TOPICS = {
    "noor": [
        "عقد التوريد السنوي\nالفرع الجديد",
        "مواعيد التسليم",
        "احتياجات الربع القادم\nقائمة الأسعار الجديدة",
    ],
    "bahr": ["Annual contract\nNew berth", "Delivery times"],
}
KEPT_DAYS = 365
LATE_DAYS = 12
MISSED_PERCENT, LATE_PERCENT, TOPIC_PERCENT = 9, 10, 12


def seed_schedules(stage: Stage) -> None:
    slug = stage.workspace.slug
    hours = working_hours_of(stage.workspace)
    draw = Draw(stage.random("schedules"), MARKETS[slug], stage.today, stage.zone, hours.weekend)
    for tier, (unit, every, channel) in RULES[slug].items():
        ContactRule.objects.create(tier=tier, unit=unit, every=every, channel=channel)
    asked, schedules, steps = Asked.read(), [], []
    accounts = Account.objects.filter(owner__isnull=False).select_related("owner__user").order_by("number")
    with timezone.override(stage.zone):
        for account in accounts:
            wanted = asked.of(account)
            if not wanted["unit"]:
                continue
            schedule = ContactSchedule(account=account, **wanted)
            begin(schedule, draw)
            schedules.append(schedule)
            language = stage.workspace.language
            steps += past_steps(schedule, draw, language)
            schedule.topics = draw.pick(TOPICS[slug]) if draw.chance(TOPIC_PERCENT) else ""
            steps.append(schedule.new_step(working_day(schedule.begins_on, hours), language))
        ContactSchedule.objects.bulk_create(schedules)
        insert_numbered(steps)
        remind(steps)
        for account in accounts:
            keep_next(account)


def begin(schedule, draw: Draw) -> None:
    """As when the rule was switched on; a few customers were forgotten since."""
    last = schedule.account.last_contact_at
    schedule.begin_anew()
    if last == NEVER:
        return
    step = one_step_after(Unit(schedule.unit), schedule.every, local_day(last))
    if step < draw.today and (draw.today - step).days <= LATE_DAYS and draw.chance(LATE_PERCENT * 4):
        schedule.begins_on = step


def past_steps(schedule, draw: Draw, language: str) -> list[FollowUp]:
    """Of a year: done by the contacts there were, most of them on their day; some never."""
    since = draw.moment(KEPT_DAYS)
    steps = []
    for contact in schedule.account.interactions.kept().contacts().filter(at__gte=since).order_by("at"):
        planned = local_day(contact.at) + timedelta(days=draw.pick([0, 1, 2, -1, -3], [50, 15, 10, 15, 10]))
        step = schedule.new_step(planned, language)
        step.state, step.done_by = FollowUp.State.DONE, contact
        step.closed_at, step.closed_by = contact.created_at, schedule.account.owner
        if draw.chance(MISSED_PERCENT):
            step.state, step.done_by = FollowUp.State.CANCELLED, None
        step.created_at = contact.at - timedelta(days=7)
        steps.append(step)
    return steps
