"""Onboarding: checklists kept in the settings, started by hand or when a customer becomes active."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import Account, TeamMember
from accounts.models.record import Stale
from interactions.models import FollowUp
from interactions.services import add_follow_up
from lib.working_time import NoWorkingTime
from planning.models import Onboarding, OnboardingItem, OnboardingTemplate, TemplateItem
from timeline.services import record
from workspaces.models import Workspace
from workspaces.working_hours import working_hours_of

WRITTEN = ("name", "management_type", "starts_by_itself")


class RunsAlready(Exception):
    """This customer is being onboarded by this checklist."""


class NobodyToDoIt(Exception):
    """The customer has no account manager, and nobody starts it who could do the steps."""


@transaction.atomic
def add_template(*, by, fields, items, form_token=None) -> OnboardingTemplate:
    made = OnboardingTemplate.objects.create(created_by=by, form_token=form_token, **fields)
    put_items(made, items)
    record("onboardingtemplate.added", made, by=by)
    return made


@transaction.atomic
def change_template(template, *, by, read_version, fields, items) -> OnboardingTemplate:
    """Onboardings that run stay as they are. Raises Stale when somebody else saved it meanwhile."""
    template.wait_to_change()
    if template.version != read_version:
        raise Stale
    for name, value in fields.items():
        setattr(template, name, value)
    template.save_version()
    put_items(template, items)
    record("onboardingtemplate.changed", template, by=by)
    return template


def put_items(template, items: list[dict]) -> None:
    template.items.all().delete()
    TemplateItem.objects.bulk_create(
        TemplateItem(template=template, place=place, **item) for place, item in enumerate(items, 1)
    )


def fitting(account):
    """The checklists for this customer: those of its type, and those for any."""
    offered = OnboardingTemplate.objects.in_use()
    return offered.filter(Q(management_type="") | Q(management_type=account.management_type))


@transaction.atomic
def start(*, account, template, by, started_on: date | None = None, form_token=None) -> Onboarding:
    """Every item becomes a follow-up, due so many working days after the start.

    Raises RunsAlready, NobodyToDoIt, and Archived.
    """
    account.wait_to_change()
    if Onboarding.objects.running().filter(account=account, template=template).exists():
        raise RunsAlready
    usual = account.owner if account.owner and account.owner.is_active else by
    if usual is None:
        raise NobodyToDoIt
    begins = started_on or timezone.localdate()
    made = Onboarding.objects.create(
        account=account,
        template=template,
        name=template.name,
        started_on=begins,
        started_by=by,
        form_token=form_token,
    )
    record("onboarding.started", made, by=by, context=account)
    opened = Workspace.objects.get(pk=account.workspace_id)
    hours = working_hours_of(opened)
    position = account.positions.filter(is_primary=True).select_related("contact").first()
    team = {each.role_id: each.member for each in TeamMember.objects.current().filter(account=account)}
    for item in template.items.select_related("member__user"):
        is_theirs = item.who == TemplateItem.Who.CUSTOMER
        named = team.get(item.role_id) if item.who == TemplateItem.Who.ROLE else item.member
        does_it = named if named and named.is_active else usual
        fields = {
            "reason": item.text,
            "owner": does_it,
            "owed_by": FollowUp.OwedBy.CUSTOMER if is_theirs else FollowUp.OwedBy.US,
            "due_on": working_day_after(hours, begins, item.after_days),
            "contact": position.contact if is_theirs and position else None,
        }
        step = add_follow_up(account=account, by=by, fields=fields)
        OnboardingItem.objects.create(onboarding=made, follow_up=step, place=item.place)
    return made


def working_day_after(hours, day: date, count: int) -> date:
    """The day itself for nought, moved on to a working day; a workspace that never works counts plain days."""
    try:
        due = day if hours.is_working_day(day) else hours.next_working_day(day)
        for _each in range(count):
            due = hours.next_working_day(due)
    except NoWorkingTime:
        return day + timedelta(days=count)
    return due


def follow_status(account, before, *, by) -> None:
    """A customer becomes active for the first time: the checklists that start by themselves do."""
    became_active = account.status == Account.Status.ACTIVE and (
        before is None or before.status != Account.Status.ACTIVE
    )
    if not became_active:
        return
    known = Onboarding.objects.filter(account=account).values("template")
    for template in fitting(account).filter(starts_by_itself=True).exclude(pk__in=known):
        try:
            start(account=account, template=template, by=by)
        except NobodyToDoIt:
            return
