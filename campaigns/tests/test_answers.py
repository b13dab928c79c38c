"""What a mail server answers to a campaign decides about one recipient, the speed, or the whole."""

from datetime import timedelta

import pytest
from django.utils import timezone

from campaigns import draining
from campaigns.models import Lane, Recipient, SendChunk
from campaigns.starting import tally
from campaigns.tests.crowd import adds_up, begin, campaign_of, contact, crowd, drain_all, fresh, rows, states
from messaging.models import Suppression

pytestmark = pytest.mark.django_db


def test_what_is_put_off_is_tried_again_and_others_do_not_get_it_twice(sink, in_noor, made, mona):
    people = crowd(5)
    sink.say("rcpt", "451 4.2.0 greylisted", to=people[1].email_1)
    campaign = campaign_of(made, by=mona)
    begin()
    assert draining.drain() == 4
    row = Recipient.objects.get(contact=people[1])
    assert (row.state, row.attempts) == ("deferred", 1)
    assert row.not_before > timezone.now() + timedelta(seconds=50)
    assert adds_up(campaign)
    assert fresh(campaign).state == "running"
    chunk = SendChunk.objects.get()
    assert (chunk.state, chunk.due_at) == ("open", row.not_before)
    assert draining.drain() == 0
    now = timezone.now()
    Recipient.objects.filter(pk=row.pk).update(not_before=now)
    SendChunk.objects.update(due_at=now)
    assert draining.drain() == 1
    assert set(sink.message_ids.values()) == {1}
    assert fresh(campaign).counted == {"sent": 5}
    assert adds_up(campaign)


def test_who_is_put_off_too_often_is_given_up(sink, in_noor, made, mona):
    people = crowd(1)
    sink.say("rcpt", "451 4.2.0 later", times=10)
    campaign = campaign_of(made, by=mona)
    begin()
    for _attempt in range(6):
        now = timezone.now()
        Recipient.objects.filter(contact=people[0], state="deferred").update(not_before=now)
        SendChunk.objects.filter(state="open").update(due_at=now)
        draining.drain()
    row = Recipient.objects.get(contact=people[0])
    assert (row.state, row.reason, row.attempts) == ("failed", "unreachable", 6)
    assert fresh(campaign).counted == {"failed": 1}


def test_what_is_refused_for_good_is_failed_and_its_address_left_alone(sink, in_noor, made, mona):
    people = crowd(6)
    sink.say("rcpt", "550 5.1.1 no such user", to=people[0].email_1)
    sink.say("dot", "554 5.7.1 spam", to=people[1].email_1)
    campaign = campaign_of(made, by=mona)
    begin()
    assert drain_all() == 4
    assert rows(campaign)[:2] == [
        (people[0].email_1, "failed", "no_such_address"),
        (people[1].email_1, "failed", "blocked"),
    ]
    assert list(Suppression.objects.values_list("address", flat=True)) == [people[0].email_1]
    assert adds_up(campaign)


def test_too_many_refusals_pause_it(sink, in_noor, made, mona):
    for person in crowd(60)[:10]:
        sink.say("rcpt", "550 5.7.1 no", to=person.email_1)
    campaign = campaign_of(made, by=mona)
    begin()
    assert draining.drain() == 10
    now = fresh(campaign)
    assert (now.state, now.why) == ("paused", "errors")
    assert states(campaign) == {"failed": 10, "sent": 10, "pending": 40}
    assert adds_up(campaign)


def test_a_refused_sender_stops_it_and_spoils_nobody(sink, in_noor, made, mona):
    crowd(5)
    sink.say("mail", "553 5.7.1 not yours", times=1)
    campaign = campaign_of(made, by=mona)
    begin()
    assert draining.drain() == 0
    now = fresh(campaign)
    assert (now.state, now.why) == ("paused", "sender_refused")
    assert states(campaign) == {"pending": 5}


