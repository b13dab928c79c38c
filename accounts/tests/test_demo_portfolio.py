"""The drawn customers: the same from the same seed, in the right numbers, and nothing impossible."""

from collections import Counter
from datetime import date
from itertools import pairwise
from random import Random
from zoneinfo import ZoneInfo

import pytest

from accounts.demo.draw import Draw
from accounts.demo.english import BAHR
from accounts.demo.market import NOOR
from accounts.demo.portfolio import draw_portfolio
from lib.phones import parse
from lib.text import fold

TODAY = date(2026, 11, 22)
MARKETS = {"noor": (NOOR, "Asia/Riyadh", [4, 5]), "bahr": (BAHR, "Asia/Dubai", [5, 6])}


def portfolio(slug, seed="customers", today=TODAY):
    market, zone, weekend = MARKETS[slug]
    return draw_portfolio(Draw(Random(seed), market, today, ZoneInfo(zone), weekend))


@pytest.fixture(params=MARKETS)
def slug(request):
    return request.param


def test_the_same_seed_draws_the_same_customers(slug):
    first, again = portfolio(slug), portfolio(slug)
    assert repr(first) == repr(again)


def test_another_day_draws_the_same_names(slug):
    then, later = portfolio(slug)[0], portfolio(slug, today=date(2027, 3, 1))[0]
    assert Counter(one.fields["name_ar"] for one in then) == Counter(one.fields["name_ar"] for one in later)


@pytest.mark.parametrize("seed", range(5))
def test_the_numbers_hold_whatever_is_drawn(slug, seed):
    customers, loose = portfolio(slug, seed)
    sizes = MARKETS[slug][0].sizes
    assert len(customers) == sizes.accounts
    assert sum(len(customer.people) for customer in customers) + len(loose) == sizes.contacts
    assert all(customer.people for customer in customers)


@pytest.mark.parametrize("seed", range(3))
def test_every_phone_is_one_of_its_country(slug, seed):
    customers, loose = portfolio(slug, seed)
    country = MARKETS[slug][0].country
    people = [person for customer in customers for person in customer.people] + loose
    typed = [person.fields.get(name, "") for person in people for name in ("phone_1", "phone_2")]
    for phone in filter(None, typed + [customer.fields["phone"] for customer in customers]):
        parse(phone, country)


@pytest.mark.parametrize("seed", range(3))
def test_a_life_goes_forward_and_ends_before_today(slug, seed):
    customers, _loose = portfolio(slug, seed)
    for customer in customers:
        moments = [step.at for step in customer.steps]
        assert all(before < after for before, after in pairwise(moments))
        assert all(old.status != new.status for old, new in pairwise(customer.steps))
        assert all(customer.created_at <= person.created_at for person in customer.people)
        everything = moments + [at for at, _fields in customer.edits]
        everything += [agreement.at for person in customer.people for agreement in person.agreements]
        assert max(everything).astimezone(ZoneInfo(MARKETS[slug][1])).date() < TODAY


def test_nobody_is_reached_outside_the_names_reserved_for_examples(slug):
    customers, loose = portfolio(slug)
    people = [person for customer in customers for person in customer.people] + loose
    mails = [person.fields.get(name, "") for person in people for name in ("email_1", "email_2")]
    mails += [customer.fields["email"] for customer in customers]
    assert all(mail.endswith(".example") for mail in mails if mail)
    sites = [customer.fields.get("website", "") for customer in customers]
    assert all(site.endswith(".example") for site in sites if site)


def test_search_has_something_to_show():
    names = [person.fields["name_ar"] for customer in portfolio("noor")[0] for person in customer.people]
    assert any("عبد الله" in name for name in names)
    assert any("عبدالله" in name for name in names)
    companies = Counter(fold(one.fields["name_ar"]) for one in portfolio("noor")[0] if one.parent is None)
    assert sum(1 for count in companies.values() if count > 1) >= NOOR.sizes.duplicates
