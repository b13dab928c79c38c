"""Reminders: told once, whoever works or falls; moved with what they are of; late ones told to the superior."""

import threading
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone, translation

from accounts import services as accounts
from interactions import tasks
from interactions.models import FollowUp, Reminder
from interactions.notices import many_due, many_late
from interactions.reminding import choose_reminders, remind_next
from interactions.services import add_follow_up, change_follow_up
from interactions.tasks import remind_of_follow_ups
from interactions.undoing import undo_change
from lib.tenancy.state import require_workspace_id, workspace
from timeline.jobs import run_slice
from timeline.models import Job, Notification, NotificationChoice
from workspaces.models import User
from workspaces.working_hours import add_period, change_hours, take_back

pytestmark = pytest.mark.django_db

ALWAYS, OFFICE = [[0, 1440]], [[480, 1020]]
RIYADH = ZoneInfo("Asia/Riyadh")
SUNDAY = datetime.fromisoformat("2030-01-06T09:00+03:00")
KINDS = {"due": "followup.due", "late": "followup.late"}


def day_of(moment):
    return moment.astimezone(RIYADH).date()


def today(days=0):
    return day_of(timezone.now()) + timedelta(days=days)


@pytest.fixture
def open_always(in_noor, huda):
    change_hours(by=huda, week=[ALWAYS] * 7, country="")
    Job.objects.all().delete()


@pytest.fixture
def promise(salem, afaq, in_noor):
    def make(due=None, *, days=1, account=afaq, **fields):
        day = day_of(due) if due else today(days)
        given = {"reason": "Send the offer", "due_on": day, "due_at": due, "owner": salem, **fields}
        return add_follow_up(account=account, by=salem, fields=given)

    return make


def soon(**passed):
    return timezone.now() + timedelta(**passed)


def make_due(kind="due", **passed):
    """Its time has come."""
    before = timedelta(**(passed or {"minutes": 1}))
    assert Reminder.objects.waiting().filter(kind=kind).update(at=timezone.now() - before)


def told(kind="due"):
    rows = Notification.objects.filter(kind=KINDS[kind]).order_by("id")
    return [(each.recipient, each.subject_id, each.times) for each in rows]


def waits(kind="due"):
    return Reminder.objects.waiting().filter(kind=kind).values_list("at", flat=True).first()


def run_jobs():
    for job in Job.objects.open().order_by("pk"):
        run_slice(job.pk)
    assert not Job.objects.exclude(state="done").exists()


def test_the_owner_is_reminded_once_however_often_beat_looks(promise, open_always, salem, sign_in):
    step = promise(soon(hours=2))
    assert remind_next() == 0
    make_due()
    for _tick in range(3):
        remind_of_follow_ups()
    assert told() == [(salem, step.pk, 1)]
    assert ">Reminder<" in sign_in(salem).get(f"/w/noor/follow-ups/{step.number}/").content.decode()
    assert Notification.objects.get(kind="followup.due").mail_at is not None
    assert Reminder.objects.get().told_at is not None
    page = sign_in(salem).get("/w/noor/notifications/").content.decode()
    assert "Send the offer (" in page  # and for whom


def test_a_morning_of_many_is_one_sentence_and_an_unread_one_swallows_no_other(
    promise, open_always, salem, sign_in
):
    for _day in range(2):
        for _one in range(3):
            promise()
        make_due()
        remind_of_follow_ups()
    assert told() == [(salem, None, 3)] * 2
    assert Notification.objects.exclude(mail_at=None).count() == 2
    token = Notification.objects.filter(kind="followup.due").first().token
    assert sign_in(salem).post(f"/w/noor/notifications/{token}/").url == "/w/noor/"


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("count", [1, 2, 3, 11, 100])
def test_every_count_has_its_sentence(in_noor, language, count):
    with translation.override(language):
        words = {"count": str(count), "actor": "سالم"}
        assert "%" not in many_due(count) % words + many_late(count) % words


def test_it_is_told_by_the_way_the_person_chose(promise, open_always, salem):
    NotificationChoice.objects.create(membership=salem, kind="followup.due", way="app")
    promise()
    make_due()
    remind_of_follow_ups()
    assert Notification.objects.get(kind="followup.due").mail_at is None


