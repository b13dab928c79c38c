"""The demo's surveys: an open one with answers of the last weeks, a closed one, and a draft."""

from datetime import timedelta

from accounts.demo.draw import Draw
from accounts.demo.seed import BATCH, MARKETS, insert_numbered
from accounts.models import Account
from interactions.demo.seed import contacts_of_accounts
from lib.tokens import hash_of, new_token
from surveys.demo.history import seed_history
from surveys.demo.texts import SAID, SURVEYS
from surveys.inviting import LINK_LIVES
from surveys.measures import is_happy
from surveys.models import Question, QuestionAnswer, Survey, SurveyAnswer, SurveyInvitation
from surveys.models.question import Measure, Scale
from surveys.writing import add_question, add_survey
from timeline.models import Event
from workspaces.demo import Stage, past_event
from workspaces.working_hours import working_hours_of

INVITED = {"noor": 46, "bahr": 6}
ANSWERED_PERCENT = 62
SPOKEN_PERCENT = 45
# What the demo's rating of each survey measures, by its scale.
MEASURES = {Scale.FIVE: Measure.CSAT, Scale.NPS: Measure.NPS}
# How satisfied they are, from the top of a scale down.
STEPS_DOWN = ([0, 1, 2, 3, 4], [46, 30, 11, 8, 5])


def seed_surveys(stage: Stage) -> None:
    slug = stage.workspace.slug
    draw = Draw(
        stage.random("surveys"),
        MARKETS[slug],
        stage.today,
        stage.zone,
        working_hours_of(stage.workspace).weekend,
    )
    head = stage.member("huda") if slug == "noor" else stage.member("owner")
    contacts = contacts_of_accounts()
    looked_after = Account.objects.kept().filter(owner__isnull=False, status="active")
    accounts = list(looked_after.select_related("owner__user").order_by("number"))
    people = [(each, contacts[each.pk][0]) for each in accounts if contacts[each.pk]]
    made = [(write(told, head), told["state"]) for told in SURVEYS[slug]]
    count = min(INVITED[slug], len(people))
    events = []
    for place, (survey, state) in enumerate(made):
        if state == "draft":
            continue
        survey.open(by=head)
        # Nobody is asked twice within the days of rest.
        days = (45, 75) if state == "closed" else (2, 28)
        asked = people[:count] if state == "open" else people[place::2][:count]
        events += ask(draw, survey, asked, days, slug)
        if state == "closed":
            survey.close(by=head)
    if slug == "noor":
        events += seed_history(draw, people, head)
    events.sort(key=lambda event: event.at)
    Event.objects.bulk_create(events, BATCH)


def write(told: dict, by) -> Survey:
    survey = add_survey(by=by, fields=told["texts"])
    for kind, scale, text_ar, text_en, is_required, choices in told["questions"]:
        texts = {"text_ar": text_ar, "text_en": text_en}
        fields = {"kind": kind, "scale": scale, "is_required": is_required, **texts}
        fields["measure"] = MEASURES.get(scale, "")
        add_question(survey, by=by, fields=fields, choices=choices)
    return survey


def ask(draw: Draw, survey: Survey, people: list, days: tuple, slug: str) -> list[Event]:
    invitations = [
        SurveyInvitation(
            survey=survey,
            contact=contact,
            account=account,
            token_hash=hash_of(new_token()),
            language=(contact.language or account.language or ("ar" if slug == "noor" else "en"))[:2],
            way=draw.pick(["mail", "link"], [70, 30]),
            sent_at=(at := draw.moment(draw.random.randrange(*days))),
            expires_at=at + LINK_LIVES,
            created_by=account.owner,
        )
        for account, contact in people
    ]
    invitations.sort(key=lambda each: each.sent_at)
    answers, parts = [], []
    questions = survey.asked()
    for each in invitations:
        if draw.chance(ANSWERED_PERCENT):
            each.answered_at = each.sent_at + timedelta(minutes=draw.random.randrange(20, 1500))
            answer = SurveyAnswer(invitation=each, at=each.answered_at)
            said = answered(draw, questions, slug)
            answer.is_low = any(one.value is not None and one.value <= Scale(one.scale).low for one in said)
            answer.is_happy = any(is_happy(one.question.measure, one.value) for one in said if one.value)
            answers.append(answer)
            parts.append(said)
    insert_numbered(invitations)
    insert_numbered(answers)
    for answer, said in zip(answers, parts, strict=True):
        for each in said:
            each.answer = answer
    QuestionAnswer.objects.bulk_create([each for said in parts for each in said], BATCH)
    return [event for invitation in invitations for event in told_of(invitation)] + [
        event for answer in answers for event in told_of_answer(answer)
    ]


def answered(draw: Draw, questions: list[Question], slug: str) -> list[QuestionAnswer]:
    found, down = [], draw.pick(*STEPS_DOWN)
    for question in questions:
        if question.kind == Question.Kind.RATING:
            value = max(question.steps[-1] - down * (2 if question.scale > 5 else 1), question.steps[0])
            found.append(QuestionAnswer(question=question, scale=question.scale, value=value))
        elif question.has_choices:
            liked = [each for each in question.choices.all() if draw.chance(40)] if down < 3 else []
            found += [QuestionAnswer(question=question, choice=each) for each in liked]
        elif draw.chance(SPOKEN_PERCENT):
            text = draw.pick(SAID[slug]["good" if down < 2 else "bad"])
            found.append(QuestionAnswer(question=question, text=text))
    return found


def told_of(invitation) -> list[Event]:
    if invitation.way != SurveyInvitation.Way.LINK:
        return []
    told = {"by": invitation.created_by, "at": invitation.sent_at}
    part = past_event("surveyinvitation.sent", invitation, context=invitation.contact, **told)
    part.is_part = True
    return [past_event("surveyinvitation.sent", invitation, context=invitation.account, **told), part]


def told_of_answer(answer) -> list[Event]:
    verb = "surveyanswer.low" if answer.is_low else "surveyanswer.given"
    told = {"by": None, "at": answer.at}
    part = past_event(verb, answer, context=answer.invitation.contact, **told)
    part.is_part = True
    return [past_event(verb, answer, context=answer.invitation.account, **told), part]
