"""Who comes into automations by what happened: nothing is lost, nothing counts twice, whenever it is committed."""

import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone

from accounts import services
from accounts.models import Account
from accounts.segments.reading import read_now
from accounts.segments.verbs import add_segment, put_in
from campaigns.automations import entering, publishing, triggers, walking
from campaigns.models import Enrolment
from campaigns.tests.crowd import crowd
from campaigns.tests.roads import days, enter, promise, running
from complaints.filing import file_complaint
from lib.tenancy.state import workspace
from sales.models import Product
from sales.purchasing import Line, add_purchase
from timeline.models import EventReader
from timeline.services import event_of, record
from timeline.tasks import due_workspaces
from visits.models import Visit

pytestmark = pytest.mark.django_db(transaction=True)


def newcomer(by, name, **more):
    with transaction.atomic():
        return services.add_contact(by=by, fields={"name_en": name, "email_1": f"{name}@c.example"}, **more)


def made_running(by, *steps, **rest):
    with transaction.atomic():
        return running(by, *steps, **rest)


def names():
    with transaction.atomic():
        rows = Enrolment.objects.order_by("pk").select_related("contact")
        return [each.contact.name_en for each in rows]


def test_who_is_added_from_now_on_comes_in_once(in_noor, mona):
    newcomer(mona, "before")
    made_running(mona, days(1))
    newcomer(mona, "sara")
    newcomer(mona, "omar")
    for _time in range(3):
        walking.go_on()
    assert names() == ["sara", "omar"]
    with transaction.atomic():
        assert not entering.read_next()


def test_the_tick_finds_the_workspace_only_while_there_is_something(in_noor, noor, mona):
    made_running(mona, days(1))
    walking.go_on()
    assert noor.pk not in due_workspaces("due_workspaces_automations")
    newcomer(mona, "sara")
    assert noor.pk in due_workspaces("due_workspaces_automations")
    walking.go_on()
    assert noor.pk not in due_workspaces("due_workspaces_automations")


def test_what_is_committed_late_is_not_passed_over(in_noor, noor, mona):
    """An older transaction is still open while a younger one is read."""
    slow_one = newcomer(mona, "slow")
    made_running(mona, days(1))
    begun, may_end = threading.Event(), threading.Event()

    def slow():
        try:
            with workspace(noor.pk), transaction.atomic():
                record("contact.created", slow_one, by=mona)
                begun.set()
                may_end.wait(10)
        finally:
            connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    begun.wait(10)
    newcomer(mona, "quick")
    walking.go_on()
    assert names() == []  # the younger one waits for the older
    may_end.set()
    thread.join()
    walking.go_on()
    assert names() == ["slow", "quick"]


def test_a_worker_that_dies_while_it_reads_leaves_all_to_the_next(in_noor, mona, monkeypatch):
    made_running(mona, days(1))
    newcomer(mona, "sara")

    def dies(*_args):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(entering, "_leave_at_goal", dies)
        with pytest.raises(KeyboardInterrupt):
            walking.go_on()
    assert names() == []
    walking.go_on()
    assert names() == ["sara"]


def test_two_workers_read_one_outbox(in_noor, at_once, mona):
    made_running(mona, days(1))
    newcomer(mona, "sara")

    def work():
        yield
        entering.read_next()

    assert at_once(work, work) == []
    walking.go_on()
    assert names() == ["sara"]


def test_while_nothing_runs_what_happens_is_passed_over(in_noor, mona):
    first = made_running(mona, days(1))
    with transaction.atomic():
        publishing.pause(first, by=mona)
    newcomer(mona, "meanwhile")
    with transaction.atomic():
        publishing.resume(first, by=mona)
    newcomer(mona, "after")
    walking.go_on()
    assert names() == ["after"]


