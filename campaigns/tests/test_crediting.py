"""Which purchases are put down to which campaign: against a naive reading of the same rule, and case by case."""

import random
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from accounts.models import Position
from accounts.services import add_account
from campaigns.crediting import count_anew, credit_next
from campaigns.models import Campaign, Credit, Crediting, CreditRules, Recipient, Response
from campaigns.tests.crowd import contact
from sales.models import Purchase

pytestmark = pytest.mark.django_db
RIYADH = ZoneInfo("Asia/Riyadh")
DAY = date(2026, 3, 10)


def at(day, hour=12):
    return datetime.combine(day, datetime.min.time(), RIYADH) + timedelta(hours=hour)


def begun(template, *, on=DAY, name="Season"):
    return Campaign.objects.create(
        name=name, purpose="marketing", template=template, state="running", send_at=at(on), started_at=at(on)
    )


def got(campaign, person, moment, state="sent"):
    seq = Recipient.objects.filter(campaign=campaign).count() + 1
    return Recipient.objects.create(
        campaign=campaign, contact=person, seq=seq, address=person.email_1, address_key=f"{person.pk}",
        state=state, settled_at=moment,
    )  # fmt: skip


def pressed(row, moment, **fields):
    return Response.objects.create(
        campaign=row.campaign, recipient=row.pk, kind="clicked", **{"link": 1, **fields}, at=moment
    )


def bought(account, on, amount=10_000, *, person=None, **fields):
    return Purchase.objects.create(
        account=account, contact=person, ordered_on=on, currency="SAR", total_minor=amount, **fields
    )


def count_all():
    count_anew()
    while credit_next():
        pass
    return dict(Credit.objects.values_list("purchase", "recipient"))


@pytest.fixture
def shop(in_noor, mona):
    return add_account(by=mona, fields={"name_en": "Shop", "owner": mona})


@pytest.fixture
def sara(shop):
    made = contact("Sara", "sara@a.example")
    Position.objects.create(contact=made, account=shop)
    return made


def test_a_purchase_within_thirty_days_of_a_press_is_put_down_to_it(made, shop, sara):
    row = got(begun(made), sara, at(DAY))
    pressed(row, at(DAY, 20))
    bought(shop, DAY - timedelta(days=1))
    same, last, late = (bought(shop, DAY + timedelta(days=days)) for days in (0, 30, 31))
    assert count_all() == {same.pk: row.pk, last.pk: row.pk}
    assert late.pk not in count_all()


def test_days_are_those_of_the_workspace(made, shop, sara):
    row = got(begun(made), sara, at(DAY))
    pressed(row, datetime(2026, 3, 10, 22, tzinfo=ZoneInfo("UTC")))  # the eleventh in Riyadh
    bought(shop, date(2026, 3, 10))
    next_day = bought(shop, date(2026, 3, 11))
    assert count_all() == {next_day.pk: row.pk}


def test_the_last_touch_has_it_and_a_machine_has_nothing(made, shop, sara):
    first, second = got(begun(made), sara, at(DAY)), got(begun(made, name="B"), sara, at(DAY))
    pressed(first, at(DAY, 13))
    pressed(second, at(DAY, 14))
    pressed(first, at(DAY, 15), link=2, by_machine=True, via="scanner")
    purchase = bought(shop, DAY)
    assert count_all() == {purchase.pk: second.pk}


def test_a_message_that_was_received_counts_where_the_workspace_says_so(made, shop, sara):
    row = got(begun(made), sara, at(DAY))
    purchase = bought(shop, DAY + timedelta(days=3))
    assert count_all() == {}
    CreditRules.objects.create(click_days=30, received_days=3)
    assert count_all() == {purchase.pk: row.pk}
    assert Credit.objects.get().by == "received"
    CreditRules.objects.update(received_days=2)
    assert count_all() == {}


def test_what_names_another_contact_is_not_theirs_who_pressed(made, shop, sara):
    other = contact("Omar", "omar@a.example")
    Position.objects.create(contact=other, account=shop)
    pressed(got(begun(made), sara, at(DAY)), at(DAY))
    bought(shop, DAY, person=other)
    assert count_all() == {}


def test_what_was_cancelled_returned_or_archived_counts_for_nobody_and_comes_back(made, shop, sara, mona):
    pressed(got(begun(made), sara, at(DAY)), at(DAY))
    purchase = bought(shop, DAY)
    assert len(count_all()) == 1
    purchase.set_status("cancelled", by=mona)
    assert count_all() == {}
    purchase.set_status("ordered", by=mona)
    assert len(count_all()) == 1


