"""The audit log: what happened in the workspace, narrowed by person, record, verb and period, and as a file."""

import tempfile
from contextlib import contextmanager
from datetime import datetime, time

import django_filters as filters
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.exports import BATCH_ROWS, KEPT_DAYS, Exporting, rows_of_parts
from accounts.models import Account, Contact
from lib import formats
from lib.formfields import DayField
from lib.lists import RowComparison, Sort
from lib.spreadsheets import write_table
from timeline.jobs import GivenUp, start_job
from timeline.models import Event, Job, KeptFile
from timeline.services import record
from timeline.story import Line, told
from timeline.verbs import groups, verbs, verbs_of
from workspaces.models import Membership
from workspaces.roles import Permission

JOB = "desk.audit_export"
SORTS = [
    Sort("-at", gettext_lazy("Newest first"), "at", is_descending=True),
    Sort("at", gettext_lazy("Oldest first"), "at"),
]
MOST_RECORDS = 50


def members(request):
    """Everybody who ever belonged here, by name."""
    return Membership.objects.select_related("user").order_by("user__name")


def verb_choices():
    """Each kind of events, and under it the single verbs."""
    choices = []
    keys = groups.keys()
    for group in keys:
        inside = [(name, f"· {verbs.get(name).label}") for name in verbs_of(group) if verbs.get(name).label]
        choices += [(group, groups.get(group)), *inside] if inside else []
    return choices


class DayFilter(filters.Filter):
    field_class = DayField


class AuditFilter(filters.FilterSet):
    q = filters.CharFilter(method="about", label=gettext_lazy("Record"), max_length=200)
    person = filters.ModelChoiceFilter(
        field_name="actor",
        queryset=members,
        to_field_name="number",
        null_label=gettext_lazy("Sila"),
        label=gettext_lazy("Done by"),
    )
    verb = filters.ChoiceFilter(choices=verb_choices, method="of_verb", label=gettext_lazy("What happened"))
    since = DayFilter(method="from_day", label=gettext_lazy("From"))
    until = DayFilter(method="to_day", label=gettext_lazy("Until"))

    class Meta:
        model = Event
        fields = []

    def about(self, queryset, name, value):
        """The records that match, with every part of what happened to them."""
        subjects = Q(pk__in=[])
        for label, keys in records_named(value).items():
            subjects |= Q(subject_kind=label, subject_id__in=keys) | Q(
                context_kind=label, context_id__in=keys
            )
        return queryset.filter(subjects)

    def of_verb(self, queryset, name, value):
        return queryset.filter(verb__in=verbs_of(value) if value in groups else [value])

    def from_day(self, queryset, name, value):
        return queryset.filter(at__gte=moment_of(value, time.min))

    def to_day(self, queryset, name, value):
        return queryset.filter(at__lte=moment_of(value, time.max))


def moment_of(day, clock: time) -> datetime:
    """In the time zone of the workspace."""
    return datetime.combine(day, clock, tzinfo=timezone.get_current_timezone())


def records_named(words: str) -> dict[str, list[int]]:
    """Customers and colleagues by a part of the name, or by the number. Who reads the audit log sees them all."""
    found = {}
    for model in (Account, Contact):
        rows = model.objects.matching(words)
        if words.strip().isdecimal():
            rows = model.objects.filter(number=min(int(words), 2**31 - 1))
        found[model._meta.label_lower] = list(rows.values_list("pk", flat=True)[:MOST_RECORDS])
    named = Membership.objects.filter(user__name__icontains=words.strip())
    found[Membership._meta.label_lower] = list(named.values_list("pk", flat=True)[:MOST_RECORDS])
    return found


def audit_filter(query: QueryDict) -> AuditFilter:
    """Without a record the log of the workspace, where an import is one line; of a record every line."""
    events = Event.objects.select_related("actor__user")
    asks_for_record = bool(query.get("q", "").strip())
    return AuditFilter(query, queryset=events if asks_for_record else events.audited())


