"""The sending engine: who gets a campaign, once, and what is known of each at any moment."""

from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.utils import timezone

from accounts.models import Contact, Position
from accounts.segments.verbs import add_segment, put_in
from campaigns import draining
from campaigns.gathering import CHUNK
from campaigns.models import Campaign, Recipient, SendChunk
from campaigns.scheduling import NotWhole, WrongTime, cancel, pause, resume, schedule, unschedule
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
    assert "unsubscribe" in parsed["List-Unsubscribe"]
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


FEMALE = {"field": "contact.gender", "op": "one_of", "not": False, "values": {"choices": ["female"]}}


def test_who_is_in_the_segment_when_it_begins_gets_it(sink, in_noor, made, mona, afaq):
    """Not who was in it when the campaign was planned."""
    segment = add_segment(by=mona, name="Women", rules={"kind": "all", "not": False, "parts": [FEMALE]})
    here, there, late = (contact(name, f"{name}@a.example") for name in ("here", "there", "late"))
    for each in (here, there, late):
        Position.objects.create(contact=each, account=afaq)
    Contact.objects.filter(pk__in=[here.pk, there.pk]).update(gender="female")
    campaign = campaign_of(made, by=mona, audience={"segment": segment.number})
    Contact.objects.filter(pk=there.pk).update(gender="male")
    Contact.objects.filter(pk=late.pk).update(gender="female")
    begin()
    assert {address for address, *_rest in rows(campaign)} == {"here@a.example", "late@a.example"}


def test_a_segment_of_chosen_people_is_an_audience_too(sink, in_noor, made, mona, afaq):
    guests = add_segment(by=mona, name="Guests", kind="static")
    chosen = contact("In", "in@a.example")
    for each in (chosen, contact("Out", "out@a.example")):
        Position.objects.create(contact=each, account=afaq)
    put_in(guests, [chosen.pk], by=mona)
    campaign = campaign_of(made, by=mona, audience={"segment": guests.number})
    begin()
    assert [address for address, *_rest in rows(campaign)] == ["in@a.example"]


@pytest.mark.parametrize(
    "rules", [None, {"kind": "all", "not": False, "parts": [{**FEMALE, "field": "gone"}]}]
)
def test_a_campaign_whose_segment_is_gone_fails_and_says_so(sink, in_noor, made, mona, rules):
    number = add_segment(by=mona, name="Odd", rules=rules).number if rules else 987
    campaign = campaign_of(made, by=mona, audience={"segment": number})
    begin()
    now = fresh(campaign)
    assert (now.state, now.why) == ("failed", "audience")
    assert rows(campaign) == []


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
    monkeypatch.setattr("campaigns.gathering.CHUNK", 30)
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
    campaign_of(made, by=mona)
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
