"""The steps of an import of opening balances as verbs, and its job: a batch is one transaction, a row is one entry."""

import tempfile
from itertools import islice

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.imports import sniffing
from accounts.imports.reading import lines, next_rows, read_table
from accounts.imports.steps import READ_AT_ONCE_BYTES
from accounts.imports.trouble import Unreadable
from accounts.models import Account
from lib import formats
from lib.filetypes import shown_name
from loyalty import ledger
from loyalty.booking import Source
from loyalty.imports.columns import match
from loyalty.imports.rows import Row, read
from loyalty.models import LoyaltyProgram, PointsEntry, PointsImport, Wallet
from loyalty.points import end_of
from sales.imports.customers import Customers
from timeline.jobs import GivenUp, JobKind, start_job
from timeline.models import Job, KeptFile
from timeline.services import record
from workspaces.models import Membership
from workspaces.roles import Permission

BATCH_ROWS = 100
MOST_SHOWN, LONGEST_CELL = 200, 200
JOB = "loyalty.import_balances"
COUNTS = ("added", "known", "refused")


@transaction.atomic
def bring_file(file, *, name, size, by, form_token=None) -> PointsImport:
    """Take a file in and read it. Raises Unreadable for what is none or too large to be read while somebody waits."""
    found = PointsImport.objects.filter(form_token=form_token).first() if form_token else None
    if found:
        return found
    if size > READ_AT_ONCE_BYTES[sniffing.kind_of(file, size)]:
        raise Unreadable("too_many_cells")
    origin = PointsImport(file_name=shown_name(name), created_by=by, form_token=form_token)
    with tempfile.TemporaryFile() as table:
        told = read_table(file, size, table)
        origin.table = KeptFile.keep(table, name=origin.file_name, by=by)
    origin.headings, origin.rows_count = told.headings, told.rows_count
    origin.mapping = match(told.headings)
    origin.save()
    return origin


def sample(origin, rows=3) -> list[list[str]]:
    with origin.table.content.open("rb") as table:
        return [cells for _row, cells in islice(lines(table), 1, rows + 1)]


@transaction.atomic
def start_import(origin, *, mapping, by) -> None:
    """Queue it once, however often the button is pressed."""
    locked = PointsImport.objects.select_for_update(no_key=True).get(pk=origin.pk)
    if locked.has_begun or locked.table_id is None:
        return
    origin.mapping = mapping
    about = {"import": origin.pk, "number": origin.number, "file": origin.file_name}
    origin.job = start_job(JOB, by=by, total=origin.rows_count, **about)
    origin.save(update_fields=["mapping", "job"])
    record("pointsimport.started", origin, by=by)


class ImportingBalances(JobKind):
    label = _("Import of opening balances of points")
    icon = "file-import"
    has_page_while_running = True

    def page(self, job):
        return "loyalty:points_import_one", {"number": job.arguments["number"]}

    def title(self, job):
        return f"{self.label}: {job.arguments['file']}"

    def origin(self, job) -> PointsImport:
        return PointsImport.objects.select_related("table").get(pk=job.arguments["import"])

    def prepare(self, job):
        """The rows of the next batch, and where those after them begin."""
        with transaction.atomic():
            origin = self.origin(job)
        size = 1 if job.done < job.cursor.get("one_by_one_until", 0) else BATCH_ROWS
        return next_rows(origin.table, job.cursor, size)

    def batch(self, job, prepared):
        rows, offset = prepared
        origin, by = self.opened(job)
        with timezone.override(by.workspace.time_zone), formats.use(by.workspace.formats("ar")):
            keep_rows(origin, rows, by=by)
        return self.moved(job, origin, len(rows), offset)

    def opened(self, job):
        by = Membership.objects.select_related("user", "workspace").get(pk=job.created_by_id)
        if not by.can(Permission.MANAGE_LOYALTY):
            raise GivenUp("not_allowed")
        return self.origin(job), by

    def moved(self, job, origin, count, offset) -> bool:
        origin.save(update_fields=[*COUNTS, "points", "refused_rows"])
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
            refuse(origin, number, cells, [["", "unexpected", ""]])
        return self.moved(job, origin, len(rows), offset)

    def ended(self, job):
        origin = self.origin(job)
        job.result = {name: getattr(origin, name) for name in (*COUNTS, "points")}
        record("pointsimport.ended", origin, by=job.created_by, **job.result)
        if job.state != Job.State.FAILED and origin.table is not None:
            table, origin.table = origin.table, None
            origin.save(update_fields=["table"])
            table.forget()


