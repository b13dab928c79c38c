"""What a question measures, ready surveys, what a survey came to, and the road by which figures are read."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.services import add_account, add_contact
from lib.tenancy.state import workspace
from lib.tokens import new_token
from surveys.inviting import invite
from surveys.measured import by_account, figure, ratings
from surveys.models import Question, Survey, SurveyAnswer, SurveyRules
from surveys.models.survey import NotNow
from surveys.ready import READY
from surveys.services import give_answer
from surveys.tests.conftest import token
from surveys.writing import add_question, add_ready, copy_survey

pytestmark = pytest.mark.django_db


@pytest.fixture
def ready(huda):
    """ready(name): an open survey made of a ready one."""

    def make(name):
        with workspace(huda.workspace_id), transaction.atomic():
            made = add_ready(READY[name], by=huda)
            made.open(by=huda)
            SurveyRules.objects.update_or_create(defaults={"rest_days": 0})
            return made

    return make


@pytest.fixture
def rate(salem, afaq, noura):
    """rate(survey, value): an answer of Noura's, or of somebody else's, so many days ago."""

    def give(survey, value, contact=noura, account=afaq, days=0):
        with workspace(salem.workspace_id), transaction.atomic():
            made = invite(
                survey=survey, contact=contact, account=account, by=salem, way="link", token=new_token()
            )
            answer = give_answer(made, [(survey.asked()[0], value)])
            SurveyAnswer.objects.filter(pk=answer.pk).update(at=timezone.now() - timedelta(days=days))
            return answer

    return give


@pytest.mark.parametrize("name", list(READY))
def test_a_press_makes_a_draft_in_both_languages(sign_in, huda, name):
    client, form = sign_in(huda), {"form_token": token(), "name": name}
    for _pressed in range(2):
        assert client.post("/w/noor/surveys/ready/", form).status_code == 303
    with workspace(huda.workspace_id):
        (made,) = Survey.objects.all()
        first, second = made.asked()
        assert made.is_draft
        assert (first.measure, second.kind) == (name, "text")
        assert all(getattr(made, f"{part}_{end}") for part in ("title", "intro") for end in ("ar", "en"))
        assert all(each.text_ar and each.text_en for each in (first, second))
    assert client.post("/w/noor/surveys/ready/", {"name": "gone"}).status_code == 400


def test_who_may_not_write_surveys_makes_no_draft(sign_in, reem, karim):
    assert sign_in(reem).post("/w/noor/surveys/ready/", {"name": "nps"}).status_code == 403
    assert sign_in(karim).post("/w/noor/surveys/ready/", {"name": "nps"}).status_code == 404
    with workspace(reem.workspace_id):
        assert not Survey.objects.exists()


def test_one_question_of_each_kind(sign_in, huda, draft):
    base, client = f"/w/noor/surveys/{draft.number}/questions/", sign_in(huda)
    asked = {"kind": "rating", "scale": "7", "text_en": "Satisfied?"}
    for measure, status in (("csat", 303), ("csat", 422), ("nps", 303), ("", 303), ("", 303), ("gone", 422)):
        sent = client.post(f"{base}new/", asked | {"measure": measure, "form_token": token()})
        assert sent.status_code == status, measure
    with workspace(huda.workspace_id):
        kept = draft.questions.kept()
        assert kept.get(measure="csat").scale == 5  # its own scale, whatever was chosen
        assert kept.get(measure="nps").scale == 11
        plain = kept.filter(measure="", scale=7).first()
    sent = client.post(f"{base}{plain.number}/", asked | {"measure": "nps"})
    assert sent.status_code == 422
    with workspace(huda.workspace_id), transaction.atomic():
        plain.refresh_from_db()
        assert (plain.measure, plain.scale) == ("", 7)
        copied = copy_survey(draft, by=huda)
        assert [each.measure for each in copied.asked()] == [each.measure for each in draft.asked()]


def test_the_database_knows_the_scales(huda, draft):
    with workspace(huda.workspace_id):
        for fields in ({"measure": "nps", "scale": 5}, {"measure": "gone", "scale": 5}):
            with pytest.raises(IntegrityError), transaction.atomic():
                Question.objects.create(survey=draft, kind="rating", text_en="?", **fields)
        with transaction.atomic():
            add_question(
                draft, by=huda, fields={"kind": "rating", "scale": 5, "measure": "csat", "text_en": "?"}
            )
        with pytest.raises(NotNow), transaction.atomic():
            add_question(
                draft, by=huda, fields={"kind": "rating", "scale": 5, "measure": "csat", "text_en": "?"}
            )


def test_the_page_of_a_survey_says_what_it_came_to(sign_in, huda, ready, rate):
    survey = ready("nps")
    for value in (10, 9, 0):
        rate(survey, value)
    page = sign_in(huda).get(f"/w/noor/surveys/{survey.number}/", headers={"accept-language": "en"})
    shown = page.content.decode()
    assert "+33 ± 107" in shown.replace("\u2066", "").replace("\u2069", "")
    assert "Detractors (0–6)" in shown
    assert "Fewer than 30 answers" in shown


def test_of_a_contact_the_last_recommendation_counts_and_every_satisfaction(salem, huda, ready, rate, afaq):
    nps, csat = ready("nps"), ready("csat")
    with workspace(salem.workspace_id), transaction.atomic():
        other = add_contact(by=salem, fields={"name_en": "Badr"}, account=afaq)
    for value, days in ((0, 20), (9, 5)):
        rate(nps, value, days=days)
    rate(nps, 2, contact=other, days=3)
    for value in (1, 5):
        rate(csat, value)
    today = timezone.localdate()
    with workspace(salem.workspace_id), transaction.atomic():
        day = {"begin": today - timedelta(days=30), "end": today + timedelta(days=1)}
        assert (figure("nps", **day).n, figure("nps", **day).score) == (2, 0)
        assert figure("csat", **day).percent == 50
        earlier = figure("nps", begin=today - timedelta(days=30), end=today - timedelta(days=10))
        assert (earlier.n, earlier.detractors) == (1, 1)
        assert list(by_account(ratings("csat", **day))) == [(afaq.pk, 1, 1), (afaq.pk, 5, 1)]


def test_figures_are_of_customers_one_may_see(noor, salem, huda, ready, rate):
    noor.visibility = noor.Visibility.TEAM
    noor.save()
    salem.workspace.refresh_from_db()
    survey = ready("csat")
    with workspace(huda.workspace_id), transaction.atomic():
        hidden = add_account(by=huda, fields={"name_en": "Hidden", "owner": huda})
        person = add_contact(by=huda, fields={"name_en": "Ali"}, account=hidden)
    rate(survey, 5)
    rate(survey, 1, contact=person, account=hidden)
    today = timezone.localdate()
    with workspace(huda.workspace_id), transaction.atomic():
        day = {"begin": today, "end": today + timedelta(days=1)}
        assert figure("csat", **day).n == figure("csat", membership=huda, **day).n == 2
        assert figure("csat", membership=salem, **day).percent == 100
        hidden.archive(by=huda)
        assert figure("csat", **day).n == 1


@pytest.mark.parametrize(
    ("at", "counts"), [("20:59", False), ("21:00", True), ("20:59+1", True), ("21:00+1", False)]
)
def test_a_day_is_one_of_the_workspace(huda, ready, rate, at, counts):
    """Riyadh is three hours before UTC."""
    survey = ready("csat")
    answer = rate(survey, 5)
    clock, _plus, more = at.partition("+")
    moment = timezone.datetime.fromisoformat(f"2026-03-0{1 + int(more or 0)}T{clock}:00+00:00")
    with workspace(huda.workspace_id), transaction.atomic():
        SurveyAnswer.objects.filter(pk=answer.pk).update(at=moment)
        with timezone.override("Asia/Riyadh"):
            day = timezone.datetime(2026, 3, 2).date()
            assert figure("csat", begin=day, end=day + timedelta(days=1)).n == int(counts)
