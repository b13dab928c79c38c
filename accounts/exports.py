"""Exports: exactly what a list shows, in the columns that imports read.

Short ones are answered at once; longer ones are a Job that writes parts and puts them together.
"""

import io
import json
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.http import QueryDict
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.filters import AccountFilter, ContactFilter
from accounts.imports.columns import BY_KEY, CONTACT_COLUMNS, Column, exported_columns
from accounts.models import Account, AccountTag, Consent, Contact, ContactInterest, Position
from lib import money
from lib.lists import RowComparison, Sort
from lib.places import country_name, language_name
from lib.spreadsheets import write_table
from lib.text import fold, search_words
from timeline.jobs import GivenUp, JobKind, start_job
from timeline.models import Job, KeptFile
from timeline.services import record
from workspaces.models import Membership
from workspaces.roles import Permission

AT_ONCE_ROWS = 2_000
BATCH_ROWS = 1_000
MOST_XLSX_ROWS = 100_000
KEPT_DAYS = 2
CONTACT_ACCOUNT_KEYS = ("name_ar", "name_en", "website", "phone", "email")


class Exported:
    """What can be exported: its list's filters and its columns."""

    name: str
    label: Any
    filter_class: Any
    columns: list[Column]

    def queryset(self, membership) -> QuerySet:
        raise NotImplementedError

    def with_parts(self, queryset: QuerySet, membership) -> QuerySet:
        """With what the cells need, as far as this member may see it."""
        raise NotImplementedError

    def cells(self, record, people: "People") -> list[Any]:
        raise NotImplementedError

    def found(self, membership, query: QueryDict, *, scans=False) -> QuerySet:
        """What the list shows. A scan reads every row, where a search stops at its most results."""
        words = search_words(query.get("q", "")) if scans else []
        if words:
            query = query.copy()
            query.pop("q")
        found = self.filter_class(query, queryset=self.queryset(membership), request=None).qs
        for word in words:
            found = found.filter(search__contains=word)
        return found

    def headings(self) -> list[str]:
        return [str(column.label) for column in self.columns]


class Accounts(Exported):
    name = "accounts"
    label = gettext_lazy("Accounts")
    filter_class = AccountFilter
    columns = [*exported_columns(), BY_KEY["opt_out"]]

    def queryset(self, membership):
        return Account.objects.visible_to(membership)

    def with_parts(self, queryset, membership):
        mains = Position.objects.filter(is_primary=True).select_related("contact")
        return queryset.select_related("owner__user", "industry", "region").prefetch_related(
            Prefetch("parent", self.queryset(membership)),
            Prefetch("taggings", AccountTag.objects.select_related("tag").order_by("pk")),
            Prefetch("positions", mains, to_attr="main_positions"),
            *contact_parts("main_positions__contact__"),
        )

    def cells(self, record, people):
        position = record.main_positions[0] if record.main_positions else None
        values = account_values(record, people) | contact_values(position)
        return [values[column.key] for column in self.columns]


class Contacts(Exported):
    name = "contacts"
    label = gettext_lazy("Contacts")
    filter_class = ContactFilter
    columns = [
        *(BY_KEY[key] for key in CONTACT_ACCOUNT_KEYS),
        *(column for column in CONTACT_COLUMNS if column.is_exported),
        BY_KEY["opt_out"],
    ]

    def queryset(self, membership):
        return Contact.objects.visible_to(membership)

    def with_parts(self, queryset, membership):
        seen = Position.objects.visible_to(membership)
        positions = seen.select_related("account").order_by("-is_primary", "pk")
        return queryset.prefetch_related(Prefetch("positions", positions), *contact_parts(""))

    def cells(self, record, people):
        position = next(iter(record.positions.all()), None) or Position(contact=record)
        position.contact = record
        account = position.account if position.account_id else None
        values = contact_values(position)
        for key in CONTACT_ACCOUNT_KEYS:
            values[key] = getattr(account, key) if account else ""
        return [values[column.key] for column in self.columns]


EXPORTED: dict[str, Exported] = {each.name: each for each in (Accounts(), Contacts())}


def contact_parts(prefix: str) -> list[Prefetch]:
    marketing = Consent.objects.filter(purpose=Consent.Purpose.MARKETING).order_by("id")
    return [
        Prefetch(f"{prefix}interests", ContactInterest.objects.select_related("tag").order_by("pk")),
        Prefetch(f"{prefix}consents", marketing, to_attr="marketing"),
    ]


class People:
    """Colleagues as a file names them: by name, and by e-mail address where two have the same name."""

    def __init__(self):
        self.named = Counter(fold(name) for name in Membership.objects.values_list("user__name", flat=True))

    def called(self, membership) -> str:
        if membership is None:
            return ""
        user = membership.user
        return user.name if user.name and self.named[fold(user.name)] == 1 else user.email


