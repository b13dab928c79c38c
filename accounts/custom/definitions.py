"""Custom fields as plain values: what they are called, and what their values are and say."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.functional import lazy
from django.utils.translation import gettext as _

from accounts.models import Account, AccountValue, Contact, ContactValue, CustomField
from accounts.models.naming import in_two_languages
from lib import formats
from lib.formats import isolated

Kind, Of = CustomField.Kind, CustomField.Of
KEY = "custom_"
COLUMNS = {
    Kind.TEXT: "text",
    Kind.WHOLE: "amount",
    Kind.NUMBER: "amount",
    Kind.DAY: "day",
    Kind.YES_NO: "is_yes",
    Kind.CHOICE: "choice_id",
}
EMPTY = {"text": "", "amount": None, "day": None, "is_yes": None, "choice_id": None}
VALUES = {Of.ACCOUNT: AccountValue, Of.CONTACT: ContactValue}
RECORDS = {Of.ACCOUNT: Account, Of.CONTACT: Contact}


def of_kind(model) -> str:
    """What the fields of this kind of record are of."""
    return Of.ACCOUNT if issubclass(model, Account) else Of.CONTACT


@dataclass(frozen=True)
class Choice:
    pk: int
    number: int
    label_ar: str
    label_en: str
    is_retired: bool

    @property
    def label(self) -> str:
        return in_two_languages(self.label_ar, self.label_en)


@dataclass(frozen=True)
class Definition:
    """One custom field. Equal ones are one: what is made of them (columns, filters) is made once."""

    pk: int
    number: int
    of: str
    kind: str
    label_ar: str
    label_en: str
    is_required: bool
    is_searchable: bool
    asked_of_leads: str
    choices: tuple[Choice, ...] = ()

    @property
    def key(self) -> str:
        """Its name in forms, addresses and columns."""
        return f"{KEY}{self.number}"

    @property
    def label(self) -> str:
        return in_two_languages(self.label_ar, self.label_en)

    @property
    def shown_label(self) -> Any:
        """The label as a page shows it, in the language of whoever reads then."""
        return _shown_label(self)

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(filter(None, (self.label_ar, self.label_en)))

    @property
    def column(self) -> str:
        return COLUMNS[Kind(self.kind)]

    @property
    def values(self):
        return VALUES[Of(self.of)].objects.filter(field=self.pk)

    def held(self, row) -> Any:
        """What a row of values holds, None for nothing: text, int, Decimal, date, bool or the key of a choice."""
        raw = getattr(row, self.column) if row is not None else None
        if raw in (None, ""):
            return None
        if self.kind == Kind.WHOLE:
            return int(raw)
        return Decimal(repr(raw)) if self.kind == Kind.NUMBER else raw

    def columns_of(self, value: Any) -> dict[str, Any]:
        """The columns of a row that holds this value."""
        return {**EMPTY, self.column: float(value) if self.column == "amount" else value}

    def told(self, value: Any) -> Any:
        """The value as an event keeps it."""
        if isinstance(value, date):
            return value.isoformat()
        return str(value) if isinstance(value, Decimal) else value

    def untold(self, kept: Any) -> Any:
        """The value of what an event kept, None when it was of another kind."""
        try:
            if kept is None:
                return None
            if self.kind == Kind.DAY:
                return date.fromisoformat(kept)
            if self.kind == Kind.NUMBER:
                return Decimal(kept)
        except (TypeError, ValueError, ArithmeticError):
            return None
        wanted = {Kind.TEXT: str, Kind.YES_NO: bool}.get(Kind(self.kind), int)
        return kept if type(kept) is wanted else None

    def choice(self, pk: int | None) -> Choice | None:
        return next((each for each in self.choices if each.pk == pk), None)

    def shown(self, value: Any) -> str:
        """The value in words; nothing for None."""
        if value is None:
            return ""
        if self.kind == Kind.CHOICE:
            found = self.choice(value)
            return found.label if found else ""
        if self.kind == Kind.YES_NO:
            return _("Yes") if value else _("No")
        if self.kind == Kind.DAY:
            return formats.day(value)
        return number_in_words(value) if self.column == "amount" else value


def number_in_words(value: int | Decimal) -> str:
    """With the decimals that it has."""
    if isinstance(value, int):
        return formats.number(value)
    exponent = value.normalize().as_tuple().exponent
    return formats.decimal(value, max(-exponent, 0) if isinstance(exponent, int) else 0)


_shown_label = lazy(lambda definition: isolated(definition.label), str)
