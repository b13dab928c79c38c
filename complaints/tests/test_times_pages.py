"""Pages of the clocks: settings of times and escalation, the panel, the queue, Today."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils.translation import override

from complaints.models import ComplaintCategory, ComplaintClock, EscalationRule, SlaPolicy, SlaVersion
from complaints.policies import USUAL, Time, add_policy, times_of
from complaints.time_left import said, time_left
from lib import formats
from lib.working_time import WorkingHours
from timeline.models import Job

pytestmark = pytest.mark.django_db

# A Sunday, nine in Riyadh; people work from eight to five, Sunday to Thursday.
SUNDAY = datetime.fromisoformat("2030-01-06T09:00+03:00")


def url(name, **kwargs):
    return reverse(f"complaints:{name}", kwargs={"slug": "noor", **kwargs})


@pytest.fixture(autouse=True)
def clock(in_noor):
    with time_machine.travel(SUNDAY, tick=False) as traveller:
        yield traveller


def written(**fields):
    times = {f"{kind}_{severity}": str(time.minutes / 60) for (severity, kind), time in USUAL.items()}
    return {
        "name_ar": "",
        "name_en": "Coffee",
        "category": "",
        "tier": "",
        "around_4": "on",
        **times,
        **fields,
    }


def test_looking_shows_what_would_be_due_and_keeps_nothing(sign_in, mona):
    client = sign_in(mona)
    page = client.get(url("policies")).content.decode()
    assert "Usual times" in page
    page = client.get(url("policy", number=1)).content.decode()
    assert "10 January 2030, 16:30" not in page
    assert "6 January 2030, 11:00" in page
    for changed in ({}, {"acknowledgement_2": "٠٫٥"}):
        shown = client.post(
            url("policy", number=1), written(look="1", **changed), headers={"HX-Request": "true"}
        )
        assert shown.status_code == 200
        assert "<form" not in shown.content.decode()
    assert "6 January 2030, 09:30" in shown.content.decode()
    assert shown.content.decode().count("hx-swap-oob") == 4
    whole = client.post(url("policy", number=1), written(look="1", acknowledgement_2="1.5")).content.decode()
    assert "6 January 2030, 10:30" in whole
    assert 'value="1.5"' in whole
    assert SlaVersion.objects.count() == 1
    assert times_of(SlaPolicy.objects.get()) == USUAL


def test_half_a_form_shows_what_it_can(sign_in, mona):
    shown = sign_in(mona).post(
        url("policy_new"), written(look="1", acknowledgement_2="soon"), headers={"HX-Request": "true"}
    )
    assert shown.status_code == 200
    assert "—" in shown.content.decode()
    assert "6 January 2030, 09:30" in shown.content.decode()


def test_times_are_added_once_and_edited_as_another_version(sign_in, mona, complain):
    complain(severity=2)
    client = sign_in(mona)
    token = client.get(url("policy_new")).context["form"]["form_token"].value()
    coffee = ComplaintCategory.objects.create(label_en="Coffee")
    for _twice in range(2):
        answer = client.post(url("policy_new"), written(form_token=token, category=coffee.number))
        assert answer.status_code == 303
    made = SlaPolicy.objects.get(name_en="Coffee")
    assert (made.place, made.category) == (1, coffee)
    assert [each.name for each in SlaPolicy.objects.in_order()] == ["Coffee", SlaPolicy.usual()[0].name]
    usual = SlaPolicy.objects.get(place=2)
    fields = written(name_ar=usual.name_ar, name_en=usual.name_en, version=usual.version, resolution_2="4")
    assert client.post(url("policy", number=usual.number), fields).status_code == 303
    assert times_of(usual)[2, "resolution"] == Time(240)
    assert [each.round for each in usual.versions.all()] == [2, 1]
    assert Job.objects.filter(kind="complaints.follow_times").exists()
    page = client.get(url("policy", number=usual.number)).content.decode()
    assert "Version 2" in page
    assert "45 hours" in page


@pytest.mark.parametrize("value", ["", "0", "-1", "much", "2001", "9" * 30, "1e3"])
def test_a_time_that_is_none_is_refused_and_what_was_typed_stays(sign_in, mona, value):
    answer = sign_in(mona).post(url("policy_new"), written(resolution_1=value))
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"resolution_1"}
    assert 'value="Coffee"' in answer.content.decode()
    assert not SlaPolicy.objects.filter(name_en="Coffee").exists()


def test_whoever_was_overtaken_is_told(sign_in, mona, complain):
    complain()
    usual = SlaPolicy.objects.get()
    client, address = sign_in(mona), url("policy", number=usual.number)
    assert client.post(address, written(version=usual.version)).status_code == 303
    answer = client.post(address, written(version=usual.version, name_en="Tea"))
    assert answer.status_code == 422
    assert "A colleague saved this" in answer.content.decode()


def test_times_are_ordered_archived_and_brought_back_and_those_for_everybody_stay(
    sign_in, mona, huda, complain
):
    complain()
    coffee = add_policy(by=huda, fields={"name_en": "Coffee", "tier": "A"}, times=USUAL)
    client = sign_in(mona)
    usual = SlaPolicy.objects.get(tier="")
    client.post(url("policy_order", number=usual.number), {"up": "1"})
    assert [each.pk for each in SlaPolicy.objects.in_order()] == [usual.pk, coffee.pk]
    client.post(url("policy_archiving", number=usual.number))
    assert SlaPolicy.objects.in_use().count() == 2
    client.post(url("policy_archiving", number=coffee.number))
    assert SlaPolicy.objects.in_use().get() == usual
    client.post(url("policy_archiving", number=coffee.number), {"undo": "1"})
    assert SlaPolicy.objects.in_use().count() == 2
    # Only those for tier A would be left.
    fields = written(name_en="Usual", tier="B", version=usual.version)
    assert client.post(url("policy", number=usual.number), fields).status_code == 422


def test_escalation_says_when_and_who(sign_in, mona):
    client = sign_in(mona)
    page = client.get(url("escalation"))
    assert page.context["form"]["percent_0"].value() == 50
    fields = {
        "percent_0": "٦٠",
        "to_0": "lead",
        "percent_1": "",
        "to_1": "nobody",
        "percent_2": "120",
        "to_2": "executive",
    }
    fields |= {"percent_3": "", "to_3": "owner", "percent_4": "", "to_4": "owner"}
    assert client.post(url("escalation"), {**fields, "percent_1": "60"}).status_code == 422
    assert not EscalationRule.objects.exists()
    assert client.post(url("escalation"), fields).status_code == 303
    assert [(each.percent, each.to) for each in EscalationRule.standing()] == [
        (60, "lead"),
        (120, "executive"),
    ]


@pytest.mark.parametrize("name", ["policies", "policy_new", "escalation"])
def test_settings_are_for_those_who_manage_complaints(sign_in, salem, mona, karim, name):
    assert sign_in(salem).get(url(name)).status_code == 403
    assert sign_in(mona).get(url(name)).status_code == 200
    assert sign_in(karim).get(url(name)).status_code == 404


def test_the_page_of_a_complaint_shows_each_promise_and_where_it_stood_still(sign_in, salem, complain, clock):
    complaint = complain(owner=salem, severity=2)
    clock.shift(timedelta(hours=1))
    complaint.acknowledge(by=salem)
    complaint.wait(by=salem)
    clock.shift(timedelta(hours=3))
    page = sign_in(salem).get(url("complaint", number=complaint.number)).content.decode()
    assert "Stands still since 6 January 2030, 10:00" in page
    assert "paused, 8 working hours left" in page  # of the first response
    complaint.go_on(by=salem)
    page = sign_in(salem).get(url("complaint", number=complaint.number)).content.decode()
    assert "8 working hours left" in page
    assert "to 6 January 2030, 13:00" in page


def test_what_would_be_due_is_said_as_people_say_it(noor):
    now = datetime.fromisoformat("2026-11-23T23:30+03:00")
    with override("en"), formats.use(noor.formats("en")):
        assert said(now + timedelta(minutes=20), now) == "today, 23:50"
        assert said(now + timedelta(hours=1), now) == "tomorrow, 00:30"
        assert said(now + timedelta(days=3), now) == formats.moment(now + timedelta(days=3))


def test_the_queue_begins_with_what_is_due_and_finds_what_is_late_or_soon(sign_in, salem, complain, clock):
    complain(owner=salem, severity=1, subject="Calm")
    complain(owner=salem, severity=4, subject="Hasty")
    over = complain(owner=salem, subject="Over")
    over.withdraw(by=salem)
    client = sign_in(salem)

    def listed(**query):
        rows = client.get(url("complaints"), {"view": "all", **query}).context["page"].rows
        return [each.name for each in rows]

    assert listed(sort="due") == ["Hasty", "Calm", "Over"]
    assert listed(due="late") == []
    assert listed(due="soon") == ["Hasty"]
    clock.shift(timedelta(minutes=31))
    assert listed(due="late") == ["Hasty"]
    page = client.get(url("complaints"), {"view": "all"}).content.decode()
    assert "late by 1 minute" in page
    assert "3 working hours left" in page


def test_today_shows_my_own_that_are_late_or_soon(sign_in, salem, mona, complain, clock):
    complain(owner=salem, severity=4, subject="Hasty")
    complain(owner=salem, severity=1, subject="Calm")
    complain(owner=mona, severity=4, subject="Hers")
    clock.shift(timedelta(minutes=10))
    page = sign_in(salem).get("/w/noor/").content.decode()
    assert "Hasty" in page
    assert "20 minutes left" in page
    assert "Hers" not in page


def test_what_is_left_of_a_paused_clock_counts_in_days_of_work_as_one_that_runs():
    hours = WorkingHours("Asia/Riyadh", (((480, 1020),),) * 4 + ((), ()) + (((480, 1020),),))
    clock = ComplaintClock(target_minutes=45 * 60, used_seconds=0, is_paused=True)
    never = WorkingHours("Asia/Riyadh", ((),) * 7)
    with override("en"):
        assert time_left(clock, hours, SUNDAY) == "paused, 5 working days left"
        assert time_left(clock, never, SUNDAY) == "paused, 45 working hours left"
