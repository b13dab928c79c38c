"""The job of an import of opening balances: a batch is one transaction, a row is one entry."""

from functools import partial

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.bringing.steps import begin, take_in
from accounts.bringing.work import BringingIn
from accounts.models import Account
from loyalty import ledger
from loyalty.booking import Source
from loyalty.imports.columns import COLUMNS
from loyalty.imports.rows import Row, read
from loyalty.models import LoyaltyProgram, PointsEntry, PointsImport, Wallet
from loyalty.points import end_of
from sales.imports.customers import Customers
from workspaces.roles import Permission

JOB = "loyalty.import_balances"


def bring_file(file, *, name, size, by, form_token=None) -> PointsImport:
    return take_in(
        PointsImport(file_name=name, created_by=by, form_token=form_token), file, size, COLUMNS.match
    )


start_import = partial(begin, job=JOB)


class ImportingBalances(BringingIn):
    label = _("Import of opening balances of points")
    model = PointsImport
    one_url = "loyalty:points_import_one"
    needs = (Permission.MANAGE_LOYALTY,)
    counts = ("added", "known", "refused", "points")
    kept = ("refused_rows",)

    def keep_rows(self, origin, rows, *, by):
        keep_rows(origin, rows, by=by)


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
            origin.refuse(number, cells, row.problems)


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
