"""The pages of regular contact: the settings of tiers, and the schedule of one customer."""

import pytest

from interactions.models import ContactRule, ContactSchedule, FollowUp
from interactions.tests.test_contact_schedules import customer, run_jobs, schedule_of, steps, the_open_one
from timeline.models import Event, Job

pytestmark = pytest.mark.django_db


def test_settings_offer_and_keep_a_rhythm_and_take_it_back(sign_in, huda, salem, in_noor):
    account, client, url = customer(salem), sign_in(huda), "/w/noor/settings/rhythms/"
    assert 'value="1"' in client.get(url).content.decode()
    assert not ContactRule.objects.exists()
    sent = {"is_on_A": "on", "every_A": "2", "unit_A": "week", "channel_A": "call"}
    answer = client.post(url, sent)
    assert answer.status_code == 303
    run_jobs()
    assert the_open_one(account).reason == "تواصل دوري: مكالمة هاتفية"
    event = Event.objects.get(verb="rhythm.changed")
    client.post(f"{url}?undo={event.pk}")
    run_jobs()
    assert not ContactRule.objects.exists()
    assert steps(account, state="open") == []


@pytest.mark.parametrize("every", ["", "0", "-1", "366", "x", "9" * 30])
def test_settings_refuse_what_is_no_rhythm(sign_in, huda, in_noor, every):
    sent = {"is_on_A": "on", "every_A": every, "unit_A": "week"}
    answer = sign_in(huda).post("/w/noor/settings/rhythms/", sent)
    assert answer.status_code == 422
    assert not ContactRule.objects.exists()
    assert not Job.objects.exists()


def test_settings_are_for_who_leads(sign_in, salem, karim, in_noor):
    assert sign_in(salem).get("/w/noor/settings/rhythms/").status_code == 403
    assert sign_in(karim).get("/w/noor/settings/rhythms/").status_code == 404


def test_a_customer_gets_a_rhythm_by_hand_and_back(sign_in, salem, in_noor):
    account, client = customer(salem), sign_in(salem)
    url, page = f"/w/noor/accounts/{account.number}/schedule/", f"/w/noor/accounts/{account.number}/"
    assert client.get(url).status_code == 200
    sent = {"how": "own", "every": "٢", "unit": "week", "channel": "", "topics": "Renewal", "version": "0"}
    assert client.post(url, sent).status_code == 303
    assert "every 2 weeks" in client.get(page).content.decode()
    assert client.post(url, sent).status_code == 422, "the version is an older one"
    sent |= {"version": str(schedule_of(account).version), "every": "3"}
    client.post(url, sent)
    event = Event.objects.filter(verb="schedule.changed").latest("pk")
    client.post(f"{url}?undo={event.pk}")
    assert schedule_of(account).every == 2
    assert "changed the contact schedule" in client.get(page).content.decode()


@pytest.mark.parametrize(
    "wrong",
    [{"every": ""}, {"every": "0"}, {"begins_on": "2020-01-01"}, {"begins_on": "31/02/2027"}, {"how": "x"}],
)
def test_what_is_no_schedule_is_refused_and_kept(sign_in, salem, in_noor, wrong):
    account = customer(salem)
    sent = {"how": "own", "every": "2", "unit": "week", "topics": "Renewal", "version": "0", **wrong}
    answer = sign_in(salem).post(f"/w/noor/accounts/{account.number}/schedule/", sent)
    assert answer.status_code == 422
    assert "Renewal" in answer.content.decode()
    assert not ContactSchedule.objects.exists()


def test_a_schedule_is_for_who_may_edit_and_sees_the_customer(sign_in, salem, reem, karim, in_noor):
    account = customer(salem)
    url = f"/w/noor/accounts/{account.number}/schedule/"
    assert sign_in(reem).get(url).status_code == 403
    assert sign_in(karim).get(url).status_code == 404
    account.archive(by=salem)
    answer = sign_in(salem).post(url, {"how": "own", "every": "2", "unit": "week", "version": "0"})
    assert answer.status_code == 303
    assert not ContactSchedule.objects.exists()


def test_an_undo_takes_back_the_topic_that_the_new_step_took_along(sign_in, salem, in_noor):
    account, client = customer(salem), sign_in(salem)
    url = f"/w/noor/accounts/{account.number}/schedule/"
    sent = {"how": "own", "every": "1", "unit": "week", "topics": "Prices\nThe new store", "version": "0"}
    client.post(url, sent)
    assert the_open_one(account).reason == "Prices"
    event = Event.objects.get(verb="schedule.changed")
    client.post(f"{url}?undo={event.pk}")
    assert (schedule_of(account).unit, schedule_of(account).topics) == ("", "")
    assert steps(account, state="open") == []


def test_what_a_schedule_asks_for_does_not_repeat_by_itself_too(sign_in, salem, in_noor):
    account, client = customer(salem), sign_in(salem)
    sent = {"how": "own", "every": "1", "unit": "week", "topics": "", "version": "0"}
    client.post(f"/w/noor/accounts/{account.number}/schedule/", sent)
    step = the_open_one(account)
    url = f"/w/noor/follow-ups/{step.number}/edit/"
    assert "repeat_unit" not in client.get(url).content.decode()
    typed = {"reason": "Ask", "due_when": "day", "due_on": step.due_on.isoformat(), "owed_by": "us"}
    typed |= {"owner": salem.number, "priority": "normal", "repeat_every": "1", "repeat_unit": "week"}
    assert client.post(url, typed | {"version": step.version}).status_code == 303
    assert the_open_one(account).repeat_unit == ""
    FollowUp.objects.filter(pk=step.pk).update(repeat_unit="day", repeat_every=1, repeat_from=step.due_on)
    assert client.post(f"/w/noor/follow-ups/{step.number}/completion/").status_code == 303
    assert the_open_one(account).pk != step.pk
