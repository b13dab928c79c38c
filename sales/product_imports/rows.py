"""A row of a file of products or prices, read without the database: what it says, and what cannot be read."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from lib.money import CURRENCIES, NotAnAmount, parse_amount
from lib.numbers import NotANumber, parse_number
from lib.spreadsheets import original
from lib.text import clean, typed_number
from messaging.writing import direction_of
from sales.price_lists import Said

# Column of the product -> the longest text it holds.
TEXTS = {"name_ar": 200, "name_en": 200, "sku": 60, "category": 80, "unit": 30}
LONGEST_TOLD = 200


@dataclass
class Row:
    """`problems` are [column, code, what was written]; a row with one is refused."""

    said: dict[str, str]
    problems: list[list[str]] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    currency: str = ""
    price_minor: int | None = None
    percent_off: Decimal | None = None

    def refuse(self, column: str, code: str) -> None:
        self.problems.append([column, code, self.said.get(column, "")[:LONGEST_TOLD]])

    @property
    def number(self) -> int | None:
        number = typed_number(self.said.get("number", ""))
        return int(number) if number.isascii() and number.isdigit() and len(number) < 10 else None

    @property
    def names(self) -> list[str]:
        return [name for name in (self.texts.get("name_ar"), self.texts.get("name_en")) if name]

    @property
    def fields(self) -> dict[str, Any]:
        """Of a product: what the file says, and nothing of what it does not say."""
        return {**self.texts, "price_minor": self.price_minor, "currency": self.currency}

    @property
    def price(self) -> Said:
        return Said(self.price_minor, self.percent_off)


def read(mapping: list[str], cells: list[str], *, currency: str, is_of_list: bool) -> Row:
    said = {
        key: clean(original(cell)).strip()
        for key, cell in zip(mapping, cells, strict=False)
        if key and cell.strip()
    }
    row = Row({key: value for key, value in said.items() if value})
    _read_texts(row)
    row.currency = row.said.get("currency", currency).upper()
    if row.currency not in CURRENCIES:
        row.refuse("currency", "no_currency")
    elif is_of_list and row.currency != currency:
        row.refuse("currency", "other_currency")
    else:
        _read_price(row)
    if is_of_list:
        if not row.problems and (row.price_minor is None) == (row.percent_off is None):
            row.refuse("price", "price_or_percent")
    else:
        if not row.names:
            row.refuse("name", "no_name")
        if not row.problems and row.price_minor is None:
            row.refuse("price", "no_amount")
    return row


def _read_texts(row: Row) -> None:
    """A name that does not say its language is told by its letters."""
    said = dict(row.said)
    if name := said.pop("name", ""):
        said.setdefault("name_ar" if direction_of(name) == "rtl" else "name_en", name)
    if "sku" in said:
        said["sku"] = typed_number(said["sku"])
    for key, longest in TEXTS.items():
        if len(said.get(key, "")) > longest:
            row.refuse(key, "too_long")
        elif key in said:
            row.texts[key] = said[key]


def _read_price(row: Row) -> None:
    if "price" in row.said:
        try:
            row.price_minor = parse_amount(row.said["price"], row.currency)
        except NotAnAmount:
            row.refuse("price", "no_amount")
    if "percent_off" in row.said:
        try:
            percent = Decimal(parse_number(row.said["percent_off"].strip("%٪ ")))
        except NotANumber:
            percent = Decimal(0)
        if 0 < percent <= 100 and percent == round(percent, 2):
            row.percent_off = percent
        else:
            row.refuse("percent_off", "no_percent")
