"""What the timeline tells about the demo's customers: the events that the verbs would have written."""

from datetime import datetime
from itertools import pairwise

from accounts.demo.companies import Customer
from accounts.demo.people import Person
from accounts.models import Account, Contact, Position
from timeline.models import Event
from workspaces.demo import Stage, past_event


def events_of_customer(customer: Customer, account: Account, stage: Stage) -> list[Event]:
    creator, owner = account.created_by, account.owner or account.created_by
    events = [past_event("account.created", account, by=creator, at=customer.created_at)]
    for old, new in pairwise(customer.steps):
        words = {"old": old.status, "new": new.status}
        events.append(past_event("account.status_changed", account, by=owner, at=new.at, **words))
    for at, changes in edits_of(customer, account):
        by = stage.member("mona") if "owner" in changes and "mona" in stage.members else owner
        told = {"fields": sorted(changes), "changes": changes}
        events.append(past_event("account.changed", account, by=by, at=at, **told))
    if customer.archived_at:
        events.append(past_event("account.archived", account, by=owner, at=customer.archived_at))
    return events


def edits_of(customer: Customer, account: Account) -> list[tuple[datetime, dict]]:
    """What each edit changed, from what to what: told backwards from what stands there today."""
    now = {name: getattr(account, f"{name}_id" if name in KEYS else name) for name in FORMER}
    told = []
    for at, fields in sorted(customer.edits, key=lambda edit: edit[0], reverse=True):
        before = {name: FORMER[name](account, now[name]) for name in fields}
        changes = {name: [old, now[name]] for name, old in before.items() if old != now[name]}
        if changes:
            told.append((at, changes))
        now |= before
    return told


def next_in(order):
    """The neighbour of a value: a demo needs no reason why it was another one."""
    return lambda account, value: order[(order.index(value) + 1) % len(order)] if value in order else order[0]


def former_owner(account: Account, value):
    return account.created_by_id if value != account.created_by_id else None


def former_phone(account: Account, value):
    return f"{value[:-2]}{account.number % 90 + 10}" if value else ""


def nothing(account: Account, value):
    return None if value is None or isinstance(value, int) else ""


KEYS = {"owner", "region"}
FORMER = {
    "owner": former_owner,
    "phone": former_phone,
    "tier": next_in(Account.Tier.values),
    "size": next_in(Account.Size.values),
    **dict.fromkeys(("description", "email", "website", "city", "region"), nothing),
}


def events_of_contact(
    person: Person, contact: Contact, positions: list[Position], stage: Stage
) -> list[Event]:
    """A person customer came with the account, so that nobody added the contact by itself."""
    by = contact.created_by
    events = []
    is_person_customer = bool(positions) and positions[0].account.kind == Account.Kind.PERSON
    if not is_person_customer:
        context = positions[0].account if positions else None
        for position in positions:
            words = {"context": position.account, "title": position.title}
            # A branch may be younger than the people who look after it.
            at = max(person.created_at, position.account.created_at)
            events.append(past_event("position.added", contact, by=by, at=at, **words))
        events.append(past_event("contact.created", contact, by=by, at=person.created_at, context=context))
    for agreement in person.agreements:
        words = {"channel": agreement.channel, "purpose": agreement.purpose}
        events.append(past_event(f"consent.{agreement.state}", contact, by=by, at=agreement.at, **words))
    if person.archived_at:
        events.append(past_event("contact.archived", contact, by=by, at=person.archived_at))
    return events
