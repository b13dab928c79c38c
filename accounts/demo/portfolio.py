"""The whole book of customers of one workspace, in the order in which they came."""

from accounts.demo.companies import (
    Brand,
    Customer,
    draw_company,
    draw_duplicate,
    draw_group,
    draw_person_customer,
    is_settled,
)
from accounts.demo.draw import Draw
from accounts.demo.life import TWO_YEARS
from accounts.demo.people import Person, draw_person

PEOPLE_OF_THE_FIRST = 7


def draw_portfolio(draw: Draw) -> tuple[list[Customer], list[Person]]:
    """All customers with their people, and the people who belong to no customer yet."""
    sizes = draw.market.sizes
    customers = _groups(draw)
    ordinary = sizes.accounts - sizes.persons - sizes.duplicates - len(customers)
    companies = [draw_company(draw) for _company in range(ordinary)]
    originals = draw.random.sample([one for one in companies if one.fields["name_ar"]], sizes.duplicates)
    customers += companies + [draw_duplicate(draw, original) for original in originals]
    customers += [draw_person_customer(draw) for _person in range(sizes.persons)]
    customers.sort(key=lambda customer: customer.created_at)
    _fit_number_of_people(draw, customers, sizes.contacts - sizes.contacts_without_account)
    _archive(draw, customers)
    loose = [_loose_person(draw) for _person in range(sizes.contacts_without_account)]
    return customers, loose


def _groups(draw: Draw) -> list[Customer]:
    """The first customer of all is the one the demo's tour opens: it has branches and many people.

    The second one is a group too and as old: these two are looked after as strategic ones.
    """
    market, sizes = draw.market, draw.market.sizes
    words = zip(market.first_words[0], market.second_words[0], strict=True)
    arabic, latin = draw.take(tuple(" ".join(pair).strip() for pair in words))
    first = Brand(arabic, latin, market.trades[0], market.trades[0].forms[0])
    per_group = sizes.branches // sizes.groups
    owner = market.owners[market.places[0].region][0]
    customers = draw_group(
        draw, per_group, brand=first, names=first.names(), days_known=TWO_YEARS + 5, owner=owner
    )
    _show_everything(draw, customers[0], first)
    for group in range(sizes.groups - 1):
        early = {"days_known": TWO_YEARS + 4, "owner": owner} if group == 0 else {}
        customers += draw_group(draw, per_group, place=draw.place(), **early)
    return customers


def _show_everything(draw: Draw, customer: Customer, brand: Brand) -> None:
    """The first record has something in every place of its page, and something that happened this week."""
    market = draw.market
    name_ar, name_en = brand.names()
    customer.fields |= {
        "name_ar": name_ar,
        "name_en": name_en,
        "other_names": brand.arabic if market.language == "ar" else brand.latin,
        "website": f"https://www.{brand.domain}",
        "annual_revenue_minor": 185_000_000_00,
        "description": f"{brand.trade.needs[0]}. {market.remarks[2]}",
    }
    customer.tags = list(market.tags)[:3]
    customer.edits += [(draw.moment(6), ["phone"]), (draw.moment(2), ["description"])]
    while len(customer.people) < PEOPLE_OF_THE_FIRST:
        person = draw_person(draw, customer.place, customer.domain, customer.created_at)
        customer.people.append(person)


def _fit_number_of_people(draw: Draw, customers: list[Customer], wanted: int) -> None:
    companies = [one for one in customers if one.fields["kind"] == "company"]
    missing = wanted - sum(len(customer.people) for customer in customers)
    while missing:
        customer = draw.pick(companies)
        if missing > 0:
            person = draw_person(draw, customer.place, customer.domain, customer.created_at)
            customer.people.append(person)
            missing -= 1
        elif len(customer.people) > 1 and not customer.people[-1].other_accounts:
            customer.people.pop()
            missing += 1


def _archive(draw: Draw, customers: list[Customer]) -> None:
    """Customers lost long ago and people who left are put away."""
    settled = [customer for customer in customers if is_settled(customer)]
    for customer in settled[: draw.market.sizes.archived_accounts]:
        customer.archived_at = draw.between(customer.steps[-1].at)
    others = [person for customer in customers[1:] for person in customer.people[1:]]
    for person in draw.random.sample(others, draw.market.sizes.archived_contacts):
        person.archived_at = draw.between(person.created_at)


def _loose_person(draw: Draw) -> Person:
    return draw_person(draw, draw.place(), "mail.example", draw.moment(draw.random.randrange(2, 200)))