def keep_rows(origin: PointsImport, rows, *, by) -> None:
    """Customers are locked by their key, then their wallets by theirs, then each row is an entry or told why not."""
    program, today = LoyaltyProgram.objects.standing(), timezone.localdate()
    read_rows = [
        (number, cells, read(origin.mapping, cells, today=today, country=by.workspace.country))
        for number, cells in rows
    ]
    customers = Customers(source="", membership=by)
    customers.load([row for _number, _cells, row in read_rows if not row.problems])
    meant = []
    for number, cells, row in read_rows:
        pk = None if row.problems else customers.find(row)
        if pk is None and not row.problems:
            row.refuse(
                next(key for key in ("account_number", "email", "phone", "customer") if key in row.said),
                "unknown",
            )
        meant.append((number, cells, row, pk))
    wallets = wallets_of({pk for *_row, pk in meant if pk is not None})
    for number, cells, row, pk in meant:
        if not row.problems:
            keep(origin, row, wallets[pk], program, by=by)
        if row.problems:
            refuse(origin, number, cells, row.problems)


def wallets_of(accounts: set[int]) -> dict[int, Wallet]:
    """By the key of their customer, made where there are none, and locked, the lowest key first."""
    found = {
        each.account_id: ledger.wallet_of(each.account)
        for each in Wallet.objects.filter(account__in=accounts)
    }
    for account in Account.objects.filter(pk__in=accounts - set(found)).order_by("pk"):
        found[account.pk] = ledger.wallet_of(account)
    for wallet in sorted(found.values(), key=lambda each: each.pk):
        wallet.wait_to_change()
    return found


def keep(origin: PointsImport, row: Row, wallet: Wallet, program: LoyaltyProgram, *, by) -> None:
    """One entry for each balance of a wallet, whatever file brings it again."""
    key = f"opening/{wallet.pk}/{row.mark}"
    known = [key, *(f"opening/{each}/{row.mark}" for each in absorbed_by(wallet))]
    made = PointsEntry.objects.filter(key__in=known).order_by("pk").first()
    if made is not None and made.points != row.points:
        row.refuse("reference", "other_points")
    elif made is not None:
        origin.known += 1
    else:
        zone = timezone.get_current_timezone_name()
        until = (
            end_of(row.expires_on, zone) if row.expires_on else program.expires_at(timezone.localdate(), zone)
        )
        ledger.credit(
            wallet, row.points, kind=PointsEntry.Kind.OPENING, key=key, expires_at=until, reason=row.reference,
            source=Source.of(origin), by=by,
        )  # fmt: skip
        origin.added += 1
        origin.points += row.points


def absorbed_by(wallet: Wallet) -> list[int]:
    """The wallets of customers who have become a part of this one."""
    found: list[int] = []
    keys = [wallet.pk]
    while keys:
        keys = list(Wallet.objects.filter(merged_into__in=keys).order_by("pk").values_list("pk", flat=True))
        found += keys
    return found


def refuse(origin, number, cells, problems) -> None:
    origin.refused += 1
    if len(origin.refused_rows) < MOST_SHOWN:
        shown = [cell.replace("\0", "")[:LONGEST_CELL] for cell in cells]
        origin.refused_rows.append([number, problems, shown])
