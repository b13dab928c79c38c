"""Surveys that are sent by themselves: every three months and once to a segment, in a job; their pages."""

import datetime as dt
from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone, translation

from accounts.models import Segment
from accounts.services import add_contact
from lib.tenancy.state import workspace
from surveys import turns
from surveys.models import PlannedAsk, SurveyInvitation, SurveyPlan
from surveys.planning import add_plan
from surveys.rounds import go_on, look_at
from surveys.tests.conftest import token
from timeline.jobs import cancel_job, run_slice
from timeline.models import Job
from timeline.tasks import due_workspaces

pytestmark = pytest.mark.django_db
# A Sunday and a Friday in Riyadh, where Friday and Saturday are days off.
SUNDAY = dt.datetime(2026, 11, 29, 9, tzinfo=dt.UTC)
FRIDAY = dt.datetime(2026, 11, 27, 9, tzinfo=dt.UTC)
PAGES = "/w/noor/surveys/by-themselves/"


@pytest.fixture
def people(salem, afaq):
    """Twenty-five contacts of Afaq's; the last one without an address."""
    with workspace(salem.workspace_id):
        made = [
            add_contact(
                by=salem,
                fields={"name_en": f"No {place}", "email_1": f"no{place}@afaq.example"},
                account=afaq,
            )
            for place in range(24)
        ]
        return [*made, add_contact(by=salem, fields={"name_en": "Nowhere"}, account=afaq)]


@pytest.fixture
def segment(salem, people):
    with workspace(salem.workspace_id):
        made = Segment.objects.create(name="Chosen", kind="static")
        for each in people:
            made.members.create(contact=each, added_by=salem)
        return made


@pytest.fixture
def planned(huda, visit):
    """planned(**fields): a plan, made on the Sunday's morning unless a clock is set."""

    def make(**fields):
        usual = {"name": "By itself", "trigger": "quarter", "survey": visit, "starts_on": SUNDAY.date()}
        with workspace(huda.workspace_id), transaction.atomic():
            return add_plan(by=huda, **(usual | fields))

    return make


@pytest.fixture
def tick(noor):
    """tick(): what the worker does, by the clock of the test; that of the database is another one."""

    def go():
        with workspace(noor.pk):
            while go_on():
                pass

    return go


def fresh(plan):
    return SurveyPlan.objects.get(pk=plan.pk)


def job_of():
    return Job.objects.get(kind=turns.JOB)


@time_machine.travel(SUNDAY, tick=False)
def test_a_turn_asks_everybody_of_the_segment_once_and_comes_again_in_three_months(
    salem, tick, segment, planned
):
    plan = planned(segment=segment)
    tick()
    tick()
    with workspace(salem.workspace_id):
        job = job_of()
        assert job.total == 25
        run_slice(job.pk)
        job.refresh_from_db()
        assert job.state == Job.State.DONE, job.error
        assert job.result == {"sent": 24, "no_address": 1}
        assert SurveyInvitation.objects.count() == 24
        assert PlannedAsk.objects.get(why_not="no_address").turn == "2026-11-29"
        assert timezone.localdate(fresh(plan).next_at, timezone.get_default_timezone()) >= dt.date(
            2027, 2, 28
        )
        assert SurveyInvitation.objects.first().created_by is None