def test_what_falls_in_the_middle_has_told_nothing_and_settled_nothing(promise, open_always):
    promise()
    make_due()
    with transaction.atomic():
        assert remind_next() == 1
        transaction.set_rollback(True)  # as when the worker is killed before the commit
    assert told() == []
    remind_of_follow_ups()
    assert len(told()) == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_tell_each_once(noor, salem, huda):
    with workspace(noor.pk), transaction.atomic():
        change_hours(by=huda, week=[ALWAYS] * 7, country="")
        account = accounts.add_account(by=salem, fields={"name_en": "Afaq Gulf", "owner": salem})
        for minute in range(1, 7):
            fields = {"reason": str(minute), "due_on": today(2), "owner": salem}
            add_follow_up(account=account, by=salem, fields=fields)
        make_due()
    held, done = threading.Event(), threading.Event()

    def second():
        held.wait(20)
        remind_of_follow_ups()
        connection.close()
        done.set()

    thread = threading.Thread(target=second)
    thread.start()
    with workspace(noor.pk), transaction.atomic():
        assert remind_next() == 6
        held.set()
        assert done.wait(20)  # it goes past what this one holds, and does not wait
    thread.join()
    with workspace(noor.pk), transaction.atomic():
        remind_of_follow_ups()
        assert [times for _to, _about, times in told()] == [6]


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_worker_whose_clock_jumped_tells_nothing_early_and_nothing_twice(promise, open_always, hours):
    """What is due is said by the clock of the database."""
    promise(soon(hours=2))
    Reminder.objects.update(at=soon(minutes=30))
    with time_machine.travel(soon(hours=hours), tick=False):
        assert remind_next() == 0
        make_due(hours=2)
        for _tick in range(2):
            remind_of_follow_ups()
    remind_of_follow_ups()
    assert len(told()) == 1


def test_what_one_workspace_stumbles_over_keeps_no_other_waiting(
    promise, open_always, karim, salem, monkeypatch
):
    promise()
    make_due()

    def stumbling():
        if require_workspace_id() == karim.workspace_id:
            raise RuntimeError("a row nobody can read")
        return remind_next()

    monkeypatch.setattr(tasks, "due_workspaces", lambda _name: [karim.workspace_id, salem.workspace_id])
    monkeypatch.setattr(tasks.reminding, "remind_next", stumbling)
    remind_of_follow_ups()
    assert len(told()) == 1


def test_put_off_it_is_reminded_of_once_more(promise, open_always, salem):
    step = promise()
    make_due()
    remind_of_follow_ups()
    step.snooze(until=today(3), by=salem)
    assert day_of(waits()) == today(3)
    make_due()
    remind_of_follow_ups()
    assert len(told()) == 2
    undo_change(step, step.version, by=salem)
    assert day_of(waits()) == today(1)


def test_done_or_called_off_it_is_not_reminded_of_and_opened_again_it_is(promise, open_always, salem):
    for verb in ("finish", "cancel"):
        step = promise()
        getattr(step, verb)(by=salem)
        assert waits() is None
        step.reopen(by=salem)
        assert waits() is not None
        Reminder.objects.all().delete()


def test_the_next_of_a_repetition_has_its_own_reminder(promise, open_always, salem):
    promise(repeat_unit="week", repeat_every=1).finish(by=salem)
    assert day_of(waits()) == today(8)


def test_handed_over_the_colleague_is_reminded(promise, open_always, salem, mona):
    step = promise()
    step.hand_over(to=mona, by=salem)
    make_due()
    remind_of_follow_ups()
    assert told() == [(mona, step.pk, 1)]


def test_an_edit_moves_the_reminder(promise, open_always, salem):
    step = promise(soon(hours=5))
    step.due_at = soon(hours=8)
    change_follow_up(step, by=salem, read_version=1, changed=["due_at"])
    assert waits() == step.due_at - timedelta(minutes=15)


def test_what_is_written_after_its_reminder_has_none(promise, open_always):
    promise(soon(minutes=10))
    promise(days=-3)
    assert waits() is None


def test_of_an_archived_customer_nothing_is_told_until_it_is_back(promise, open_always, salem, afaq):
    promise()
    afaq.archive(by=salem)
    make_due()
    remind_of_follow_ups()
    assert told() == []
    assert waits() > timezone.now()
    afaq.restore(by=salem)
    make_due()
    remind_of_follow_ups()
    assert len(told()) == 1


def test_for_who_has_left_the_superior_is_reminded(promise, open_always, salem, mona, huda):
    step = promise()
    salem.end(by=huda)
    make_due()
    remind_of_follow_ups()
    assert told() == [(mona, step.pk, 1)]


