"""A row of a file of opening balances, read without the database: what it says, and what in it cannot be read."""

import hashlib
from dataclasses import dataclass, field
from datetime import date

from lib.dates import NotADay, parse_day
from lib.numbers import NotANumber, parse_number
from lib.phones import NotAPhone, parse
from lib.spreadsheets import original
from lib.text import clean, fold, typed_number

LONGEST_NAME, LONGEST_REF = 200, 60
MOST_POINTS = 10**9
LAST_DAY = date(2200, 1, 1)


@dataclass
class Row:
    """`problems` are [column, code, what was written]; a row with one is refused."""

    said: dict[str, str]
    problems: list[list[str]] = field(default_factory=list)
    points: int = 0
    expires_on: date | None = None
    account_number: int | None = None
    phone: str = ""
    # Of other systems, which a file of purchases may have.
    code: str = ""

    def refuse(self, column: str, code: str) -> None:
        self.problems.append([column, code, self.said.get(column, "")[:LONGEST_NAME]])

    @property
    def email(self) -> str:
        return self.said.get("email", "").lower()

    @property
    def customer(self) -> str:
        return self.said.get("customer", "")[:LONGEST_NAME]

    @property
    def reference(self) -> str:
        return self.said.get("reference", "")

    @property
    def mark(self) -> str:
        """By what a balance of one customer is told from another: its reference, else its points and its day."""
        told = (
            f"ref={fold(self.reference)}"
            if self.reference
            else f"points={self.points}\nuntil={self.expires_on}"
        )
        return hashlib.sha256(told.encode()).hexdigest()[:32]


def read(mapping: list[str], cells: list[str], *, today: date, country: str) -> Row:
    said = {
        key: clean(original(cell)).strip()
        for key, cell in zip(mapping, cells, strict=False)
        if key and cell.strip()
    }
    row = Row({key: value for key, value in said.items() if value})
    _read_points(row)
    _read_day(row, today)
    _read_customer(row, country)
    if len(row.reference) > LONGEST_REF:
        row.refuse("reference", "too_long")
    return row


def _read_points(row: Row) -> None:
    try:
        points = parse_number(row.said.get("points", ""))
    except NotANumber:
        points = None
    if points is None or points != int(points) or not 0 < points <= MOST_POINTS:
        row.refuse("points", "no_points")
    else:
        row.points = int(points)


def _read_day(row: Row, today: date) -> None:
    if "expires" not in row.said:
        return
    try:
        row.expires_on = parse_day(row.said["expires"])
    except NotADay:
        row.refuse("expires", "no_day")
        return
    if row.expires_on > LAST_DAY:
        row.refuse("expires", "no_day")
    elif row.expires_on < today:
        row.refuse("expires", "over")


def _read_customer(row: Row, country: str) -> None:
    if "account_number" in row.said:
        number = typed_number(row.said["account_number"])
        if number.isascii() and number.isdigit() and len(number) < 10:
            row.account_number = int(number)
        else:
            row.refuse("account_number", "no_number")
    if "phone" in row.said:
        try:
            row.phone = parse(row.said["phone"], country).e164
        except NotAPhone:
            row.phone = ""
    if not (row.account_number or row.email or row.phone or row.customer or row.problems):
        row.refuse("customer", "no_customer")