@time_machine.travel(SUNDAY, tick=False)
def test_a_batch_that_was_killed_asks_nobody_twice_and_forgets_nobody(
    salem, tick, segment, planned, monkeypatch
):
    planned(segment=segment)
    tick()
    asked, ask = [], turns.Turn.ask

    def dies(self, plan, turn, place):
        asked.append(place.contact_id)
        if len(asked) == 23:  # in the middle of the second batch
            raise SystemExit
        return ask(self, plan, turn, place)

    with workspace(salem.workspace_id):
        with monkeypatch.context() as patched:
            patched.setattr(turns.Turn, "ask", dies)
            with pytest.raises(SystemExit):
                run_slice(job_of().pk)
        assert SurveyInvitation.objects.count() == 20  # the batch that was kept
        Job.objects.update(lease_until=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
        run_slice(job_of().pk)
        assert job_of().state == Job.State.DONE
        assert SurveyInvitation.objects.count() == 24
        assert PlannedAsk.objects.count() == 25
        assert SurveyInvitation.objects.values("contact").distinct().count() == 24


@time_machine.travel(SUNDAY, tick=False)
def test_a_job_that_was_stopped_asks_no_more(salem, tick, segment, planned):
    planned(segment=segment)
    tick()
    with workspace(salem.workspace_id):
        cancel_job(job_of())
        run_slice(job_of().pk)
        assert not SurveyInvitation.objects.exists()


@time_machine.travel(SUNDAY, tick=False)
def test_a_plan_that_is_paused_meanwhile_asks_no_more(salem, tick, segment, planned):
    plan = planned(segment=segment)
    tick()
    with workspace(salem.workspace_id):
        fresh(plan).pause(by=salem)
        run_slice(job_of().pk)
        assert job_of().error == "paused"
        assert not SurveyInvitation.objects.exists()
        tick()
        assert Job.objects.filter(kind=turns.JOB).count() == 1


def test_which_workspaces_have_something_to_send_is_asked_before_one_is_open(salem, noor, planned):
    plan = planned(starts_on=dt.date(2020, 1, 1))
    with workspace(salem.workspace_id):
        SurveyPlan.objects.update(next_at=timezone.now() - timedelta(hours=1))
    assert due_workspaces("due_workspaces_survey_plans") == [noor.pk]
    with workspace(salem.workspace_id):
        fresh(plan).pause(by=salem)
    assert due_workspaces("due_workspaces_survey_plans") == []


def test_a_day_off_waits_for_the_next_working_day(salem, tick, planned, noor):
    with time_machine.travel(FRIDAY, tick=False):
        plan = planned(starts_on=FRIDAY.date(), trigger="once")
        tick()
        with workspace(salem.workspace_id):
            assert not Job.objects.filter(kind=turns.JOB).exists()
            assert fresh(plan).next_at > timezone.now()
    with time_machine.travel(SUNDAY, tick=False):
        tick()
        with workspace(salem.workspace_id):
            assert job_of().arguments["turn"] == "2026-11-29"
            assert fresh(plan).is_over


@time_machine.travel(SUNDAY, tick=False)
def test_two_rounds_begin_one_turn(salem, planned, noor):
    plan = planned()
    with workspace(salem.workspace_id):
        look_at(plan.pk, noor)
        look_at(plan.pk, noor)
        assert go_on() == 0
        assert Job.objects.filter(kind=turns.JOB).count() == 1


@time_machine.travel(SUNDAY, tick=False)
def test_without_a_segment_the_main_contact_of_each_customer_is_asked(salem, tick, people, planned):
    with workspace(salem.workspace_id), transaction.atomic():
        place = people[3].positions.get()
        place.account.positions.update(is_primary=False)
        people[3].positions.update(is_primary=True)
    planned()
    tick()
    with workspace(salem.workspace_id):
        run_slice(job_of().pk)
        assert [each.contact for each in SurveyInvitation.objects.all()] == [people[3]]


@time_machine.travel(SUNDAY, tick=False)
def test_a_pause_is_not_made_up_for(salem, tick, planned):
    plan = planned(starts_on=dt.date(2026, 12, 6))
    with workspace(salem.workspace_id):
        fresh(plan).pause(by=salem)
    with time_machine.travel(SUNDAY + timedelta(days=10), tick=False):
        with workspace(salem.workspace_id):
            fresh(plan).go_on(by=salem)
        tick()
        with workspace(salem.workspace_id):
            assert not Job.objects.filter(kind=turns.JOB).exists()
            assert fresh(plan).next_at.year == 2027


def asked_for(visit, **fields):
    written = {"name": "Quarterly", "survey": str(visit.number), "trigger": "quarter", "segment": ""}
    return {"form_token": token(), "delay_days": "7", "starts_on": "2030-01-01", **written, **fields}


def test_it_is_written_paused_goes_on_archived_and_back(sign_in, huda, visit):
    client, sent = sign_in(huda), asked_for(visit)
    for _pressed in range(2):
        assert client.post(f"{PAGES}new/", sent).status_code == 303
    with workspace(huda.workspace_id):
        (plan,) = SurveyPlan.objects.all()
    page = f"{PAGES}{plan.number}/"
    assert client.get(page).status_code == 200
    assert "Quarterly" in client.get(PAGES).content.decode()
    changed = {**sent, "name": "Each quarter", "version": plan.version}
    assert client.post(f"{page}edit/", changed).status_code == 303
    assert client.post(f"{page}edit/", {**changed, "name": "Stale"}).status_code == 422
    assert client.post(f"{page}pause/").status_code == 303
    with workspace(huda.workspace_id):
        assert (fresh(plan).name, fresh(plan).is_paused) == ("Each quarter", True)
    assert client.post(f"{page}pause/?undo=1").status_code == 303
    assert client.post(f"{page}archival/").status_code == 303
    assert "Each quarter" in client.get(f"{PAGES}?archived=1").content.decode()
    assert client.post(f"{page}archival/?undo=1").status_code == 303
    with workspace(huda.workspace_id):
        assert fresh(plan).is_active


def test_what_cannot_be_is_told_and_kept_as_typed(sign_in, huda, visit):
    client = sign_in(huda)
    for wrong in (
        {"trigger": "once", "starts_on": "2020-01-01"},
        {"trigger": "purchase", "delay_days": ""},
        {"delay_days": "91", "trigger": "purchase"},
        {"survey": "99"},
        {"segment": "99"},
        {"starts_on": "yesterweek"},
    ):
        page = client.post(f"{PAGES}new/", asked_for(visit, **wrong))
        assert page.status_code == 422, wrong
        assert "Quarterly" in page.content.decode()
    with workspace(huda.workspace_id):
        assert not SurveyPlan.objects.exists()


def test_who_may_not_does_not(sign_in, salem, reem, karim, planned):
    page = f"{PAGES}{planned().number}/"
    assert sign_in(reem).get(page).status_code == 200
    for address in (f"{PAGES}new/", f"{page}edit/"):
        assert sign_in(salem).get(address).status_code == 403
        assert sign_in(karim).get(address).status_code == 404
    for address in (f"{page}pause/", f"{page}archival/"):
        assert sign_in(salem).post(address).status_code == 403
        assert sign_in(salem).get(address).status_code == 405
    assert sign_in(salem).get(f"{PAGES}99/").status_code == 404


@time_machine.travel(SUNDAY, tick=False)
def test_its_page_tells_who_was_passed_over_and_why(
    sign_in, tick, huda, salem, segment, planned, asked, people
):
    asked(contact=people[0])
    plan = planned(segment=segment)
    tick()
    with workspace(salem.workspace_id):
        run_slice(job_of().pk)
    with translation.override("en"):
        page = sign_in(huda).get(f"{PAGES}{plan.number}/").content.decode()
    assert "was asked lately" in page
    assert "has no e-mail address" in page
    assert ">23<" in page
