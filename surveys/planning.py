"""Surveys that are sent by themselves: written, and asked of one customer."""

from django.db import transaction
from django.utils import timezone

from accounts.models.record import Archived
from lib.tokens import new_token
from surveys.inviting import NotInvited, invite
from surveys.models import PlannedAsk, SurveyInvitation, SurveyPlan
from timeline.services import record

WRITTEN = ("name", "trigger", "survey", "segment", "delay_days", "starts_on")
# What it depends on when it comes next.
TIMES = {"trigger", "delay_days", "starts_on"}
WhyNot = PlannedAsk.WhyNot


@transaction.atomic
def add_plan(*, by, form_token=None, **fields) -> SurveyPlan:
    made = SurveyPlan(**fields, created_by=by, form_token=form_token)
    made.begin_on(timezone.localdate())
    made.save()
    record("surveyplan.created", made, by=by)
    return made


@transaction.atomic
def change_plan(plan, *, by, read_version, fields) -> None:
    """Raises Stale when somebody saved it meanwhile. Another time begins today; who was asked is not asked again."""
    plan.wait_to_change()
    changed = sorted(name for name in WRITTEN if name in fields and getattr(plan, name) != fields[name])
    if not changed:
        return
    for name in changed:
        setattr(plan, name, fields[name])
    if TIMES & set(changed):
        plan.begin_on(timezone.localdate())
    plan.save_version(read_version=read_version)
    record("surveyplan.changed", plan, by=by, fields=changed)


def had_turn(plan, turn, key) -> bool:
    return PlannedAsk.objects.filter(plan=plan, turn=turn, key=key).exists()


def ask_once(plan, *, turn="", key, account, contact, why_not="", reason="") -> str:
    """Ask this contact, or keep why not; the code of what came of it. The row of the customer is locked.

    Raises NotNow when the survey takes no answers.
    """
    invitation = None
    if not why_not:
        try:
            with transaction.atomic():
                invitation = invite(
                    survey=plan.survey,
                    contact=contact,
                    account=account,
                    by=None,
                    way=SurveyInvitation.Way.MAIL,
                    token=new_token(),
                    reason=reason or plan.name,
                )
        except NotInvited as refusal:
            why_not = refusal.code
        except Archived:
            why_not = WhyNot.NO_ACCOUNT
    PlannedAsk.objects.create(
        plan=plan, turn=turn, key=key, account=account, invitation=invitation, why_not=why_not
    )
    return why_not or "sent"
