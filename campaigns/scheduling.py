"""What people do with campaigns: write, schedule, pause, resume, cancel. Sila's own moves stand in starting.py."""

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.models.record import Stale
from campaigns.channels.costs import told_of
from campaigns.following import links_of
from campaigns.models import Campaign, ContentVersion, ResponseRules
from campaigns.models.content import texts_of
from campaigns.problems import Problem
from campaigns.states import NotNow, State
from campaigns.varying import Plan, plan_of, problems_in, templates_of, vary
from campaigns.writing import OF_BLOCK, OF_TEMPLATE
from messaging.sending import sender_of_workspace
from timeline.services import record

OF_CAMPAIGN = ("name", "purpose", "template", "audience", "send_at", "expire_at")


class NotWhole(Exception):
    """The template cannot be sent as it is; `problems` say why."""

    def __init__(self, problems: list[Problem]):
        super().__init__("; ".join(each.text for each in problems))
        self.problems = problems


class NoLongerADraft(Exception):
    """Only what is not scheduled yet is written anew."""


class WrongTime(Exception):
    """Its last moment is over, or comes before its first one."""


@transaction.atomic
def add_campaign(*, by, form_token=None, plan: Plan | None = None, **written) -> Campaign:
    """IntegrityError when the form was sent before."""
    channel = written["template"].channel
    made = Campaign.objects.create(created_by=by, form_token=form_token, channel=channel, **written)
    if plan is not None:
        vary(made, plan)
    record("campaign.created", made, by=by)
    return made


@transaction.atomic
def change_campaign(
    campaign, *, by, fields: dict[str, Any], plan: Plan | None = None, read_version: int | None = None
) -> None:
    """While it is a draft; raises NoLongerADraft, and Stale when it was saved since `read_version` was read."""
    campaign.wait_to_change()
    if campaign.state != State.DRAFT or campaign.is_archived:
        raise NoLongerADraft
    if read_version is not None and campaign.version != read_version:
        raise Stale
    changed = sorted(name for name, value in fields.items() if getattr(campaign, name) != value)
    for name in changed:
        setattr(campaign, name, fields[name])
    campaign.channel = campaign.template.channel
    if plan is not None and vary(campaign, plan):
        changed.append("variants")
    if changed:
        campaign.save_version()
        record("campaign.changed", campaign, by=by, fields=changed)


@transaction.atomic
def copy_campaign(campaign, *, by, name: str, form_token=None) -> Campaign:
    """The same once more as a draft, without its times. IntegrityError when the form was sent before."""
    same = {field: getattr(campaign, field) for field in ("purpose", "template", "audience")}
    return add_campaign(by=by, form_token=form_token, name=name, plan=plan_of(campaign), **same)


@transaction.atomic
def schedule(
    campaign, *, by, send_at=None, expire_at=None, read_version: int | None = None
) -> ContentVersion:
    """Send it then, or at once, with what its template says now. Raises NotNow, NotWhole and WrongTime, and Stale when
    it was saved since `read_version` was read.
    """
    campaign.wait_to_change()
    if read_version is not None and campaign.version != read_version and campaign.state == State.DRAFT:
        raise Stale
    if campaign.is_archived:
        raise NotNow("schedule", "archived")
    if problems := problems_in(campaign):
        raise NotWhole(problems)
    now = timezone.now()
    begins = send_at or now
    if expire_at is not None and expire_at <= max(begins, now):
        raise WrongTime
    campaign.move("schedule", by=by, send_at=begins, expire_at=expire_at)
    is_followed = ResponseRules.objects.standing().is_on
    last = campaign.contents.aggregate(last=Max("version"))["last"] or 0
    domain = sender_of_workspace().address.rpartition("@")[2] or "localhost"
    cost, made = told_of(campaign), []
    for place, template in templates_of(campaign):
        blocks = template.in_order()
        content = ContentVersion(campaign=campaign, version=last + 1, variant=place, domain=domain)
        content.texts = {**texts_of(template, OF_TEMPLATE), **cost}
        content.blocks = [texts_of(block, OF_BLOCK) for block in blocks]
        content.links = links_of(template, blocks) if is_followed else []
        content.is_followed = is_followed
        made.append(content)
    return ContentVersion.objects.bulk_create(made)[0]


@transaction.atomic
def unschedule(campaign, *, by) -> None:
    """A draft again, while its recipients are not gathered."""
    campaign.wait_to_change()
    campaign.move("unschedule", by=by)


@transaction.atomic
def pause(campaign, *, by, why="") -> None:
    """At most the group that is just being sent goes out after this."""
    campaign.wait_to_change()
    campaign.move("pause", by=by, why=why)


@transaction.atomic
def resume(campaign, *, by) -> None:
    """It goes on where it stood: who got it does not get it again."""
    campaign.wait_to_change()
    campaign.move("resume", by=by)


@transaction.atomic
def cancel(campaign, *, by) -> None:
    """Nothing more is sent; who still waits is settled as left out."""
    campaign.wait_to_change()
    campaign.move("cancel", by=by)
