"""Account health: read in the night from what is recorded, kept with its history, tested against who has left."""

from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from accounts.deletion import delete_for_good
from accounts.merging.services import merge
from accounts.models import Account
from accounts.models.account import NO_HEALTH
from complaints.filing import file_complaint
from interactions.services import log_interaction
from lib.tenancy.state import workspace
from reports.health import computing, showing
from reports.health.measuring import facts_of
from reports.health.weighing import change_weights
from reports.models import AccountHealth, HealthReading, HealthTest, HealthWeights
from timeline.jobs import run_slice
from timeline.models import Event, Job

pytestmark = pytest.mark.django_db
REGULAR = (10, 40, 70, 100, 130, 160, 190, 220, 250, 280, 310, 340)
SLIPPING = (100, 130, 160, 190, 220, 250, 280, 310, 340, 370, 400)


def read(day=None):
    held = list(computing.customers().order_by("pk").select_for_update(no_key=True))
    computing.read_these(held, day or timezone.localdate())


def health_of(account) -> AccountHealth | None:
    return AccountHealth.objects.filter(account=account).first()


def test_regular_customer_is_healthy_and_one_who_stays_away_is_not(customer, buys):
    regular, away = customer("Regular"), customer("Away")
    buys(regular, *REGULAR)
    buys(away, *SLIPPING)
    read()
    assert health_of(regular).score == 100
    found = health_of(away)
    assert found.recency == 0  # 100 days, usually every 30
    assert found.score < 60
    assert found.facts["usual_days"] == 30
    away.refresh_from_db()
    assert away.health == found.score


def test_what_is_known_is_read_from_what_is_recorded(customer, buys, salem):
    account = customer()
    bought = buys(account, 5, 35, 65, 200)
    bought[0].set_status("cancelled", by=salem)
    file_complaint(account=account, by=salem, fields={"subject": "Broken", "text": "It is broken."})
    log_interaction(
        account=account, by=salem, fields={"channel": "call", "direction": "out", "outcome": "no_answer"}
    )
    facts = facts_of([account.pk], timezone.localdate())[account.pk]
    assert (facts.days_since, facts.bought_lately, facts.bought_before) == (35, 2, 1)
    assert facts.usual_days == round((200 - 35) / 2)
    assert (facts.open_complaints, facts.closed_complaints) == (1, 0)
    assert facts.payment is None
    assert facts.contact_days is None  # nobody was reached


def test_as_of_a_day_that_is_over_nothing_later_is_known(customer, buys, salem):
    account = customer()
    buys(account, 5, 100, 130)
    file_complaint(account=account, by=salem, fields={"subject": "Broken", "text": "It is broken."})
    facts = facts_of([account.pk], timezone.localdate() - timedelta(days=90))[account.pk]
    assert (facts.days_since, facts.open_complaints) == (10, 0)


def test_reading_twice_keeps_one_reading_and_another_day_only_what_changed(customer, buys):
    account = customer()
    buys(account, *REGULAR)
    today = timezone.localdate()
    read(today - timedelta(days=2))
    read(today - timedelta(days=2))
    assert HealthReading.objects.filter(account=account).count() == 1
    read(today - timedelta(days=1))  # a day later, the same marks
    assert HealthReading.objects.filter(account=account).count() == 1
    buys(account, 1)
    file_complaint(account=account, by=account.owner, fields={"subject": "Broken", "text": "It is broken."})
    read(today)
    assert list(HealthReading.objects.filter(account=account).values_list("day", flat=True)) == [
        today, today - timedelta(days=2),
    ]  # fmt: skip


def test_fall_is_held_against_the_score_of_a_month_ago(customer, buys, salem, mona, reem):
    account, steady = customer("Slipping"), customer("Steady")
    buys(account, *[days + 40 for days in REGULAR])
    buys(steady, *REGULAR)
    for days in (45, 31, 0):
        read(timezone.localdate() - timedelta(days=days))
    found = health_of(account)
    before = HealthReading.objects.get(account=account, day=timezone.localdate() - timedelta(days=45)).score
    assert found.fell == before - found.score
    assert found.fell >= showing.LEAST_FALL
    assert health_of(steady).fell == 0
    for member in (salem, mona):
        assert [each.account for each in showing.slipping_today(member)] == [account]
    assert showing.slipping_today(reem) == []
    told = showing.slipping_today(salem)[0].told
    assert told["weakest"].part == "recency"


def test_who_is_no_customer_any_more_has_no_health(customer, buys, salem):
    lost, archived, prospect = customer("Lost"), customer("Archived"), customer("Prospect", status="prospect")
    for each in (lost, archived, prospect):
        buys(each, *REGULAR)
    read()
    assert health_of(prospect) is None
    lost.set_status("lost", by=salem)
    archived.archive(by=salem)
    assert not computing.let_go_next()
    assert not AccountHealth.objects.exists()
    assert HealthReading.objects.filter(account=lost).exists()
    assert set(Account.objects.values_list("health", flat=True)) == {NO_HEALTH}