def test_a_purchase_that_is_moved_before_the_first_campaign_is_let_go(made, shop, sara):
    pressed(got(begun(made), sara, at(DAY)), at(DAY))
    purchase = bought(shop, DAY)
    assert len(count_all()) == 1
    Purchase.objects.filter(pk=purchase.pk).update(ordered_on=DAY - timedelta(days=400))
    assert count_all() == {}


def test_who_was_merged_is_one_buyer(made, shop, sara, mona):
    from accounts.merging.services import merge

    again = contact("Sara Again", "sara2@a.example")
    row = got(begun(made), again, at(DAY))
    pressed(row, at(DAY))
    merge(sara, again, by=mona)
    purchase = bought(shop, DAY, person=sara)
    assert count_all() == {purchase.pk: row.pk}


def test_it_is_worked_out_in_slices_and_again_after_an_hour(made, shop, sara, monkeypatch):
    monkeypatch.setattr("campaigns.crediting.SLICE", 2)
    pressed(got(begun(made), sara, at(DAY)), at(DAY))
    for days in range(5):
        bought(shop, DAY + timedelta(days=days))
    assert credit_next() == 1
    assert Credit.objects.count() == 2
    while credit_next():
        pass
    assert Credit.objects.count() == 5
    state = Crediting.objects.get()
    assert state.due_at > timezone.now() + timedelta(minutes=50)
    assert state.counted_at is not None
    kept = set(Credit.objects.values_list("pk", flat=True))
    count_all()
    assert set(Credit.objects.values_list("pk", flat=True)) == kept  # what is right is left alone


def naive(rules, zone):
    """The rule as it is said, row by row."""
    found = {}
    for purchase in Purchase.objects.filter(archived_at=None).exclude(status__in=Purchase.UNCOUNTED):
        who = {purchase.contact_id} if purchase.contact_id else set(
            Position.objects.filter(account=purchase.account).values_list("contact", flat=True)
        )  # fmt: skip
        touches = []
        for row in Recipient.objects.filter(contact__in=who):
            if row.state == "sent":
                touches.append((row.settled_at, row.pk, rules.received_days))
            if row.state in ("sent", "ambiguous"):
                clicks = Response.objects.filter(recipient=row.pk, kind="clicked", by_machine=False)
                touches += [(each.at, row.pk, rules.click_days) for each in clicks]
        fits = [
            (moment, pk)
            for moment, pk, days in touches
            if days and 0 <= (purchase.ordered_on - moment.astimezone(zone).date()).days <= days
        ]
        if fits:
            found[purchase.pk] = max(fits)[1]
    return found


@pytest.mark.parametrize("seed", range(8))
def test_it_agrees_with_a_naive_reading_of_the_rule(made, in_noor, mona, seed):
    chance = random.Random(seed)
    accounts = [add_account(by=mona, fields={"name_en": f"Shop {n}", "owner": mona}) for n in range(3)]
    people = [contact(f"P{n}", f"p{n}@a.example") for n in range(5)]
    for person in people:
        for account in chance.sample(accounts, k=chance.randint(0, 2)):
            Position.objects.create(contact=person, account=account)
    for n in range(4):
        campaign = begun(made, on=DAY + timedelta(days=chance.randint(0, 20)), name=f"C{n}")
        for person in chance.sample(people, k=4):
            moment = campaign.started_at + timedelta(minutes=chance.randint(0, 6000))
            row = got(campaign, person, moment, chance.choice(["sent", "sent", "ambiguous", "failed"]))
            for link in range(chance.randint(0, 3)):
                later = moment + timedelta(minutes=chance.randint(0, 60_000))
                pressed(row, later, link=link + 1, by_machine=chance.random() < 0.2)
    for _each in range(25):
        bought(
            chance.choice(accounts), DAY + timedelta(days=chance.randint(-5, 70)),
            person=chance.choice([None, None, *people]), status=chance.choice(["ordered", "ordered", "returned"]),
        )  # fmt: skip
    rules = CreditRules.objects.create(
        click_days=chance.choice([0, 5, 30]), received_days=chance.choice([0, 3, 14])
    )
    assert count_all() == naive(rules, RIYADH)
