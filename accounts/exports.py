"""Exports: exactly what a list shows, in the columns that imports read.

Short ones are answered at once; longer ones are a Job that writes parts and puts them together.
"""

import io
import json
import tempfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.http import QueryDict
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.custom.definitions import Of
from accounts.custom.listing import custom_columns
from accounts.fields import account_listing, contact_listing, lead_listing
from accounts.fields.contacts import interests_of, positions_of
from accounts.fields.values import People, has_opted_out
from accounts.imports.columns import BY_KEY, CONTACT_COLUMNS, Column, exported_columns
from accounts.models import Consent, Position
from lib.lists import Field, Listing, RowComparison, Sort
from lib.lists.page import asked_sort
from lib.spreadsheets import write_table
from lib.text import search_words
from timeline.jobs import GivenUp, JobKind, start_job
from timeline.models import Job, KeptFile
from timeline.services import record
from workspaces.models import Membership
from workspaces.roles import Permission

AT_ONCE_ROWS = 2_000
BATCH_ROWS = 1_000
MOST_XLSX_ROWS = 100_000
KEPT_DAYS = 2
# The name under which an export keeps the numbers of the rows that were ticked.
CHOSEN = "chosen"
CONTACT_ACCOUNT_KEYS = ("name_ar", "name_en", "website", "phone", "email")


class Exported:
    """What can be exported: a list, its fields and what stands beside them in a file."""

    listing: Listing

    @property
    def name(self) -> str:
        return self.listing.key

    @property
    def label(self) -> Any:
        return self.listing.label

    def columns(self, membership) -> list[Column]:
        """The headings of this member's file, in the order of the table that imports read."""
        raise NotImplementedError

    def with_parts(self, queryset: QuerySet, membership) -> QuerySet:
        """With what the cells need, as far as this member may see it."""
        raise NotImplementedError

    def values(self, record, people: People, membership) -> dict[str, Any]:
        raise NotImplementedError

    def rows(self, record, people: People, membership) -> list[dict[str, Any]]:
        """What a file holds of one record: a row, unless it has parts that have rows of their own."""
        return [self.values(record, people, membership)]

    def found(self, membership, query: QueryDict, *, scans=False) -> QuerySet:
        """What the list shows. A scan reads every row, where a search stops at its most results."""
        words = search_words(query.get("q", "")) if scans else []
        if words:
            query = query.copy()
            query.pop("q")
        found = self.listing.filters_for(membership, query).qs
        if query.getlist(CHOSEN):
            found = found.filter(number__in=[int(number) for number in query.getlist(CHOSEN)])
        for word in words:
            found = found.filter(search__contains=word)
        return found

    def headings(self, membership) -> list[str]:
        return [str(column.label) for column in self.columns(membership)]

    def written(self, membership) -> list[Field]:
        return [field for field in self.listing.fields_for(membership) if field.written]


def heading(field: Field) -> str:
    return field.heading or field.key


class Accounts(Exported):
    listing = account_listing

    def columns(self, membership):
        written = self.written(membership)
        own = {heading(field) for field in written}
        columns = [column for column in exported_columns() if not column.is_contact and column.key in own]
        contact = [column for column in exported_columns() if column.is_contact]
        # What Sila works out itself is written and never read.
        built_in = [
            field for field in self.listing.fields if field in written and heading(field) not in BY_KEY
        ]
        written_only = [Column(heading(field), field.label) for field in built_in]
        return [
            BY_KEY["account_number"],
            *columns,
            *written_only,
            *custom_columns(membership, Of.ACCOUNT),
            *contact,
            *custom_columns(membership, Of.CONTACT),
            BY_KEY["opt_out"],
        ]

    def with_parts(self, queryset, membership):
        mains = Position.objects.filter(is_primary=True).select_related("contact")
        return self.listing.with_parts(queryset, self.written(membership), membership).prefetch_related(
            Prefetch("positions", mains, to_attr="main_positions"),
            *contact_parts("main_positions__contact__", membership),
        )

    def values(self, record, people, membership):
        position = record.main_positions[0] if record.main_positions else None
        own = {heading(field): field.written(record, people) for field in self.written(membership)}
        return {"account_number": record.number} | own | contact_values(position, people, membership)


class Leads(Accounts):
    listing = lead_listing


