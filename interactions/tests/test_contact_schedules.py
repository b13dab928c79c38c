"""Regular contact: by the tier or by hand; one open follow-up, moved along by whatever happens to the customer."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import Account
from accounts.models.account import NO_DAY
from accounts.services import add_account, change_account
from interactions.models import ContactSchedule, FollowUp, Interaction, Reminder
from interactions.scheduling import arrange, change_rules, set_schedule
from interactions.services import add_follow_up, change_interaction, log_interaction
from lib.tenancy.state import workspace
from timeline.jobs import cancel_job, run_slice
from timeline.models import Job

pytestmark = pytest.mark.django_db
WEEKLY = {"unit": "week", "every": 1, "channel": ""}
MONTHLY = {"unit": "month", "every": 1, "channel": "call"}


def today(days=0):
    return timezone.localdate() + timedelta(days=days)


def run_jobs():
    for job in Job.objects.open():
        run_slice(job.pk)


def rules(by, **tiers):
    change_rules({"A": None, "B": None, "C": None, "D": None} | tiers, by=by)
    run_jobs()


def customer(by, name="Afaq", **fields):
    return add_account(by=by, fields={"name_en": name, "owner": by, "tier": "A", **fields})


def log(account, by, *, outcome="reached", days_ago=0, does=None):
    fields = {"channel": "call", "direction": "out", "text": "As agreed", "outcome": outcome}
    at = timezone.now() - timedelta(days=days_ago)
    return log_interaction(account=account, by=by, fields=fields, at=at, does=does)


def steps(account, **narrowed):
    return list(FollowUp.objects.scheduled().filter(account=account, **narrowed).order_by("pk"))


def the_open_one(account) -> FollowUp:
    (step,) = steps(account, state="open")
    return step


def put(account, by, **fields):
    schedule = ContactSchedule.objects.filter(account=account).first()
    given = {"is_by_hand": True, "topics": "", **WEEKLY, **fields}
    return set_schedule(account, by=by, read_version=schedule.version if schedule else 0, fields=given)


def schedule_of(account):
    return ContactSchedule.objects.get(account=account)


# By tier


def test_a_new_workspace_asks_for_nothing(salem, in_noor):
    account = customer(salem)
    assert not ContactSchedule.objects.filter(account=account).exists()
    assert steps(account) == []


def test_a_rule_gives_each_customer_of_the_tier_one_open_follow_up(huda, salem, mona, in_noor):
    mine, theirs = customer(salem), customer(mona, "Nakheel")
    other = customer(salem, "Other", tier="B")
    lost, away = customer(salem, "Lost"), customer(salem, "Away")
    lost.set_status("lost", by=salem, asks_why=False)
    away.archive(by=salem)
    nobodys = customer(salem, "Nobody's", owner=None)
    for _run in range(2):
        rules(huda, A=WEEKLY)
    assert (the_open_one(mine).owner, the_open_one(theirs).owner) == (salem, mona)
    assert the_open_one(mine).source == "schedule"
    assert the_open_one(mine).due_on > today()
    assert [steps(each, state="open") for each in (other, lost, away, nobodys)] == [[], [], [], []]
    assert Account.objects.get(pk=mine.pk).next_step_on == the_open_one(mine).due_on


def test_many_who_were_not_talked_to_do_not_come_on_one_day(huda, salem, in_noor):
    for number in range(28):
        customer(salem, f"No {number}")
    rules(huda, A=MONTHLY)
    days = FollowUp.objects.scheduled().open().values_list("due_on", flat=True)
    assert len(set(days)) > 14
    assert all(day.weekday() not in (4, 5) for day in days)  # Friday and Saturday are the weekend here


def test_whoever_was_talked_to_lately_is_due_a_step_later(huda, salem, in_noor):
    account = customer(salem)
    contact = log(account, salem, days_ago=3)
    rules(huda, A={"unit": "day", "every": 14, "channel": ""})
    due = the_open_one(account).due_on
    assert (
        timedelta(0)
        <= due - (timezone.localtime(contact.at).date() + timedelta(days=14))
        <= timedelta(days=2)
    )


def test_the_job_goes_on_after_a_fall_and_can_be_stopped(huda, salem, in_noor, monkeypatch):
    monkeypatch.setattr("interactions.arranging.BATCH", 4)
    accounts = [customer(salem, f"No {number}") for number in range(10)]
    change_rules({"A": WEEKLY}, by=huda)
    job = Job.objects.get()
    assert job.total == 10
    monkeypatch.setattr("timeline.jobs.SLICE_SECONDS", 0)
    run_slice(job.pk)
    assert [len(steps(each)) for each in accounts] == [1] * 4 + [0] * 6
    # A worker that is cut off leaves its batch undone; another one begins it again.
    Job.objects.filter(pk=job.pk).update(cursor={}, done=0)
    for _slice in range(5):
        run_slice(job.pk)
    assert [len(steps(each)) for each in accounts] == [1] * 10
    assert Job.objects.get().state == "done"
    change_rules({"A": MONTHLY}, by=huda)
    stopped = Job.objects.order_by("-pk").first()
    cancel_job(stopped)
    assert {schedule.unit for schedule in ContactSchedule.objects.all()} == {"week"}
    change_rules({"A": None}, by=huda)
    run_slice(Job.objects.order_by("-pk").first().pk)
    assert [steps(each, state="open") for each in accounts[:4]] == [[]] * 4


def test_tier_owner_and_archive_move_the_open_one(huda, salem, mona, in_noor):
    rules(huda, A=WEEKLY, B=MONTHLY)
    account = customer(salem)
    first = the_open_one(account)

    def change(**fields):
        found = Account.objects.get(pk=account.pk)
        for name, value in fields.items():
            setattr(found, name, value)
        return change_account(found, by=huda, read_version=found.version, changed=list(fields))

    change(owner=mona)
    assert (the_open_one(account).pk, the_open_one(account).owner) == (first.pk, mona)
    change(tier="B")
    assert (the_open_one(account).pk, schedule_of(account).unit) == (first.pk, "month")
    change(owner=None)
    assert steps(account, state="open") == []
    change(owner=salem)
    assert the_open_one(account).owner == salem
    change(tier="")
    assert steps(account, state="open") == []
    change(tier="A")
    account.refresh_from_db()
    account.archive(by=huda)
    assert steps(account, state="open") == []
    assert schedule_of(account).quiet_on is None
    account.restore(by=huda)
    assert the_open_one(account).due_on >= today()
    account.set_status("lost", by=huda, asks_why=False)
    assert steps(account, state="open") == []


def test_the_database_holds_one_open_one(huda, salem, in_noor):
    rules(huda, A=WEEKLY)
    account = customer(salem)
    twin = the_open_one(account)
    twin.pk = twin.number = None
    twin._state.adding = True
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()


def test_another_rhythm_moves_what_is_open_with_its_reminders_and_off_puts_it_away(huda, salem, in_noor):
    accounts = [customer(salem, f"No {number}") for number in range(5)]
    rules(huda, A=MONTHLY)
    before = {account.pk: the_open_one(account) for account in accounts}
    other = add_follow_up(
        account=accounts[0], by=salem, fields={"reason": "x", "due_on": today(200), "owner": salem}
    )
    rules(huda, A={"unit": "month", "every": 6, "channel": ""})
    for account in accounts:
        step = the_open_one(account)
        assert step.pk == before[account.pk].pk
        assert step.version == before[account.pk].version + 1
        assert schedule_of(account).quiet_on == step.due_on + timedelta(days=1)
        assert [each.at.date() for each in step.reminders.filter(kind="due")] == [step.due_on]
        assert Account.objects.get(pk=account.pk).next_step_on == step.due_on
    rules(huda)
    assert not FollowUp.objects.scheduled().open().exists()
    assert not Reminder.objects.filter(follow_up__source="schedule").exists()
    assert {schedule.quiet_on for schedule in ContactSchedule.objects.all()} == {None}
    standing = [Account.objects.get(pk=account.pk).next_step_on for account in accounts]
    assert standing == [other.due_on, *[NO_DAY] * 4]
    rules(huda, A=WEEKLY)
    assert [the_open_one(account).pk for account in accounts] == [before[each.pk].pk for each in accounts]


# Contacts


def test_a_contact_does_it_and_the_next_one_appears(salem, in_noor):
    account = customer(salem)
    put(account, salem)
    ContactSchedule.objects.update(begins_on=today())
    FollowUp.objects.update(due_on=today(), scheduled_on=today())
    call = log(account, salem)
    done, following = steps(account)
    assert (done.state, done.done_by, done.closed_by) == ("done", call, salem)
    assert timedelta(days=7) <= following.due_on - today() <= timedelta(days=9)
    log(account, salem)
    assert len(steps(account)) == 2, "a second call of the same day is not the next week's"


@pytest.mark.parametrize("outcome", ["no_answer", "busy"])
def test_a_call_that_nobody_took_does_not_do_it(salem, in_noor, outcome):
    account = customer(salem)
    put(account, salem, begins_on=today())
    log(account, salem, outcome=outcome)
    assert the_open_one(account).state == "open"
    assert len(steps(account)) == 1


def test_an_early_contact_counts_and_a_much_too_early_one_does_not(salem, in_noor):
    account = customer(salem)
    put(account, salem, unit="day", every=20, begins_on=today(15))
    first = the_open_one(account)
    log(account, salem)
    assert the_open_one(account) == first
    FollowUp.objects.update(due_on=today(8))
    log(account, salem)
    assert the_open_one(account) != first


def test_removing_the_contact_opens_it_again_and_bringing_it_back_does_it(salem, in_noor):
    account = customer(salem)
    put(account, salem, begins_on=today())
    first = the_open_one(account)
    call = log(account, salem)
    following = the_open_one(account)
    call.remove(by=salem)
    assert the_open_one(account) == first
    call.restore(by=salem)
    assert the_open_one(account) == following
    again = Interaction.objects.get(pk=call.pk)
    again.outcome = "no_answer"
    change_interaction(again, by=salem, read_version=again.version, changed=["outcome"])
    assert the_open_one(account) == first
    assert len(steps(account)) == 2


def test_removing_one_of_two_contacts_leaves_it_done_by_the_other(salem, in_noor):
    account = customer(salem)
    put(account, salem, begins_on=today())
    first, other = log(account, salem), log(account, salem)
    first.remove(by=salem)
    done = steps(account, state="done")
    assert [each.done_by for each in done] == [other]
    assert the_open_one(account)


def test_done_called_off_and_undone_always_leave_one(salem, in_noor):
    account = customer(salem)
    put(account, salem, begins_on=today())
    first = the_open_one(account)
    for verb in ("finish", "reopen", "cancel", "reopen", "finish"):
        getattr(FollowUp.objects.get(pk=first.pk), verb)(by=salem)
        assert the_open_one(account).account == account
    assert FollowUp.objects.get(pk=first.pk).state == "done"
    assert len(steps(account)) == 2


@pytest.mark.django_db(transaction=True)
def test_two_contacts_at_once_make_one_next_step(salem, noor):
    with workspace(noor.pk), transaction.atomic():
        account = customer(salem)
        put(account, salem, begins_on=today())

    def one():
        with workspace(noor.pk), transaction.atomic():
            log(Account.objects.get(pk=account.pk), salem)
        connection.close()

    threads = [threading.Thread(target=one) for _each in range(5)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    with workspace(noor.pk), transaction.atomic():
        assert Interaction.objects.count() == 5
        assert [step.state for step in steps(account)] == ["done", "open"]


@pytest.mark.django_db(transaction=True)
def test_the_job_and_a_contact_at_once_make_one(huda, salem, noor):
    with workspace(noor.pk), transaction.atomic():
        accounts = [customer(salem, f"No {number}") for number in range(6)]
        change_rules({"A": WEEKLY}, by=huda)
        job = Job.objects.get()

    def work():
        with workspace(noor.pk):
            run_slice(job.pk)
        connection.close()

    def touch():
        for account in accounts:
            with workspace(noor.pk), transaction.atomic():
                held = Account.objects.get(pk=account.pk)
                held.wait_to_change()
                arrange(held, by=salem)
        connection.close()

    threads = [threading.Thread(target=each) for each in (work, touch)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    with workspace(noor.pk), transaction.atomic():
        for account in accounts:
            assert the_open_one(account)
        assert Job.objects.get().state == "done"
