"""Conditions, follow-ups, tags, goals and entering again; who is merged, archived or deleted on the way."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import services
from accounts.merging.services import merge
from accounts.models import Contact, Tag
from accounts.segments.verbs import add_segment, put_in
from campaigns.automations import design, entering, publishing, walking
from campaigns.models import AutomationStep, Enrolment, Recipient, Response
from campaigns.tests.crowd import contact, drain_all
from campaigns.tests.roads import (
    asks,
    days,
    drafted,
    enter,
    inside_of,
    letter,
    plan,
    promise,
    road,
    running,
    tag,
    walk,
)
from interactions.models import FollowUp
from sales.purchasing import Line, add_purchase

pytestmark = pytest.mark.django_db


def later(**span):
    return time_machine.travel(timezone.now() + timedelta(**span), tick=True)


def buys(account, person=None):
    fields = {"contact": person, "ordered_on": timezone.localdate(), "currency": "SAR"}
    return add_purchase(account=account, by=None, fields=fields, lines=[Line("Desk", unit_price_minor=500)])


@pytest.fixture
def sara(afaq, salem):
    return services.add_contact(
        by=salem, account=afaq, fields={"name_en": "Sara", "email_1": "sara@c.example"}
    )


@pytest.fixture
def guests(in_noor, mona):
    return add_segment(by=mona, name="Guests", kind="static")


class TestConditions:
    def test_yes_goes_on_and_no_leaves_or_leads_forward(self, mona, made, sara, guests):
        omar = contact("Omar", "omar@c.example")
        put_in(guests, [sara.pk], by=mona)
        asked = asks("segment", no=3, segment=guests.number)
        found = running(mona, asked, promise(), tag("late"))
        leaving = running(mona, asks("segment", segment=guests.number), days(1), promise())
        for each in (found, leaving):
            enter(each, sara, omar)
        walk()
        assert road(inside_of(found, contact=sara))[:2] == [(0, "yes"), (1, "made")]
        assert road(inside_of(found, contact=omar)) == [(0, "no"), (2, "passed")]
        assert inside_of(leaving, contact=omar).why == "condition"
        assert inside_of(leaving, contact=sara).is_inside

    def test_what_they_did_since_they_entered(self, mona, made, sara, afaq, sink):
        buys(afaq)
        found = running(mona, letter(made), days(1), asks("pressed", no=4), asks("bought"), days(1))
        omar = contact("Omar", "omar@c.example")
        enter(found, sara, omar)
        walk()
        drain_all()
        got = Recipient.objects.get(contact=sara)
        Response.objects.create(campaign_id=got.campaign_id, recipient=got.pk, kind="clicked", link=1)
        with later(days=1, minutes=1):
            walk()
        assert road(inside_of(found, contact=sara))[2:] == [(2, "yes"), (3, "no")]
        assert road(inside_of(found, contact=omar))[2:] == [(2, "no"), (3, "no")]

    def test_a_segment_that_cannot_be_read_lets_it_stand_and_loses_nobody(self, mona, made, sara, guests):
        found = running(mona, asks("segment", segment=guests.number), days(1))
        enter(found, sara)
        type(guests).objects.filter(pk=guests.pk).update(
            kind="rules", rules={"kind": "all", "parts": [{"field": "gone", "op": "x"}]}
        )
        walk()
        found.refresh_from_db()
        assert (found.state, found.why) == ("paused", "segment")
        assert inside_of(found).is_inside
        assert road(inside_of(found)) == []
        type(guests).objects.filter(pk=guests.pk).update(kind="static")
        publishing.resume(found, by=mona)
        walk()
        assert road(inside_of(found)) == [(0, "no")]


class TestPeople:
    def test_the_account_manager_or_a_colleague_gets_a_follow_up(self, mona, salem, faisal, made, sara):
        found = running(mona, promise(reason="Call her", within=2), promise(owner=faisal.number))
        enter(found, sara, contact("Nobody's", "n@c.example"))
        walk()
        made_ones = FollowUp.objects.order_by("pk")
        assert [(each.owner, each.contact, each.source) for each in made_ones] == [
            (salem, sara, "campaign"), (faisal, sara, "campaign"),
        ]  # fmt: skip
        assert made_ones[0].due_on == timezone.localdate() + timedelta(days=2)
        reasons = AutomationStep.objects.exclude(enrolment__contact=sara).values_list("outcome", "reason")
        assert list(reasons) == [("passed", "no_customer")] * 2

    def test_a_customer_gets_a_tag_beside_those_it_has(self, mona, salem, made, sara, afaq):
        services.change_account(afaq, by=salem, read_version=afaq.version, changed=["tags"], tags=["VIP"])
        found = running(mona, tag("Welcomed"), tag("Welcomed"))
        enter(found, sara)
        walk()
        held = Tag.objects.filter(account_taggings__account=afaq).order_by("name")
        assert [each.name for each in held] == ["VIP", "Welcomed"]

    def test_many_customers_are_changed_some_at_a_time(self, mona, salem, made, afaq):
        people = [contact(f"Guest {at}", f"g{at}@c.example") for at in range(60)]
        for each in people:
            services.place_contact(each, afaq, by=salem)
        found = running(mona, promise(), days(1))
        enter(found, *people)
        walk()
        assert FollowUp.objects.count() == 60
        assert set(found.enrolments.values_list("step", "state")) == {(2, "done")}


class TestGoals:
    def test_who_reaches_it_leaves_before_the_next_step(self, mona, made, sara, afaq, sink):
        found = running(mona, days(1), letter(made), goal={"kind": "bought"})
        omar = contact("Omar", "omar@c.example")
        enter(found, sara, omar)
        walk()
        buys(afaq)
        with later(days=1, minutes=1):
            walk()
            drain_all()
        assert inside_of(found, contact=sara).state == "goal"
        assert inside_of(found, contact=omar).state == "done"
        assert sink.addresses == ["omar@c.example"]

    def test_a_purchase_of_before_is_no_goal(self, mona, made, sara, afaq):
        buys(afaq, sara)
        found = running(mona, days(1), goal={"kind": "bought"})
        enter(found, sara)
        walk()
        with later(days=1, minutes=1):
            walk()
        assert inside_of(found).state == "done"


class TestEnteringAgain:
    def test_once_is_once(self, mona, made, sara):
        found = running(mona, promise())
        assert enter(found, sara, because="event:1") == 1
        walk()
        assert enter(found, sara, because="event:2") == 0
        assert Enrolment.objects.count() == 1

    def test_again_after_days_but_never_twice_at_once_nor_for_the_same(self, mona, made, sara):
        found = running(mona, days(5), again_days=10)
        assert enter(found, sara, because="event:1") == 1
        walk()
        with later(days=6):
            walk()
            assert inside_of(found).state == "done"
            assert enter(found, sara, because="event:2") == 0
        with later(days=11):
            enter(found, sara, because="event:1")
            assert Enrolment.objects.count() == 1
            assert enter(found, sara, because="event:2") == 1
            assert enter(found, sara, because="event:3") == 0
        assert Enrolment.objects.inside().count() == 1

    def test_who_is_archived_does_not_enter(self, mona, made, sara):
        sara.archive(by=mona)
        assert enter(running(mona, days(1)), sara) == 0


class TestVersions:
    def test_who_is_inside_goes_on_in_theirs(self, mona, made, sara, sink):
        found = running(mona, days(1), letter(made))
        enter(found, sara)
        walk()
        heading = made.in_order()[0]
        type(heading).objects.filter(pk=heading.pk).update(text_en="Changed since")
        fields = {"design": plan(days(9), promise())}
        publishing.change_automation(found, by=mona, read_version=found.version, fields=fields)
        publishing.publish(found, by=mona)
        omar = contact("Omar", "omar@c.example")
        enter(found, omar)
        walk()
        assert (
            inside_of(found, contact=sara).version.edition,
            inside_of(found, contact=omar).version.edition,
        ) == (1, 2)
        with later(days=1, minutes=1):
            walk()
            drain_all()
        assert sink.addresses == ["sara@c.example"]
        assert b"Changed since" not in sink.taken[0][1]
        assert inside_of(found, contact=omar).due_at > timezone.now() + timedelta(days=8)

    def test_a_draft_that_is_changed_touches_nobody(self, mona, made, sara):
        found = running(mona, promise(reason="As published"))
        fields = {"design": plan(promise(reason="As drafted"))}
        publishing.change_automation(found, by=mona, read_version=found.version, fields=fields)
        enter(found, sara)
        walk()
        assert FollowUp.objects.get().reason == "As published"

    def test_paused_ended_and_gone_on(self, mona, made, sara):
        found = running(mona, promise())
        enter(found, sara)
        publishing.pause(found, by=mona)
        walk()
        assert road(inside_of(found)) == []
        with pytest.raises(publishing.NotNow):
            publishing.pause(found, by=mona)
        publishing.resume(found, by=mona)
        publishing.end(found, by=mona)
        walk()
        assert (inside_of(found).state, inside_of(found).why) == ("left", "ended")
        assert not FollowUp.objects.exists()


class TestContactsThatChange:
    def test_who_is_archived_or_deleted_leaves(self, mona, made, sara, sink):
        found = running(mona, days(1), letter(made))
        omar = contact("Omar", "omar@c.example", agrees=False)
        enter(found, sara, omar)
        walk()
        sara.archive(by=mona)
        Contact.objects.filter(pk=omar.pk).delete()
        with later(days=1, minutes=1):
            walk()
            drain_all()
        assert {each.why for each in Enrolment.objects.all()} == {"gone"}
        assert sink.taken == []

    def test_who_is_merged_goes_on_as_the_one_they_are_now(self, mona, made, sara, sink):
        found, both = running(mona, days(1), letter(made)), running(mona, days(1), letter(made), name="Both")
        twin = contact("Sara again", "twin@c.example")
        enter(found, twin)
        enter(both, twin, sara)
        walk()
        merge(sara, twin, by=mona)
        with later(days=1, minutes=1):
            walk()
            drain_all()
        assert inside_of(found).contact == sara
        assert sorted(each.state for each in Enrolment.objects.filter(automation=both)) == ["done", "left"]
        assert sink.addresses.count("sara@c.example") == 2
        assert "twin@c.example" not in sink.addresses


class TestClocks:
    @pytest.mark.parametrize(
        ("now", "clock", "until"),
        [
            # Cairo puts its clocks forward at 00:00 on 24 April 2026, and back at 24:00 on 29 October.
            ("2026-04-23T18:00:00+00:00", "09:00", "2026-04-24T06:00:00+00:00"),
            ("2026-04-22T18:00:00+00:00", "09:00", "2026-04-23T07:00:00+00:00"),
            ("2026-10-29T18:00:00+00:00", "09:00", "2026-10-30T07:00:00+00:00"),
            ("2026-04-23T21:00:00+00:00", "00:30", "2026-04-23T22:30:00+00:00"),
            ("2026-04-23T06:00:00+00:00", "08:00", "2026-04-23T06:00:00+00:00"),
            ("2026-04-23T06:00:01+00:00", "08:00", "2026-04-24T05:00:00+00:00"),
        ],
    )
    def test_until_a_time_of_day(self, now, clock, until):
        with timezone.override("Africa/Cairo"):
            found = design.waits_until({"kind": "until", "at": clock}, datetime.fromisoformat(now))
        assert found.astimezone(UTC).isoformat() == until

    def test_days_keep_the_time_of_the_clock_and_hours_are_hours(self):
        evening = datetime(2026, 4, 23, 18, tzinfo=UTC)  # 20:00 in Cairo, 21:00 the day after
        with timezone.override("Africa/Cairo"):
            day = design.waits_until({"kind": "wait", "amount": 1, "unit": "days"}, evening)
            hours = design.waits_until({"kind": "wait", "amount": 24, "unit": "hours"}, evening)
        assert (day - evening, hours - evening) == (timedelta(hours=23), timedelta(hours=24))

    def test_no_way_leads_back(self):
        steps = plan(days(1), asks("bought", no=1), asks("bought", no=4), days(1))["steps"]
        assert design.leads_back(steps) == [2]
        assert [design.place_after(steps, index) for index in (1, 2)] == [None, 3]
        assert all(before < after for before, after in pairwise([2, 3]))


class TestMany:
    def test_ten_thousand_who_are_due_at_once_take_a_bounded_number_of_queries(self, mona, made):
        found = running(mona, days(1), letter(made), days(2))
        Contact.objects.bulk_create(
            Contact(number=10_000 + at, name_en=f"Guest {at}", email_1=f"g{at}@c.example")
            for at in range(10_000)
        )
        enter(found, *Contact.objects.all())
        Enrolment.objects.update(step=1)
        with CaptureQueriesContext(connection) as asked:
            assert walking.walk_next() == walking.BATCH
        assert len(asked) < 40
        one_batch = len(asked)
        with CaptureQueriesContext(connection) as asked:
            while walking.walk_next():
                continue
        assert len(asked) <= 1.2 * one_batch * 50
        assert Recipient.objects.count() == 10_000
        assert set(found.enrolments.values_list("step", "state")) == {(3, "done")}


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_two_workers_do_each_step_once(self, in_noor, at_once, mona, made):
        with transaction.atomic():
            found = running(mona, letter(made), days(1))
            people = [contact(f"Guest {at}", f"g{at}@c.example") for at in range(20)]
            enter(found, *people)

        def work():
            yield
            walking.walk_next()

        assert at_once(work, work) == []
        with transaction.atomic():
            assert Recipient.objects.count() == 20
            assert AutomationStep.objects.count() == 40

    def test_a_worker_that_dies_between_has_done_nothing(self, in_noor, mona, made, monkeypatch):
        with transaction.atomic():
            found = running(mona, letter(made), promise(), days(1))
            sara = contact("Sara", "sara@c.example")
            enter(found, sara)

        def dies(*_args):
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(walking, "save", dies)
            with pytest.raises(KeyboardInterrupt):
                walking.walk_next()
        with transaction.atomic():
            assert not Recipient.objects.exists()
            assert not AutomationStep.objects.exists()
        walking.walk_next()
        with transaction.atomic():
            assert Recipient.objects.count() == 1
            assert [row.outcome for row in AutomationStep.objects.order_by("step")] == [
                "written",
                "passed",
                "waits",
            ]

    def test_the_same_brought_by_two_is_inside_once(self, in_noor, at_once, mona, made):
        with transaction.atomic():
            found = running(mona, days(1), again_days=1)
            sara = contact("Sara", "sara@c.example")

        def work():
            yield
            enter(found, sara, because="event:1")

        assert at_once(work, work) == []
        with transaction.atomic():
            assert Enrolment.objects.count() == 1


def test_a_stranger_has_nothing_of_it(in_noor, mona, made, sara, karim):
    from lib.tenancy.state import workspace

    found = running(mona, promise())
    enter(found, sara)
    with workspace(karim.workspace_id):
        assert not entering.running_ones()
        assert walking.walk_next() == 0
        assert not Enrolment.objects.exists()
    assert drafted(mona).number == found.number + 1