class Contacts(Exported):
    listing = contact_listing

    def columns(self, membership):
        own = {f"contact_{heading(field)}" for field in self.written(membership)} | {"contact_title"}
        columns = [column for column in CONTACT_COLUMNS if column.is_exported and column.key in own]
        account = [BY_KEY[key] for key in ("account_number", *CONTACT_ACCOUNT_KEYS)]
        return [*account, *columns, *custom_columns(membership, Of.CONTACT), BY_KEY["opt_out"]]

    def with_parts(self, queryset, membership):
        return queryset.prefetch_related(*positions_of(membership), *contact_parts("", membership))

    def values(self, record, people, membership):
        position = next(iter(record.positions.all()), None) or Position(contact=record)
        position.contact = record
        account = position.account if position.account_id else None
        values = contact_values(position, people, membership)
        for key in CONTACT_ACCOUNT_KEYS:
            values[key] = getattr(account, key) if account else ""
        return {"account_number": account.number if account else ""} | values


EXPORTED: dict[str, Exported] = {each.name: each for each in (Accounts(), Leads(), Contacts())}


def contact_parts(prefix: str, membership) -> list[Prefetch]:
    said = Consent.objects.exclude(state=Consent.State.ASKED)
    marketing = said.filter(purpose=Consent.Purpose.MARKETING).order_by("id")
    return [
        *(each_under(prefix, part) for part in interests_of(membership)),
        Prefetch(f"{prefix}custom_values"),
        Prefetch(f"{prefix}consents", marketing, to_attr="marketing"),
    ]


def each_under(prefix: str, part: Prefetch) -> Prefetch:
    return Prefetch(f"{prefix}{part.prefetch_to}", part.queryset)


def contact_values(position: Position | None, people: People, membership) -> dict[str, Any]:
    """What a file holds of a contact and of what it is at an account; without one every cell is empty."""
    fields = [field for field in contact_listing.fields_for(membership) if field.written]
    keys = [f"contact_{heading(field)}" for field in fields]
    if position is None:
        return dict.fromkeys([*keys, "contact_title", "opt_out"], "")
    contact = position.contact
    values = [field.written(contact, people) for field in fields]
    opted_out = _("Yes") if has_opted_out(contact) else ""
    return {**dict(zip(keys, values, strict=True)), "contact_title": position.title, "opt_out": opted_out}


def rows_of(exported: Exported, records: Iterable[Any], membership) -> Iterator[list[Any]]:
    """The cells of records that were read with their parts."""
    people, columns = People(), exported.columns(membership)
    for each in records:
        for values in exported.rows(each, people, membership):
            yield [values[column.key] for column in columns]


def ordered(found: QuerySet, sort: Sort) -> QuerySet:
    sign = "-" if sort.is_descending else ""
    return sort.prepared(found).order_by(f"{sign}{sort.column}", f"{sign}pk")


def file_name(exported: Exported, kind: str) -> str:
    return f"{exported.label} {timezone.localdate():%Y-%m-%d}.{kind}"


def export_at_once(exported: Exported, found: QuerySet, *, kind: str, by, query: QueryDict) -> bytes:
    """The whole file, for lists that are short enough; noted as an event."""
    rows = list(rows_of(exported, exported.with_parts(found, by), by))
    written = io.BytesIO()
    write_table(
        written,
        [exported.headings(by), *rows],
        kind,
        title=str(exported.label),
        language=translation.get_language() or "ar",
    )
    note_export(exported, by=by, query=query.urlencode(), kind=kind, rows=len(rows))
    return written.getvalue()


def note_export(exported: Exported, *, by, query: str, kind: str, rows: int) -> None:
    """Who took how much out of the workspace, and which part of it."""
    record(f"{exported.name}.exported", by, by=by, filter=query[:500], format=kind, rows=rows)


def start_export(exported: Exported, *, kind: str, sort: Sort, total: int, by, query: QueryDict) -> Job:
    """The job of this very export: pressed twice while it waits or runs, it is one."""
    arguments = {
        "what": exported.name,
        "query": query.urlencode(),
        "format": kind,
        "language": translation.get_language() or "ar",
        "sort": sort.key,
    }
    running = Job.objects.open().filter(kind="accounts.export", created_by=by, arguments=arguments).first()
    return running or start_job("accounts.export", by=by, total=total, **arguments)


