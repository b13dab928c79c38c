"""Pages of long work: for who started it and for who leads."""

import pytest

from lib.tenancy.state import workspace
from timeline.jobs import GivenUp, JobKind, job_kinds, run_slice, start_job
from timeline.models import Job

pytestmark = pytest.mark.django_db


class Counting(JobKind):
    label = "Counting sheep"

    def batch(self, job, prepared):
        job.done += 1
        return job.done < job.total


job_kinds.register("test.sheep", Counting())


@pytest.fixture
def job(salem):
    with workspace(salem.workspace_id):
        return start_job("test.sheep", by=salem, total=3)


@pytest.fixture
def page(job):
    return f"/w/noor/jobs/{job.number}/"


def test_the_list_and_the_page_show_progress(sign_in, salem, job, page):
    client = sign_in(salem)
    assert "Counting sheep" in client.get("/w/noor/jobs/").content.decode()
    shown = client.get(page).content.decode()
    assert "0 of 3" in shown
    assert 'hx-trigger="every 1s"' in shown
    part = client.get(page, headers={"hx-request": "true"})
    assert "<html" not in part.content.decode()
    assert "hx-refresh" not in part.headers


def test_a_job_that_is_over_asks_no_more(sign_in, salem, job, page):
    with workspace(salem.workspace_id):
        run_slice(job.pk)
    assert "every 1s" not in sign_in(salem).get(page).content.decode()
    assert sign_in(salem).get(page, headers={"hx-request": "true"}).headers["hx-refresh"] == "true"


def test_a_job_can_be_stopped_by_post_alone(sign_in, salem, job, page):
    client = sign_in(salem)
    assert client.get(f"{page}cancel/").status_code == 405
    assert client.post(f"{page}cancel/").status_code == 303
    with workspace(salem.workspace_id):
        job.refresh_from_db()
        assert job.state == Job.State.CANCELLED
    assert "Stopped" in client.get(page).content.decode()


def test_a_failed_job_says_what_to_do(sign_in, salem, job, page):
    with workspace(salem.workspace_id):
        Job.objects.filter(pk=job.pk).update(state=Job.State.FAILED, error="RuntimeError: secret")
    shown = sign_in(salem).get(page).content.decode()
    assert "could not be finished" in shown
    assert "secret" not in shown


def test_who_leads_sees_every_job_colleagues_their_own_and_strangers_none(
    sign_in, huda, mona, reem, karim, page
):
    assert sign_in(huda).get(page).status_code == 200
    assert sign_in(mona).get(page).status_code == 404
    assert sign_in(reem).get("/w/noor/jobs/").status_code == 200
    assert sign_in(reem).post(f"{page}cancel/").status_code == 404
    assert sign_in(karim).get(page).status_code == 404
    assert sign_in(karim).get("/w/noor/jobs/").status_code == 404


def test_jobs_of_a_kind_that_is_gone_are_still_shown(sign_in, salem, job, page):
    with workspace(salem.workspace_id):
        Job.objects.filter(pk=job.pk).update(kind="test.gone")
    assert sign_in(salem).get(page).status_code == 200
    assert sign_in(salem).get("/w/noor/jobs/").status_code == 200


def test_the_list_asks_few_queries(sign_in, salem, job, django_assert_max_num_queries):
    with workspace(salem.workspace_id):
        for _job in range(10):
            start_job("test.sheep", by=salem, total=3)
    client = sign_in(salem)
    with django_assert_max_num_queries(12):
        client.get("/w/noor/jobs/?state=queued")


class Failing(JobKind):
    label = "Failing"
    may_run_again = True

    def batch(self, job, prepared):
        raise GivenUp(job.arguments["why"])


job_kinds.register("test.failing", Failing())


@pytest.fixture
def failed(salem):
    with workspace(salem.workspace_id):
        job = start_job("test.failing", by=salem, total=3, why="not_allowed")
        run_slice(job.pk)
        return job


def test_failed_work_says_why_and_is_run_again_once(sign_in, salem, failed):
    client = sign_in(salem)
    page = f"/w/noor/jobs/{failed.number}/"
    assert "no longer allows this" in client.get(page, headers={"accept-language": "en"}).content.decode()
    targets = {client.post(f"{page}again/")["location"] for _press in range(2)}
    with workspace(salem.workspace_id):
        fresh = Job.objects.open().get()
        assert (fresh.arguments, fresh.created_by_id) == ({"why": "not_allowed"}, salem.pk)
    assert targets == {f"/w/noor/jobs/{fresh.number}/"}


def test_work_that_is_not_over_not_ones_own_or_not_safe_is_not_run_again(
    sign_in, salem, huda, karim, failed, job
):
    address = f"/w/noor/jobs/{failed.number}/again/"
    assert sign_in(karim).post(address).status_code == 404
    assert sign_in(salem).get(address).status_code == 405
    sign_in(huda).post(address)
    sign_in(salem).post(f"/w/noor/jobs/{job.number}/again/")
    with workspace(salem.workspace_id):
        assert Job.objects.count() == 2
    assert f'action="{address}"' not in sign_in(huda).get(f"/w/noor/jobs/{failed.number}/").content.decode()


def test_who_leads_sees_all_and_can_narrow_to_own(sign_in, salem, huda, job):
    client = sign_in(huda)
    assert "Counting sheep" in client.get("/w/noor/jobs/").content.decode()
    assert "Counting sheep" not in client.get("/w/noor/jobs/?mine=on").content.decode()
    assert "?mine=on" not in sign_in(salem).get("/w/noor/jobs/").content.decode()
