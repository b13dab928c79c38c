"""After a complaint its customer is asked once how it was handled, and a low rating is followed up."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from accounts.services import add_contact
from complaints.models import EffectRules, SatisfactionAsk
from complaints.satisfaction import ask, ask_next, figures_for
from complaints.tasks import ask_satisfied
from interactions.models import FollowUp
from lib.tenancy.state import workspace
from messaging.models import OutgoingMail
from surveys.models import Question, SurveyInvitation
from surveys.services import give_answer
from surveys.writing import add_survey

pytestmark = pytest.mark.django_db


@pytest.fixture
def survey(mona):
    with workspace(mona.workspace_id):
        made = add_survey(by=mona, fields={"title_en": "How did we handle it?"})
        Question.objects.create(
            survey=made, kind="rating", scale=5, text_en="How satisfied are you?", place=1
        )
        Question.objects.create(survey=made, kind="text", text_en="Why?", place=2)
        made.open(by=mona)
        return made


@pytest.fixture
def rules(mona, survey):
    with workspace(mona.workspace_id):
        return EffectRules.objects.create(survey=survey, survey_after_hours=24)


@pytest.fixture
def sara(salem, afaq):
    with workspace(salem.workspace_id):
        fields = {"name_en": "Sara", "email_1": "sara@afaq.example", "language": "en"}
        return add_contact(by=salem, fields=fields, account=afaq)


@pytest.fixture
def closed(salem, sara, category, cause, complain):
    """closed(**fields): a complaint of Sara's, on its whole way to the end."""

    def close(**fields):
        made = complain(contact=sara, owner=salem, **fields)
        with workspace(salem.workspace_id):
            made.assess(by=salem, category=category, impact=2, urgency=2, severity=2)
            end(made)
        return made

    def end(made):
        made.decide(by=salem, decision="accepted", text="They are right.")
        from complaints.answering import communicate

        communicate(made, by=salem, text="You are right.")
        made.close(by=salem, resolution="Replaced.", root_cause=cause)

    close.end = end
    return close


def later(hours):
    SatisfactionAsk.objects.update(ask_at=F("ask_at") - timedelta(hours=hours))


def answer_with(invitation, value, words=""):
    rating, text = invitation.survey.asked()
    return give_answer(invitation, [(rating, value), (text, words)])


def test_the_customer_is_asked_by_mail_the_set_hours_after_the_end(salem, rules, closed, sara):
    made = closed(language="ar")
    with workspace(salem.workspace_id):
        assert ask_next() == 0
        later(24)
        letters = OutgoingMail.objects.count()
        assert ask_next() == 1
        asked = SatisfactionAsk.objects.get(complaint=made)
        assert asked.invitation.contact == sara
        assert asked.invitation.language == "ar"
        assert asked.invitation.reason == made.reference
        assert OutgoingMail.objects.count() == letters + 1
        assert OutgoingMail.objects.latest("pk").to_address == "sara@afaq.example"
        # Nobody's work: it is not counted as a contact with the customer.
        assert asked.invitation.interaction.logged_by is None
        assert ask_next() == 0


def test_nobody_is_asked_without_a_survey_in_the_settings(salem, closed):
    closed()
    with workspace(salem.workspace_id):
        assert not SatisfactionAsk.objects.exists()


def test_one_complaint_is_asked_about_once_however_often_it_is_closed(salem, rules, closed):
    made = closed()
    with workspace(salem.workspace_id):
        made.reopen(by=salem, reason="Again.")
        later(48)
        assert ask_next() == 0  # it is looked into again: not now
        closed.end(made)
        later(48)
        assert ask_next() == 1
        asked = SatisfactionAsk.objects.get()
        made.reopen(by=salem, reason="Again.")
        closed.end(made)
        later(48)
        assert ask_next() == 0
        assert SatisfactionAsk.objects.get().invitation == asked.invitation


def test_two_workers_ask_once(salem, rules, closed):
    closed()
    with workspace(salem.workspace_id):
        later(48)
        pk = SatisfactionAsk.objects.get().pk
        ask(pk)
        ask(pk)
        assert SurveyInvitation.objects.count() == 1


def test_who_was_asked_lately_is_left_in_peace_and_the_page_says_so(sign_in, salem, rules, closed):
    closed()
    second = closed()
    with workspace(salem.workspace_id):
        later(48)
    ask_satisfied()
    with workspace(salem.workspace_id):
        assert SurveyInvitation.objects.count() == 1
        assert SatisfactionAsk.objects.get(complaint=second).why_not == "recent"
    page = sign_in(salem).get(f"/w/noor/complaints/{second.number}/").content.decode()
    assert "Nobody was asked: the contact was asked lately." in page


def test_a_low_rating_becomes_a_follow_up_of_who_handles_it_and_shows_on_the_complaint(
    sign_in, salem, rules, closed
):
    made = closed()
    with workspace(salem.workspace_id):
        later(48)
        ask_next()
        asked = SatisfactionAsk.objects.get()
        assert answer_with(asked.invitation, 1, "Nobody called us back.") is not None
        assert answer_with(asked.invitation, 5) is None
        step = FollowUp.objects.get(source="complaint")
        assert step.owner == salem
        assert made.reference in step.reason
        asked.refresh_from_db()
        assert asked.follow_up == step
    page = sign_in(salem).get(f"/w/noor/complaints/{made.number}/").content.decode()
    assert "1 of 5" in page
    assert "Nobody called us back." in page
    assert f"/w/noor/follow-ups/{step.number}/" in page


def test_a_good_rating_promises_nothing(salem, rules, closed):
    closed()
    with workspace(salem.workspace_id):
        later(48)
        ask_next()
        answer_with(SatisfactionAsk.objects.get().invitation, 5)
        assert not FollowUp.objects.exists()


def test_the_rate_of_answers_stands_beside_the_rating(sign_in, salem, mona, rules, closed):
    closed()
    closed()
    with workspace(salem.workspace_id):
        from surveys.models import SurveyRules

        SurveyRules.objects.create(rest_days=0)
        later(48)
        ask_next()
        answer_with(SatisfactionAsk.objects.order_by("pk").first().invitation, 4)
        figures = figures_for(salem, since=timezone.now() - timedelta(days=1))
        assert (figures.asked, figures.answered, figures.average) == (2, 1, 4)
        assert (figures.reply_rate, figures.happy_rate) == (50, 100)
    page = sign_in(mona).get("/w/noor/complaints/satisfaction/").content.decode()
    assert "1 of 2 who were asked" in page


def test_the_settings_offer_open_surveys_with_a_rating_from_one_to_five(sign_in, mona, survey):
    client, url = sign_in(mona), "/w/noor/settings/complaints/effects/"
    sent = {"hold_from": "1", "survey": str(survey.number), "survey_after_hours": "12"}
    assert client.post(url, {**sent, "survey": "99"}).status_code == 422
    assert client.post(url, {**sent, "survey_after_hours": "-1"}).status_code == 422
    assert client.post(url, sent).status_code == 303
    with workspace(mona.workspace_id):
        kept = EffectRules.objects.get()
        assert (kept.survey, kept.survey_after_hours) == (survey, 12)