class Exporting(JobKind):
    label = gettext_lazy("Export")
    icon = "download"
    result_label = gettext_lazy("Download the file")
    is_private = True
    may_run_again = True

    def title(self, job):
        return f"{self.label}: {EXPORTED[job.arguments['what']].label}"

    def page(self, job):
        return "accounts:export_file", {"number": job.number}

    def prepare(self, job):
        """Read the next rows and keep them as a part, whose row is committed before its file is written."""
        if job.cursor.get("is_read"):
            return None
        with transaction.atomic():
            by = Membership.objects.select_related("user", "workspace").get(pk=job.created_by_id)
            if not by.can(Permission.EXPORT):
                raise GivenUp("not_allowed")
            rows, last = self._read(job, by)
            part = KeptFile.reserve(name=f"part of job {job.number}", by=by, days=1)
        part.fill(io.BytesIO(json.dumps(rows, default=_kept, ensure_ascii=False).encode()))
        return part, len(rows), last

    def _read(self, job, by) -> tuple[list[list[Any]], list[Any] | None]:
        asked = job.arguments
        exported = EXPORTED[asked["what"]]
        listing, query = exported.listing, QueryDict(asked["query"])
        sort = asked_sort(listing.sorts_for(by), query, listing.default_sort)
        found = exported.found(by, query, scans=True)
        if job.cursor.get("last"):
            value, pk = job.cursor["last"]
            value = sort.held_by(found.model).to_python(value)
            found = sort.prepared(found)
            found = found.filter(RowComparison(sort.column, value, pk, "<" if sort.is_descending else ">"))
        with translation.override(asked["language"]):
            page = list(exported.with_parts(ordered(found, sort), by)[:BATCH_ROWS])
            rows = list(rows_of(exported, page, by))
        if len(page) < BATCH_ROWS:
            return rows, None
        value = getattr(page[-1], sort.column)
        return rows, [value if isinstance(value, str | int | float) else value.isoformat(), page[-1].pk]

    def batch(self, job, prepared):
        if prepared is None:
            self._put_together(job)
            return False
        part, rows, last = prepared
        parts = [*job.cursor.get("parts", []), part.pk]
        job.cursor = {"parts": parts, "last": last, "is_read": last is None}
        job.done += rows
        job.total = max(job.total, job.done)
        return True

    def _put_together(self, job: Job) -> None:
        asked = job.arguments
        exported = EXPORTED[asked["what"]]
        parts = [KeptFile.objects.get(pk=pk) for pk in job.cursor["parts"]]
        with translation.override(asked["language"]), tempfile.TemporaryFile() as written:
            rows = rows_of_parts(exported.headings(job.created_by), parts)
            write_table(written, rows, asked["format"], title=str(exported.label), language=asked["language"])
            name = file_name(exported, asked["format"])
            kept = KeptFile.keep(written, name=name, by=job.created_by, days=KEPT_DAYS)
        job.result = {"file": kept.pk, "rows": job.done}

    def ended(self, job):
        for part in KeptFile.objects.filter(pk__in=job.cursor.get("parts", [])):
            part.forget()
        if job.state == Job.State.DONE:
            self._note(job)

    def _note(self, job: Job) -> None:
        asked = job.arguments
        exported = EXPORTED[asked["what"]]
        note_export(exported, by=job.created_by, query=asked["query"], kind=asked["format"], rows=job.done)


def rows_of_parts(headings: list[Any], parts: Iterable[KeptFile]) -> Iterator[list[Any]]:
    """The whole table, of which a job kept one part after another."""
    yield headings
    for part in parts:
        with part.content.open("rb") as file:
            yield from json.load(file, object_hook=_taken_up)


def _kept(value: Any) -> dict[str, str]:
    """JSON has no moments, no days and no decimals."""
    if isinstance(value, datetime):
        return {"moment": value.isoformat()}
    return {"day" if isinstance(value, date) else "amount": str(value)}


def _taken_up(kept: dict[str, str]) -> date | Decimal:
    if "moment" in kept:
        return datetime.fromisoformat(kept["moment"])
    return date.fromisoformat(kept["day"]) if "day" in kept else Decimal(kept["amount"])


EXPORTING = Exporting()
