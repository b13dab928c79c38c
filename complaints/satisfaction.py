"""How satisfied customers are after a complaint: asked once by a survey, and a low rating is followed up."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Avg, Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models.record import Archived
from complaints.models import Complaint, EffectRules, SatisfactionAsk
from complaints.states import State
from interactions.models import FollowUp
from interactions.services import add_follow_up
from lib.formats import isolated
from lib.tokens import new_token
from surveys.inviting import NotInvited, invite
from surveys.models import QuestionAnswer, SurveyInvitation
from surveys.models.survey import NotNow
from updates.answering import next_working_day

BATCH = 20
LATELY = timedelta(days=90)
HAPPY_FROM = 4  # of 5
WhyNot = SatisfactionAsk.WhyNot


def follow(complaint, events) -> None:
    """After a step of a complaint: its end is asked about some hours later, unless it is opened again before."""
    steps = {each.step for each in events}
    if complaint.state == State.CLOSED and "close" in steps:
        plan(complaint)
    elif complaint.is_open:
        waiting = SatisfactionAsk.objects.filter(complaint=complaint).exclude(ask_at=None)
        waiting.update(ask_at=None)


def plan(complaint) -> None:
    rules = EffectRules.objects.standing()
    if rules.survey_id is None:
        return
    ask_at = timezone.now() + timedelta(hours=rules.survey_after_hours)
    asked, is_new = SatisfactionAsk.objects.get_or_create(complaint=complaint, defaults={"ask_at": ask_at})
    if not is_new and asked.invitation_id is None:
        asked.ask_at, asked.why_not = ask_at, ""
        asked.save(update_fields=["ask_at", "why_not"])


def ask_next() -> int:
    """Ask the customers whose time has come; how many were looked at."""
    with transaction.atomic():  # the database learns of the workspace as one begins
        due = SatisfactionAsk.objects.due(timezone.now()).order_by("ask_at", "pk")
        found = list(due.values_list("pk", flat=True)[:BATCH])
    for pk in found:
        ask(pk)
    return len(found)


@transaction.atomic
def ask(pk: int) -> None:
    """Once, however many workers come to it: the customer is locked first, then the row."""
    standing = SatisfactionAsk.objects.select_related("complaint__account").get(pk=pk)
    standing.complaint.account.wait_for_others()
    held = SatisfactionAsk.objects.select_for_update(no_key=True).due(timezone.now()).filter(pk=pk).first()
    if held is None:
        return
    complaint = Complaint.objects.with_people().get(pk=held.complaint_id)
    held.ask_at = None
    held.invitation, held.why_not = invited(complaint)
    held.save(update_fields=["ask_at", "invitation", "why_not"])


def invited(complaint) -> tuple[SurveyInvitation | None, str]:
    """The invitation, or why there is none."""
    survey = EffectRules.objects.standing().survey
    if complaint.contact is None:
        return None, WhyNot.NOBODY
    if survey is None:
        return None, WhyNot.NOT_OPEN
    try:
        with transaction.atomic():
            made = invite(
                survey=survey,
                contact=complaint.contact,
                account=complaint.account,
                by=None,
                way=SurveyInvitation.Way.MAIL,
                token=new_token(),
                reason=complaint.reference,
                language=complaint.language,
            )
    except NotInvited as refusal:
        return None, refusal.code
    except Archived:
        return None, WhyNot.NO_ACCOUNT
    except NotNow:
        return None, WhyNot.NOT_OPEN
    return made, ""


def follow_answer(answer) -> FollowUp | None:
    """After any answer to a survey: a low one about a complaint becomes a promise to talk to the customer."""
    asked = SatisfactionAsk.objects.filter(invitation=answer.invitation_id).first()
    if asked is None or not answer.is_low or asked.follow_up_id is not None:
        return None
    complaint = Complaint.objects.with_people().get(pk=asked.complaint_id)
    holders = (complaint.owner, complaint.account.owner)
    owner = next((each for each in holders if each is not None and each.is_active), None)
    complaint.tell("complaint.rated_low", by=None)
    if owner is None or complaint.account.is_archived:
        return None
    with override(complaint.workspace.language):
        reason = _("Talk to the customer: a low rating after the complaint %(reference)s, %(subject)s")
        words = {"reference": isolated(complaint.reference), "subject": isolated(complaint.subject)}
        fields = {"reason": (reason % words)[:300], "owner": owner, "due_on": next_working_day()}
    fields |= {"contact": complaint.contact, "priority": FollowUp.Priority.HIGH}
    source = FollowUp.Source.COMPLAINT
    asked.follow_up = add_follow_up(account=complaint.account, by=None, fields=fields, source=source)
    asked.save(update_fields=["follow_up"])
    return asked.follow_up


def score_of(invitation) -> tuple[int | None, str]:
    """The first rating from 1 to 5 that was given, and the words beside it."""
    parts = list(
        QuestionAnswer.objects.filter(answer__invitation=invitation).order_by("question__place", "pk")
    )
    score = next((each.value for each in parts if each.scale == 5), None)
    return score, " · ".join(each.text for each in parts if each.text)


@dataclass(frozen=True)
class Figures:
    """Of the complaints whose customers were asked since some moment."""

    asked: int
    answered: int
    average: float | None
    happy: int
    rated: int

    @property
    def reply_rate(self) -> float | None:
        return 100 * self.answered / self.asked if self.asked else None

    @property
    def happy_rate(self) -> float | None:
        return 100 * self.happy / self.rated if self.rated else None


def figures_for(membership, *, since: datetime) -> Figures:
    """What those answered whose complaints this member sees, with how many answered at all."""
    seen = SatisfactionAsk.objects.visible_to(membership).filter(invitation__sent_at__gte=since)
    counted = seen.aggregate(asked=Count("invitation"), answered=Count("invitation__answered_at"))
    ratings = QuestionAnswer.objects.filter(scale=5, answer__invitation__in=seen.values("invitation"))
    rated = ratings.aggregate(
        average=Avg("value"), happy=Count("pk", filter=Q(value__gte=HAPPY_FROM)), rated=Count("pk")
    )
    return Figures(**counted, **rated)
