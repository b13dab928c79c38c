"""Assessing a customer: on the page, beside earlier ones, taken back; and what the shortlist makes of it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from planning.assessing import assess
from planning.models import AccountScore, Assessment
from planning.reckoning import keep_scores
from planning.rules_changing import change_rules
from planning.tests.marks import GOOD, POOR
from timeline.jobs import run_slice
from timeline.models import Event, Job

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_noor")]
ACCOUNTS, SHORTLIST = "/w/noor/accounts/", "/w/noor/shortlist/"


def today():
    return timezone.localdate()


def sent(marks, **further):
    return {**marks, "on": today().isoformat(), "next_on": "", **further}


def test_six_answers_make_an_assessment_that_is_told_and_taken_back(sign_in, salem, worth):
    account = worth("Afaq", 300_000)
    client, url = sign_in(salem), f"{ACCOUNTS}{account.number}/assessments/new/"
    answer = client.post(url, sent(GOOD, note_growth="Opens two branches"), follow=True)
    page = answer.content.decode()
    assert "Opens two branches" in page
    made = Assessment.objects.get()
    assert AccountScore.objects.get().score == 100
    assert Event.objects.filter(verb="assessment.made", subject_id=account.pk).exists()
    client.post(f"{url}?undo={made.number}")
    assert not Assessment.objects.exists()
    score = AccountScore.objects.get()
    assert score.score is None
    assert score.value_minor == 30_000_000


def test_what_is_missing_is_told_and_what_was_chosen_is_kept(sign_in, salem, worth):
    url = f"{ACCOUNTS}{worth('Afaq').number}/assessments/new/"
    later = (today() + timedelta(days=2)).isoformat()
    answer = sign_in(salem).post(url, {"growth": "4", "health": "9", "note_growth": "x", "on": later})
    assert answer.status_code == 422
    assert answer.context["form"]["growth"].value() == "4"
    assert {"competition", "health", "on"} <= set(answer.context["form"].errors)
    assert not Assessment.objects.exists()


def test_a_form_sent_twice_is_one_assessment(sign_in, salem, worth):
    client, url = sign_in(salem), f"{ACCOUNTS}{worth('Afaq').number}/assessments/new/"
    token = client.get(url).context["form"]["form_token"].value()
    for _time in range(2):
        client.post(url, sent(GOOD, form_token=token))
    assert Assessment.objects.count() == 1


def test_an_assessment_under_a_newer_one_is_not_taken_back(sign_in, salem, worth):
    account = worth("Afaq")
    first = assess(account, by=salem, on=today(), marks=GOOD)
    assess(account, by=salem, on=today(), marks=POOR)
    sign_in(salem).post(f"{ACCOUNTS}{account.number}/assessments/new/?undo={first.number}")
    assert Assessment.objects.count() == 2


def test_the_page_compares_and_the_newest_day_counts(sign_in, salem, worth):
    account = worth("Afaq")
    assess(account, by=salem, on=today(), marks=POOR)
    assess(account, by=salem, on=today() - timedelta(days=90), marks=GOOD)
    assert AccountScore.objects.get().score == 0
    page = sign_in(salem).get(f"{ACCOUNTS}{account.number}/assessments/").content.decode()
    assert "worse" in page
    assert "<polyline" in page


def test_who_may_assess(sign_in, salem, reem, karim, worth):
    url = f"{ACCOUNTS}{worth('Afaq').number}/assessments/new/"
    assert sign_in(reem).post(url, sent(GOOD)).status_code == 403
    assert sign_in(karim).post(url, sent(GOOD)).status_code == 404
    assert not Assessment.objects.exists()


class TestShortlist:
    @pytest.fixture
    def three(self, worth, salem):
        rich, good, both = worth("Rich", 1_000_000), worth("Good"), worth("Both", 900_000)
        assess(good, by=salem, on=today(), marks=GOOD)
        assess(both, by=salem, on=today(), marks=GOOD | {"growth": 1})
        return rich, good, both

    def names(self, answer):
        return [each.account.name_en for each in answer.context["found"]]

    def test_it_ranks_by_value_and_assessment_with_reasons(self, sign_in, salem, three):
        answer = sign_in(salem).get(SHORTLIST)
        assert self.names(answer)[0] == "Both"
        page = answer.content.decode()
        assert "not assessed yet" in page
        assert "Growth potential: against it" in page
        assert page.count("<circle") == 2

    def test_other_weights_are_tried_and_nothing_is_saved(self, sign_in, salem, three):
        weights = dict.fromkeys(GOOD, 0) | {"growth": 5}
        answer = sign_in(salem).get(SHORTLIST, weights)
        first = answer.context["found"][0]
        assert first.account.name_en in {"Good", "Rich"}
        scores = {each.account.name_en: each.score for each in answer.context["found"]}
        assert (scores["Both"].score, scores["Good"].score) == (0, 100)
        assert AccountScore.objects.get(account=three[2]).score == 83

    def test_the_database_reckons_as_the_module_does(self, sign_in, salem, three):
        weights = {
            "competition": 3,
            "relationship": 1,
            "resources": 7,
            "growth": 2,
            "partnership": 0,
            "health": 5,
        }
        answer = sign_in(salem).get(SHORTLIST, weights)
        for each in answer.context["found"]:
            assert each.score.tried == each.score.rank

    def test_weights_that_are_none_are_refused(self, sign_in, salem, three):
        answer = sign_in(salem).get(SHORTLIST, {"growth": "99"})
        assert answer.status_code == 200
        assert answer.context["form"].errors
        assert not answer.context["is_tried"]

    def test_only_who_leads_keeps_them(self, sign_in, salem, huda, three):
        weights = dict.fromkeys(GOOD, 0) | {"growth": 5}
        sign_in(salem).post(SHORTLIST, weights)
        assert not Job.objects.exists()
        sign_in(huda).post(SHORTLIST, weights)
        job = Job.objects.get()
        for _slice in range(5):
            run_slice(job.pk)
        assert AccountScore.objects.get(account=three[2]).score == 0

    def test_choosing_makes_strategic_and_undo_gives_the_type_back(self, sign_in, salem, three):
        client, url = sign_in(salem), f"{ACCOUNTS}{three[0].number}/strategic/"
        answer = client.post(url, follow=True)
        (message, *_) = list(answer.context["messages"])
        three[0].refresh_from_db()
        assert three[0].management_type == "strategic"
        assert "Rich" not in self.names(client.get(SHORTLIST))
        client.post(message.extra_tags.removeprefix("undo:"))
        three[0].refresh_from_db()
        assert three[0].management_type == ""

    def test_strangers_and_viewers_choose_nobody(self, sign_in, karim, reem, three):
        url = f"{ACCOUNTS}{three[0].number}/strategic/"
        assert sign_in(karim).post(url).status_code == 404
        assert sign_in(reem).post(url).status_code == 403
        assert sign_in(karim).get(SHORTLIST).status_code == 404


def test_another_revenue_is_another_value(salem, worth):
    from accounts.services import change_account

    account = worth("Afaq", 1000)
    account.annual_revenue_minor = 7
    change_account(account, by=salem, read_version=account.version, changed=["annual_revenue_minor"])
    assert AccountScore.objects.get().value_minor == 7


def test_a_value_in_another_currency_is_not_counted(salem, worth):
    account = worth("Abroad", 1000, currency="USD")
    assert keep_scores([account])[account.pk].value_minor == 0


def test_older_rules_are_kept(huda):
    assert change_rules({"capacity": 60}, by=huda) is None
    first = change_rules({"capacity": 40}, by=huda)
    second = change_rules({"months_between": 3}, by=huda)
    assert (second.capacity, first.months_between) == (40, 6)
