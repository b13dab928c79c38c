"""Offers keep to the hours, the days and the number that a workspace has set; other messages do not."""

from datetime import time, timedelta

import pytest
from django.utils import timezone

from campaigns import sending_hours, starting
from campaigns.models import Recipient, SendChunk, SendingRules
from campaigns.ruling import change_sending
from campaigns.tests.crowd import (
    adds_up,
    begin,
    campaign_of,
    contact,
    crowd,
    drain_all,
    fresh,
    rows,
    say,
    states,
    tend,
)
from campaigns.windows import Window
from timeline.models import Event

pytestmark = pytest.mark.django_db
PAGE = "/w/noor/settings/sending/"


def quiet_now(zone="Asia/Riyadh", hours=2):
    """Quiet hours that began an hour ago by the clocks of a zone."""
    from zoneinfo import ZoneInfo

    here = timezone.now().astimezone(ZoneInfo(zone)).replace(second=0, microsecond=0)
    first, last = here - timedelta(hours=1), here + timedelta(hours=hours - 1)
    return {"quiet_from": first.time(), "quiet_to": last.time()}


def now_is(moment, monkeypatch):
    for module in ("draining", "settling", "starting", "ruling"):
        monkeypatch.setattr(f"campaigns.{module}.timezone.now", lambda: moment)


def test_in_quiet_hours_it_waits_for_their_end(sink, in_noor, made, mona, monkeypatch):
    monkeypatch.setattr("campaigns.gathering.CHUNK", 2)
    change_sending(by=mona, **quiet_now())
    crowd(5)
    campaign = campaign_of(made, by=mona)
    begin()
    opens_at = SendingRules.objects.standing().window.opens_at(timezone.now(), "Asia/Riyadh")
    assert timedelta(minutes=59) < opens_at - timezone.now() < timedelta(hours=1)
    assert drain_all() == 0
    assert set(SendChunk.objects.values_list("due_at", flat=True)) == {opens_at}
    assert (fresh(campaign).state, states(campaign)) == ("running", {"pending": 5})
    now_is(opens_at, monkeypatch)
    assert drain_all() == 5
    assert fresh(campaign).counted == {"sent": 5}


def test_who_lives_elsewhere_has_their_own_hours(sink, in_noor, made, mona, monkeypatch):
    """Quiet in Riyadh and not in New York; of a country that nobody knows the workspace's clocks count."""
    change_sending(by=mona, by_contact_zone=True, **quiet_now())
    contact("Riyadh", "riyadh@a.example", country="SA")
    contact("New York", "new.york@a.example", country="US")
    contact("Nowhere", "nowhere@a.example", country="ZZ")
    contact("Unknown", "unknown@a.example")
    campaign = campaign_of(made, by=mona)
    begin()
    assert drain_all() == 1
    assert [address for address, _raw in sink.taken] == ["new.york@a.example"]
    waits = Recipient.objects.filter(campaign=campaign, state="pending")
    [opens_at] = set(waits.values_list("not_before", flat=True))
    [part] = SendChunk.objects.all()
    assert (part.state, part.due_at) == ("open", opens_at)
    assert adds_up(campaign)
    now_is(opens_at, monkeypatch)
    assert drain_all() == 3
    assert fresh(campaign).counted == {"sent": 4}
    assert set(sink.message_ids.values()) == {1}


def test_what_is_no_offer_comes_at_any_time(sink, in_noor, made, mona):
    change_sending(by=mona, most_letters=1, **quiet_now())
    crowd(2)
    for name in ("One", "Two"):
        campaign = campaign_of(made, by=mona, name=name, purpose="service")
        begin()
        assert drain_all() == 2
        assert fresh(campaign).state == "done"


def test_it_expires_while_it_waits(sink, in_noor, made, mona, monkeypatch):
    change_sending(by=mona, **quiet_now())
    crowd(2)
    campaign = campaign_of(made, by=mona, expire_at=timezone.now() + timedelta(minutes=30))
    begin()
    assert drain_all() == 0
    type(campaign).objects.filter(pk=campaign.pk).update(
        send_at=timezone.now() - timedelta(hours=1), expire_at=timezone.now()
    )
    while tend():
        pass
    assert (fresh(campaign).state, states(campaign)) == ("expired", {"skipped": 2})
    assert drain_all() == 0


def test_quiet_hours_that_are_taken_back_hold_nobody_up(sink, in_noor, made, mona):
    change_sending(by=mona, **quiet_now())
    crowd(2)
    campaign_of(made, by=mona)
    begin()
    assert drain_all() == 0
    change_sending(by=mona, quiet_from=None, quiet_to=None)
    assert drain_all() == 2


