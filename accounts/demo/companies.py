"""Invented customers: companies with groups, branches and people, and persons who buy for themselves."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from accounts.demo import names
from accounts.demo.draw import Draw
from accounts.demo.life import ACTIVE, LOST, PROSPECT, TWO_YEARS, Step, draw_days_known, draw_life
from accounts.demo.people import Person, draw_agreements, draw_interests, draw_name, draw_person, mail_address
from accounts.demo.places import Place
from accounts.demo.trades import Trade

SIZES = ["1-9", "10-49", "50-249", "250-999", "1000+"]
SIZE_WEIGHTS = [28, 36, 23, 9, 4]
# Yearly revenue by size, in millions of the workspace's currency.
REVENUE = {"1-9": (0.3, 3), "10-49": (2, 20), "50-249": (15, 120), "250-999": (80, 600), "1000+": (400, 3000)}
PEOPLE = {"1-9": (1, 3), "10-49": (2, 4), "50-249": (3, 5), "250-999": (4, 7), "1000+": (5, 8)}
TIERS_OF_SIZE = {
    "1-9": [0, 6, 40, 54],
    "10-49": [3, 27, 52, 18],
    "50-249": [14, 48, 32, 6],
    "250-999": [52, 36, 10, 2],
    "1000+": [80, 18, 2, 0],
}
SOURCES = ["referral", "website", "campaign", "event", "social", "phone", "visit", "partner", "other"]
SOURCE_WEIGHTS = [24, 18, 9, 13, 10, 9, 9, 5, 3]
EDITS = [["phone"], ["owner"], ["description"], ["tier"], ["email", "website"], ["city", "region"], ["size"]]


@dataclass
class Customer:
    fields: dict[str, Any]  # of the account
    place: Place
    steps: list[Step]
    owner: str = ""
    creator: str = ""
    industry: str = ""
    domain: str = ""
    tags: list[str] = field(default_factory=list)
    parent: "Customer | None" = None
    people: list[Person] = field(default_factory=list)
    edits: list[tuple[datetime, list[str]]] = field(default_factory=list)
    archived_at: datetime | None = None

    @property
    def created_at(self) -> datetime:
        return self.steps[0].at

    @property
    def changed_at(self) -> list[datetime]:
        """When the record itself was changed after it was made; each time its version rose."""
        moments = [step.at for step in self.steps[1:]] + [at for at, _fields in self.edits]
        return moments + ([self.archived_at] if self.archived_at else [])

    @property
    def status(self) -> str:
        return self.steps[-1].status


@dataclass(frozen=True)
class Brand:
    arabic: str
    latin: str
    trade: Trade
    form: tuple[str, str]

    @property
    def domain(self) -> str:
        return self.latin.lower().replace("al ", "al").replace("'", "").replace(" ", "-") + ".example"

    def names(self, form: tuple[str, str] | None = None) -> tuple[str, str]:
        arabic, latin = form or self.form
        return arabic.format(self.arabic), latin.format(self.latin)


def draw_brand(draw: Draw, place: Place) -> Brand:
    market = draw.market
    trade = draw.pick(market.trades, [trade.weight for trade in market.trades])
    local = market.local_words.get(place.region, [])

    def words():
        second = draw.pick(local) if local and draw.chance(35) else draw.pick(market.second_words)
        first = draw.pick(market.first_words)
        return tuple(f"{one} {two}".strip() for one, two in zip(first, second, strict=True))

    return Brand(*draw.once(words), trade, draw.pick(trade.forms))


def draw_company(draw: Draw, *, brand: Brand | None = None, **given) -> Customer:
    place = given.pop("place", None) or draw.place()
    brand = brand or draw_brand(draw, place)
    days_known = given.pop("days_known", None) or draw_days_known(draw)
    steps = draw_life(draw, days_known, given.pop("course", None))
    size = given.pop("size", None) or draw.pick(SIZES, SIZE_WEIGHTS)
    names_of_it = given.pop("names", None) or brand.names()
    customer = Customer(_company_fields(draw, brand, names_of_it, place, size), place, steps, **given)
    customer.industry, customer.domain = brand.trade.industry, brand.domain
    is_prospect = customer.status == PROSPECT
    customer.fields["description"] = _description(draw, brand.trade, is_prospect)
    tags = draw.market.prospect_tags if is_prospect else draw.market.tags
    customer.tags = [tag for tag, percent in tags.items() if draw.chance(percent)]
    _give_to_somebody(draw, customer, is_launch=days_known > TWO_YEARS - 25)
    low, high = PEOPLE[size]
    for _person in range(draw.random.randint(low, high)):
        customer.people.append(draw_person(draw, place, brand.domain, customer.created_at))
    return customer


def _company_fields(draw: Draw, brand: Brand, names_of_it: tuple[str, str], place: Place, size: str) -> dict:
    arabic, latin = names_of_it
    is_arabic = draw.market.language == "ar"
    low, high = REVENUE[size]
    revenue = low * (high / low) ** draw.random.random()
    short = (brand.arabic if is_arabic else brand.latin) if draw.chance(14) else ""
    return {
        "kind": "company",
        "name_ar": arabic if is_arabic or draw.chance(35) else "",
        "name_en": latin if not is_arabic or draw.chance(58) else "",
        "other_names": short,
        "tier": draw.pick("ABCD", TIERS_OF_SIZE[size]) if draw.chance(92) else "",
        "size": size,
        "annual_revenue_minor": int(float(f"{revenue:.2g}") * 1_000_000) * 100 if draw.chance(62) else None,
        "currency": draw.market.currency,
        "city": place.city,
        "country": draw.market.country,
        "language": draw.market.language,
        "website": f"https://{draw.pick(['', 'www.'])}{brand.domain}" if draw.chance(68) else "",
        "phone": draw.as_typed(draw.landline(place)) if draw.chance(90) else draw.as_typed(draw.mobile()),
        "email": f"{draw.pick(['info', 'sales', 'office'])}@{brand.domain}" if draw.chance(74) else "",
        "source": draw.pick(SOURCES, SOURCE_WEIGHTS),
    }


def _description(draw: Draw, trade: Trade, is_prospect: bool) -> str:
    if is_prospect:
        return draw.pick(draw.market.prospect_remarks) if draw.chance(60) else ""
    needs, remark = f"{draw.pick(trade.needs)}.", draw.pick(draw.market.remarks)
    return draw.pick([f"{needs} {remark}", needs, remark, ""], [38, 14, 16, 32])


def _give_to_somebody(draw: Draw, customer: Customer, *, is_launch: bool) -> None:
    """An account manager of the region; the key accounts stay with the head, a few wait for somebody."""
    market = draw.market
    team = market.owners.get(customer.place.region) or market.owners[""]
    if customer.fields["tier"] == "A" and draw.chance(30):
        team = [market.head]
    customer.creator = draw.pick(team)
    customer.owner = "" if customer.status == PROSPECT and draw.chance(25) else customer.creator
    if is_launch:
        customer.creator, customer.fields["source"] = market.head, "import"
    for _edit in range(draw.pick([0, 1, 2], [55, 33, 12])):
        customer.edits.append((draw.between(customer.created_at), draw.pick(EDITS)))


def draw_group(draw: Draw, branches: int, **given) -> list[Customer]:
    """A parent with its branches: houses of the same name in other cities, or companies in other trades."""
    market = draw.market
    place = given.pop("place", None) or market.places[0]
    brand = given.pop("brand", None) or draw_brand(draw, place)
    names_of_it = given.pop("names", None) or brand.names(market.group)
    parent = draw_company(
        draw, brand=brand, place=place, names=names_of_it,
        size=draw.pick(SIZES[3:]), course=[PROSPECT, ACTIVE],
        days_known=given.pop("days_known", draw.random.randrange(300, TWO_YEARS - 30)),
    )  # fmt: skip
    parent.fields["tier"], parent.owner = "A", given.pop("owner", market.head)
    family = [parent]
    other_places = draw.random.sample([one for one in market.places if one != place], branches)
    for other in other_places:
        cities = (other.city, other.elsewhere) if market.language == "ar" else (other.elsewhere, other.city)
        branch_names = tuple(
            form.format(name, city)
            for form, name, city in zip(market.branch, brand.names(), cities, strict=True)
        )
        branch = draw_company(
            draw, brand=brand, place=other, names=branch_names, parent=parent, size=draw.pick(SIZES[1:3]),
            days_known=draw.random.randrange(20, 280),
        )  # fmt: skip
        branch.people = branch.people[:3]
        # Somebody of the parent looks after the branch too.
        parent.people[draw.random.randrange(len(parent.people))].other_accounts.append(branch)
        family.append(branch)
    return family


def draw_person_customer(draw: Draw) -> Customer:
    place, name = draw.place(), draw_name(draw)
    steps = draw_life(draw, draw_days_known(draw))
    shared = {
        "name_ar": name.arabic,
        "name_en": name.latin,
        "city": place.city,
        "country": draw.market.country,
        "language": name.language,
    }
    phone = draw.as_typed(draw.mobile())
    email = mail_address(draw, name, "mail.example") if draw.chance(60) else ""
    fields = shared | {
        "kind": "person",
        "phone": phone,
        "email": email,
        "tier": draw.pick(["B", "C", "D", ""], [8, 34, 42, 16]),
        "currency": draw.market.currency,
        "source": draw.pick(["social", "website", "referral", "visit"], [40, 30, 20, 10]),
        "description": draw.pick(draw.market.person_remarks) if draw.chance(40) else "",
    }
    customer = Customer(fields, place, steps)
    _give_to_somebody(draw, customer, is_launch=False)
    contact = shared | {
        "phone_1": phone,
        "email_1": email,
        "birth_on": draw.birth_date() if draw.chance(60) else None,
        "gender": "female" if name.is_woman else "male",
        "preferred_channel": draw.pick(["whatsapp", "phone", ""]),
    }
    created_at = customer.created_at
    customer.people = [Person(contact, created_at, draw_interests(draw), draw_agreements(draw, created_at))]
    return customer


def draw_duplicate(draw: Draw, original: Customer) -> Customer:
    """The same company once more, as somebody else typed it: other letters, other phone."""
    copy = draw_company(
        draw, brand=None, place=original.place, size=original.fields["size"] or SIZES[0],
        days_known=draw.random.randrange(15, 200), names=("", ""),
    )  # fmt: skip
    names_of_it = {
        "name_ar": original.fields["name_ar"].translate(names.HURRIED).replace("عبد ", "عبد"),
        "name_en": original.fields["name_en"].upper() if draw.market.language == "en" else "",
    }
    copy.fields |= names_of_it | {"website": "", "email": "", "annual_revenue_minor": None, "description": ""}
    if draw.chance(50):
        copy.fields["phone"] = original.fields["phone"]
    copy.industry, copy.domain = original.industry, original.domain
    copy.people = [draw_person(draw, original.place, original.domain, copy.created_at)]
    return copy


def is_settled(customer: Customer) -> bool:
    return customer.status == LOST and customer.parent is None
