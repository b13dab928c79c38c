"""A row of a file of purchases, read without the database: what it says, and what in it cannot be read."""

import hashlib
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from lib.dates import NotADay, parse_day
from lib.money import CURRENCIES, NotAnAmount, parse_amount
from lib.numbers import NotANumber, parse_number
from lib.phones import NotAPhone, parse
from lib.spreadsheets import original
from lib.text import clean, fold, typed_number
from sales.amounts import DiscountTooLarge, TooLarge
from sales.forms_purchase import LARGEST_QUANTITY
from sales.models import Purchase
from sales.models.purchase import LONGEST_NOTE, LONGEST_REF, LONGEST_TEXT, QUANTITY_PLACES
from sales.models.purchase_import import LONGEST_CODE
from sales.purchasing import Line

LONGEST_NAME = 200
OLDEST = date(1900, 1, 2)
# What people and shop systems call a status; the words of the page in both languages are known besides.
STATUSES = {
    fold(name): status
    for status, names in {
        Purchase.Status.ORDERED: "ordered|new|pending|processing|open|مطلوبة|مطلوب|جديد|قيد التنفيذ",
        Purchase.Status.DELIVERED: "delivered|completed|complete|fulfilled|paid|done|سلمت|مسلمة|مكتمل|مدفوع",
        Purchase.Status.LATE: "late|delayed|overdue|متأخرة|متأخر",
        Purchase.Status.WRONG: "wrong|delivered wrong|سلمت خطأ|خطأ",
        Purchase.Status.RETURNED: "returned|return|مرتجعة|مرتجع",
        Purchase.Status.REFUNDED: "refunded|refund|رد مبلغها|مسترد",
        Purchase.Status.CANCELLED: "cancelled|canceled|void|ملغاة|ملغي|ملغى",
    }.items()
    for name in names.split("|")
}


@dataclass
class Row:
    """`problems` are [column, code, what was written]; a row with one is refused."""

    number: int
    cells: list[str]
    said: dict[str, str]
    problems: list[list[str]] = field(default_factory=list)
    ordered_on: date | None = None
    currency: str = ""
    status: str = ""
    line: Line | None = None
    account_number: int | None = None
    phone: str = ""

    def refuse(self, column: str, code: str) -> None:
        self.problems.append([column, code, self.said.get(column, "")[:LONGEST_NAME]])

    @property
    def reference(self) -> str:
        return self.said.get("external_ref", "")[:LONGEST_REF]

    @property
    def own_number(self) -> int | None:
        """The number that a purchase of this workspace has, as its export says."""
        number = typed_number(self.said.get("number", ""))
        return int(number) if number.isascii() and number.isdigit() and len(number) < 10 else None

    @property
    def code(self) -> str:
        return self.said.get("customer_code", "")[:LONGEST_CODE]

    @property
    def email(self) -> str:
        return self.said.get("email", "").lower()

    @property
    def customer(self) -> str:
        return self.said.get("customer", "")[:LONGEST_NAME]

    @property
    def note(self) -> str:
        return self.said.get("note", "")[:LONGEST_NOTE]

    @property
    def mark(self) -> str:
        """What the row says, in short: rows that say the same have the same."""
        told = "\n".join(f"{key}={fold(value)}" for key, value in sorted(self.said.items()))
        return hashlib.sha256(told.encode()).hexdigest()[:48]

    def is_of(self, other: "Row") -> bool:
        """Another line of the same purchase."""
        mine, theirs = (self.reference or self.own_number), (other.reference or other.own_number)
        return bool(mine) and mine == theirs


@dataclass
class Reader:
    """Rows of one file: `mapping` says which column is what, the rest holds where a row does not say it."""

    mapping: list[str]
    currency: str
    status: str
    country: str

    def read(self, number: int, cells: list[str]) -> Row:
        said = {
            key: clean(original(cell)).strip()
            for key, cell in zip(self.mapping, cells, strict=False)
            if key and cell.strip()
        }
        row = Row(number, cells, {key: value for key, value in said.items() if value})
        self._read_purchase(row)
        self._read_customer(row)
        if row.currency:
            self._read_line(row)
        return row

    def reference(self, cells: list[str]) -> str:
        """By what rows of one purchase are known to belong together."""
        for key in ("external_ref", "number"):
            place = self.mapping.index(key) if key in self.mapping else len(cells)
            said = clean(original(cells[place])).strip() if place < len(cells) else ""
            if said:
                return said
        return ""

    def _read_purchase(self, row: Row) -> None:
        try:
            row.ordered_on = parse_day(row.said.get("ordered_on", ""))
        except NotADay:
            row.refuse("ordered_on", "no_day")
        else:
            if not OLDEST <= row.ordered_on <= date(2200, 1, 1):
                row.refuse("ordered_on", "no_day")
        row.currency = row.said.get("currency", self.currency).upper()
        if row.currency not in CURRENCIES:
            row.refuse("currency", "no_currency")
            row.currency = ""
        row.status = STATUSES.get(fold(row.said["status"]), "") if "status" in row.said else self.status
        if not row.status:
            row.refuse("status", "no_status")

    def _read_customer(self, row: Row) -> None:
        number = typed_number(row.said.get("account_number", ""))
        if number.isascii() and number.isdigit() and len(number) < 10:
            row.account_number = int(number)
        elif number:
            row.refuse("account_number", "no_number")
        if phone := row.said.get("phone"):
            try:
                row.phone = parse(phone, self.country).e164
            except NotAPhone:
                row.phone = ""
        if not (row.account_number or row.code or row.customer or row.phone or row.email):
            row.refuse("customer", "no_customer")

    def _read_line(self, row: Row) -> None:
        quantity = self._quantity(row)
        price, discount, amount = (self._money(row, key) for key in ("unit_price", "discount", "amount"))
        if row.problems:
            return
        if price is None and amount is None:
            row.refuse("amount", "no_amount")
            return
        text = (row.said.get("what") or row.said.get("sku") or row.reference or "—")[:LONGEST_TEXT]
        if amount is not None:
            # What the file says it came to is what it came to: other systems round in their own way.
            row.line = Line(text=text, quantity=quantity, total_minor=amount)
            exact = Line(text=text, quantity=quantity, unit_price_minor=price, discount_minor=discount or 0)
            try:
                agrees = price is not None and exact.amount_minor == amount
            except (DiscountTooLarge, TooLarge):
                agrees = False
            row.line = exact if agrees else row.line
            return
        row.line = Line(text=text, quantity=quantity, unit_price_minor=price, discount_minor=discount or 0)
        try:
            _ = row.line.amount_minor
        except DiscountTooLarge:
            row.refuse("discount", "discount")
        except TooLarge:
            row.refuse("unit_price", "no_amount")

    def _quantity(self, row: Row) -> Decimal:
        if "quantity" not in row.said:
            return Decimal(1)
        try:
            quantity = Decimal(parse_number(row.said["quantity"]))
        except NotANumber:
            quantity = Decimal(0)
        if not 0 < quantity <= LARGEST_QUANTITY or quantity != round(quantity, QUANTITY_PLACES):
            row.refuse("quantity", "no_quantity")
            return Decimal(1)
        return quantity

    def _money(self, row: Row, key: str) -> int | None:
        if key not in row.said:
            return None
        try:
            return parse_amount(row.said[key], row.currency)
        except NotAnAmount:
            row.refuse(key, "no_amount")
            return None
