"""Reminders to customers of what they owe: by the rule, in working time, each once, until they answer."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.db.models import F
from django.utils import timezone

from accounts.models import Account, Contact
from interactions import asking_reminders
from interactions.asking import ask, change_rule, take_answer
from interactions.asking_reminders import remind_next
from interactions.asking_times import next_reminder
from interactions.mailing import LINK
from interactions.models import AskingRule, CustomerRequest, FollowUp, Interaction, RequestLink
from interactions.services import add_follow_up, change_follow_up
from interactions.tasks import remind_customers
from interactions.tests.test_reminder_times import NEVER, RIYADH, at
from lib.tenancy.state import workspace
from messaging.models import OutgoingMail, Suppression
from messaging.sending import suppress
from timeline.models import Event, Job
from workspaces.models import Workspace
from workspaces.working_hours import change_hours

pytestmark = pytest.mark.django_db
ALWAYS = [[0, 1440]]


def rule(before_days=2, is_on_day=True, every_days=3, most=3):
    return SimpleNamespace(before_days=before_days, is_on_day=is_on_day, every_days=every_days, most=most)


@pytest.mark.parametrize(
    ("asked", "sent", "of", "expected"),
    [
        ("2026-11-15T10:00", 0, rule(), "2026-11-22T08:00"),  # two days before a Tuesday
        ("2026-11-22T10:00", 1, rule(), "2026-11-24T08:00"),  # on the day
        (
            "2026-11-24T10:00",
            2,
            rule(),
            "2026-11-26T08:00",
        ),  # the third day after is a Friday: the Thursday before
        ("2026-11-26T10:00", 3, rule(), None),  # so many are enough
        ("2026-11-24T10:00", 0, rule(every_days=0), None),
        ("2026-11-15T10:00", 0, rule(most=0), None),
        ("2026-11-15T10:00", 0, rule(before_days=0), "2026-11-24T08:00"),
        ("2026-11-15T10:00", 0, rule(before_days=0, is_on_day=False), "2026-11-26T08:00"),
        ("2027-03-01T10:00", 0, rule(), "2027-03-03T08:00"),  # asked long after it was due
    ],
)
def test_the_days_of_the_rule(asked, sent, of, expected):
    found = next_reminder(date(2026, 11, 24), of, RIYADH, sent=sent, after=at(asked))
    assert found == (at(expected) if expected else None)


def test_a_calendar_without_work_and_a_rule_without_end_come_to_one():
    assert next_reminder(date(2026, 11, 24), rule(), NEVER, sent=0, after=at("2026-11-20T10:00")) is not None
    far = datetime(2099, 1, 1, tzinfo=UTC)
    assert next_reminder(date(2026, 11, 24), rule(every_days=1), RIYADH, sent=0, after=far) is None


@pytest.fixture
def open_always(in_noor, huda):
    change_hours(by=huda, week=[ALWAYS] * 7, country="")
    Job.objects.all().delete()


@pytest.fixture
def step(salem, afaq, noura, in_noor):
    Contact.objects.filter(pk=noura.pk).update(email_1="noura@afaq.example", language="ar")
    noura.refresh_from_db()
    fields = {"reason": "أمر الشراء", "due_on": timezone.localdate(), "owner": salem, "owed_by": "customer"}
    return add_follow_up(account=afaq, by=salem, fields=fields)


@pytest.fixture
def asked(step, salem, noura):
    fields = {"asked": "أمر الشراء", "text": "", "wants_text": True, "wants_files": True, "wants_word": False}
    return ask(follow_up=step, contact=noura, is_mailed=True, fields=fields, by=salem)


def make_due(**since):
    """It was asked so long ago, and the worker is to look."""
    asked_at = timezone.now() - timedelta(**(since or {"days": 2}))
    CustomerRequest.objects.update(remind_at=timezone.now() - timedelta(minutes=1), counts_from=asked_at)


def sent_to(*requests):
    return [CustomerRequest.objects.get(pk=each.pk).reminders_sent for each in requests]


def reminders():
    return OutgoingMail.objects.filter(subject__startswith="تذكير").count()


def test_the_customer_is_reminded_once_however_often_beat_looks(asked, open_always, salem, afaq):
    before = Account.objects.get(pk=afaq.pk).last_contact_at
    make_due()
    for _tick in range(3):
        remind_customers()
    assert reminders() == 1
    mail = OutgoingMail.objects.latest("pk")
    assert (mail.to_address, mail.language) == ("noura@afaq.example", "ar")
    assert LINK in mail.text
    assert RequestLink.objects.filter(mail=mail).exists()
    entry = Interaction.objects.latest("pk")
    assert (entry.outcome, entry.is_visible_to_customer) == ("automatic", True)
    assert Account.objects.get(pk=afaq.pk).last_contact_at == before, "an automatic mail is no contact"
    asked.refresh_from_db()
    assert asked.reminders_sent == 1
    assert asked.remind_at.astimezone().date() > timezone.localdate()
    assert Event.objects.filter(verb="followup.customer_reminded").count() == 1


def test_nothing_comes_before_its_time_and_at_most_so_many(asked, open_always):
    remind_next()
    assert reminders() == 0
    for _turn in range(5):
        make_due(days=9)
        remind_next()
    assert reminders() == AskingRule().most
    assert CustomerRequest.objects.get().remind_at is None


def end(how, asked, salem):
    if how == "answered":
        take_answer(asked, text="تم")
    elif how == "done":
        FollowUp.objects.get().finish(by=salem)
    elif how == "taken back":
        asked.revoke(by=salem)
    elif how == "suppressed":
        suppress("noura@afaq.example", reason=Suppression.Reason.BOUNCED, by=None)

    elif how == "ours by now":
        step = FollowUp.objects.get()
        step.owed_by = "us"
        change_follow_up(step, by=salem, read_version=step.version, changed=["owed_by"])
    elif how == "contact archived":
        Contact.objects.get().archive(by=salem)
    elif how == "contact deleted":
        Contact.objects.all().delete()
    elif how == "address dropped":
        Contact.objects.update(email_1="")


@pytest.mark.parametrize(
    "how",
    [
        "answered",
        "done",
        "taken back",
        "suppressed",
        "ours by now",
        "contact archived",
        "contact deleted",
        "address dropped",
    ],
)
def test_it_ends_with_the_answer_and_with_the_asking(asked, open_always, salem, how):
    end(how, asked, salem)
    make_due()
    remind_next()
    assert reminders() == 0
    assert CustomerRequest.objects.get().remind_at is None


def test_a_reminder_goes_to_the_address_as_it_was_corrected(asked, open_always):
    Contact.objects.update(email_1="right@afaq.example")
    make_due()
    remind_next()
    assert OutgoingMail.objects.latest("pk").to_address == "right@afaq.example"


@pytest.mark.parametrize(
    "zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"]
)  # one of them is always on another day
def test_what_is_late_is_so_by_the_clocks_of_the_workspace(asked, step, in_noor, huda, zone):
    Workspace.objects.filter(pk=in_noor.pk).update(time_zone=zone)
    change_hours(by=huda, week=[ALWAYS] * 7, country="")
    for days, told in ((0, "نحتاجه قبل نهاية"), (-1, "كان موعده")):
        due_on = timezone.localdate(timezone=ZoneInfo(zone)) + timedelta(days=days)
        FollowUp.objects.filter(pk=step.pk).update(due_on=due_on)
        AskingRule.objects.all().delete()
        AskingRule.objects.create(before_days=0, is_on_day=True, every_days=1, most=9)
        make_due(days=3)
        remind_next()
        assert told in OutgoingMail.objects.latest("pk").text


def test_what_became_ours_and_theirs_again_is_reminded_of_again(asked, open_always, salem):
    end("ours by now", asked, salem)
    make_due()
    remind_next()
    step = FollowUp.objects.get()
    step.owed_by = "customer"
    change_follow_up(step, by=salem, read_version=step.version, changed=["owed_by"])
    assert CustomerRequest.objects.get().remind_at is not None


def test_about_an_archived_customer_nobody_is_reminded_until_it_is_back(asked, open_always, afaq, salem):
    Account.objects.get(pk=afaq.pk).archive(by=salem)
    make_due()
    remind_next()
    assert reminders() == 0
    assert CustomerRequest.objects.get().remind_at > timezone.now()
    Account.objects.get(pk=afaq.pk).restore(by=salem)
    make_due()
    remind_next()
    assert reminders() == 1


def test_it_waits_until_people_work(asked, in_noor, huda):
    change_hours(by=huda, week=[[]] * 7, country="")
    make_due(days=9)
    remind_next()
    assert reminders() == 0
    assert CustomerRequest.objects.get().remind_at > timezone.now()


def test_put_off_it_is_reminded_of_for_the_new_day(asked, step, open_always, salem):
    make_due()
    step.snooze(until=timezone.localdate() + timedelta(days=20), by=salem)
    remind_next()
    assert reminders() == 0
    expected = timezone.localdate() + timedelta(days=18)
    assert timezone.localdate(CustomerRequest.objects.get().remind_at) == expected
    step.refresh_from_db()
    step.due_on = timezone.localdate() + timedelta(days=4)
    change_follow_up(step, by=salem, read_version=step.version, changed=["due_on"])
    remind_next()
    assert timezone.localdate(CustomerRequest.objects.get().remind_at) == timezone.localdate() + timedelta(
        days=2
    )


def test_another_rule_moves_what_waits_and_makes_up_for_nothing(asked, open_always, huda):
    make_due(days=0)
    remind_next()
    assert change_rule({"before_days": 0, "is_on_day": True, "every_days": 5, "most": 2}, by=huda)
    remind_next()
    assert reminders() == 0
    due_on = timezone.localdate(CustomerRequest.objects.get().remind_at)
    assert due_on == timezone.localdate() + timedelta(days=5)
    assert not change_rule({"most": 2}, by=huda)


def test_a_worker_that_ends_in_the_middle_loses_and_doubles_nothing(asked, open_always, monkeypatch):
    make_due()
    real = asking_reminders.record

    def die(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(asking_reminders, "record", die)
    with pytest.raises(KeyboardInterrupt):
        remind_next()
    assert reminders() == 0
    monkeypatch.setattr(asking_reminders, "record", real)
    assert remind_next() == 1
    assert remind_next() == 0
    assert reminders() == 1


def test_one_that_goes_wrong_holds_up_nobody_and_has_its_turn_again(
    asked, step, open_always, salem, monkeypatch
):
    fields = {"reason": "الزكاة", "due_on": step.due_on, "owner": salem, "owed_by": "customer"}
    owed = add_follow_up(account=asked.account, by=salem, fields=fields)
    fields = {"asked": "الزكاة", "text": "", "wants_text": True, "wants_files": True, "wants_word": False}
    other = ask(follow_up=owed, contact=asked.contact, is_mailed=True, fields=fields, by=salem)
    make_due()
    real = asking_reminders.send_mail_of

    def fail(found, **kwargs):
        if found.pk == asked.pk:
            raise ValueError("this one")
        real(found, **kwargs)

    monkeypatch.setattr(asking_reminders, "send_mail_of", fail)
    assert remind_next() == 2
    assert sent_to(asked, other) == [0, 1]
    assert remind_next() == 0, "it rests before it is tried again"
    monkeypatch.setattr(asking_reminders, "send_mail_of", real)
    CustomerRequest.objects.filter(pk=asked.pk).update(remind_at=F("remind_at") - asking_reminders.REST)
    assert remind_next() == 1
    assert sent_to(asked, other) == [1, 1]


def test_the_rule_is_set_by_who_leads_the_workspace(sign_in, huda, salem, noor):
    page = "/w/noor/settings/asking/"
    assert sign_in(salem).get(page).status_code == 403
    client = sign_in(huda)
    assert client.get(page).status_code == 200
    wanted = {"before_days": "1", "every_days": "7", "most": "4"}
    assert client.post(page, wanted).status_code == 303
    assert client.post(page, wanted).status_code == 303
    with workspace(noor.pk):
        kept = AskingRule.objects.get()
        assert (kept.before_days, kept.is_on_day, kept.every_days, kept.most) == (1, False, 7, 4)
        assert Event.objects.filter(verb="asking.changed").count() == 1
    for wrong in ({"most": "11"}, {"most": "-1"}, {"before_days": "x"}, {"every_days": ""}):
        assert client.post(page, {**wanted, **wrong}).status_code == 422
