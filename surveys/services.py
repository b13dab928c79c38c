"""Taking the answer of a customer."""

from django.db import transaction
from django.utils import timezone

from interactions.models import FollowUp
from lib.registry import Registry
from surveys.measures import is_happy
from surveys.models import Question, QuestionAnswer, SurveyAnswer, SurveyInvitation
from surveys.models.question import Scale
from surveys.remarks import open_for_low
from timeline.notifying import notify
from timeline.services import record

# Of (answer), in its transaction, the row of the customer locked: higher apps that asked learn what came. Who promised
# something to who looks after it gives back the follow-up, so that there are not two.
answered = Registry("what follows an answer to a survey")


class LinkOver(Exception):
    """The link takes no answers any more."""


@transaction.atomic
def give_answer(invitation, given) -> SurveyAnswer | None:
    """Keep what was answered: [(question, value)]; None when it was answered before. Raises LinkOver.

    A value is a number, a list of choices or a text, as the question asks; what is empty is left out.
    """
    # The customer first, as whoever follows the answer holds them.
    invitation.account.wait_for_others()
    held = SurveyInvitation.objects.select_for_update(no_key=True).get(pk=invitation.pk)
    if held.answered_at is not None:
        return None
    if not held.takes_answers:
        raise LinkOver
    now = timezone.now()
    answer = SurveyAnswer(invitation=held, at=now)
    parts = [part for question, value in given for part in _parts(question, value)]
    answer.is_low = any(each.value is not None and each.value <= Scale(each.scale).low for each in parts)
    answer.is_happy = not answer.is_low and any(
        is_happy(each.question.measure, each.value) for each in parts if each.value is not None
    )
    answer.save()
    for each in parts:
        each.answer = answer
    QuestionAnswer.objects.bulk_create(parts)
    SurveyInvitation.objects.filter(pk=held.pk).update(answered_at=now)
    verb = "surveyanswer.low" if answer.is_low else "surveyanswer.given"
    record(verb, answer, by=None, context=held.account)
    record(verb, answer, by=None, context=held.contact, is_part=True)
    notify(verb, [held.account.owner], subject=answer)
    made = [each(answer) for each in answered]
    if answer.is_low:
        open_for_low(answer, next((each for each in made if isinstance(each, FollowUp)), None))
    return answer


def _parts(question, value) -> list[QuestionAnswer]:
    if question.kind == Question.Kind.RATING:
        is_given = value is not None
        return [QuestionAnswer(question=question, scale=question.scale, value=value)] if is_given else []
    if question.has_choices:
        return [QuestionAnswer(question=question, choice=each) for each in value]
    return [QuestionAnswer(question=question, text=value)] if value else []
