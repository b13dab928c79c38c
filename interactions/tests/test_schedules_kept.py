"""Regular contact set by hand, its topics, how well it is kept, and what imports do with it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.deletion import delete_for_good
from accounts.models import Account
from accounts.tests.test_import_run import imported, undone
from interactions.adherence import QUARTER, kept_by, kept_with
from interactions.models import ContactSchedule, FollowUp
from interactions.scheduling import set_schedule
from interactions.tests.test_contact_schedules import (
    MONTHLY,
    WEEKLY,
    customer,
    log,
    put,
    rules,
    run_jobs,
    schedule_of,
    steps,
    the_open_one,
    today,
)

pytestmark = pytest.mark.django_db


# By hand


def test_what_is_set_by_hand_stays_when_the_tier_asks_otherwise(huda, salem, in_noor):
    rules(huda, A=MONTHLY)
    own, none = customer(salem, "Own"), customer(salem, "None")
    put(own, salem)
    put(none, salem, unit="", every=None)
    rules(huda, A={"unit": "month", "every": 3, "channel": ""})
    assert schedule_of(own).unit == "week"
    assert steps(none, state="open") == []
    set_schedule(
        none, by=salem, read_version=schedule_of(none).version, fields={"is_by_hand": False, "topics": ""}
    )
    assert (schedule_of(none).unit, schedule_of(none).every) == ("month", 3)
    assert the_open_one(none)


def test_topics_are_taken_one_by_one(salem, in_noor):
    account = customer(salem)
    put(account, salem, begins_on=today(), topics="Renewal\nNew branch")
    assert the_open_one(account).reason == "Renewal"
    log(account, salem)
    assert the_open_one(account).reason == "New branch"
    assert schedule_of(account).topics == ""


def test_deleting_the_customer_takes_it_along(huda, salem, in_noor):
    account = customer(salem)
    put(account, salem)
    delete_for_good(account, by=huda)
    assert not ContactSchedule.objects.exists()
    assert not FollowUp.objects.exists()


# How well it is kept


def test_adherence_counts_by_the_day_that_was_planned(salem, mona, in_noor):
    account = customer(salem)
    put(account, salem)
    FollowUp.objects.all().delete()

    def step(days, state="done", done=None, **fields):
        closed = timezone.now() + timedelta(days=done if done is not None else days)
        given = {"account": account, "owner": salem, "reason": "x", "source": "schedule", "state": state}
        given |= {"due_on": today(days), "scheduled_on": today(days)}
        if state != "open":
            given |= {"closed_at": closed, "closed_by": salem}
        return FollowUp.objects.create(**given | fields)

    step(-40)
    step(-30, done=-28)
    step(-20, state="cancelled")
    step(-10, state="cancelled", closed_by=None)  # put away by an undo: nothing that was missed
    step(-5, state="open", due_on=today(3))  # put off: that it was planned for then stays
    kept = kept_with(account, QUARTER)
    assert (kept.on_time, kept.late, kept.missed, kept.percent) == (1, 1, 2, 25)
    assert kept_by([salem.pk, mona.pk], QUARTER) == {salem.pk: kept}


# Imports


def test_an_import_brings_schedules_and_its_undo_takes_them(huda, salem, in_noor):
    rules(huda, A=WEEKLY)
    text = "Name in English,Tier,Account manager\n" + "".join(
        f"No {n},A,{salem.user.email}\n" for n in range(3)
    )
    origin = imported(huda, text)
    run_jobs()
    accounts = list(Account.objects.order_by("number"))
    assert [the_open_one(account).owner for account in accounts] == [salem] * 3
    log(accounts[0], salem)
    assert sorted(undone(origin, huda).values()) == ["needed", "removed", "removed"]
    assert list(Account.objects.all()) == accounts[:1]
    assert ContactSchedule.objects.count() == 1