def account_values(account: Account, people: People) -> dict[str, Any]:
    return {
        **{
            key: getattr(account, key)
            for key in (
                "name_ar", "name_en", "other_names", "city", "currency", "website", "phone", "email", "description",
            )
        },
        **{key: getattr(account, f"get_{key}_display")() for key in ("kind", "status", "tier", "size", "source")},
        "owner": people.called(account.owner),
        "parent": (account.parent.name_ar or account.parent.name_en) if account.parent else "",
        "industry": account.industry.name if account.industry else "",
        "region": account.region.name if account.region else "",
        "country": country_name(account.country),
        "language": language_name(account.language),
        "annual_revenue": revenue(account),
        "tags": _("، ").join(tagging.tag.name for tagging in account.taggings.all()),
    }  # fmt: skip


def revenue(account: Account) -> Decimal | str:
    if account.annual_revenue_minor is None:
        return ""
    return Decimal(money.plain(account.annual_revenue_minor, account.currency or "SAR"))


def contact_values(position: Position | None) -> dict[str, Any]:
    keys = [column.key for column in CONTACT_COLUMNS if column.is_exported]
    if position is None:
        return dict.fromkeys([*keys, "opt_out"], "")
    contact = position.contact
    special = {
        "contact_title": position.title,
        "contact_gender": contact.get_gender_display(),
        "contact_preferred_channel": contact.get_preferred_channel_display(),
        "contact_country": country_name(contact.country),
        "contact_language": language_name(contact.language),
        "contact_interests": _("، ").join(interest.tag.name for interest in contact.interests.all()),
        "contact_birth_on": contact.birth_on or "",
    }
    values = {key: special.get(key, getattr(contact, key.removeprefix("contact_"), "")) for key in keys}
    return {**values, "opt_out": _("Yes") if has_opted_out(contact) else ""}


def has_opted_out(contact: Contact) -> bool:
    """Withdrawn on any channel: the last row of each holds."""
    latest = {consent.channel: consent.state for consent in contact.marketing}
    return Consent.State.WITHDRAWN in latest.values()


def rows_of(exported: Exported, found: QuerySet, membership) -> Iterator[list[Any]]:
    people = People()
    for each in exported.with_parts(found, membership):
        yield exported.cells(each, people)


def ordered(found: QuerySet, sort: Sort) -> QuerySet:
    sign = "-" if sort.is_descending else ""
    return found.order_by(f"{sign}{sort.column}", f"{sign}pk")


def file_name(exported: Exported, kind: str) -> str:
    return f"{exported.label} {timezone.localdate():%Y-%m-%d}.{kind}"


def export_at_once(exported: Exported, found: QuerySet, *, kind: str, by, query: QueryDict) -> bytes:
    """The whole file, for lists that are short enough; noted as an event."""
    rows = list(rows_of(exported, found, by))
    written = io.BytesIO()
    write_table(
        written,
        [exported.headings(), *rows],
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
        "column": sort.column,
        "is_descending": sort.is_descending,
    }
    running = Job.objects.open().filter(kind="accounts.export", created_by=by, arguments=arguments).first()
    return running or start_job("accounts.export", by=by, total=total, **arguments)


class Exporting(JobKind):
    label = gettext_lazy("Export")
    icon = "download"
    result_label = gettext_lazy("Download the file")
    is_private = True

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
        sort = Sort("", "", asked["column"], asked["is_descending"])
        found = exported.found(by, QueryDict(asked["query"]), scans=True)
        if job.cursor.get("last"):
            value, pk = job.cursor["last"]
            value = found.model._meta.get_field(sort.column).to_python(value)
            found = found.filter(RowComparison(sort.column, value, pk, "<" if sort.is_descending else ">"))
        people = People()
        with translation.override(asked["language"]):
            page = list(exported.with_parts(ordered(found, sort), by)[:BATCH_ROWS])
            rows = [exported.cells(each, people) for each in page]
        if len(page) < BATCH_ROWS:
            return rows, None
        value = getattr(page[-1], sort.column)
        return rows, [value if isinstance(value, str | int) else value.isoformat(), page[-1].pk]

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
            rows = _all_rows(exported, parts)
            write_table(written, rows, asked["format"], title=str(exported.label), language=asked["language"])
            name = file_name(exported, asked["format"])
            kept = KeptFile.keep(written, name=name, by=job.created_by, days=KEPT_DAYS)
        job.result = {"file": kept.pk, "rows": job.done}

    def ended(self, job):
        for part in KeptFile.objects.filter(pk__in=job.cursor.get("parts", [])):
            part.forget()
        if job.state == Job.State.DONE:
            asked = job.arguments
            note_export(
                EXPORTED[asked["what"]],
                by=job.created_by,
                query=asked["query"],
                kind=asked["format"],
                rows=job.done,
            )


def _all_rows(exported: Exported, parts: Iterable[KeptFile]) -> Iterator[list[Any]]:
    yield exported.headings()
    for part in parts:
        with part.content.open("rb") as file:
            yield from json.load(file, object_hook=_taken_up)


def _kept(value: Any) -> dict[str, str]:
    """JSON has no days and no decimals."""
    return {"day" if isinstance(value, date) else "amount": str(value)}


def _taken_up(kept: dict[str, str]) -> date | Decimal:
    return date.fromisoformat(kept["day"]) if "day" in kept else Decimal(kept["amount"])


EXPORTING = Exporting()
