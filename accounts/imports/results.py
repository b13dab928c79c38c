"""What came of an import, as its pages show it: figures, lists, and the file of refused rows."""

import io
import os
from typing import Any

import django_filters as filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.imports.columns import column_label
from accounts.imports.undo import rows_to_undo
from accounts.imports.values import problem_text
from accounts.models import Account, Import, ImportRow
from lib.http import page_or_part
from lib.lists import ListPage, Sort
from lib.spreadsheets import write_table
from timeline.models import Job

FIRST_ROWS = 8
Outcome, Undone = ImportRow.Outcome, ImportRow.Undone
SORTS = [Sort("row", gettext_lazy("Row"), "row_number")]
COLUMNS = [
    {"label": gettext_lazy("Customer")},
    {"label": gettext_lazy("Outcome")},
    {"label": gettext_lazy("Why")},
    {"label": gettext_lazy("Row"), "number": True},
]


select = forms.Select(attrs={"class": "form-select"})


class RowFilter(filters.FilterSet):
    outcome = filters.ChoiceFilter(
        choices=Outcome,
        label=gettext_lazy("Outcome"),
        empty_label=gettext_lazy("All outcomes"),
        widget=select,
    )
    problems = filters.ChoiceFilter(
        choices=[("1", gettext_lazy("With values left out"))],
        method="with_problems",
        label=gettext_lazy("Values"),
        empty_label=gettext_lazy("All values"),
        widget=select,
    )
    undone = filters.ChoiceFilter(
        choices=Undone,
        label=gettext_lazy("After undoing"),
        empty_label=gettext_lazy("Undone or not"),
        widget=select,
    )

    class Meta:
        model = ImportRow
        fields = ["outcome", "problems", "undone"]

    def with_problems(self, queryset, name, value):
        return queryset.exclude(problems=[])


def rows_of(origin: Import) -> QuerySet[ImportRow]:
    return origin.rows.select_related("account", "twin", "contact").order_by("row_number")


def shown(rows: list[ImportRow], membership) -> list[dict[str, Any]]:
    """Rows as a page shows them; accounts that the reader may not see stay without name and link."""
    ids = {pk for row in rows for pk in (row.account_id, row.twin_id) if pk}
    visible = set(Account.objects.visible_to(membership).filter(pk__in=ids).values_list("pk", flat=True))
    return [
        {
            "row": row,
            "account": row.account if row.account_id in visible else None,
            "twin": row.twin if row.twin_id in visible else None,
            "is_hidden": bool(row.account_id) and row.account_id not in visible,
            "written": " · ".join(filter(None, (cell.strip() for cell in row.cells or [])))[:200],
            "reason": problem_text(row.reason) if row.reason else "",
            "problems": [
                {"column": column_label(column), "text": problem_text(code), "written": written}
                for column, code, written in row.problems
            ],
        }
        for row in rows
    ]


def summary(origin: Import, membership) -> dict[str, Any]:
    counts = origin.counts()
    reached = sum(counts.values())
    lists = {
        "refused": rows_of(origin).filter(outcome=Outcome.REFUSED),
        "twins": rows_of(origin).filter(outcome=Outcome.TWIN),
        "problems": rows_of(origin).exclude(problems=[]),
    }
    if origin.undo_job:
        # Of what was taken back there is nothing left to look at.
        lists = {name: found.exclude(undone=Undone.REMOVED) for name, found in lists.items()}
    undone = dict.fromkeys(Undone.values, 0)
    if origin.undo_job:
        undone |= origin.undo_job.result
        lists["kept"] = rows_of(origin).filter(undone__in=(Undone.CHANGED, Undone.NEEDED))
    return {
        "origin": origin,
        "counts": counts,
        "added": counts[Outcome.CREATED] + counts[Outcome.TWIN],
        "reached": reached,
        "not_reached": origin.rows_count - reached,
        "contacts": origin.rows.exclude(contact=None).filter(contact_version=None).count(),
        "is_stopped": origin.job.state == Job.State.CANCELLED,
        "is_failed": origin.job.state == Job.State.FAILED,
        "undone": undone,
        "taken_back": undone[Undone.REMOVED] + undone[Undone.RESTORED],
        "kept": undone[Undone.CHANGED] + undone[Undone.NEEDED],
        "can_undo": origin.undo_job is None and rows_to_undo(origin).exists(),
        "lists": {
            name: {"rows": shown(list(found[:FIRST_ROWS]), membership), "count": found.count()}
            for name, found in lists.items()
        },
    }


def rows_page(request, origin: Import):
    filtered = RowFilter(request.GET, queryset=rows_of(origin), request=request)
    page = ListPage(filters=filtered, sorts=SORTS, query=request.GET, default_sort="row", chips_without=())
    context = {
        "origin": origin,
        "page": page,
        "columns": COLUMNS,
        "shown": shown(page.rows, request.membership),
    }
    return page_or_part(request, "accounts/import_rows.html", "list", context)


def refused_file(origin: Import, kind: str, language: str) -> tuple[str, bytes]:
    """The refused rows as they were written, with the reason in the reader's language; name and content."""
    width = len(origin.headings)
    rows: list[list[str]] = [[*origin.headings, _("Reason")]]
    for row in origin.rows.filter(outcome=Outcome.REFUSED).order_by("row_number").iterator():
        cells = (row.cells or [])[:width]
        rows.append([*cells, *[""] * (width - len(cells)), problem_text(row.reason)])
    written = io.BytesIO()
    title = _("Refused rows")
    write_table(written, rows, kind, title=title, language=language)
    stem = os.path.splitext(origin.file_name)[0]
    return f"{stem} - {title}.{kind}", written.getvalue()
