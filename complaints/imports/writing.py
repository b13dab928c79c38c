"""A batch of rows into the workspace, in its open transaction: open complaints are filed, those that are over are kept.

What is over was never promised here: its facts say that it was filed and dropped, which keeps and breaks no promise,
and nobody who follows the steps of complaints is told of it. So no clock runs, nothing escalates, and no customer is
written to or asked.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.imports.writing import take_turn
from complaints.acknowledging import acknowledge_at_once
from complaints.assigning import handlers
from complaints.branches import called, offered
from complaints.filing import file_complaint
from complaints.imports.customers import Customers
from complaints.imports.rows import NOT_COUNTED, Row
from complaints.models import (
    Complaint,
    ComplaintCategory,
    ComplaintEvent,
    ComplaintImport,
    ComplaintImportRow,
    RootCause,
)
from complaints.sla import What
from complaints.states import State
from complaints.trees import kept
from lib.text import fold
from timeline.notifying import gathered
from workspaces.models import Membership


@dataclass
class Batch:
    origin: ComplaintImport
    by: Any

    def write(self, rows: list[Row]) -> None:
        take_turn()
        self.customers = Customers(self.by)
        self.customers.load(rows)
        self.entries = {model: entries_of(model) for model in (ComplaintCategory, RootCause)}
        self.colleagues = colleagues()
        self.handlers = set(handlers().values_list("pk", flat=True))
        with gathered():
            for row in rows:
                self.write_one(row)

    def write_one(self, row: Row) -> None:
        account = None if row.problems else self.customers.find(row)
        if account is not None and self.is_known(row, account):
            self.origin.known += 1
            return
        fields = self.fields_of(row) if account is not None else {}
        contact = self.customers.contact_of(row, account) if account is not None else None
        if row.problems:
            self.origin.refuse(row.number, row.cells, row.problems)
            return
        with transaction.atomic():
            self.keep(row, account=account, contact=contact, fields=fields)

    def fields_of(self, row: Row) -> dict[str, Any]:
        if row.state in NOT_COUNTED:
            row.refuse("state", "not_counted")
        fields = {
            "subject": row.subject,
            "text": row.text,
            "channel": row.channel,
            "language": row.language,
            "remedy": row.remedy,
            "remedy_text": row.remedy_text,
            "category": self.entry(row, "category", ComplaintCategory),
            "owner": self.owner(row),
        }
        if row.severity:
            fields["severity"] = row.severity
        return fields | self.end_of(row) if row.is_over else fields

    def end_of(self, row: Row) -> dict[str, Any]:
        resolution = row.said.get("resolution") or self.origin.resolution
        if not resolution and row.state == State.CLOSED:
            row.refuse("resolution", "closed_how")
        cause = self.entry(row, "cause", RootCause)
        return {"resolution": resolution, "root_cause": cause, "decision": row.decision}

    def entry(self, row: Row, column: str, model):
        """Of a tree, by its name or its whole way from the top."""
        if not (written := row.said.get(column)):
            return None
        found = self.entries[model].get(fold(written), [])
        if len(found) != 1:
            row.refuse(column, "several" if found else "no_entry")
            return None
        return kept(found[0])

    def owner(self, row: Row):
        """An open one is given to who may handle it; one that is over may have been handled by who has left."""
        if not (written := row.said.get("owner")):
            return None
        found = self.colleagues.get(fold(written), [])
        fits = [each for each in found if row.is_over or each.pk in self.handlers]
        if len(fits) == 1:
            return fits[0]
        if not row.is_over:
            row.refuse("owner", "several" if fits else "no_handler")
        return None

    def is_known(self, row: Row, account) -> bool:
        """Brought before, by this file or another one of the same system; or exported from this workspace."""
        brought = ComplaintImportRow.objects.filter(source=self.origin.source, mark=row.mark(account.pk))
        if brought.exists():
            return True
        if row.own_number is None:
            return False
        own = Complaint.objects.filter(number=row.own_number, account=account).first()
        if own is None:
            return False
        return own.subject == row.subject or is_same_minute(own.filed_at, row.filed_at)

    def keep(self, row: Row, *, account, contact, fields) -> None:
        if row.is_over:
            made = keep_history(row, account=account, contact=contact, fields=fields, by=self.by)
            self.origin.history += 1
        else:
            made = file_complaint(
                account=account, contact=contact, fields=fields, by=self.by, at=row.filed_at, is_brought=True
            )
            self.origin.added += 1
            if self.origin.acknowledges:
                acknowledge_at_once(made)
        ComplaintImportRow.objects.create(
            origin=self.origin,
            row_number=row.number,
            complaint=made,
            source=self.origin.source,
            mark=row.mark(account.pk),
        )


def keep_history(row: Row, *, account, contact, fields, by) -> Complaint:
    """One that was over before it came here."""
    ended_at = row.closed_at or row.filed_at
    made = Complaint(
        **fields,
        account=account,
        contact=contact,
        created_by=by,
        filed_at=row.filed_at,
        state=row.state,
        state_since=ended_at,
        closed_at=ended_at if row.state == State.CLOSED else None,
    )
    made.save()
    for what, at in ((What.FILED, made.filed_at), (What.DROPPED, ended_at)):
        ComplaintEvent.objects.create(
            complaint=made, at=at, step="history", what=what, by=by, detail={"brought": True}
        )
    made.tell("complaint.brought", by=by)
    return made


def is_same_minute(one: datetime, other: datetime | None) -> bool:
    return other is not None and one.replace(second=0, microsecond=0) == other.replace(
        second=0, microsecond=0
    )


def entries_of(model) -> dict[str, list]:
    """By name in both languages, and by the whole way in that of the reader."""
    found: dict[str, list] = defaultdict(list)
    for each in offered(model):
        names = {fold(each.label_ar), fold(each.label_en), fold(called(each))} - {""}
        for name in names:
            found[name].append(each)
    return found


def colleagues() -> dict[str, list[Membership]]:
    found: dict[str, list[Membership]] = defaultdict(list)
    for each in Membership.objects.select_related("user"):
        for name in {fold(each.user.name), fold(each.user.email)}:
            found[name].append(each)
    return found