def test_a_zone_that_is_none_falls_back(in_noor):
    assert sending_hours.zone_of("SA", "Asia/Dubai") == "Asia/Riyadh"
    assert (
        sending_hours.zone_of("ZZ", "Asia/Dubai") == sending_hours.zone_of("", "Asia/Dubai") == "Asia/Dubai"
    )
    in_noor.time_zone = "Mars/Olympus"
    in_noor.save()
    assert sending_hours.zone_of_workspace() == "UTC"


def test_nobody_gets_more_offers_than_are_allowed(sink, in_noor, made, mona):
    """Over all campaigns; who had one too many before is left out, and that is told."""
    change_sending(by=mona, most_letters=2, per_days=7)
    crowd(2)
    for name in ("One", "Two"):
        campaign_of(made, by=mona, name=name)
        begin()
        drain_all()
    say(contact("New", "new@crowd.example"), "given")
    third = campaign_of(made, by=mona, name="Three")
    begin()
    assert [row[1:] for row in rows(third)] == [("pending", ""), *[("skipped", "capped")] * 2]
    assert drain_all() == 1
    Recipient.objects.filter(state="sent").update(settled_at=timezone.now() - timedelta(days=8))
    fourth = campaign_of(made, by=mona, name="Four")
    begin()
    assert states(fourth) == {"pending": 3}


def test_offers_that_are_still_on_their_way_count(sink, in_noor, made, mona):
    """Two colleagues begin at the same time."""
    change_sending(by=mona, most_letters=1)
    crowd(2)
    one, two = (campaign_of(made, by=mona, name=name) for name in ("One", "Two"))
    begin()
    begin()
    assert (states(one), states(two)) == ({"pending": 2}, {"skipped": 2})
    assert drain_all() == 2


def test_what_came_between_is_asked_as_it_is_sent(sink, in_noor, made, mona):
    """Of an automation, which takes recipients on by itself."""
    crowd(2)
    one = campaign_of(made, by=mona, name="One")
    begin()
    two = campaign_of(made, by=mona, name="Two")
    begin()
    change_sending(by=mona, most_letters=1)
    assert drain_all() == 2
    assert states(one) == {"sent": 2}
    assert [row[1:] for row in rows(two)] == [("skipped", "capped")] * 2
    assert adds_up(two)


def test_where_offers_are_counted_one_is_written_down_after_the_other(in_noor, made, mona):
    change_sending(by=mona, most_letters=1)
    crowd(2)
    one, two = (campaign_of(made, by=mona, name=name) for name in ("One", "Two"))
    type(one).objects.filter(pk__in=(one.pk, two.pk)).update(state="snapshotting")
    assert starting._gather(two.pk) is False
    assert fresh(two).state == "snapshotting"
    assert starting._gather(one.pk)
    assert starting._gather(two.pk)


def usual(**changed):
    days = [str(day) for day in range(7)]
    return {
        "quiet_from": "",
        "quiet_to": "",
        "weekdays": days,
        "most_letters": "",
        "per_days": "7",
        **changed,
    }


def test_admins_say_it_on_a_page(in_noor, huda, sign_in):
    client = sign_in(huda)
    assert 'name="quiet_from"' in client.get(PAGE).content.decode()
    told = usual(
        quiet_from="21:00", quiet_to="09:00", weekdays=["6", "0", "1", "2", "3"], by_contact_zone="on"
    )
    for _time in range(2):
        answer = client.post(PAGE, {**told, "most_letters": "٣", "per_days": "14"})
        assert (answer.status_code, answer["Location"]) == (303, PAGE)
    kept = SendingRules.objects.get()
    assert kept.window == Window(time(21), time(9), frozenset({6, 0, 1, 2, 3}))
    assert (kept.by_contact_zone, kept.most_letters, kept.per_days) == (True, 3, 14)
    assert Event.objects.filter(verb="sendingrules.changed").count() == 1
    assert 'value="21:00"' in client.get(PAGE).content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"quiet_from": "21:00"},
        {"quiet_to": "09:00"},
        {"quiet_from": "09:00", "quiet_to": "09:00"},
        {"quiet_from": "late", "quiet_to": "09:00"},
        {"weekdays": []},
        {"weekdays": ["9"]},
        {"most_letters": "0"},
        {"most_letters": "many"},
        {"per_days": ""},
        {"per_days": "0"},
        {"per_days": "1000000"},
    ],
)
def test_what_cannot_be_meant_is_said(in_noor, huda, sign_in, wrong):
    answer = sign_in(huda).post(PAGE, usual(**wrong))
    assert answer.status_code == 422
    assert not SendingRules.objects.exists()


@pytest.mark.parametrize("who", ["salem", "faisal", "reem"])
def test_others_do_not_decide_it(in_noor, who, request, sign_in):
    client = sign_in(request.getfixturevalue(who))
    assert client.get(PAGE).status_code == client.post(PAGE, usual()).status_code == 403


def test_a_stranger_finds_nothing(in_noor, karim, sign_in):
    assert sign_in(karim).get(PAGE).status_code == 404
