"""The contacts of customers who are known, by what tells that a row means one of them."""

from collections import defaultdict
from collections.abc import Iterable

from accounts.imports.matching import contact_signs
from accounts.models import Position

SIGNS = ("name_ar", "name_en", "email_1", "phone_1_e164")


class People:
    """Contacts at accounts: those there were, and those that the rows at hand add."""

    def __init__(self, accounts: Iterable[int]):
        self.by_sign: dict[int, dict[str, int]] = defaultdict(dict)
        self.positions: dict[tuple[int, int], Position] = {}
        self.with_main: set[int] = set()
        ids = set(accounts)
        for position in Position.objects.filter(account__in=ids).select_related("contact") if ids else []:
            person = position.contact
            signs = contact_signs({name: getattr(person, name) for name in SIGNS})
            self.add(position.account_id, person.pk, signs)
            self.positions[position.account_id, person.pk] = position
            if position.is_primary:
                self.with_main.add(position.account_id)

    def find(self, account: int, signs: Iterable[str]) -> int | None:
        held = self.by_sign[account]
        return next((held[sign] for sign in signs if sign in held), None)

    def add(self, account: int, contact: int, signs: Iterable[str]) -> None:
        self.by_sign[account].update(dict.fromkeys(signs, contact))
