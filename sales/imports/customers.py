"""Whose purchase a row is: a customer by number, code, e-mail, phone or name, in this order.

A name or a phone that two customers share is nobody's; so is a customer whom the importer does not see, and one who
is archived takes nothing new. What tells one that was merged means the one it is a part of.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q

from accounts.models import Account
from lib.text import fold
from sales.imports.rows import Row
from sales.models import CustomerCode

Signs = list[tuple[str, str, object]]


@dataclass
class Customers:
    """Those who may be meant by the rows at hand. `source` is the system whose codes the file has."""

    source: str
    membership: object
    by_sign: dict[tuple[str, object], set[int]] = field(default_factory=lambda: defaultdict(set))
    archived: set[int] = field(default_factory=set)
    unseen: set[int] = field(default_factory=set)
    codes: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))

    def load(self, rows: Iterable[Row]) -> None:
        """The accounts that bear a number, code, e-mail, phone or name of these rows, locked by their key."""
        wanted: dict[str, set] = defaultdict(set)
        for row in rows:
            for sign, _column, value in signs_of(row):
                wanted[sign].add(value)
        codes = CustomerCode.objects.filter(source=self.source, code__in=wanted["code"])
        for code, pk in codes.values_list("code", "account_id"):
            self.by_sign["code", code].add(pk)
        coded = {pk for pks in self.by_sign.values() for pk in pks}
        condition = Q(pk__in=coded)
        for sign, lookup in LOOKUPS.items():
            if wanted[sign]:
                condition |= Q(**{lookup: sorted(wanted[sign])})
        merged = Account.objects.filter(condition).exclude(merged_into=None)
        if into := set(merged.values_list("merged_into", flat=True)):
            condition |= Q(pk__in=into)
        found = Account.objects.filter(condition).held()
        held = CustomerCode.objects.filter(source=self.source, account__in=found)
        for pk, code in held.values_list("account_id", "code"):
            self.codes[pk].add(code)
        seen = {
            pk for (pk,) in Account.objects.visible_to(self.membership).filter(condition).values_list("pk")
        }
        for account in found:
            self.add(account)
            if account.pk not in seen:
                self.unseen.add(account.pk)

    def add(self, account: Account) -> None:
        pk = account.merged_into_id or account.pk
        if account.is_archived and not account.merged_into_id:
            self.archived.add(pk)
        for sign, value in (
            ("number", account.number),
            ("email", account.email.lower()),
            ("phone", account.phone_e164),
            ("name", fold(account.name_ar)),
            ("name", fold(account.name_en)),
        ):
            if value:
                self.by_sign[sign, value].add(pk)

    def name(self, row: Row, pk: int) -> None:
        """A customer whom this row brought: rows below mean the same."""
        for sign, _column, value in signs_of(row):
            self.by_sign[sign, value].add(pk)
        if row.code:
            self.codes[pk].add(row.code)

    def find(self, row: Row) -> int | None:
        """The account; None with a problem noted, or without one where nobody is known by these signs."""
        for sign, column, value in signs_of(row):
            found = self.by_sign.get((sign, value), set())
            if len(found) > 1:
                row.refuse(column, "several")
                return None
            for pk in found:
                known = self.codes.get(pk)
                if row.code and known and row.code not in known:
                    return None  # of the same name, and another one for the system that the file is from
                if pk in self.unseen:
                    row.refuse(column, "not_yours")
                elif pk in self.archived:
                    row.refuse(column, "archived")
                return None if row.problems else pk
            if sign == "number":
                row.refuse(column, "no_such_number")
                return None
        return None


LOOKUPS = {
    "number": "number__in",
    "email": "email__in",
    "phone": "phone_e164__in",
    "name": "name_fold__in",
}


def signs_of(row: Row) -> Signs:
    """What tells the customer of a row, the surest first, with the column that says it."""
    told: Signs = [
        ("number", "account_number", row.account_number),
        ("code", "customer_code", row.code),
        ("email", "email", row.email),
        ("phone", "phone", row.phone),
        ("name", "customer", fold(row.customer)),
    ]
    return [each for each in told if each[2]]