def test_job_reads_all_and_tests_the_score(customer, buys, monkeypatch):
    monkeypatch.setattr(computing, "BATCH", 2)
    accounts = [customer(f"Customer {place}") for place in range(5)]
    for each in accounts:
        buys(each, *REGULAR)
    job = computing.start_reading()
    assert computing.start_reading() == job
    run_slice(job.pk)
    job.refresh_from_db()
    assert (job.state, job.done, job.total) == ("done", 5, 5)
    assert AccountHealth.objects.filter(score=100).count() == 5
    kept = HealthTest.objects.get()
    assert kept.area_thousandths is None  # too few


def test_empty_workspace_is_read_without_harm(opened):
    job = computing.start_reading()
    run_slice(job.pk)
    job.refresh_from_db()
    assert job.state == "done"
    assert HealthTest.objects.get().n == 0


def test_back_test_counts_who_left_by_the_score_they_had(customer, buys, salem, monkeypatch):
    monkeypatch.setattr(computing.scoring, "FEWEST", 2)
    since = computing.TESTED_AFTER.days
    day = timezone.localdate() - computing.TESTED_AFTER
    for place in range(3):
        stays, goes = customer(f"Stays {place}"), customer(f"Goes {place}")
        buys(stays, *[since + days for days in REGULAR], 10)
        buys(goes, *[since + days for days in SLIPPING])
    Account.objects.get(name_en="Stays 0").statuses.update(from_at=timezone.now() - timedelta(days=900))
    for each in Account.objects.all():
        each.statuses.update(from_at=timezone.now() - timedelta(days=900))
    stayed, left = [0] * 101, [0] * 101
    assert computing.test_next(0, day, stayed, left) is None
    kept = computing.keep_test(day, timezone.localdate(), stayed, left)
    assert (kept.stayed, kept.left, kept.area_thousandths) == (3, 3, 1000)


def test_account_that_is_deleted_takes_its_health_along(customer, buys, salem, huda):
    account = customer()
    bought = buys(account, *REGULAR)
    read()
    for each in bought:
        each.delete()
    delete_for_good(account, by=huda)
    assert not AccountHealth.objects.exists()
    assert not HealthReading.objects.exists()


def test_merged_customer_is_read_with_what_came_along(customer, buys, huda):
    survivor, absorbed = customer("Survivor"), customer("Absorbed")
    buys(absorbed, *REGULAR)
    read()
    merge(survivor=survivor, absorbed=absorbed, by=huda)
    computing.let_go_next()
    read()
    assert health_of(absorbed) is None
    assert health_of(survivor).score == 100


def test_readings_and_weights_are_written_once(customer, buys):
    account = customer()
    buys(account, *REGULAR)
    read()
    for table in ("reports_healthreading", "reports_healthweights"):
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table}")


def test_weights_are_kept_and_old_readings_are_explained_with_theirs(customer, buys, huda):
    account = customer()
    buys(account, *SLIPPING)
    yesterday = timezone.localdate() - timedelta(days=1)
    read(yesterday)
    before = health_of(account).score
    fields = dict.fromkeys(("recency", "frequency", "satisfaction", "payment", "contact"), 0) | {
        "complaints": 100
    }
    made = change_weights(fields, by=huda)
    assert change_weights(fields, by=huda) == made
    assert HealthWeights.objects.count() == 1
    assert Event.objects.filter(verb="healthweights.changed").count() == 1
    assert Job.objects.filter(kind=computing.JOB).count() == 1
    read()
    assert health_of(account).score == 100
    old = HealthReading.objects.get(account=account, day=yesterday)
    assert (old.score, old.explained.total) == (before, before)


# Pages


def test_pages_show_health_and_its_parts(customer, buys, sign_in, salem):
    account = customer()
    buys(account, *SLIPPING)
    read()
    page = sign_in(salem).get(f"/w/noor/accounts/{account.number}/health/").content.decode()
    assert "usually every 30 days" in page
    assert "Sila does not know how customers pay." in page
    assert sign_in(salem).get("/w/noor/reports/health/").status_code == 200
    listed = sign_in(salem).get("/w/noor/accounts/?health=watch&sort=health").content.decode()
    assert ("Afaq Gulf" in listed) == (40 <= health_of(account).score < 70)


def test_stranger_sees_nothing_and_settings_need_their_role(customer, sign_in, salem, karim, huda):
    account = customer()
    assert sign_in(karim).get(f"/w/noor/accounts/{account.number}/health/").status_code == 404
    assert sign_in(karim).get("/w/noor/reports/health/").status_code == 404
    assert sign_in(salem).get("/w/noor/settings/health/").status_code == 403
    assert sign_in(salem).post("/w/noor/reports/health/reading/").status_code == 403
    assert sign_in(huda).get("/w/noor/reports/health/reading/").status_code == 405


def test_weights_that_do_not_add_up_are_refused_with_their_sum(sign_in, huda):
    typed = {
        "recency": 30,
        "frequency": 20,
        "satisfaction": 15,
        "complaints": 20,
        "payment": 10,
        "contact": 10,
    }
    page = sign_in(huda).post("/w/noor/settings/health/", typed)
    assert page.status_code == 422
    assert "Together the weights are 105" in page.content.decode()
    with workspace(huda.workspace_id):
        assert not HealthWeights.objects.exists()
    assert (
        sign_in(huda)
        .post("/w/noor/settings/health/", {**typed, "recency": 25, "frequency": 25, "satisfaction": 10})
        .status_code
        == 303
    )
