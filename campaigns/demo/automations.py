"""Automations of noor: a welcome with people on their way and past it, a check after orders, and one still a draft."""

from datetime import timedelta
from itertools import islice

from django.utils import timezone, translation

from accounts.models import Contact
from campaigns.automations.letters import issue_of
from campaigns.automations.publishing import publish
from campaigns.automations.ready import begin_with, ready
from campaigns.demo.responses import seed_responses
from campaigns.models import AutomationIssue, AutomationStep, Campaign, Enrolment, Recipient, SendChunk
from campaigns.states import State
from workspaces.demo import Stage

# Entered so many days ago -> how many at once.
ENTERED = ((12, 6), (9, 5), (5, 4), (2, 5), (1, 3))
LETTER, WAIT, MORNING, SECOND, AGAIN, ANSWER, CALL = range(7)
RUN, DRAFT = ("welcome", "order"), ("cart",)


def seed_automations(stage: Stage) -> None:
    if stage.workspace.slug != "noor":
        return
    with timezone.override(stage.zone), translation.override(stage.workspace.language):
        by = stage.member("mona")
        made = {key: begin_with(ready.get(key), by=by) for key in (*RUN, *DRAFT)}
        for key in RUN:
            publish(made[key], by=by)
        _seed_roads(made["welcome"])
    seed_responses(stage)


def _seed_roads(automation) -> None:
    version = automation.versions.get()
    found = Contact.objects.kept().exclude(email_1="").order_by("email_1_key", "pk").distinct("email_1_key")
    people = iter(found[: sum(count for _days, count in ENTERED)])
    for days_ago, count in ENTERED:
        some = list(islice(people, count))
        if some:
            _seed_group(automation, version, some, timezone.now() - timedelta(days=days_ago))


def _seed_group(automation, version, people, began) -> None:
    """As if the tick had taken them all this way; nothing of it is sent."""
    now, second = timezone.now(), began + timedelta(days=3)
    until, third = second + timedelta(hours=2), second + timedelta(days=3, hours=2)
    steps = [(LETTER, "message", "written", began, None), (WAIT, "wait", "waits", began, second)]
    where = {"step": MORNING, "due_at": second}
    if until < now:
        steps += [(MORNING, "until", "waits", second, until), (SECOND, "message", "written", until, None)]
        steps += [(AGAIN, "wait", "waits", until, third)]
        where = {"step": ANSWER, "due_at": third}
    is_over = third < now
    letters = {
        index: _seed_letter(automation, version, index, people, at)
        for index, kind, _outcome, at, _until in steps
        if kind == "message"
    }
    for place, each in enumerate(people):
        answered = is_over and place % 2 == 0
        if is_over:
            state = Enrolment.State.LEFT if answered else Enrolment.State.DONE
            where = {
                "step": ANSWER if answered else CALL + 1,
                "state": state,
                "due_at": None,
                "left_at": third,
            }
            where["why"] = Enrolment.Why.CONDITION if answered else ""
        one = Enrolment.objects.create(
            automation=automation, version=version, contact=each, entered_at=began, **where
        )
        road = list(steps)
        if is_over:
            road.append((ANSWER, "condition", "no" if answered else "yes", third, None))
        if is_over and not answered:
            road.append((CALL, "follow_up", "passed", third, None))
        AutomationStep.objects.bulk_create(
            AutomationStep(
                enrolment=one, step=index, kind=kind, outcome=outcome, campaign=letters.get(index), until=waits, at=at,
                reason="no_colleague" if outcome == "passed" else "",
            )
            for index, kind, outcome, at, waits in road
        )  # fmt: skip


def _seed_letter(automation, version, index, people, at) -> Campaign:
    """Sent on that day, all of it."""
    campaign = issue_of(automation, version, index)
    count, day = len(people), timezone.localdate(at)
    Recipient.objects.bulk_create(
        Recipient(
            campaign=campaign, contact=each, seq=place, address=each.email_1, address_key=each.email_1_key,
            state=Recipient.State.SENT, attempts=1, settled_at=at + timedelta(minutes=1),
        )
        for place, each in enumerate(people, 1)
    )  # fmt: skip
    SendChunk.objects.create(
        campaign=campaign,
        lo=1,
        hi=count,
        state=SendChunk.State.DONE,
        done_seq=0,
        intent_seq=0,
        sent_count=count,
    )
    name = campaign.name.rpartition(" · ")[0]
    Campaign.objects.filter(pk=campaign.pk).update(
        name=f"{name} · {day:%Y-%m-%d}", state=State.DONE, send_at=at, started_at=at, recipient_count=count,
        finished_at=at + timedelta(days=1), expire_at=at + timedelta(days=2), counted={"sent": count},
    )  # fmt: skip
    AutomationIssue.objects.filter(campaign=campaign).update(issue_on=day)
    return Campaign.objects.get(pk=campaign.pk)
