"""Recipients are written down in ranges: none twice, none forgotten, whatever happens between two of them."""

import pytest
from django.db import connection
from django.utils import timezone

from accounts.segments.verbs import add_segment, change_segment
from campaigns import gathering, starting
from campaigns.gathering import count_quickly
from campaigns.models import Recipient, SendChunk, Split
from campaigns.scheduling import add_campaign, cancel
from campaigns.snapshot import numbers_of
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
from messaging.models import Suppression

pytestmark = pytest.mark.django_db


@pytest.fixture
def small(monkeypatch):
    """Ranges of four contacts."""
    monkeypatch.setattr(gathering, "FIRST_SIZE", 4)
    monkeypatch.setattr(gathering, "MOST_SIZE", 4)
    monkeypatch.setattr(gathering, "LEAST_SIZE", 2)


def mixed():
    """Somebody for each reason, and mailboxes that lie in several ranges."""
    crowd(6)
    contact("Again", "GUEST0001+news@crowd.example")
    contact("Silent", "silent@crowd.example", agrees=False)
    contact("First without consent", "later@crowd.example", agrees=False)
    crowd(3, domain="other.example")
    contact("Then with it", "later@crowd.example")
    say(contact("Left", "left@crowd.example"), "withdrawn")
    contact("Nowhere", "")
    contact("Bounced", "bounced@crowd.example")
    Suppression(address="bounced@crowd.example", reason="bounced").save()
    contact("Once more", "guest0001@OTHER.example")


def gathered_whole(campaign):
    for _range in range(20):
        begin()
        if fresh(campaign).state == "running":
            return
    raise AssertionError(fresh(campaign).state)


def test_ranges_write_down_what_one_statement_does(in_noor, made, mona, small, monkeypatch):
    mixed()
    in_ranges = campaign_of(made, by=mona)
    gathered_whole(in_ranges)
    monkeypatch.setattr(gathering, "FIRST_SIZE", 1000)
    at_once = campaign_of(made, by=mona)
    gathered_whole(at_once)
    told = rows(in_ranges)
    assert told == rows(at_once)
    reasons = [reason for _address, _state, reason in told]
    assert sorted(set(reasons)) == ["", "duplicate", "no_address", "no_consent", "suppressed"]
    assert (reasons.count(""), reasons.count("duplicate"), len(told)) == (10, 2, 17)
    places = Recipient.objects.filter(campaign=in_ranges, seq__isnull=False).order_by("seq")
    assert list(places.values_list("seq", flat=True)) == list(range(1, 11)), "without holes"
    assert adds_up(in_ranges)
    assert (fresh(in_ranges).recipient_count, fresh(in_ranges).gathered) == (17, None)


def test_it_is_sent_once_all_are_written_down(sink, in_noor, made, mona, small):
    crowd(10)
    campaign = campaign_of(made, by=mona)
    begin()
    assert (fresh(campaign).state, states(campaign)) == ("snapshotting", {"pending": 4})
    assert drain_all() == 0
    gathered_whole(campaign)
    assert drain_all() == 10
    assert fresh(campaign).counted == {"sent": 10}


def test_a_worker_that_dies_in_a_range_leaves_it_to_the_next(in_noor, made, mona, small, monkeypatch):
    crowd(10)
    campaign = campaign_of(made, by=mona)
    begin()
    usual = gathering.write_down

    def die(*args, **kwargs):
        usual(*args, **kwargs)
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(gathering, "write_down", die)
        with pytest.raises(RuntimeError):
            begin()
    assert states(campaign) == {"pending": 4}
    gathered_whole(campaign)
    assert begin() == 0, "and nothing begins it once more"
    assert states(campaign) == {"pending": 10}
    assert adds_up(campaign)


def test_cancelled_between_two_ranges_nobody_gets_it(sink, in_noor, made, mona, small):
    mixed()
    campaign = campaign_of(made, by=mona)
    begin()
    begin()
    cancel(fresh(campaign), by=mona)
    assert begin() == 0
    while tend():
        pass
    assert set(states(campaign)) == {"skipped"}
    assert len(rows(campaign)) == 8
    assert fresh(campaign).finished_at is not None
    assert adds_up(campaign)
    assert drain_all() == 0


