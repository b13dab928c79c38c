"""Writing surveys, their states, what came of them, and who sees it."""

import io

import pytest
from django.db import transaction
from django.test import Client

from accounts.services import add_account, add_contact
from lib.tenancy.state import workspace
from surveys.inviting import invite
from surveys.models import Question, Survey, SurveyAnswer
from surveys.models.survey import NotADraft, NotNow
from surveys.tests.conftest import RATING, token
from surveys.writing import add_question, copy_survey

pytestmark = pytest.mark.django_db


def surveys(of):
    with workspace(of.workspace_id):
        return list(Survey.objects.order_by("pk"))


def written(**fields):
    return {"form_token": token(), "title_ar": "رضا بعد الزيارة", "title_en": "", **fields}


def test_a_survey_is_written_once_opened_closed_and_undone(sign_in, huda):
    client, form = sign_in(huda), written()
    for _pressed in range(2):
        made = client.post("/w/noor/surveys/new/", form)
        assert made.status_code == 303
    (survey,) = surveys(huda)
    base = f"/w/noor/surveys/{survey.number}/"
    client.post(f"{base}state/", {"to": "open"})
    assert surveys(huda)[0].state == "draft"
    question = {"form_token": token(), "kind": "rating", "scale": "11", "text_en": "Recommend us?"}
    assert client.post(f"{base}questions/new/", question).status_code == 303
    for query, to, state in (
        ("", "open", "open"),
        ("?undo=draft", "", "draft"),
        ("", "open", "open"),
        ("", "closed", "closed"),
        ("?undo=open", "", "open"),
    ):
        assert client.post(f"{base}state/{query}", {"to": to}).status_code == 303
        assert surveys(huda)[0].state == state
    assert client.post(f"{base}state/", {"to": "gone"}).status_code == 400


@pytest.mark.parametrize(
    "wrong",
    [
        {"title_ar": ""},
        {"title_ar": "ع" * 151},
        {"intro_ar": "ع" * 1001},
        {"title_ar": "\x00\u202e"},
    ],
)
def test_a_survey_needs_a_title(sign_in, huda, wrong):
    page = sign_in(huda).post("/w/noor/surveys/new/", written(thanks_en="kept words", **wrong))
    assert page.status_code == 422
    assert "kept words" in page.content.decode()
    assert surveys(huda) == []


def test_two_edits_at_once_do_not_overwrite_each_other(sign_in, huda, draft):
    client, address = sign_in(huda), f"/w/noor/surveys/{draft.number}/edit/"
    assert client.post(address, written(version=str(draft.version), title_en="Mine")).status_code == 303
    page = client.post(address, written(version=str(draft.version), title_en="Theirs"))
    assert page.status_code == 422
    assert "Theirs" in page.content.decode()
    assert surveys(huda)[0].title_en == "Mine"


def kept(draft):
    with workspace(draft.workspace_id):
        return [each.text_en for each in draft.asked()]


def test_questions_are_added_changed_moved_and_removed(sign_in, huda, draft):
    client, base = sign_in(huda), f"/w/noor/surveys/{draft.number}/questions/"
    with workspace(huda.workspace_id):
        first, second, *_rest = draft.asked()
    client.post(f"{base}{first.number}/place/", {"way": "up"})
    client.post(f"{base}{first.number}/place/", {"way": "down"})
    assert kept(draft)[:2] == ["What did you like?", "How was it?"]
    client.post(f"{base}{first.number}/removal/")
    assert "How was it?" not in kept(draft)
    client.post(f"{base}{first.number}/removal/?undo=1")
    assert kept(draft)[1] == "How was it?"
    form = {"kind": "choice", "text_en": "Liked?", "choices": "نعم | Yes\nلا | No\n\n"}
    assert client.post(f"{base}{second.number}/", form).status_code == 303
    with workspace(huda.workspace_id):
        changed = Question.objects.get(pk=second.pk)
        assert [(each.label_ar, each.label_en) for each in changed.choices.all()] == [
            ("نعم", "Yes"),
            ("لا", "No"),
        ]
        assert changed.scale is None
    assert client.post(f"{base}{second.number}/place/", {"way": "aside"}).status_code == 400


@pytest.mark.parametrize(
    "wrong",
    [
        {"text_en": ""},
        {"kind": "choice", "choices": "only one"},
        {"kind": "choices", "choices": "same\nsame"},
        {"kind": "choice", "choices": "\n".join(map(str, range(21)))},
        {"kind": "choice", "choices": "x" * 121 + "\ny"},
        {"scale": "6"},
        {"kind": "nothing"},
    ],
)
def test_a_question_that_cannot_be_asked_is_refused(sign_in, huda, draft, wrong):
    form = {"form_token": token(), "kind": "rating", "scale": "5", "text_en": "New?", **wrong}
    page = sign_in(huda).post(f"/w/noor/surveys/{draft.number}/questions/new/", form)
    assert page.status_code == 422
    assert "New?" not in kept(draft)


def test_questions_stand_once_the_survey_is_open(sign_in, huda, visit, asked):
    with workspace(huda.workspace_id):
        first, *_rest = visit.asked()
        for change in (
            lambda: add_question(visit, by=huda, fields=RATING),
            lambda: first.remove(by=huda),
            lambda: first.move(by=huda, up=False),
        ):
            with pytest.raises(NotADraft), transaction.atomic():
                change()
    client, base = sign_in(huda), f"/w/noor/surveys/{visit.number}/questions/"
    assert client.get(f"{base}new/").status_code == 303
    assert client.post(f"{base}{first.number}/removal/").status_code == 303
    assert len(kept(visit)) == 4
    asked()
    with workspace(huda.workspace_id), pytest.raises(NotNow), transaction.atomic():
        visit.back_to_draft(by=huda)