def test_a_person_a_company_and_its_contact(in_noor, mona, salem):
    made_running(mona, days(1), name="People")
    made_running(mona, days(1), name="Customers", trigger="customer_added")
    with transaction.atomic():
        person = {"kind": Account.Kind.PERSON, "name_en": "Huda Ali", "owner": salem}
        services.add_account(by=salem, fields=person)
        company = services.add_account(by=salem, fields={"name_en": "Afaq", "owner": salem})
        services.add_contact(by=salem, fields={"name_en": "Sara"}, account=company)
    walking.go_on()
    with transaction.atomic():
        found = Enrolment.objects.order_by("automation__number", "pk")
        brought = [(each.automation.name, each.contact.name_en, each.account_id is None) for each in found]
    assert sorted(brought) == [
        ("Customers", "Huda Ali", False), ("Customers", "Sara", False),
        ("People", "Huda Ali", False), ("People", "Sara", True),
    ]  # fmt: skip


def test_a_restored_dump_is_read_on(in_noor, mona):
    """Its transactions count anew, in the next epoch."""
    made_running(mona, days(1))
    with transaction.atomic():
        EventReader.objects.update(xid=2**40)
    newcomer(mona, "sara")
    walking.go_on()
    assert names() == []
    omar = newcomer(mona, "omar")
    with transaction.atomic():
        event = event_of("contact.created", omar, by=mona)
        event.epoch = 2
        event.save()
    walking.go_on()
    assert names() == ["omar"]


def test_what_is_told_of_the_past_brings_nobody_in(in_noor, mona):
    made_running(mona, days(1))
    with transaction.atomic():
        old = services.add_contact(by=mona, fields={"name_en": "old"})
        event_of("contact.created", old, by=mona, at=timezone.now() - timedelta(days=3)).save()
    walking.go_on()
    assert names() == ["old"]  # because of when they were added, not of the past


@pytest.mark.parametrize(("with_files", "who"), [(False, ["typed"]), (True, ["brought", "typed"])])
def test_who_comes_by_a_file_is_meant_only_where_that_is_said(in_noor, mona, with_files, who):
    brought = newcomer(mona, "brought")
    made_running(mona, days(1), with_files=with_files)
    with transaction.atomic():
        record("contact.created", brought, by=mona, is_part=True)
    newcomer(mona, "typed")
    walking.go_on()
    assert names() == who


@pytest.fixture
def shop(in_noor, salem):
    """A customer with its main contact, and somebody else who works there."""
    with transaction.atomic():
        account = services.add_account(by=salem, fields={"name_en": "Afaq", "owner": salem})
        main = services.add_contact(by=salem, account=account, fields={"name_en": "main"})
        buyer = services.add_contact(by=salem, account=account, fields={"name_en": "buyer"})
    return account, main, buyer


def buys(account, person=None, **more):
    fields = {"contact": person, "ordered_on": timezone.localdate(), "currency": "SAR"}
    with transaction.atomic():
        return add_purchase(
            account=account, by=None, fields=fields, lines=[Line("Desk", unit_price_minor=500)], **more
        )


