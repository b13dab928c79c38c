"""The sending engine: who gets a campaign, once, and what is known of each at any moment."""

from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.utils import timezone

from accounts.models import Position
from campaigns import draining
from campaigns.models import Campaign, Lane, Recipient, SendChunk
from campaigns.scheduling import NotWhole, WrongTime, cancel, pause, resume, schedule, unschedule
from campaigns.snapshot import CHUNK
from campaigns.starting import tally
from campaigns.states import NotNow
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
from complaints.filing import file_complaint
from complaints.models import EffectRules
from messaging.models import PlatformSuppression, Suppression
from messaging.models.suppression import hash_of_address

pytestmark = pytest.mark.django_db


def test_who_agreed_gets_it_once_with_its_own_headers(sink, in_noor, made, mona):
    sara = contact("Sara Noor", "Sara@afaq.example", language="en")
    contact("Ahmad", "ahmad@afaq.example", agrees=False)
    campaign = campaign_of(made, by=mona)
    assert begin() == 1
    assert drain_all() == 1
    assert drain_all() == 0
    assert fresh(campaign).state == "done"
    assert adds_up(campaign)
    [(address, raw)] = sink.taken
    assert address == "Sara@afaq.example"
    parsed = message_from_bytes(raw, policy=policy.default)
    row = Recipient.objects.get(contact=sara)
    assert parsed["Message-ID"] == row.message_id(campaign.contents.get().domain)
    assert parsed["To"].addresses[0].display_name == "Sara Noor"
    assert parsed["Subject"].startswith("An offer for")
    assert parsed["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "/unsubscribe/" in parsed["List-Unsubscribe"] or "unsubscribe" in parsed["List-Unsubscribe"]
    assert "Welcome" in parsed.get_body(("plain",)).get_content()
    assert 'dir="ltr"' in parsed.get_body(("html",)).get_content()


def test_each_reads_it_in_the_own_language(sink, in_noor, made, mona):
    contact("نورة", "noura@afaq.example", language="ar")
    contact("Sara", "sara@afaq.example", language="en")
    contact("Someone", "someone@afaq.example")
    campaign_of(made, by=mona)
    begin()
    drain_all()
    subjects = {
        address: message_from_bytes(raw, policy=policy.default)["Subject"] for address, raw in sink.taken
    }
    assert subjects["noura@afaq.example"] == subjects["someone@afaq.example"] == "عرض"
    assert subjects["sara@afaq.example"].startswith("An offer")


def test_the_recipients_are_written_down_with_why_others_are_not(sink, in_noor, made, mona, afaq):
    contact("One", "one@a.example")
    contact("Again", "ONE+news@a.example")
    contact("Silent", "silent@a.example", agrees=False)
    say(contact("Left", "left@a.example"), "withdrawn")
    contact("Nowhere", "")
    contact("Bounced", "bounced@a.example")
    contact("Platform", "platform@a.example")
    angry = contact("Angry", "angry@a.example")
    Position.objects.create(contact=angry, account=afaq)
    archived = contact("Archived", "archived@a.example")
    archived.archive(by=mona)
    Suppression(address="bounced@a.example", reason="bounced").save()
    PlatformSuppression.objects.create(address_hash=hash_of_address("platform@a.example"), reason="law")
    EffectRules.objects.create(hold_from=1)
    file_complaint(account=afaq, by=mona, fields={"subject": "Late", "text": "Late", "language": "en"})
    campaign = campaign_of(made, by=mona)
    begin()
    assert set(rows(campaign)) == {
        ("one@a.example", "pending", ""),
        ("ONE+news@a.example", "skipped", "duplicate"),
        ("silent@a.example", "skipped", "no_consent"),
        ("left@a.example", "skipped", "no_consent"),
        ("", "skipped", "no_address"),
        ("bounced@a.example", "skipped", "suppressed"),
        ("platform@a.example", "skipped", "suppressed"),
        ("angry@a.example", "skipped", "complaint"),
    }
    assert adds_up(campaign)
    assert drain_all() == 1
    assert sink.addresses == ["one@a.example"]
    assert fresh(campaign).counted == {"sent": 1, "skipped": 7}


def test_an_audience_of_customers(sink, in_noor, made, mona, afaq):
    Position.objects.create(contact=contact("In", "in@a.example"), account=afaq)
    contact("Out", "out@a.example")
    campaign = campaign_of(made, by=mona, audience={"accounts": {"status": [afaq.status]}})
    begin()
    assert [address for address, *_rest in rows(campaign)] == ["in@a.example"]


def test_nobody_at_all_is_done_at_once(sink, in_noor, made, mona):
    contact("Silent", "silent@a.example", agrees=False)
    campaign = campaign_of(made, by=mona)
    begin()
    now = fresh(campaign)
    assert (now.state, now.recipient_count, now.counted) == ("done", 1, {"skipped": 1})
    assert draining.drain() == 0
    assert sink.connections == 0


def test_who_unsubscribes_meanwhile_gets_nothing(sink, in_noor, made, mona):
    people = crowd(3)
    campaign = campaign_of(made, by=mona)
    begin()
    say(people[0], "withdrawn")
    Suppression(address=people[1].email_1, reason="asked").save()
    assert drain_all() == 1
    assert sink.addresses == [people[2].email_1]
    assert rows(campaign)[:2] == [
        (people[0].email_1, "skipped", "no_consent"),
        (people[1].email_1, "skipped", "suppressed"),
    ]
    assert adds_up(campaign)


def test_who_is_deleted_or_archived_meanwhile_gets_nothing(sink, in_noor, made, mona):
    from accounts.deletion import delete_for_good

    people = crowd(3)
    campaign = campaign_of(made, by=mona)
    begin()
    delete_for_good(people[0], by=mona)
    people[1].archive(by=mona)
    assert drain_all() == 1
    assert rows(campaign)[0] == ("", "skipped", "gone"), "the address is forgotten with the contact"
    assert rows(campaign)[1][1:] == ("skipped", "gone")
    assert adds_up(campaign)


def test_many_parts_are_sent_each_once(sink, in_noor, made, mona, monkeypatch):
    monkeypatch.setattr("campaigns.snapshot.CHUNK", 30)
    crowd(70)
    campaign = campaign_of(made, by=mona)
    begin()
    assert [(each.lo, each.hi) for each in SendChunk.objects.order_by("lo")] == [(1, 30), (31, 60), (61, 70)]
    assert drain_all() == 70
    assert set(sink.message_ids.values()) == {1}
    assert len(sink.message_ids) == 70
    assert sink.connections == 3
    assert adds_up(campaign)
    assert fresh(campaign).counted == {"sent": 70}
    assert CHUNK % draining.GROUP == 0


def test_a_pause_stops_it_before_the_next_group_and_it_goes_on_without_repeating(sink, in_noor, made, mona):
    crowd(50)
    campaign = campaign_of(made, by=mona)
    begin()
    looks = draining.Drain._look_at_errors

    def pause_now(drain):
        looks(drain)
        if len(sink.taken) == 20:
            pause(fresh(campaign), by=mona)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(draining.Drain, "_look_at_errors", pause_now)
        assert draining.drain() == 20
    assert fresh(campaign).state == "paused"
    assert states(campaign) == {"sent": 20, "pending": 30}
    assert adds_up(campaign)
    assert draining.drain() == 0
    resume(fresh(campaign), by=mona)
    for _again in range(5):
        pause(fresh(campaign), by=mona)
        resume(fresh(campaign), by=mona)
    assert drain_all() == 30
    assert set(sink.message_ids.values()) == {1}
    assert len(sink.message_ids) == 50
    assert fresh(campaign).state == "done"


def test_what_is_cancelled_is_settled_as_left_out(sink, in_noor, made, mona):
    crowd(5)
    campaign = campaign_of(made, by=mona)
    begin()
    cancel(fresh(campaign), by=mona)
    assert draining.drain() == 0
    tend()
    now = fresh(campaign)
    assert (now.state, now.counted) == ("cancelled", {"skipped": 5})
    assert rows(campaign)[0][2] == "cancelled"
    assert now.finished_at
    assert tend() == 0
    with pytest.raises(NotNow):
        resume(now, by=mona)


def test_what_is_too_late_does_not_leave(sink, in_noor, made, mona):
    crowd(5)
    soon = timezone.now() + timedelta(minutes=5)
    campaign = campaign_of(made, by=mona, expire_at=soon)
    begin()
    past = timezone.now() - timedelta(seconds=1)
    Campaign.objects.update(expire_at=past, send_at=past - timedelta(hours=1))
    assert draining.drain() == 0, "the fence says so before anybody has moved it"
    tend()
    now = fresh(campaign)
    assert (now.state, now.counted) == ("expired", {"skipped": 5})
    assert sink.taken == []


def test_an_outage_over_its_last_moment_sends_nothing(sink, in_noor, made, mona):
    crowd(2)
    campaign = campaign_of(made, by=mona, expire_at=timezone.now() + timedelta(minutes=5))
    past = timezone.now() - timedelta(seconds=1)
    Campaign.objects.update(expire_at=past, send_at=past - timedelta(hours=1))
    assert begin() == 0
    assert fresh(campaign).state == "expired"
    assert Recipient.objects.count() == 0
    tend()
    assert fresh(campaign).counted == {}


def test_scheduling_wants_a_whole_template_and_a_time_to_come(in_noor, made, mona):
    from campaigns.scheduling import add_campaign
    from campaigns.writing import add_block

    campaign = add_campaign(by=mona, name="x", purpose="marketing", template=made)
    with pytest.raises(WrongTime):
        schedule(campaign, by=mona, expire_at=timezone.now() - timedelta(minutes=1))
    add_block(made, by=mona, fields={"kind": "text", "text_ar": "{شيء}", "text_en": "x"})
    with pytest.raises(NotWhole) as refused:
        schedule(campaign, by=mona)
    assert "{" in refused.value.problems[0].text
    assert fresh(campaign).state == "draft"


def test_what_was_scheduled_says_what_it_said_then(sink, in_noor, made, mona):
    from campaigns.writing import change_template

    contact("Sara", "sara@a.example", language="en")
    campaign = campaign_of(made, by=mona)
    made.subject_en = "Something else"
    change_template(made, by=mona, read_version=made.version, changed=["subject_en"])
    begin()
    drain_all()
    assert "An offer" in message_from_bytes(sink.taken[0][1], policy=policy.default)["Subject"]
    later = campaign_of(made, by=mona)
    unschedule(later, by=mona)
    schedule(later, by=mona)
    assert list(later.contents.order_by("version").values_list("version", flat=True)) == [1, 2]


def test_the_database_knows_the_moves(in_noor, made, mona):
    from django.db import InternalError, transaction

    campaign = campaign_of(made, by=mona)
    with pytest.raises(InternalError), transaction.atomic():
        Campaign.objects.filter(pk=campaign.pk).update(state="done")


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