def test_a_copy_is_a_draft_with_the_same_questions(sign_in, huda, visit):
    assert sign_in(huda).post(f"/w/noor/surveys/{visit.number}/copy/").status_code == 303
    copied = surveys(huda)[-1]
    assert copied.state == "draft"
    assert kept(copied) == kept(visit)
    with workspace(huda.workspace_id):
        assert copied.asked()[1].choices.count() == 2


def answer(link, names, rating="2", text="Too late"):
    assert (
        Client()
        .post(link, {names["rating"]: rating, names["choices"]: ["1"], names["text"]: text})
        .status_code
        == 200
    )


def test_results_are_counted_and_lead_to_each_answer(sign_in, salem, asked, names, visit):
    _invitation, link = asked()
    client = sign_in(salem)
    answer(link, names)
    page = client.get(f"/w/noor/surveys/{visit.number}/").content.decode()
    assert "100%" in page
    assert "Too late" in page
    assert "Low rating" in page
    assert "few answers" in page
    with workspace(salem.workspace_id):
        given = SurveyAnswer.objects.get()
    one = client.get(f"/w/noor/surveys/answered/{given.number}/").content.decode()
    assert "Too late" in one
    assert "Not answered" in one
    assert "received an answer with a low rating" in client.get("/w/noor/accounts/1/").content.decode()
    assert "Noura" in client.get(f"/w/noor/surveys/{visit.number}/invitations/").content.decode()


def test_everybody_sees_only_the_answers_of_their_customers(sign_in, noor, huda, salem, visit, asked, names):
    noor.visibility = noor.Visibility.TEAM
    noor.save()
    with workspace(noor.pk), transaction.atomic():
        account = add_account(by=huda, fields={"name_en": "Hudas own", "owner": huda})
        fadi = add_contact(by=huda, fields={"name_en": "Fadi"}, account=account)
        secret = "t" * 30
        invite(survey=visit, contact=fadi, account=account, by=huda, way="link", token=secret)
    asked()
    answer(f"/p/noor/survey/{secret}/", names, text="Only for Huda")
    with workspace(noor.pk):
        given = SurveyAnswer.objects.get()
    for who, is_theirs in ((huda, True), (salem, False)):
        client = sign_in(who)
        page = client.get(f"/w/noor/surveys/{visit.number}/").content.decode()
        assert ("Only for Huda" in page) is is_theirs
        assert ("Fadi" in page) is is_theirs
        one = client.get(f"/w/noor/surveys/answered/{given.number}/")
        assert one.status_code == (200 if is_theirs else 404)
        listed = client.get(f"/w/noor/surveys/{visit.number}/invitations/").content.decode()
        assert ("Fadi" in listed) is is_theirs
        assert "Noura" in listed


def test_answers_go_out_as_a_file_without_formulas(sign_in, salem, reem, asked, names, visit):
    _invitation, link = asked()
    answer(link, names, text="=1+1")
    address = f"/w/noor/surveys/{visit.number}/export/"
    client = sign_in(salem)
    file = client.post(address, {"format": "csv"})
    text = b"".join(file.streaming_content).decode()
    assert "Noura" in text
    assert "'=1+1" in text
    book = client.post(address, {"format": "xlsx"})
    assert io.BytesIO(b"".join(book.streaming_content)).read(2) == b"PK"
    assert client.post(address, {"format": "pdf"}).status_code == 400
    assert sign_in(reem).post(address, {"format": "csv"}).status_code == 403


def test_who_may_not_does_not(sign_in, reem, karim, salem, draft, asked, names):
    _invitation, link = asked()
    answer(link, names)
    with workspace(salem.workspace_id):
        given = SurveyAnswer.objects.get()
    base = f"/w/noor/surveys/{draft.number}/"
    for address in (
        "/w/noor/surveys/",
        base,
        f"{base}preview/",
        f"{base}invitations/",
        f"/w/noor/surveys/answered/{given.number}/",
    ):
        assert sign_in(reem).get(address).status_code == 200, address
        assert sign_in(karim).get(address).status_code == 404, address
        assert sign_in(reem).post(address).status_code == 405, address
    for address in ("/w/noor/surveys/new/", f"{base}edit/", f"{base}questions/new/"):
        assert sign_in(reem).get(address).status_code == 403, address
    for address in ("state/", "copy/"):
        assert sign_in(reem).post(f"{base}{address}").status_code == 403
        assert sign_in(salem).get(f"{base}{address}").status_code == 405


def test_the_preview_shows_either_language_and_sends_nothing(sign_in, salem, draft):
    client, address = sign_in(salem), f"/w/noor/surveys/{draft.number}/preview/"
    assert "How was it?" in client.get(f"{address}?language=en").content.decode()
    page = client.get(f"{address}?language=ar").content.decode()
    assert "كيف كانت؟" in page
    assert '<html lang="ar" dir="rtl"' in page
    assert 'type="submit"' not in page.partition("survey-question")[2]


def test_a_copy_of_a_copy_keeps_its_choices(huda, visit):
    with workspace(huda.workspace_id), transaction.atomic():
        again = copy_survey(copy_survey(visit, by=huda), by=huda)
        assert [each.choices.count() for each in again.asked()] == [0, 2, 2, 0]
