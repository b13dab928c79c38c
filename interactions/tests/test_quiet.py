"""Quiet customers: nobody talked to them for longer than the rhythm; shown, and told once."""

import threading
from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone

from accounts.services import add_account
from interactions.models import ContactSchedule, FollowUp
from interactions.quiet import quiet_of, tell_quiet
from interactions.scheduling import set_schedule
from interactions.services import log_interaction
from interactions.tasks import tell_quiet_customers
from lib.tenancy.state import workspace
from timeline.models import Notification

pytestmark = pytest.mark.django_db
BEGIN = datetime(2026, 3, 1, 6, 0, tzinfo=UTC)  # nine o'clock of a Sunday in Riyadh


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(BEGIN, tick=False) as traveller:
        yield traveller


def go(clock, **delta):
    clock.shift(timedelta(**delta))


@pytest.fixture
def weekly(salem, in_noor):
    def make(name="Afaq", **fields):
        account = add_account(by=salem, fields={"name_en": name, "owner": salem, **fields})
        given = {"is_by_hand": True, "unit": "week", "every": 1, "channel": "", "topics": ""}
        set_schedule(account, by=salem, read_version=0, fields=given)
        return account

    return make


def log(account, by, outcome="reached"):
    fields = {"channel": "call", "direction": "out", "text": "x", "outcome": outcome}
    return log_interaction(account=account, by=by, fields=fields)


def quiet_from(account):
    return ContactSchedule.objects.get(account=account).quiet_on


def told():
    return Notification.objects.filter(kind="account.quiet")


def test_quiet_begins_a_day_after_the_contact_that_was_due(clock, salem, weekly):
    account = weekly()
    log(account, salem)
    step = FollowUp.objects.open().get()
    assert quiet_from(account) == step.due_on + timedelta(days=1)
    for days, settled in ((0, 0), (1, 1)):
        clock.move_to(timezone.make_aware(datetime.combine(step.due_on, time(9))) + timedelta(days=days))
        assert tell_quiet() == settled


def test_it_is_told_once_until_somebody_talks_to_them_again(clock, salem, weekly):
    account = weekly()
    log(account, salem)
    go(clock, days=15)
    assert [tell_quiet(), tell_quiet()] == [1, 0]
    log(account, salem, outcome="no_answer")
    go(clock, days=30)
    assert tell_quiet() == 0
    log(account, salem)
    assert quiet_from(account) > timezone.localdate()
    go(clock, days=30)
    assert tell_quiet() == 1
    assert told().count() == 1  # the first one is still unread: it is brought up to now
    assert told().get().times == 2


def test_an_undo_that_brings_the_old_contact_back_tells_nobody_again(clock, salem, weekly):
    account = weekly()
    log(account, salem)
    go(clock, days=15)
    tell_quiet()
    call = log(account, salem)
    call.remove(by=salem)
    assert quiet_from(account) <= timezone.localdate()
    assert tell_quiet() == 0


def test_putting_off_is_no_contact_but_a_reason_to_wait(clock, salem, weekly):
    account = weekly()
    log(account, salem)
    FollowUp.objects.open().get().snooze(until=timezone.localdate() + timedelta(days=30), by=salem)
    go(clock, days=20)
    assert tell_quiet() == 0
    go(clock, days=11)
    assert tell_quiet() == 1


def test_many_are_one_sentence(clock, salem, weekly):
    for number in range(5):
        weekly(f"No {number}")
    go(clock, days=30)
    assert tell_quiet() == 5
    assert [(each.recipient, each.times, each.subject_id) for each in told()] == [(salem, 5, None)]


def test_archived_customers_are_not_quiet(clock, salem, weekly):
    account = weekly()
    log(account, salem)
    account.archive(by=salem)
    go(clock, days=30)
    assert quiet_from(account) is None
    assert tell_quiet() == 0


def test_it_is_told_in_the_morning_of_the_workspace(clock, salem, weekly):
    account = weekly()
    log(account, salem)
    first = quiet_from(account)
    for hour, settled in ((6, 0), (8, 1)):
        clock.move_to(timezone.make_aware(datetime.combine(first, time(hour))))
        assert tell_quiet() == settled


@pytest.mark.django_db(transaction=True)
def test_two_beats_at_once_tell_each_once(clock, salem, weekly, noor):
    with workspace(noor.pk), transaction.atomic():
        for number in range(8):
            weekly(f"No {number}")
    go(clock, days=30)

    def one():
        tell_quiet_customers()
        connection.close()

    threads = [threading.Thread(target=one) for _each in range(3)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    with workspace(noor.pk), transaction.atomic():
        assert sum(told().values_list("times", flat=True)) == 8
        assert not ContactSchedule.objects.to_be_told().exists()


def test_the_list_shows_and_finds_them(clock, sign_in, salem, mona, weekly):
    quiet, fine = weekly("Gone"), weekly("Here")
    log(quiet, salem)
    go(clock, days=15)
    log(fine, salem)
    client = sign_in(salem)
    page = client.get("/w/noor/accounts/?rhythm=quiet").content.decode()
    assert ("Gone" in page, "Here" in page) == (True, False)
    page = client.get("/w/noor/accounts/?rhythm=regular&columns=quiet&columns=rhythm").content.decode()
    assert ("Gone" in page, "Here" in page) == (True, True)
    assert "Quiet" in client.get("/w/noor/").content.decode()
    assert [each.account for each in quiet_of(salem)] == [], "their next step waits on Today already"
    FollowUp.objects.open().get(account=quiet).hand_over(to=mona, by=salem)
    assert [each.account for each in quiet_of(salem)] == [quiet]
    assert "Gone" in client.get("/w/noor/").content.decode()