def audit_lines(events, member) -> list[Line]:
    return told(events, member=member)


# Files


def headings() -> list[str]:
    return [
        _("When"), _("Done by"), _("What happened"), _("Kind of record"), _("Record"), _("Number"), _("Field"),
        _("Former value"), _("New value"),
    ]  # fmt: skip


def rows_of(events, member) -> list[list]:
    """A row for each changed field, so that a spreadsheet can sort and filter them."""
    rows = []
    for line in audit_lines(events, member):
        start = [
            f"{timezone.localtime(line.at):%Y-%m-%d %H:%M:%S}",
            line.actor or _("Sila"),
            line.happened,
            line.kind,
            line.subject,
            line.number or "",
        ]
        rows += [
            [
                *start,
                each.label,
                each.before.text if each.before else "",
                each.after.text if each.after else "",
            ]
            for each in line.changes
        ] or [[*start, line.body, "", ""]]
    return rows


def file_name(kind: str) -> str:
    return f"{_('Audit log')} {timezone.localdate():%Y-%m-%d}.{kind}"


def write_audit(file, rows, kind: str) -> None:
    language = translation.get_language() or "ar"
    write_table(file, rows, kind, title=_("Audit log"), language=language)


def note_export(*, by, query: str, kind: str, rows: int) -> None:
    record("audit.exported", by, by=by, filter=query[:500], format=kind, rows=rows)


def ordered(events, sort: Sort):
    sign = "-" if sort.is_descending else ""
    return events.order_by(f"{sign}{sort.column}", f"{sign}pk")


def start_export(*, kind: str, sort: Sort, by, query: QueryDict) -> Job:
    """The job of this very export: pressed twice while it waits or runs, it is one."""
    arguments = {
        "query": query.urlencode(),
        "format": kind,
        "language": translation.get_language() or "ar",
        "is_descending": sort.is_descending,
    }
    running = Job.objects.open().filter(kind=JOB, created_by=by, arguments=arguments).first()
    return running or start_job(JOB, by=by, **arguments)


class AuditExporting(Exporting):
    label = gettext_lazy("Export of the audit log")

    def title(self, job):
        return self.label

    def _read(self, job, by):
        if not by.can(Permission.VIEW_AUDIT):
            raise GivenUp("not_allowed")
        sort = SORTS[0 if job.arguments["is_descending"] else 1]
        with in_the_words_of(job, by):
            found = audit_filter(QueryDict(job.arguments["query"])).qs
            if job.cursor.get("last"):
                at, pk = job.cursor["last"]
                after = "<" if sort.is_descending else ">"
                found = found.filter(RowComparison("at", datetime.fromisoformat(at), pk, after))
            page = list(ordered(found, sort)[:BATCH_ROWS])
            rows = rows_of(page, by)
        return rows, [page[-1].at.isoformat(), page[-1].pk] if len(page) == BATCH_ROWS else None

    def _put_together(self, job):
        parts = [KeptFile.objects.get(pk=pk) for pk in job.cursor["parts"]]
        with in_the_words_of(job, job.created_by), tempfile.TemporaryFile() as written:
            write_audit(written, rows_of_parts(headings(), parts), job.arguments["format"])
            name = file_name(job.arguments["format"])
            kept = KeptFile.keep(written, name=name, by=job.created_by, days=KEPT_DAYS)
        job.result = {"file": kept.pk, "rows": job.done}

    def _note(self, job):
        asked = job.arguments
        note_export(by=job.created_by, query=asked["query"], kind=asked["format"], rows=job.done)


@contextmanager
def in_the_words_of(job: Job, by):
    """A worker writes the file as its reader reads the page."""
    language, opened = job.arguments["language"], by.workspace
    shown = formats.use(opened.formats(language))
    with translation.override(language), timezone.override(opened.time_zone), shown:
        yield


AUDIT_EXPORTING = AuditExporting()
