"""The steps of an import of mentions as verbs, and its job."""

import tempfile
from itertools import islice

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.imports import sniffing
from accounts.imports.reading import lines, next_rows, read_table
from accounts.imports.steps import READ_AT_ONCE_BYTES
from accounts.imports.trouble import Unreadable
from lib import formats
from lib.filetypes import shown_name
from lib.spreadsheets import original
from social.arriving import ArrivalForm, named
from social.imports.columns import match
from social.models import MentionImport, SocialMention, SocialRules
from social.services import take_in
from timeline.jobs import GivenUp, JobKind, start_job
from timeline.models import Job, KeptFile
from timeline.services import record
from workspaces.models import Membership
from workspaces.roles import Permission

BATCH_ROWS = 100
MOST_SHOWN, LONGEST_CELL = 200, 200
JOB = "social.import"


@transaction.atomic
def bring_file(file, *, name, size, by, form_token=None) -> MentionImport:
    """Take a file in and read it. Raises Unreadable for what is none or too large to be read while somebody waits."""
    found = MentionImport.objects.filter(form_token=form_token).first() if form_token else None
    if found:
        return found
    if size > READ_AT_ONCE_BYTES[sniffing.kind_of(file, size)]:
        raise Unreadable("too_many_cells")
    origin = MentionImport(file_name=shown_name(name), created_by=by, form_token=form_token)
    with tempfile.TemporaryFile() as table:
        read = read_table(file, size, table)
        origin.table = KeptFile.keep(table, name=origin.file_name, by=by)
    origin.headings, origin.rows_count, origin.mapping = read.headings, read.rows_count, match(read.headings)
    origin.save()
    return origin


def sample(origin, rows=3) -> list[list[str]]:
    with origin.table.content.open("rb") as table:
        return [cells for _row, cells in islice(lines(table), 1, rows + 1)]


@transaction.atomic
def start_import(origin, *, mapping, network, by) -> None:
    """Queue it once, however often the button is pressed."""
    locked = MentionImport.objects.select_for_update(no_key=True).get(pk=origin.pk)
    if locked.has_begun or locked.table_id is None:
        return
    origin.mapping, origin.network = mapping, network
    about = {"import": origin.pk, "number": origin.number, "file": origin.file_name}
    origin.job = start_job(JOB, by=by, total=origin.rows_count, **about)
    origin.save(update_fields=["mapping", "network", "job"])
    record("mentionimport.started", origin, by=by)


class ImportingMentions(JobKind):
    label = _("Import of mentions")
    icon = "file-import"
    has_page_while_running = True

    def page(self, job):
        return "social:import_one", {"number": job.arguments["number"]}

    def title(self, job):
        return f"{self.label}: {job.arguments['file']}"

    def prepare(self, job):
        """The rows of the next batch, and where those after them begin."""
        with transaction.atomic():
            origin = MentionImport.objects.select_related("table").get(pk=job.arguments["import"])
        size = 1 if job.done < job.cursor.get("one_by_one_until", 0) else BATCH_ROWS
        return next_rows(origin.table, job.cursor, size)

    def batch(self, job, prepared):
        rows, offset = prepared
        origin, by = self.opened(job)
        rules = SocialRules.objects.standing()
        with timezone.override(by.workspace.time_zone), formats.use(by.workspace.formats("ar")):
            for number, cells in rows:
                keep_row(origin, number, cells, by=by, rules=rules)
        return self.moved(job, origin, len(rows), offset)

    def opened(self, job):
        by = Membership.objects.select_related("user", "workspace").get(pk=job.created_by_id)
        if not by.can(Permission.IMPORT):
            raise GivenUp("not_allowed")
        return MentionImport.objects.get(pk=job.arguments["import"]), by

    def moved(self, job, origin, count, offset) -> bool:
        origin.save(update_fields=["kept", "known", "refused", "refused_rows"])
        job.cursor = {**job.cursor, "offset": offset}
        job.done += count
        return count > 0 and job.done < job.total

    def step_over(self, job, error):
        """First the rows of the batch one by one; then the one that cannot be kept is refused."""
        if job.done >= job.cursor.get("one_by_one_until", 0):
            job.cursor["one_by_one_until"] = job.done + BATCH_ROWS
            return True
        rows, offset = self.prepare(job)
        origin, _by = self.opened(job)
        for number, cells in rows:
            refuse(origin, number, cells, [""])
        return self.moved(job, origin, len(rows), offset)

    def ended(self, job):
        origin = MentionImport.objects.select_related("table").get(pk=job.arguments["import"])
        job.result = {"kept": origin.kept, "known": origin.known, "refused": origin.refused}
        record("mentionimport.ended", origin, by=job.created_by, **job.result)
        if job.state != Job.State.FAILED and origin.table is not None:
            table, origin.table = origin.table, None
            origin.save(update_fields=["table"])
            table.forget()


def keep_row(origin, number, cells, *, by, rules) -> None:
    said = {
        key: original(cell) for key, cell in zip(origin.mapping, cells, strict=False) if key and cell.strip()
    }
    said.setdefault("network", origin.network)
    form = ArrivalForm(named(said))
    if not form.is_valid():
        refuse(origin, number, cells, form.errors)
        return
    made = take_in(
        fields=form.fields_of_mention,
        source=SocialMention.Source.IMPORT,
        external_id=form.external_name,
        closed=form.decided,
        by=by,
        rules=rules,
    )
    if made is None:
        origin.known += 1
    else:
        origin.kept += 1


def refuse(origin, number, cells, fields) -> None:
    origin.refused += 1
    if len(origin.refused_rows) < MOST_SHOWN:
        shown = [cell.replace("\0", "")[:LONGEST_CELL] for cell in cells]
        origin.refused_rows.append([number, sorted(fields), shown])