class TestTriggers:
    def test_whoever_bought_or_else_the_main_contact(self, mona, shop):
        account, _main, buyer = shop
        made_running(mona, days(1), trigger="purchase_added")
        buys(account, buyer)
        buys(account)
        walking.go_on()
        assert sorted(names()) == ["buyer", "main"]

    def test_a_delivery_counts_once_however_it_is_told(self, mona, shop):
        account, _main, buyer = shop
        made_running(mona, days(3), trigger="purchase_delivered", again_days=1)
        ordered = buys(account, buyer)
        buys(account, status="delivered")
        walking.go_on()
        assert names() == ["main"]
        with transaction.atomic():
            ordered.set_status("delivered", by=mona)
            ordered.set_status("late", by=mona)
            ordered.set_status("delivered", by=mona)
        walking.go_on()
        assert names() == ["main", "buyer"]

    def test_who_buys_leaves_at_once_where_that_is_the_goal(self, mona, shop):
        account, main, _buyer = shop
        found = made_running(mona, days(9), promise(), goal={"kind": "bought"})
        with transaction.atomic():
            enter(found, main)
        walking.go_on()
        buys(account)
        walking.go_on()
        with transaction.atomic():
            assert Enrolment.objects.get().state == "goal"

    def test_a_tag_a_status_and_a_complaint(self, mona, salem, shop):
        account, main, _buyer = shop
        made_running(mona, days(1), name="Tag", trigger="tag_added", tag="VIP")
        made_running(mona, days(1), name="Status", trigger="became_customer")
        made_running(mona, days(1), name="Complaint", trigger="complaint_closed")
        with transaction.atomic():
            account.refresh_from_db()
            tags = {"changed": ["tags"], "tags": ["Other", "VIP"]}
            services.change_account(account, by=salem, read_version=account.version, **tags)
            account.set_status("active", by=salem)
            complaint = file_complaint(
                by=salem,
                account=account,
                contact=main,
                fields={"subject": "Late", "text": "Late", "language": "en"},
            )
            record("complaint.close", complaint, by=salem)
        walking.go_on()
        with transaction.atomic():
            came = Enrolment.objects.values_list("automation__name", "contact__name_en")
            assert sorted(came) == [("Complaint", "main"), ("Status", "main"), ("Tag", "main")]

    def test_who_comes_into_a_segment_with_a_later_reading(self, mona, shop):
        _account, main, buyer = shop
        with transaction.atomic():
            guests = add_segment(by=mona, name="Guests", kind="static")
            put_in(guests, [main.pk], by=mona)
            read_now(guests, by=mona)
        made_running(mona, days(1), trigger="segment_entered", segment=guests.number)
        with transaction.atomic():
            put_in(guests, [buyer.pk], by=mona)
            read_now(guests, by=mona)
        walking.go_on()
        assert names() == ["buyer"]

    def test_a_cart_that_was_left_and_a_product_that_was_not_bought(self, mona, salem, shop):
        _account, main, buyer = shop
        with transaction.atomic():
            product = Product.objects.create(
                name_en="Desk", currency="SAR", price_minor=500, created_by=salem
            )
        now = timezone.now()
        with time_machine.travel(now - timedelta(days=1), tick=True):
            made_running(mona, days(9), name="Cart", trigger="cart_left", hours=4)
            made_running(mona, days(9), name="Looked", trigger="viewed", days=1)
        with transaction.atomic():
            seen = {"address": "/x", "on": timezone.localdate(now)}
            Visit.objects.create(contact=main, kind="cart", event_id="a", at=now - timedelta(hours=5), **seen)
            Visit.objects.create(
                contact=buyer, kind="cart", event_id="b", at=now - timedelta(hours=3), **seen
            )
            Visit.objects.create(
                contact=buyer,
                kind="product",
                event_id="c",
                product=product,
                at=now - timedelta(hours=25),
                **seen,
            )
        for _time in range(4):
            walking.go_on()
        with transaction.atomic():
            came = Enrolment.objects.values_list("automation__name", "contact__name_en")
            assert sorted(came) == [("Cart", "main"), ("Looked", "buyer")]
        with time_machine.travel(now + timedelta(hours=2), tick=True):
            for _time in range(4):
                walking.go_on()
        with transaction.atomic():
            assert Enrolment.objects.filter(automation__name="Cart").count() == 2

    def test_of_more_than_one_look_takes_all_come_in(self, mona, shop, monkeypatch):
        """The first ones are not found again and again, nor does an archived one stand in the way."""
        for room in (triggers, entering):
            monkeypatch.setattr(room, "MOST_FOUND", 2)
        now = timezone.now()
        with time_machine.travel(now - timedelta(days=1), tick=True):
            made_running(mona, days(9), name="Cart", trigger="cart_left", hours=4)
        with transaction.atomic():
            people = crowd(6)
            people[5].archive(by=mona)
            for at, person in enumerate(people):
                left_at = now - timedelta(hours=6, minutes=at)
                Visit.objects.create(
                    contact=person,
                    kind="cart",
                    event_id=f"c{at}",
                    at=left_at,
                    address="/x",
                    on=left_at.date(),
                )
        for _time in range(5):
            walking.go_on()
        with transaction.atomic():
            assert Enrolment.objects.filter(automation__name="Cart").count() == 5
