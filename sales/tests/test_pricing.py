"""Which price list wins for a customer on a day: the rule of sales/pricing.py, case by case."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from accounts import services
from accounts.lookups import add_lookup
from accounts.models import Account, Industry, Region
from lib.tenancy.state import workspace
from sales.catalogue import add_product
from sales.models import PriceList, PriceListItem
from sales.price_lists import (
    KnownPrice,
    Priced,
    Said,
    add_price,
    add_price_list,
    agree_with,
    change_price_list,
    copy_price_list,
    follow_lookup,
    next_year,
    renamed_for_next_year,
)
from sales.pricing import Offer, Prices, lists_for

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 1)
BEFORE, AFTER = DAY - dt.timedelta(days=30), DAY + dt.timedelta(days=30)


@pytest.fixture
def hala(huda, in_noor):
    fields = {"name_en": "Hala coffee", "price_minor": 4_500, "currency": "SAR", "sku": "C-1"}
    return add_product(by=huda, fields=fields)


@pytest.fixture
def listed(huda, in_noor, hala):
    """listed("Name", 4_000, for=account...): a list with one price, or a percentage off everything."""

    def make(name, price=None, *, account=None, branches=False, **fields):
        if account is None:
            fields.setdefault("audience", "everybody")
        given = {"name_en": name, "currency": "SAR", "from_on": BEFORE, "until_on": AFTER, **fields}
        made = add_price_list(by=huda, fields=given)
        if price is not None:
            add_price(made, hala, Said(price_minor=price), by=huda)
        if account is not None:
            agree_with(made, account, by=huda, with_branches=branches)
        return made

    return make


@pytest.fixture
def offer(in_noor, hala):
    def asked(account, *, on=DAY, currency="SAR"):
        return Prices(account, on=on, currency=currency).of([hala]).get(hala.pk)

    return asked


def test_without_a_list_the_catalogue_says_the_price(offer, afaq):
    assert offer(afaq) == Offer(4_500)
    assert offer(afaq, currency="USD") is None


def test_the_most_specific_list_wins(offer, listed, salem, afaq, in_noor):
    parent = services.add_account(by=salem, fields={"name_en": "Afaq Holding"})
    highest = services.add_account(by=salem, fields={"name_en": "Afaq World"})
    Account.objects.filter(pk=parent.pk).update(parent=highest)
    Account.objects.filter(pk=afaq.pk).update(parent=parent, tier="A", management_type="key")
    afaq.refresh_from_db()
    steps = [
        listed("Everybody", 4_400),
        listed("Tier A", 4_300, audience="group", tier="A"),
        listed("Tier A, key", 4_200, audience="group", tier="A", management_type="key"),
        listed("The highest", 4_100, account=highest, branches=True),
        listed("The parent", 4_000, account=parent, branches=True),
        listed("Its own", 3_900, account=afaq),
    ]
    # Taken away one by one, the next one holds: neither the highest price nor the lowest decides.
    for each in reversed(steps):
        assert offer(afaq).price_list == each
        each.archive(by=None)
    assert offer(afaq) == Offer(4_500)


def test_a_list_of_a_parent_alone_is_not_for_its_branches(offer, listed, salem, afaq, in_noor):
    parent = services.add_account(by=salem, fields={"name_en": "Afaq Holding"})
    Account.objects.filter(pk=afaq.pk).update(parent=parent)
    listed("The parent alone", 4_000, account=parent)
    assert offer(afaq) == Offer(4_500)
    assert offer(parent).price_minor == 4_000


def test_of_two_alike_the_one_that_began_later_wins_and_then_the_last_written(offer, listed, afaq):
    listed("Old", 3_000, account=afaq, from_on=BEFORE - dt.timedelta(days=1))
    first = listed("New", 4_000, account=afaq)
    assert offer(afaq).price_list == first
    assert offer(afaq).price_minor == 4_000
    second = listed("Newer", 4_200, account=afaq)
    assert offer(afaq).price_list == second


@pytest.mark.parametrize(
    ("on", "holds"),
    [
        (BEFORE - dt.timedelta(days=1), False),
        (BEFORE, True),
        (AFTER, True),
        (AFTER + dt.timedelta(days=1), False),
    ],
)
def test_a_list_holds_from_its_first_to_its_last_day(offer, listed, afaq, on, holds):
    listed("Spring", 4_000, account=afaq)
    assert offer(afaq, on=on).price_minor == (4_000 if holds else 4_500)


def test_a_list_without_an_end_holds_for_ever(offer, listed, afaq):
    listed("Always", 4_000, account=afaq, until_on=None)
    assert offer(afaq, on=dt.date(2099, 1, 1)).price_minor == 4_000


def test_a_list_in_another_currency_says_nothing_of_this_one(offer, listed, afaq):
    made = listed("Dollars", 1_200, account=afaq, currency="USD")
    assert offer(afaq) == Offer(4_500)
    assert offer(afaq, currency="USD") == Offer(1_200, made)


def test_a_percentage_is_off_the_catalogue_in_its_currency_alone(offer, listed, afaq):
    made = listed("Off", account=afaq, percent_off=Decimal("12.5"))
    dollars = listed("Off in dollars", account=afaq, percent_off=Decimal(10), currency="USD")
    assert offer(afaq) == Offer(3_938, made)  # 3,937.5, halves away from zero
    assert offer(afaq, currency="USD") is None
    assert dollars in lists_for(afaq, on=DAY)


def test_the_price_of_a_product_goes_before_the_percentage_of_its_list(offer, listed, afaq):
    made = listed("Both", 4_000, account=afaq, percent_off=Decimal(50))
    assert offer(afaq) == Offer(4_000, made)


def test_what_a_list_does_not_price_costs_what_the_next_one_says(offer, listed, afaq, huda, hala, in_noor):
    tea = add_product(by=huda, fields={"name_en": "Tea", "price_minor": 1_000, "currency": "SAR"})
    own = listed("Its own", account=afaq)
    add_price(own, tea, Said(percent_off=Decimal(25)), by=huda)
    wide = listed("Everybody", 4_400)
    found = Prices(afaq, on=DAY, currency="SAR").of([hala, tea])
    assert found == {hala.pk: Offer(4_400, wide), tea.pk: Offer(750, own)}


def test_what_lies_under_a_region_or_an_industry_belongs_to_the_group(offer, listed, huda, afaq, in_noor):
    centre = add_lookup(Region, by=huda, name="Centre")
    riyadh = Region.objects.create(name="Riyadh", parent=centre)
    food = add_lookup(Industry, by=huda, name="Food")
    listed("Centre, food", 4_000, audience="group", region=centre, industry=food)
    Account.objects.filter(pk=afaq.pk).update(region=riyadh)
    afaq.refresh_from_db()
    assert offer(afaq) == Offer(4_500)  # all conditions have to be true
    Account.objects.filter(pk=afaq.pk).update(industry=food)
    afaq.refresh_from_db()
    assert offer(afaq).price_minor == 4_000


def test_merging_two_regions_keeps_the_list_of_the_group(listed, huda, in_noor):
    old, new = (add_lookup(Region, by=huda, name=name) for name in ("Riyad", "Riyadh"))
    made = listed("Region", 4_000, audience="group", region=old)
    follow_lookup(old, new)
    old.delete()
    made.refresh_from_db()
    assert made.region == new


@pytest.mark.parametrize(
    "fields",
    [
        {"audience": "group"},
        {"audience": "everybody", "tier": "A"},
        {"until_on": BEFORE - dt.timedelta(days=1)},
        {"percent_off": Decimal(0)},
        {"percent_off": Decimal("100.01")},
        {"name_en": ""},
    ],
)
def test_the_database_refuses_what_no_list_may_be(huda, in_noor, fields):
    given = {"name_en": "X", "currency": "SAR", "from_on": BEFORE, "audience": "everybody", **fields}
    with pytest.raises(IntegrityError), transaction.atomic():
        add_price_list(by=huda, fields=given)


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"price_minor": 1, "percent_off": Decimal(1)},
        {"price_minor": -1},
        {"percent_off": Decimal(101)},
    ],
)
def test_the_database_refuses_what_no_price_may_be(listed, hala, in_noor, said):
    made = listed("X")
    with pytest.raises(IntegrityError), transaction.atomic():
        PriceListItem.objects.create(price_list=made, product=hala, **said)


def test_a_product_has_one_price_in_a_list(listed, huda, hala, in_noor):
    made = listed("X", 4_000)
    add_price(made, hala, Said(price_minor=4_000), by=huda)
    with pytest.raises(KnownPrice):
        add_price(made, hala, Said(price_minor=3_000), by=huda)
    assert made.items.count() == 1


def test_the_currency_of_a_list_with_prices_stays(listed, huda, in_noor):
    made = listed("X", 4_000)
    made.currency = "USD"
    with pytest.raises(Priced):
        change_price_list(made, by=huda, read_version=1, changed=["currency"])


def test_a_copy_has_the_prices_and_customers_and_the_first_list_stays(listed, huda, afaq, offer, in_noor):
    made = listed("2026", 4_000, account=afaq, branches=True, until_on=DAY)
    fields = {"name_en": "2027", "currency": "SAR", "from_on": DAY + dt.timedelta(days=1)}
    copied = copy_price_list(made, by=huda, fields=fields)
    assert offer(afaq).price_list == made
    assert offer(afaq, on=AFTER) == Offer(4_000, copied)
    assert copied.accounts.get().with_branches


def test_a_copy_in_another_currency_has_no_amounts(listed, huda, hala, in_noor):
    made = listed("2026", 4_000)
    fields = {"name_en": "USD", "currency": "USD", "from_on": DAY, "audience": "everybody"}
    assert not copy_price_list(made, by=huda, fields=fields).items.exists()


def test_the_next_year_in_days_and_names():
    assert next_year(dt.date(2028, 2, 29)) == dt.date(2029, 2, 28)
    assert next_year(None) is None
    assert renamed_for_next_year("Prices 2026 of 12026", 2026) == "Prices 2027 of 12026"
    assert renamed_for_next_year("أسعار ٢٠٢٦", 2026) == "أسعار ٢٠٢٧"


def test_lists_of_chosen_customers_are_seen_by_who_sees_one_of_them(listed, salem, afaq, huda, in_noor):
    in_noor.visibility = in_noor.Visibility.TEAM
    in_noor.save()
    salem.workspace = in_noor
    theirs = listed("Afaq", 4_000, account=afaq)
    group = listed("Everybody")
    other = services.add_account(by=huda, fields={"name_en": "Other", "owner": huda})
    listed("Other", 4_000, account=other)
    assert set(PriceList.objects.visible_to(salem)) == {theirs, group}


def test_another_workspace_has_other_lists(listed, karim, afaq, in_noor):
    listed("Everybody", 4_000)
    with workspace(karim.workspace_id):
        assert not PriceList.objects.exists()
