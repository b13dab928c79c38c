"""Automations: what is done for who is inside, step by step, and what they leave by."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from campaigns.automations import publishing
from campaigns.automations.publishing import NotReady
from campaigns.models import Campaign, Recipient
from campaigns.tests.crowd import adds_up, contact, drain_all, rows, say, tend
from campaigns.tests.roads import days, drafted, enter, inside_of, letter, road, running, walk

pytestmark = pytest.mark.django_db


def later(**span):
    return time_machine.travel(timezone.now() + timedelta(**span), tick=True)


class TestLetters:
    def test_a_letter_comes_at_once_and_another_days_later(self, in_noor, mona, made, sink):
        welcome, sara = running(mona, letter(made), days(3), letter(made)), contact("Sara", "sara@c.example")
        assert enter(welcome, sara) == 1
        walk()
        assert road(inside_of(welcome)) == [(0, "written"), (1, "waits")]
        drain_all()
        assert sink.addresses == ["sara@c.example"]
        with later(days=2, hours=23):
            walk()
            assert inside_of(welcome).is_inside
        with later(days=3, minutes=1):
            walk()
            drain_all()
            assert inside_of(welcome).state == "done"
        assert sink.addresses == ["sara@c.example"] * 2
        assert len(sink.message_ids) == 2

    def test_those_of_one_day_are_one_campaign_that_takes_people_on(self, in_noor, mona, made, sink):
        welcome = running(mona, letter(made))
        for at in range(3):
            enter(welcome, contact(f"Guest {at}", f"guest{at}@c.example"))
            walk()
            drain_all()
            tend()
        issue = Campaign.objects.get(kind="step")
        assert issue.state == "running"
        assert len(sink.taken) == 3
        assert adds_up(issue)
        with later(days=1):
            tend()
        issue.refresh_from_db()
        assert (issue.state, issue.counted) == ("done", {"sent": 3})

    def test_who_is_left_out_has_the_reason_and_goes_on(self, in_noor, mona, made, sink):
        offers = running(mona, letter(made), days(1), letter(made), purpose="marketing")
        silent = contact("Silent", "silent@c.example", agrees=False)
        nowhere = contact("Nowhere", "")
        enter(offers, silent, nowhere)
        walk()
        issue = Campaign.objects.get(kind="step")
        assert rows(issue) == [
            ("silent@c.example", "skipped", "no_consent"), ("", "skipped", "no_address"),
        ]  # fmt: skip
        assert road(inside_of(offers, contact=silent)) == [(0, "left_out"), (1, "waits")]
        drain_all()
        assert sink.taken == []

    def test_consent_that_is_withdrawn_in_the_middle_ends_the_letters(self, in_noor, mona, made, sink):
        offers = running(mona, letter(made), days(1), letter(made), purpose="marketing")
        sara = contact("Sara", "sara@c.example")
        enter(offers, sara)
        walk()
        say(sara, "withdrawn")
        drain_all()
        assert sink.taken == []
        assert Recipient.objects.get().reason == "no_consent"
        with later(days=1, minutes=1):
            walk()
            drain_all()
        assert [each.reason for each in Recipient.objects.all()] == ["no_consent"] * 2
        assert sink.taken == []

    def test_two_with_one_mailbox_get_one_letter(self, in_noor, mona, made, sink):
        welcome = running(mona, letter(made))
        enter(welcome, contact("One", "same@c.example"), contact("Two", "same@c.example"))
        walk()
        drain_all()
        assert sink.addresses == ["same@c.example"]

    def test_without_a_whole_template_it_is_not_published(self, in_noor, mona, made):
        made.archive(by=mona)
        empty = drafted(mona)
        with pytest.raises(NotReady):
            publishing.publish(empty, by=mona)
        with pytest.raises(NotReady) as refusal:
            publishing.publish(drafted(mona, letter(made)), by=mona)
        assert refusal.value.problems == [(1, "no_template")]
        assert empty.state == "draft"
