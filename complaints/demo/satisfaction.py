"""The demo's survey after complaints, and what those answered whose complaints are over."""

from datetime import timedelta

from django.utils import timezone

from accounts.demo.draw import Draw
from accounts.demo.seed import insert_numbered
from complaints.models import Complaint, EffectRules, SatisfactionAsk
from complaints.satisfaction import follow_answer
from lib.tokens import hash_of, new_token
from surveys.inviting import LINK_LIVES
from surveys.models import QuestionAnswer, Survey, SurveyAnswer, SurveyInvitation
from surveys.writing import add_question, add_survey
from workspaces.demo import Stage

TEXTS = {
    "title_ar": "رأيكم في معالجة شكواكم",
    "title_en": "How did we handle your complaint?",
    "intro_ar": "أُغلقت شكواكم، ونودّ أن نعرف كيف كانت معالجتها. دقيقة واحدة تكفي.",
    "intro_en": "Your complaint is closed. We would like to know how we handled it. It takes a minute.",
}
# Rating and words, of the last ones that were closed on; None: no answer.
ANSWERS = {
    "noor": [
        (2, "شُرح لنا البند، لكن الرد تأخر أكثر من أسبوع."),
        (5, "سرعة في المعالجة وتعامل راقٍ، شكرًا لكم."),
        (4, "الحل جيد، ونتمنى ألا يتكرر."),
        None,
        (5, ""),
    ],
    "bahr": [(4, "Quick, thank you.")],
}
LOW = 2


def seed_satisfaction(stage: Stage, draw: Draw) -> None:
    head = stage.member("huda") if stage.workspace.slug == "noor" else stage.member("owner")
    survey = written(head)
    EffectRules.objects.create(survey=survey)
    over = (
        Complaint.objects.filter(state="closed").select_related("account", "contact").order_by("-closed_at")
    )
    for complaint, said in zip(over, ANSWERS[stage.workspace.slug], strict=False):
        asked = ask(survey, complaint)
        if said is not None:
            answer(draw, asked, *said)


def written(by) -> Survey:
    survey = add_survey(by=by, fields=TEXTS)
    rating = {"text_ar": "ما مدى رضاكم عن معالجة الشكوى؟", "text_en": "How satisfied are you with it?"}
    measured = {"kind": "rating", "scale": 5, "measure": "csat", "is_required": True}
    add_question(survey, by=by, fields=measured | rating)
    words = {"text_ar": "ما الذي كان يمكن أن يكون أفضل؟", "text_en": "What could have been better?"}
    add_question(survey, by=by, fields={"kind": "text", "is_required": False, **words})
    survey.open(by=by)
    return survey


def ask(survey: Survey, complaint: Complaint) -> SatisfactionAsk:
    sent_at = complaint.closed_at + timedelta(hours=24)
    invitation = SurveyInvitation(
        survey=survey,
        contact=complaint.contact,
        account=complaint.account,
        token_hash=hash_of(new_token()),
        language=complaint.language,
        way=SurveyInvitation.Way.MAIL,
        reason=complaint.reference,
        sent_at=sent_at,
        expires_at=sent_at + LINK_LIVES,
    )
    insert_numbered([invitation])
    return SatisfactionAsk.objects.create(complaint=complaint, invitation=invitation)


def answer(draw: Draw, asked: SatisfactionAsk, score: int, words: str) -> None:
    invitation = asked.invitation
    at = min(invitation.sent_at + timedelta(hours=draw.random.randrange(2, 30)), timezone.now())
    given = SurveyAnswer(invitation=invitation, at=at, is_low=score <= LOW, is_happy=score == 5)
    insert_numbered([given])
    SurveyInvitation.objects.filter(pk=invitation.pk).update(answered_at=at)
    rating, text = invitation.survey.asked()
    QuestionAnswer.objects.create(answer=given, question=rating, scale=rating.scale, value=score)
    if words:
        QuestionAnswer.objects.create(answer=given, question=text, text=words)
    follow_answer(given)