def test_too_late_between_two_ranges_it_expires(in_noor, made, mona, small):
    crowd(10)
    campaign = campaign_of(made, by=mona, expire_at=timezone.now() + timezone.timedelta(hours=1))
    begin()
    past = timezone.now() - timezone.timedelta(hours=1)
    type(campaign).objects.filter(pk=campaign.pk).update(send_at=past, expire_at=timezone.now())
    assert begin() == 0
    while tend():
        pass
    assert (fresh(campaign).state, states(campaign)) == ("expired", {"skipped": 4})
    assert adds_up(campaign)


def slowly(_campaign, *_args, **_options):
    with connection.cursor() as cursor:
        cursor.execute("select pg_sleep(5)")


def test_a_range_that_takes_too_long_is_made_smaller(in_noor, made, mona, small, monkeypatch):
    crowd(6)
    campaign = campaign_of(made, by=mona)
    begin()
    usual = gathering.write_down
    monkeypatch.setattr(gathering, "STATEMENT_MS", 50)
    monkeypatch.setattr(gathering, "write_down", slowly)
    assert begin() == 1
    assert (fresh(campaign).state, fresh(campaign).gathered["size"]) == ("snapshotting", 2)
    monkeypatch.setattr(gathering, "STATEMENT_MS", 5_000)
    monkeypatch.setattr(gathering, "write_down", usual)
    gathered_whole(campaign)
    assert states(campaign) == {"pending": 6}


def test_what_takes_too_long_even_for_a_few_fails_in_words(in_noor, made, mona, small, monkeypatch):
    crowd(6)
    campaign = campaign_of(made, by=mona)
    begin()
    monkeypatch.setattr(gathering, "STATEMENT_MS", 50)
    monkeypatch.setattr(gathering, "write_down", slowly)
    begin()
    begin()
    assert (fresh(campaign).state, fresh(campaign).why) == ("failed", "slow")
    while tend():
        pass
    assert states(campaign) == {"skipped": 4}, "who was written down is told so"
    assert adds_up(campaign)
    assert starting.count(fresh(campaign)) == fresh(campaign).counted


def test_rules_that_change_meanwhile_are_those_of_its_beginning(in_noor, made, mona, small, afaq):
    from accounts.models import Position

    for each in crowd(10):
        Position.objects.create(contact=each, account=afaq)
    segment = add_segment(by=mona, name="Guests", rules=without_gender())
    campaign = campaign_of(made, by=mona, audience={"segment": segment.number})
    begin()
    changed = {"rules": without_gender(**{"not": True})}
    change_segment(segment, by=mona, read_version=segment.version, fields=changed)
    gathered_whole(campaign)
    assert states(campaign) == {"pending": 10}


def without_gender(**turned):
    rule = {"field": "contact.gender", "op": "empty", "not": False, "values": {}, **turned}
    return {"kind": "all", "not": False, "parts": [rule]}


def test_parts_end_where_ranges_do_not(in_noor, made, mona, small, monkeypatch):
    monkeypatch.setattr(gathering, "CHUNK", 3)
    crowd(10)
    gathered_whole(campaign_of(made, by=mona))
    parts = SendChunk.objects.order_by("lo").values_list("lo", "hi")
    assert list(parts) == [(1, 3), (4, 6), (7, 9), (10, 10)]


def test_who_is_kept_aside_in_one_range_is_not_written_to_in_another(in_noor, made, mona, small):
    """The control group is drawn of each range, and holds the mailbox of whoever is in it."""
    crowd(20)
    for at in range(1, 21):
        contact(f"Again {at}", f"GUEST{at:04}@crowd.example")
    campaign = campaign_of(made, by=mona)
    Split.objects.create(campaign=campaign, control_percent=50)
    gathered_whole(campaign)
    told = [reason for _address, _state, reason in rows(campaign)]
    assert {reason: told.count(reason) for reason in set(told)} == {"": 10, "control": 10, "duplicate": 20}
    assert adds_up(campaign)


def test_of_very_many_some_are_counted(in_noor, made, mona, monkeypatch):
    mixed()
    draft = add_campaign(by=mona, name="Season", purpose="marketing", template=made)
    whole = numbers_of(draft)
    assert count_quickly(draft) == whole
    assert whole.is_whole
    monkeypatch.setattr(gathering, "SOME", 8)
    monkeypatch.setattr(gathering, "COUNT_MS", 0)
    some = count_quickly(draft)
    assert (some.is_whole, some.written_to, some.together) == (False, 6, 8)
    monkeypatch.setattr(gathering, "SOME_MS", 0)
    assert count_quickly(draft) is None
