"""Eighteen months of CSAT and NPS in the demo: a bad quarter when deliveries were late, and the recovery after it.

Every quarter other contacts are asked, long before the weeks of the demo's other surveys; of the last low answers some
wait for somebody.
"""

from datetime import timedelta

from django.utils import timezone

from accounts.demo.draw import Draw
from accounts.demo.seed import BATCH, insert_numbered
from lib.tokens import hash_of, new_token
from surveys.demo.texts import SAID
from surveys.inviting import LINK_LIVES
from surveys.measures import is_happy
from surveys.models import QuestionAnswer, Remark, Survey, SurveyAnswer, SurveyInvitation
from surveys.models.question import Scale
from surveys.ready import READY
from surveys.writing import add_ready
from timeline.models import Event
from workspaces.demo import past_event

QUARTER_DAYS = 91
# How many steps below the best they rate, by quarter from the oldest on; the third one is the bad one.
STORY = (
    ([0, 1, 2, 3, 4], [34, 38, 16, 8, 4]),
    ([0, 1, 2, 3, 4], [32, 36, 18, 9, 5]),
    ([0, 1, 2, 3, 4], [10, 22, 26, 24, 18]),
    ([0, 1, 2, 3, 4], [24, 34, 22, 12, 8]),
    ([0, 1, 2, 3, 4], [40, 36, 14, 7, 3]),
    ([0, 1, 2, 3, 4], [50, 32, 11, 5, 2]),
)
ASKED, SPOKEN_PERCENT = 40, 40
OPEN, CLOSED = 4, 8
DONE = "اتصلنا بالعميل واعتذرنا، وغيّرنا موعد التوصيل بما يناسبه."


def seed_history(draw: Draw, people: list, head) -> list[Event]:
    made = []
    for name in ("csat", "nps"):
        survey = add_ready(READY[name], by=head)
        survey.open(by=head)
        for back, weights in enumerate(reversed(STORY)):
            first = 95 + back * QUARTER_DAYS
            asked = draw.random.sample(people, min(ASKED, len(people)))
            made += [answered_in(draw, survey, who, (first, first + 80), weights) for who in asked]
        survey.close(by=head)
    made.sort(key=lambda each: each[0].sent_at)
    return keep(made) + look_after([answer for _invited, answer, _said in made if answer.is_low])


def answered_in(draw: Draw, survey: Survey, who, days, weights) -> tuple:
    account, contact = who
    sent_at = draw.moment(draw.random.randrange(*days))
    at = sent_at + timedelta(minutes=draw.random.randrange(20, 3000))
    invitation = SurveyInvitation(
        survey=survey,
        contact=contact,
        account=account,
        token_hash=hash_of(new_token()),
        language=(contact.language or account.language or "ar")[:2],
        way="link",
        sent_at=sent_at,
        expires_at=sent_at + LINK_LIVES,
        answered_at=at,
    )
    rating, words = survey.asked()
    down, scale = draw.pick(*weights), Scale(rating.scale)
    value = max(scale.steps[-1] - down * (2 if scale == Scale.NPS else 1), scale.steps[0])
    said = [QuestionAnswer(question=rating, scale=rating.scale, value=value)]
    if draw.chance(SPOKEN_PERCENT):
        said.append(
            QuestionAnswer(question=words, text=draw.pick(SAID["noor"]["good" if down < 2 else "bad"]))
        )
    is_low = value <= scale.low
    glad = not is_low and is_happy(rating.measure, value)
    return invitation, SurveyAnswer(invitation=invitation, at=at, is_low=is_low, is_happy=glad), said


def keep(made: list) -> list[Event]:
    insert_numbered([invitation for invitation, _answer, _said in made])
    insert_numbered([answer for _invitation, answer, _said in made])
    for _invitation, answer, said in made:
        for each in said:
            each.answer = answer
    QuestionAnswer.objects.bulk_create([each for _i, _a, said in made for each in said], BATCH)
    return [event for _invitation, answer, _said in made for event in told_of(answer)]


def told_of(answer) -> list[Event]:
    verb = "surveyanswer.low" if answer.is_low else "surveyanswer.given"
    part = past_event(verb, answer, context=answer.invitation.contact, by=None, at=answer.at)
    part.is_part = True
    return [past_event(verb, answer, context=answer.invitation.account, by=None, at=answer.at), part]


def look_after(low: list[SurveyAnswer]) -> list[Event]:
    """The last low ones wait, those before them were answered and closed."""
    last = sorted(low, key=lambda each: each.at)[-(OPEN + CLOSED) :]
    remarks, now = [], timezone.now()
    for place, answer in enumerate(last):
        owner = answer.invitation.account.owner
        remark = Remark(answer=answer, owner=owner, opened_at=answer.at)
        if place < CLOSED:
            at = min(answer.at + timedelta(days=2), now)
            remark.answered_at, remark.closed_at, remark.closed_by, remark.done = at, at, owner, DONE
        remarks.append(remark)
    insert_numbered(remarks)
    opened = [
        past_event("remark.opened", each, context=each.account, by=None, at=each.opened_at)
        for each in remarks
    ]
    over = [each for each in remarks if each.closed_at]
    return opened + [
        past_event("remark.closed", each, context=each.account, by=each.owner, at=each.closed_at)
        for each in over
    ]
