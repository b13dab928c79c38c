"""A batch of rows into the database: new customers, purchases with their lines, and what became of the others.

In the open transaction of the batch. Many rows at once (lib/tenancy/copying.py), so no model's save() is asked.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from accounts.imports.numbers import NumberStock
from accounts.imports.writing import ACCOUNT_TEXTS, take_turn
from accounts.models import Account, AccountStatus
from lib.tenancy.copying import copy_rows, reserve_ids
from messaging.writing import direction_of
from sales.amounts import TooLarge, sum_of
from sales.imports.customers import Customers
from sales.imports.rows import Row
from sales.models import (
    CustomerCode,
    Product,
    Purchase,
    PurchaseImport,
    PurchaseImportRow,
    PurchaseLine,
    PurchaseStatus,
    Refund,
)
from sales.models.totals import keep_totals
from timeline.models import Event
from timeline.services import record

Outcome = PurchaseImportRow.Outcome


@dataclass
class Piece:
    """The rows of one purchase."""

    rows: list[Row]
    account_id: int | None = None
    mark: str = ""

    @property
    def first(self) -> Row:
        return self.rows[0]

    @property
    def is_refused(self) -> bool:
        return any(row.problems for row in self.rows)

    @property
    def total_minor(self) -> int:
        return sum_of(row.line.amount_minor for row in self.rows)


def pieces_of(rows: Iterable[Row]) -> list[Piece]:
    """Rows that stand together and have one reference are one purchase."""
    pieces: list[Piece] = []
    for row in rows:
        if pieces and row.is_of(pieces[-1].rows[-1]):
            pieces[-1].rows.append(row)
        else:
            pieces.append(Piece([row]))
    return pieces


@dataclass
class Batch:
    origin: PurchaseImport
    by: Any
    numbers: dict[str, NumberStock]
    now: Any = field(default_factory=timezone.now)
    told: list[dict[str, Any]] = field(default_factory=list)

    def write(self, rows: list[Row]) -> None:
        take_turn()
        self.customers = Customers(self.origin.source, self.by)
        self.customers.load(rows)
        pieces = pieces_of(rows)
        self._refuse_scattered(pieces)
        new = self._without_known(pieces)
        self._find_customers(new)
        good = [piece for piece in new if not piece.is_refused]
        self._write_purchases(good)
        bought = {piece.account_id for piece in good}
        keep_totals(bought)
        if bought:
            # Whose purchases these are is told once for all of the batch, to whoever reads the outbox.
            record("purchaseimport.brought", self.origin, by=self.by, is_part=True, accounts=sorted(bought))
        for piece in new:
            if piece.is_refused:
                self._refuse(piece)
        copy_rows(PurchaseImportRow, self.told)
        self.origin.added += sum(len(piece.rows) for piece in good)

    # What is known, and what cannot be kept
    def _refuse_scattered(self, pieces: list[Piece]) -> None:
        """Lines of one purchase agree on whose and when it is."""
        for piece in pieces:
            first = piece.first
            for row in piece.rows[1:]:
                same = (row.ordered_on, row.currency, row.code, row.customer)
                if same != (first.ordered_on, first.currency, first.code, first.customer):
                    row.refuse("external_ref", "disagrees")
            try:
                _ = piece.total_minor if not piece.is_refused else 0
            except TooLarge:
                first.refuse("amount", "no_amount")

    def _without_known(self, pieces: list[Piece]) -> list[Piece]:
        """Without what an earlier file brought: by its reference, or by the so-manieth row that says just this."""
        references = {piece.first.reference for piece in pieces} - {""}
        held = Purchase.objects.filter(source=self.origin.source, external_ref__in=references)
        known = dict(held.values_list("external_ref", "origin_id"))
        seen_before = self._counts({piece.first.mark for piece in pieces if not piece.first.reference})
        candidates = []
        for piece in pieces:
            row = piece.first
            if not row.reference and not piece.is_refused:
                seen_before[row.mark] += 1
                piece.mark = f"{row.mark}:{seen_before[row.mark]}"
                candidates.append(piece.mark)
        exported = self._exported(pieces)
        marked = set(Purchase.objects.filter(mark__in=candidates).values_list("mark", flat=True))
        new = []
        for piece in pieces:
            if piece.first.reference in known:
                if known[piece.first.reference] == self.origin.pk:
                    piece.first.refuse("external_ref", "scattered")
                    new.append(piece)
                    continue
                self._know(piece)
            elif piece.mark in marked or self._says(piece) in exported:
                self._know(piece)
            else:
                known |= {piece.first.reference: self.origin.pk} if piece.first.reference else {}
                new.append(piece)
        return new

    def _exported(self, pieces: list[Piece]) -> set[tuple]:
        """Purchases of this workspace that these rows may have been exported from."""
        numbers = {piece.first.own_number for piece in pieces} - {None}
        if not numbers:
            return set()
        columns = ("number", "ordered_on", "currency", "total_minor")
        return set(Purchase.objects.filter(number__in=numbers).values_list(*columns))

    def _says(self, piece: Piece) -> tuple | None:
        row = piece.first
        if piece.is_refused or row.own_number is None:
            return None
        return (row.own_number, row.ordered_on, row.currency, piece.total_minor)

    def _counts(self, marks: set[str]) -> Counter[str]:
        """How often rows of this file above said the same: those it added, and those that were known."""
        counts: Counter[str] = Counter()
        prefixes = {f"{mark}:{place}": mark for mark in marks for place in (1,)}
        first = Purchase.objects.filter(origin=self.origin, mark__in=prefixes).values_list("mark", flat=True)
        for mark in {prefixes[each] for each in first}:
            counts[mark] = Purchase.objects.filter(
                origin=self.origin, mark__gte=f"{mark}:", mark__lt=f"{mark};"
            ).count()
        rows = PurchaseImportRow.objects.filter(origin=self.origin, mark__in=marks)
        counts.update(rows.values_list("mark", flat=True))
        return counts

    def _know(self, piece: Piece) -> None:
        self.origin.known += len(piece.rows)
        for row in piece.rows:
            self._tell(row, Outcome.KNOWN, mark=row.mark if piece.mark else "")

    def _refuse(self, piece: Piece) -> None:
        self.origin.refused += len(piece.rows)
        for row in piece.rows:
            problems = row.problems or [["external_ref", "part", row.reference]]
            cells = [cell.replace("\0", "") for cell in row.cells]
            self._tell(row, Outcome.REFUSED, problems=problems, cells=cells)

    def _tell(self, row: Row, outcome, *, account_id=None, mark="", problems=(), cells=None) -> None:
        self.told.append(
            {
                "origin_id": self.origin.pk,
                "row_number": row.number,
                "outcome": outcome,
                "account_id": account_id,
                "mark": mark,
                "problems": list(problems),
                "cells": cells,
            }
        )

    # Customers
    def _find_customers(self, pieces: list[Piece]) -> None:
        """Whose each purchase is; who is not known is added where the person said so."""
        added: list[tuple[int, Row]] = []
        codes: dict[str, int] = {}
        for piece in pieces:
            if piece.is_refused:
                continue
            row = piece.first
            piece.account_id = self.customers.find(row)
            if piece.account_id is None and not row.problems:
                if not self.origin.adds_customers:
                    row.refuse("customer" if row.customer else "customer_code", "unknown")
                    continue
                (piece.account_id,) = reserve_ids(Account, 1)
                added.append((piece.account_id, row))
                self.customers.name(row, piece.account_id)
                codes |= {row.code: piece.account_id} if row.code else {}
            elif piece.account_id and row.code and ("code", row.code) not in self.customers.by_sign:
                codes[row.code] = piece.account_id
                self.customers.name(row, piece.account_id)
        self._write_customers(added)
        source = self.origin.source
        copy_rows(
            CustomerCode, [{"source": source, "code": code, "account_id": pk} for code, pk in codes.items()]
        )

    def _write_customers(self, added: list[tuple[int, Row]]) -> None:
        rows = [self._account(pk, row) for pk, row in added]
        copy_rows(Account, rows)
        copy_rows(AccountStatus, [self._account_status(pk) for pk, _row in added])
        copy_rows(Event, [self._event(pk, row) for pk, row in added])
        for pk, row in added:
            self._tell(row, Outcome.CUSTOMER, account_id=pk)
        self.origin.customers_added += len(added)

    def _account(self, pk: int, row: Row) -> dict[str, Any]:
        name = (
            row.customer
            or row.email
            or row.said.get("phone", "")
            or f"{self.origin.source} {row.code}".strip()
        )
        column = "name_ar" if direction_of(name) == "rtl" else "name_en"
        return {
            **dict.fromkeys((*ACCOUNT_TEXTS, "name_ar", "name_en", "other_names"), ""),
            "annual_revenue_minor": None,
            "kind": Account.Kind.COMPANY,
            "status": Account.Status.ACTIVE,
            "source": Account.Source.IMPORT,
            "phone": row.said.get("phone", "")[:40] if row.phone else "",
            "phone_e164": row.phone,
            "email": row.email if "@" in row.email else "",
            column: name,
            "id": pk,
            "number": self.numbers["accounts"].take(),
            "owner_id": self.by.pk,
            "created_by_id": self.by.pk,
        }

    def _account_status(self, pk: int) -> dict[str, Any]:
        return {
            "account_id": pk,
            "status": Account.Status.ACTIVE,
            "from_at": self.now,
            "by_id": self.by.pk,
        }

    def _event(self, pk: int, row: Row) -> dict[str, Any]:
        return {
            "verb": "account.imported",
            "actor_id": self.by.pk,
            "subject_kind": Account._meta.label_lower,
            "subject_id": pk,
            "is_part": True,
            "detail": {"file": self.origin.file_name, "row": str(row.number)},
        }

    # Purchases
    def _write_purchases(self, pieces: list[Piece]) -> None:
        ids = dict(zip(map(id, pieces), reserve_ids(Purchase, len(pieces)), strict=True))
        products = self._products(pieces)
        copy_rows(Purchase, [self._purchase(ids[id(piece)], piece) for piece in pieces])
        copy_rows(
            PurchaseLine,
            [
                self._line(ids[id(piece)], place, row, products)
                for piece in pieces
                for place, row in enumerate(piece.rows, 1)
            ],
        )
        copy_rows(PurchaseStatus, [self._status(ids[id(piece)], piece) for piece in pieces])
        refunded = [piece for piece in pieces if piece.first.status == Purchase.Status.REFUNDED]
        back = [(ids[id(piece)], piece.total_minor) for piece in refunded if piece.total_minor]
        copy_rows(
            Refund, [{"purchase_id": pk, "amount_minor": amount, "by_id": self.by.pk} for pk, amount in back]
        )

    def _purchase(self, pk: int, piece: Piece) -> dict[str, Any]:
        row, total = piece.first, piece.total_minor
        return {
            "id": pk,
            "number": self.numbers["purchases"].take(),
            "account_id": piece.account_id,
            "ordered_on": row.ordered_on,
            "source": self.origin.source,
            "external_ref": row.reference,
            "currency": row.currency,
            "status": row.status,
            "note": row.note,
            "total_minor": total,
            "refunded_minor": total if row.status == Purchase.Status.REFUNDED else 0,
            "origin_id": self.origin.pk,
            "mark": piece.mark,
            "created_by_id": self.by.pk,
        }

    def _line(self, pk: int, place: int, row: Row, products: dict[str, int]) -> dict[str, Any]:
        return {
            "purchase_id": pk,
            "place": place,
            "product_id": products.get(row.said.get("sku", "")),
            "text": row.line.text,
            "quantity": row.line.quantity,
            "unit_price_minor": row.line.unit_price_minor,
            "discount_minor": row.line.discount_minor,
            "total_minor": row.line.amount_minor,
        }

    def _status(self, pk: int, piece: Piece) -> dict[str, Any]:
        return {"purchase_id": pk, "status": piece.first.status, "from_at": self.now, "by_id": self.by.pk}

    def _products(self, pieces: list[Piece]) -> dict[str, int]:
        """Products of the catalogue by their SKU; what is not in it stays a text."""
        skus = {row.said["sku"] for piece in pieces for row in piece.rows if "sku" in row.said}
        if not skus:
            return {}
        return dict(Product.objects.filter(sku__in=skus).values_list("sku", "pk"))
