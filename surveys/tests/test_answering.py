"""The customer's page: GET records nothing, POST answers once, and what is over says so."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from accounts.deletion import delete_for_good
from accounts.models import Contact
from lib.tenancy.state import workspace
from surveys.models import QuestionAnswer, SurveyAnswer, SurveyInvitation
from timeline.models import Event, Notification

pytestmark = pytest.mark.django_db


def rows(model, of):
    with workspace(of.workspace_id):
        return list(model.objects.order_by("pk"))


def whole(names, **changes):
    return {
        names["rating"]: "4",
        names["choices"]: ["1", "2"],
        names["choice"]: "2",
        names["text"]: "شكرًا",
        **changes,
    }


def test_looking_records_nothing(asked, customer, salem):
    _invitation, link = asked()
    for _times in range(3):
        page = customer.get(link)
        assert page.status_code == 200
    assert customer.head(link).status_code == 200
    text = page.content.decode()
    assert "How was it?" in text
    assert text.count("<fieldset") == 3
    assert text.count("<legend>") == 3
    assert page["Cache-Control"] == "no-store, private"
    assert rows(SurveyAnswer, salem) == []
    assert rows(SurveyInvitation, salem)[0].answered_at is None


def test_an_answer_is_kept_whole_and_told(asked, customer, names, salem):
    invitation, link = asked()
    page = customer.post(link, whole(names))
    assert page.status_code == 200
    assert "Many thanks!" in page.content.decode()
    (answer,) = rows(SurveyAnswer, salem)
    assert answer.invitation_id == invitation.pk
    assert not answer.is_low
    with workspace(salem.workspace_id):
        said = [each.shown for each in answer.parts.select_related("choice").order_by("pk")]
        assert said == ["4", "سعر", "خدمة", "Evening", "شكرًا"] or said == [
            "4",
            "Price",
            "Service",
            "Evening",
            "شكرًا",
        ]
        assert Event.objects.filter(verb="surveyanswer.given", is_part=False).count() == 1
        assert Notification.objects.get(kind="surveyanswer.given").recipient_id == salem.pk


@pytest.mark.parametrize(("value", "is_low"), [("1", True), ("2", True), ("3", False), ("5", False)])
def test_a_low_rating_is_marked(asked, customer, names, salem, value, is_low):
    _invitation, link = asked()
    customer.post(link, {names["rating"]: value})
    assert rows(SurveyAnswer, salem)[0].is_low is is_low
    with workspace(salem.workspace_id):
        assert Notification.objects.filter(kind="surveyanswer.low").exists() is is_low


def test_a_second_answer_shows_the_thanks_and_changes_nothing(asked, customer, names, salem):
    _invitation, link = asked()
    customer.post(link, whole(names))
    for again in (customer.post(link, {names["rating"]: "1"}), customer.post(link, {}), customer.get(link)):
        assert again.status_code == 200
        assert "Many thanks!" in again.content.decode()
    assert [each.value for each in rows(QuestionAnswer, salem) if each.value] == [4]


@pytest.mark.parametrize("which", ["account", "contact"])
def test_a_link_of_what_is_archived_takes_no_answer_until_it_is_restored(
    asked, customer, names, salem, which
):
    invitation, link = asked()
    with workspace(salem.workspace_id):
        away = getattr(invitation, which)
        away.archive(by=salem)
    assert customer.get(link).status_code == 410
    assert customer.post(link, whole(names)).status_code == 410
    assert rows(SurveyAnswer, salem) == []
    with workspace(salem.workspace_id):
        away.restore(by=salem)
    assert customer.post(link, whole(names)).status_code == 200
    assert len(rows(SurveyAnswer, salem)) == 1


def test_what_is_missing_is_told_and_what_was_typed_stays(asked, customer, names, salem):
    _invitation, link = asked()
    page = customer.post(link, {names["text"]: "kept <b>text</b>", names["choices"]: ["2"]})
    assert page.status_code == 422
    text = page.content.decode()
    assert "This question needs an answer." in text
    assert "kept &lt;b&gt;text&lt;/b&gt;" in text
    assert text.count(" checked") == 1
    assert rows(SurveyAnswer, salem) == []


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("rating", "0"),
        ("rating", "6"),
        ("rating", "-1"),
        ("rating", "4.5"),
        ("rating", "x\x00"),
        ("rating", "9" * 400),
        ("choices", ["1", "99"]),
        ("choices", "'; drop table"),
        ("choice", ["1", "2"]),
        ("choice", "3"),
        ("text", "x" * 2001),
    ],
)
def test_what_no_question_offers_is_refused(asked, customer, names, salem, kind, value):
    _invitation, link = asked()
    assert customer.post(link, whole(names, **{names[kind]: value})).status_code == 422
    assert rows(SurveyAnswer, salem) == []


def test_over_is_said_whatever_the_reason(asked, customer, names, salem, huda, visit):
    invitation, link = asked()
    with workspace(salem.workspace_id), transaction.atomic():
        invitation.withdraw(by=salem)
    assert customer.get(link).status_code == 410
    assert customer.post(link, whole(names)).status_code == 410
    with workspace(salem.workspace_id), transaction.atomic():
        invitation.restore(by=salem)
        visit.close(by=huda)
    assert customer.get(link).status_code == 410
    with workspace(salem.workspace_id), transaction.atomic():
        visit.reopen(by=huda)
        assert SurveyInvitation.objects.filter(pk=invitation.pk).update(expires_at=timezone.now())
    assert customer.post(link, whole(names)).status_code == 410
    with workspace(salem.workspace_id):
        SurveyInvitation.objects.update(expires_at=timezone.now() + timedelta(days=1))
    assert customer.get(link).status_code == 200
    assert rows(SurveyAnswer, salem) == []


def test_a_link_of_nothing_and_of_another_workspace_is_closed(asked, customer, karim):
    _invitation, link = asked()
    assert customer.get("/p/noor/survey/nothing/").status_code == 404
    assert customer.get(link.replace("/noor/", "/bahr/")).status_code == 404
    assert customer.put(link).status_code == 405


def test_answers_are_limited_in_their_rate(asked, customer, names, salem, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "answer_survey": "1/m/ip"}
    _invitation, link = asked()
    assert customer.post(link, {}).status_code == 422
    page = customer.post(link, whole(names))
    assert page.status_code == 429
    assert rows(SurveyAnswer, salem) == []


def test_the_page_is_in_the_language_of_the_contact(asked, salem, noura):
    with workspace(salem.workspace_id):
        Contact.objects.filter(pk=noura.pk).update(language="ar")
        noura.refresh_from_db()
    _invitation, link = asked()
    page = Client().get(link).content.decode()
    assert '<html lang="ar" dir="rtl"' in page
    assert "كيف كانت؟" in page


@pytest.mark.django_db(transaction=True)
def test_two_answers_at_once_are_one(asked, names, salem):
    _invitation, link = asked()
    together, answers = threading.Barrier(2), []

    def send():
        try:
            together.wait()
            answers.append(Client().post(link, whole(names)).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _each in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert answers == [200, 200]
    with workspace(salem.workspace_id), transaction.atomic():
        assert SurveyAnswer.objects.count() == 1
        assert QuestionAnswer.objects.count() == 5


def test_the_database_holds_one_answer_and_the_scale(asked, customer, names, salem):
    _invitation, link = asked()
    customer.post(link, whole(names))
    with workspace(salem.workspace_id):
        answer = SurveyAnswer.objects.get()
        for wrong in (
            lambda: SurveyAnswer.objects.create(invitation=answer.invitation),
            lambda: QuestionAnswer.objects.filter(value=4).update(value=6),
            lambda: QuestionAnswer.objects.filter(value=4).update(text="both"),
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                wrong()


def test_answers_go_with_a_contact_that_is_deleted_for_good(asked, customer, names, salem, noura):
    _invitation, link = asked()
    customer.post(link, whole(names))
    with workspace(salem.workspace_id), transaction.atomic():
        delete_for_good(Contact.objects.get(pk=noura.pk), by=salem)
    assert rows(SurveyInvitation, salem) == []
    assert rows(QuestionAnswer, salem) == []
    assert customer.get(link).status_code == 404