@pytest.mark.parametrize("said", ["552 5.3.4 too big", "552 too big"])
def test_a_message_that_is_too_large_where_the_sender_is_named_is_not_the_senders_fault(
    sink, in_noor, made, mona, said
):
    """RFC 1870: a server may say so at MAIL FROM already."""
    crowd(5)
    sink.say("mail", said, times=1)
    campaign = campaign_of(made, by=mona)
    begin()
    assert draining.drain() == 4
    assert states(campaign) == {"failed": 1, "sent": 4}
    assert Recipient.objects.get(state="failed").reason == "too_large"
    assert fresh(campaign).state == "done"
    assert adds_up(campaign)


@pytest.mark.parametrize("step", ["mail", "rcpt", "data"])
def test_a_server_that_asks_for_patience_gets_it(sink, in_noor, made, mona, step):
    crowd(5)
    sink.say(step, "421 4.7.0 too much")
    campaign = campaign_of(made, by=mona)
    begin()
    assert draining.drain() == 0
    lane = Lane.objects.get()
    assert lane.blocked_until > timezone.now()
    assert lane.per_second == lane.most_per_second / 2
    assert adds_up(campaign)
    assert set(states(campaign)) <= {"pending", "deferred"}
    assert draining.drain() == 0, "it rests"
    Lane.objects.update(blocked_until=None)
    now = timezone.now()
    Recipient.objects.update(not_before=None)
    SendChunk.objects.update(due_at=now)
    assert draining.drain() == 5
    assert set(sink.message_ids.values()) == {1}


def test_a_server_that_is_away_loses_nothing(sink, in_noor, made, mona):
    crowd(3)
    sink.say("greeting", "554 no")
    campaign = campaign_of(made, by=mona)
    begin()
    assert draining.drain() == 0
    assert states(campaign) == {"pending": 3}
    assert Lane.objects.get().blocked_until
    Lane.objects.update(blocked_until=None)
    assert draining.drain() == 3


@pytest.mark.parametrize("step", ["mail", "rcpt", "data"])
def test_a_line_that_breaks_before_the_dot_is_taken_up_again(sink, in_noor, made, mona, step):
    crowd(5)
    sink.say(step, "hang up")
    campaign = campaign_of(made, by=mona)
    begin()
    assert drain_all() == 5
    assert sink.connections == 2
    assert set(sink.message_ids.values()) == {1}
    assert adds_up(campaign)


def test_a_line_that_breaks_after_the_dot_leaves_one_of_whom_nobody_knows(sink, in_noor, made, mona):
    people = crowd(5)
    sink.say("dot", "hang up", to=people[2].email_1)
    campaign = campaign_of(made, by=mona)
    begin()
    assert drain_all() == 4
    assert rows(campaign)[2] == (people[2].email_1, "ambiguous", "cut")
    assert set(sink.message_ids.values()) == {1}
    assert fresh(campaign).counted == {"sent": 4, "ambiguous": 1}
    assert adds_up(campaign)


def test_tokens_hold_its_speed(sink, in_noor, made, mona, settings, monkeypatch):
    settings.CAMPAIGN_MAILS_PER_SECOND = 20
    monkeypatch.setattr(draining, "SECONDS", 0.5)
    crowd(60)
    campaign = campaign_of(made, by=mona)
    begin()
    sent = draining.drain()
    assert 20 <= sent <= 45, "a second's worth at once, then twenty a second"
    assert states(campaign) == {"sent": sent, "pending": 60 - sent}
    assert tally(fresh(campaign)) == {"sent": sent, "waiting": 60 - sent}


def test_a_name_of_two_lines_and_an_address_that_is_none(sink, in_noor, made, mona):
    odd = contact("Odd", "odd@a.example")
    type(odd).objects.filter(pk=odd.pk).update(name_en="Odd\r\nBcc: all@a.example", email_1="odd@a.example")
    bad = contact("Bad", "bad@a.example")
    type(bad).objects.filter(pk=bad.pk).update(email_1="bad\n@a.example")
    campaign = campaign_of(made, by=mona)
    begin()
    assert drain_all() == 1
    assert b"\nBcc:" not in sink.taken[0][1]
    assert {row[1:] for row in rows(campaign)} == {("sent", ""), ("failed", "unwritable")}