def test_where_nobody_is_left_it_waits_for_somebody(promise, open_always, salem, mona):
    promise()
    User.objects.filter(pk__in=[salem.user_id, mona.user_id]).update(is_active=False)
    make_due()
    remind_of_follow_ups()
    assert told() == []
    assert waits() > timezone.now()
    User.objects.update(is_active=True)
    make_due()
    remind_of_follow_ups()
    assert len(told()) == 1


def test_outside_working_hours_it_waits_for_the_morning_unless_the_person_asked(
    promise, in_noor, salem, huda
):
    promise()
    change_hours(by=huda, week=[OFFICE] * 7, country="")
    run_jobs()
    with time_machine.travel(SUNDAY + timedelta(hours=12), tick=False):  # nine in the evening
        Reminder.objects.update(at=timezone.now() - timedelta(days=3650))
        remind_next()
        assert told() == []
        assert waits() == SUNDAY + timedelta(hours=23)
        Reminder.objects.update(at=timezone.now() - timedelta(days=3650))
        choose_reminders(salem, minutes=15, is_any_time=True)
        remind_next()
        assert len(told()) == 1


def test_other_hours_move_what_waits_and_never_tell_twice(promise, in_noor, salem, huda):
    with time_machine.travel(SUNDAY, tick=False):
        change_hours(by=huda, week=[OFFICE] * 7, country="")
        promise()
        monday = SUNDAY + timedelta(days=1)
        assert waits() == monday.replace(hour=8)
        period = {"first_on": monday.date(), "last_on": monday.date(), "rule": "hours"}
        added = add_period(by=huda, name="رمضان", working_hours=[[600, 960]], **period)
        run_jobs()
        assert waits() == monday.replace(hour=10)
        added.remove(by=huda)
        run_jobs()
        assert waits() == monday.replace(hour=8)
        Reminder.objects.update(told_at=timezone.now())
        event = change_hours(by=huda, week=[[[540, 1020]]] * 7)
        run_jobs()
        take_back(event, by=huda)
        run_jobs()
        assert waits() is None


def test_the_superior_is_told_once_of_what_is_late(promise, open_always, salem, mona, huda):
    step = promise(soon(hours=1))
    change_hours(by=huda, late_after_hours=2)
    run_jobs()
    assert waits("late") == step.due_at + timedelta(hours=2)
    make_due("late")
    for _tick in range(2):
        remind_of_follow_ups()
    assert told("late") == [(mona, step.pk, 1)]
    notice = Notification.objects.get(kind="followup.late")
    assert notice.actor == salem
    change_hours(by=huda, late_after_hours=3)
    run_jobs()
    step.refresh_from_db()
    step.finish(by=salem)
    step.reopen(by=salem)
    remind_of_follow_ups()
    assert Reminder.objects.filter(kind="late").count() == 1


def test_turned_off_or_without_a_superior_nobody_is_told(promise, open_always, salem, mona, huda):
    change_hours(by=huda, late_after_hours=2)
    promise(soon(hours=1))
    change_hours(by=huda, late_after_hours=0)
    run_jobs()
    assert waits("late") is None
    change_hours(by=huda, late_after_hours=2)
    promise(soon(hours=1), owner=mona)
    make_due("late")
    remind_of_follow_ups()
    assert told("late") == []


def test_wishes_are_kept_on_the_page_of_notifications(promise, open_always, salem, sign_in):
    step, page = promise(soon(hours=5)), "/w/noor/settings/notifications/"
    client = sign_in(salem)
    assert client.post(page, {"reminder_minutes": "7"}).status_code == 422
    assert client.post(page, {"reminder_minutes": "60", "is_reminded_any_time": "on"}).status_code == 303
    run_jobs()
    assert waits() == step.due_at - timedelta(hours=1)
    salem.refresh_from_db()
    assert salem.is_reminded_any_time


def test_the_rule_stands_beside_the_working_hours(in_noor, sign_in, huda, salem):
    page, week = "/w/noor/settings/hours/", {f"day_{day}": "8-17" for day in range(5)}
    client = sign_in(huda)
    assert client.post(page, {**week, "late_after_hours": "9999"}).status_code == 422
    assert client.post(page, {**week, "late_after_hours": "٤"}).status_code == 303
    assert 'value="4"' in client.get(page).content.decode()
    assert sign_in(salem).post(page, week).status_code == 403


def test_the_stranger_is_not_reminded_of_what_is_ours(promise, open_always, karim):
    promise()
    make_due()
    with workspace(karim.workspace_id):
        assert remind_next() == 0
    assert FollowUp.objects.count() == 1
