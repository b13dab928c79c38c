"""The demo's customers in the database, as the verbs would have left them over two years."""

from django.db.models import Model

from accounts.demo.companies import Customer
from accounts.demo.custom import seed_custom_fields
from accounts.demo.draw import Draw
from accounts.demo.english import BAHR
from accounts.demo.history import events_of_contact, events_of_customer
from accounts.demo.market import NOOR
from accounts.demo.people import Person
from accounts.demo.portfolio import draw_portfolio
from accounts.models import (
    Account,
    AccountStatus,
    AccountTag,
    Consent,
    Contact,
    ContactInterest,
    Industry,
    Position,
    Region,
    Tag,
)
from lib.phones import parse
from lib.tenancy.models import take_numbers
from timeline.models import Event
from workspaces.demo import Stage
from workspaces.working_hours import working_hours_of

MARKETS = {"noor": NOOR, "bahr": BAHR}
BATCH = 500


def seed_customers(stage: Stage) -> None:
    """Accounts and contacts of one workspace with everything that hangs on them."""
    market = MARKETS[stage.workspace.slug]
    weekend = working_hours_of(stage.workspace).weekend
    draw = Draw(stage.random("customers"), market, stage.today, stage.zone, weekend)
    customers, loose = draw_portfolio(draw)
    Seeding(stage, draw).add(customers, loose)
    seed_custom_fields(stage)


class Seeding:
    def __init__(self, stage: Stage, draw: Draw):
        self.stage = stage
        self.market = draw.market
        self.random = draw.random
        self.events: list[Event] = []
        self.industries = lookups(Industry, {trade.industry for trade in self.market.trades})
        self.regions = lookups(Region, {place.region for place in self.market.places})
        tags = {*self.market.tags, *self.market.prospect_tags}
        self.tags = lookups(Tag, tags, kind=Tag.Kind.TAG)
        self.interests = lookups(Tag, set(self.market.interests), kind=Tag.Kind.INTEREST)

    def add(self, customers: list[Customer], loose: list[Person]) -> None:
        accounts = self.add_accounts(customers)
        self.add_statuses(customers, accounts)
        people = [(person, customer) for customer in customers for person in customer.people]
        people += [(person, None) for person in loose]
        people.sort(key=lambda pair: pair[0].created_at)
        self.add_people(people, dict(zip(map(id, customers), accounts, strict=True)))
        self.events.sort(key=lambda event: event.at)
        Event.objects.bulk_create(self.events, BATCH)

    def add_accounts(self, customers: list[Customer]) -> list[Account]:
        accounts = [self.account(customer) for customer in customers]
        insert_numbered(accounts)
        keep_moments(accounts, customers)
        tagged = []
        for customer, account in zip(customers, accounts, strict=True):
            self.events += events_of_customer(customer, account, self.stage)
            tagged += [AccountTag(account=account, tag=self.tags[tag]) for tag in customer.tags]
        self.tie_branches(customers, accounts)
        AccountTag.objects.bulk_create(tagged, BATCH)
        return accounts

    def tie_branches(self, customers: list[Customer], accounts: list[Account]) -> None:
        by_customer = dict(zip(map(id, customers), accounts, strict=True))
        branches = []
        for customer, account in zip(customers, accounts, strict=True):
            if customer.parent:
                account.parent = by_customer[id(customer.parent)]
                branches.append(account)
        Account.objects.bulk_update(branches, ["parent"])

    def account(self, customer: Customer) -> Account:
        return Account(
            **customer.fields,
            phone_e164=e164(customer.fields["phone"], self.market.country),
            status=customer.status,
            owner=self.stage.member(customer.owner),
            created_by=self.stage.member(customer.creator),
            industry=self.industries.get(customer.industry),
            region=self.regions[customer.place.region],
            **versioned(customer),
        )

    def add_statuses(self, customers: list[Customer], accounts: list[Account]) -> None:
        rows = []
        for customer, account in zip(customers, accounts, strict=True):
            ends = [step.at for step in customer.steps[1:]] + [None]
            for step, until_at in zip(customer.steps, ends, strict=True):
                by = account.created_by if step is customer.steps[0] else account.owner or account.created_by
                rows.append(
                    AccountStatus(
                        account=account,
                        status=step.status,
                        from_at=step.at,
                        until_at=until_at,
                        by=by,
                        reason=step.reason,
                    )
                )
        AccountStatus.objects.bulk_create(rows, BATCH)

    def add_people(self, people: list[tuple[Person, Customer | None]], accounts: dict[int, Account]) -> None:
        contacts = [self.contact(person, accounts.get(id(customer))) for person, customer in people]
        insert_numbered(contacts)
        positions, interests, consents = [], [], []
        for (person, customer), contact in zip(people, contacts, strict=True):
            where = [accounts[id(one)] for one in (customer, *person.other_accounts) if one is not None]
            places = [self.position(person, contact, account) for account in where]
            self.events += events_of_contact(person, contact, places, self.stage)
            positions += places
            tags = [self.interests[name] for name in person.interests]
            interests += [ContactInterest(contact=contact, tag=tag) for tag in tags]
            consents += [self.consent(agreement, contact) for agreement in person.agreements]
        keep_moments(contacts, [person for person, _customer in people])
        choose_main_contacts(positions)
        Position.objects.bulk_create(positions, BATCH)
        ContactInterest.objects.bulk_create(interests, BATCH)
        Consent.objects.bulk_create(sorted(consents, key=lambda consent: consent.at), BATCH)

    def contact(self, person: Person, account: Account | None) -> Contact:
        phones = {
            f"{name}_e164": e164(person.fields[name], self.market.country)
            for name in ("phone_1", "phone_2")
            if name in person.fields
        }
        creator = (account.owner or account.created_by) if account else self.stage.member(self.market.head)
        return Contact(**person.fields, **phones, **versioned(person), created_by=creator)

    def position(self, person: Person, contact: Contact, account: Account) -> Position:
        return Position(
            contact=contact, account=account, title=person.title, decision_role=person.decision_role
        )

    def consent(self, agreement, contact: Contact) -> Consent:
        return Consent(
            contact=contact,
            by=contact.created_by,
            channel=agreement.channel,
            purpose=agreement.purpose,
            state=agreement.state,
            wording=agreement.wording,
            source=agreement.source,
            at=agreement.at,
        )


def lookups(model, names: set[str], **fields) -> dict:
    return {name: model.objects.named(name, **fields) for name in sorted(names)}


def e164(typed: str, country: str) -> str:
    return parse(typed, country).e164 if typed else ""


def insert_numbered(rows: list[Model]) -> None:
    """One block of numbers, in the order of the rows."""
    for number, row in enumerate(rows, take_numbers(type(rows[0]), len(rows))):
        row.number = number
    type(rows[0]).objects.bulk_create(rows, BATCH)


def versioned(draft: Customer | Person) -> dict:
    return {"version": 1 + len(draft.changed_at), "archived_at": draft.archived_at}


def keep_moments(rows: list[Model], drafts: list) -> None:
    """Inserting sets both moments to now: they are put right."""
    for row, draft in zip(rows, drafts, strict=True):
        row.created_at, row.updated_at = draft.created_at, max([draft.created_at, *draft.changed_at])
    type(rows[0]).objects.bulk_update(rows, ["created_at", "updated_at"], BATCH // 2)


def choose_main_contacts(positions: list[Position]) -> None:
    """The first contact of an account is its main one, as long as nobody says otherwise."""
    seen = set()
    for position in positions:
        position.is_primary = position.account_id not in seen and position.contact.archived_at is None
        if position.is_primary:
            seen.add(position.account_id)
