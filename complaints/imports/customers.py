"""Whose complaint a row is: a customer by number, e-mail, phone or name, in this order, also of a contact there.

What several have is nobody's; so is a customer whom the importer does not see, and one who is archived takes nothing
new. What tells one that was merged means the one it is a part of.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q

from accounts.models import Account, Contact, Position
from complaints.imports.rows import Row
from lib.text import fold

Sign = tuple[str, object]


@dataclass
class Customers:
    """Those who may be meant by the rows at hand, locked by their key."""

    membership: object
    accounts: dict[int, Account] = field(default_factory=dict)
    by_sign: dict[Sign, set[int]] = field(default_factory=lambda: defaultdict(set))
    # Of those whom the rows tell by e-mail or phone, and of all who are at these customers: (account, sign).
    contacts: dict[tuple[int, Sign], set[int]] = field(default_factory=lambda: defaultdict(set))
    people: dict[int, Contact] = field(default_factory=dict)
    unseen: set[int] = field(default_factory=set)

    def load(self, rows: Iterable[Row]) -> None:
        wanted: dict[str, set] = defaultdict(set)
        names: set[str] = set()
        for row in rows:
            signs = signs_of(row)
            for (sign, value), _column in signs:
                wanted[sign].add(value)
            if len(signs) == 1 and row.account:
                wanted["second name"].add(row.account)
            names.add(row.said.get("contact", ""))
        people = Contact.objects.kept().filter(
            Q(email_1__in=wanted["email"])
            | Q(email_2__in=wanted["email"])
            | Q(phone_1_e164__in=wanted["phone"])
            | Q(phone_2_e164__in=wanted["phone"])
        )
        condition = Q(positions__contact__in=people)
        for sign, lookup in LOOKUPS.items():
            if wanted[sign]:
                condition |= Q(**{lookup: sorted(wanted[sign])})
        meant = set(Account.objects.filter(condition).values_list("pk", "merged_into"))
        keys = {into or pk for pk, into in meant}
        self.accounts = {each.pk: each for each in Account.objects.filter(pk__in=keys).held()}
        seen = Account.objects.visible_to(self.membership).filter(pk__in=keys)
        self.unseen = keys - set(seen.values_list("pk", flat=True))
        for account in Account.objects.filter(pk__in={pk for pk, _into in meant}):
            self._note(account.merged_into_id or account.pk, signs_of_account(account))
        places = Position.objects.filter(account__in=keys).select_related("contact")
        folded = {fold(name) for name in names} - {""}
        called = Q(contact__name_fold__in=folded) | Q(contact__name_en__in=names - {""})
        known = places.filter(Q(contact__in=people) | called)
        for place in known:
            self.people[place.contact_id] = place.contact
            own = signs_of_contact(place.contact)
            self._note(place.account_id, [each for each in own if each[0] != "contact"])
            for sign in own:
                self.contacts[place.account_id, sign].add(place.contact_id)

    def _note(self, account: int, signs: Iterable[Sign]) -> None:
        for sign in signs:
            self.by_sign[sign].add(account)

    def find(self, row: Row) -> Account | None:
        """The account, locked; None with a problem noted."""
        for sign, column in signs_of(row):
            found = self.by_sign.get(sign, set())
            if len(found) > 1:
                row.refuse(column, "several")
                return None
            for pk in found:
                if pk in self.unseen:
                    row.refuse(column, "not_yours")
                elif self.accounts[pk].is_archived:
                    row.refuse(column, "archived")
                return None if row.problems else self.accounts[pk]
            if sign[0] == "number":
                row.refuse(column, "no_such_number")
                return None
        row.refuse(next((column for _sign, column in signs_of(row)), "account"), "no_customer")
        return None

    def contact_of(self, row: Row, account: Account) -> Contact | None:
        """Who of this customer complained: by name, e-mail or phone."""
        name = fold(row.said.get("contact", ""))
        signs: list[Sign] = [("contact", name), ("email", row.email), ("phone", row.phone)]
        for sign in signs:
            found = self.contacts.get((account.pk, sign), set()) if sign[1] else set()
            if len(found) == 1:
                return self.people[next(iter(found))]
            if len(found) > 1 and sign[0] == "contact":
                row.refuse("contact", "several")
                return None
        if name and name not in (fold(account.name_ar), fold(account.name_en)):
            row.refuse("contact", "no_contact")
        return None


LOOKUPS = {
    "number": "number__in",
    "email": "email__in",
    "phone": "phone_e164__in",
    "name": "name_fold__in",
    "second name": "name_en__in",  # the folded one is that of the language that leads
}


def signs_of(row: Row) -> list[tuple[Sign, str]]:
    """What tells the customer of a row, the surest first, each with the column that says it."""
    told = [
        (("number", row.account_number), "account_number"),
        (("email", row.email), "email"),
        (("phone", row.phone), "phone"),
        (("name", fold(row.account)), "account"),
    ]
    return [each for each in told if each[0][1]]


def signs_of_account(account: Account) -> list[Sign]:
    told: list[Sign] = [
        ("number", account.number),
        ("email", account.email.lower()),
        ("phone", account.phone_e164),
        ("name", fold(account.name_ar)),
        ("name", fold(account.name_en)),
    ]
    return [each for each in told if each[1]]


def signs_of_contact(contact: Contact) -> list[Sign]:
    told: list[Sign] = [
        ("contact", fold(contact.name_ar)),
        ("contact", fold(contact.name_en)),
        ("email", contact.email_1.lower()),
        ("email", contact.email_2.lower()),
        ("phone", contact.phone_1_e164),
        ("phone", contact.phone_2_e164),
    ]
    return [each for each in told if each[1]]
