"""Purchases earn: each is brought to what it should have earned, as often as anybody looks.

Whatever changes what a customer bought writes a row of UnsettledAccount in its own transaction (follow_purchases); a
hint on commit and beat let the worker settle the customer. Of each purchase whose version is another than the one
that was settled, it is worked out anew what it should have earned: by the versions of rules that held on its day when
it was settled first, which stay with it, less what refunds take back; the difference goes to the ledger (granting.py).
A purchase that is gone has earned nothing. Order of locks: customer, wallet.
"""

from collections.abc import Iterable
from datetime import timedelta

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.models import Account
from lib.tenancy.tasks import publish
from loyalty import points as arithmetic
from loyalty.granting import Giver, Occasion
from loyalty.models import Grant, LoyaltyProgram, RuleVersion, SettledPurchase, UnsettledAccount, Wallet
from loyalty.models.rule import OF_PURCHASES
from loyalty.rules import Rulebook, is_for
from loyalty.sale import Sale, SaleLine, points_for
from loyalty.vouchers import paid_by_vouchers
from sales.models import Purchase
from sales.pricing import trees
from workspaces.models import Workspace

log = structlog.get_logger(__name__)
State = LoyaltyProgram.State
BATCH = 20  # customers of one look at the queue
AT_ONCE = 100  # purchases of one transaction
# Those of a person who waits for the page are settled with it.
MOST_IN_A_REQUEST = 5
REST = timedelta(minutes=5)


def follow_purchases(accounts: list[int]) -> None:
    """In the transaction of the change, the rows of the accounts locked."""
    if not LoyaltyProgram.objects.exclude(state=State.DRAFT).exists():
        return
    if len(accounts) == 1 and settle_at_once(accounts[0]):
        return
    queue(accounts)
    from loyalty.tasks import settle_purchases

    publish(settle_purchases, UnsettledAccount().workspace_id)


def settle_at_once(pk: int) -> bool:
    """Whether what a person did was little enough to be settled with it, so that the page shows its points."""
    account = Account.objects.get(pk=pk)
    if account.is_archived:
        return False
    with local_days():
        program = LoyaltyProgram.objects.standing()
        if unsettled(account, program)[: MOST_IN_A_REQUEST + 1].count() > MOST_IN_A_REQUEST:
            return False
        settle_purchases_of(account)
    UnsettledAccount.objects.filter(account=account).delete()
    return True


def local_days():
    """By the clocks of the workspace, wherever it is called from."""
    zone = Workspace.objects.only("time_zone").get(pk=UnsettledAccount().workspace_id).time_zone
    return timezone.override(zone)


def queue(accounts: Iterable[int]) -> None:
    rows = [UnsettledAccount(account_id=pk) for pk in accounts]
    UnsettledAccount.objects.bulk_create(rows, ignore_conflicts=True)


def settle_next() -> int:
    """Settle the next customers of the open workspace, each in its own transaction; how many there were."""
    with transaction.atomic():
        clocks = local_days()
        rows = UnsettledAccount.objects.filter(at__lte=timezone.now()).order_by("at", "pk")
        waiting = list(rows.values_list("account", flat=True)[:BATCH])
    with clocks:
        for pk in waiting:
            try:
                settle_account(pk)
            except SoftTimeLimitExceeded:
                raise
            except Exception:
                # What one customer stumbles over keeps no other waiting; it is tried again after a while.
                log.exception("settling_failed", account=pk)
                with transaction.atomic():
                    UnsettledAccount.objects.filter(account=pk).update(at=timezone.now() + REST)
    return len(waiting)


@transaction.atomic
def settle_account(pk: int) -> bool:
    """Whether it is done: False while somebody else holds the customer, or more purchases wait than go at once."""
    held = (
        Account.objects.filter(pk=pk).select_for_update(no_key=True, skip_locked=True).order_by("pk").first()
    )
    if held is None:
        return False
    row = UnsettledAccount.objects.filter(account=held).first()
    if row is None:
        return True  # another worker was faster
    if not held.is_archived and settle_purchases_of(held):
        UnsettledAccount.objects.filter(pk=row.pk).update(at=timezone.now())
        return False
    row.delete()
    return True


def settle_purchases_of(account, most=AT_ONCE) -> bool:
    """Bring what changed to what it should have earned, the customer locked; whether there is more."""
    program = LoyaltyProgram.objects.standing()
    if program.pk is None or program.state == State.DRAFT:
        return False
    settling = Settling(account, program)
    settling.take_back_gone()
    found = list(unsettled(account, program).prefetch_related("lines__product")[: most + 1])
    settling.read(found[:most])
    for purchase in found[:most]:
        settling.settle(purchase)
    return len(found) > most


def unsettled(account, program):
    """Purchases that were never settled, from the start of the programme on, and those that changed since."""
    settled = SettledPurchase.objects.filter(purchase_key=OuterRef("pk"))
    same = settled.filter(purchase_version=OuterRef("version"))
    rows = Purchase.objects.filter(~Exists(same), account=account)
    is_counting = Q(ordered_on__gte=program.starts_on) if program.starts_on else Q()
    if program.joining == LoyaltyProgram.Joining.BY_HAND:
        wallet = Wallet.objects.filter(account=account).first()
        if wallet is None:
            return rows.none()
        is_counting &= Q(ordered_on__gte=timezone.localdate(wallet.joined_at))
    return rows.filter(is_counting | Exists(settled)).order_by("ordered_on", "pk")


class Settling:
    """One round over the purchases of a customer whose row is locked."""

    def __init__(self, account, program: LoyaltyProgram):
        self.account, self.program = account, program
        self.giver = Giver(account, program)
        self.rulebook, self.parents = Rulebook(), trees()
        self.settled: dict[int, SettledPurchase] = {}
        self.paid_minor: dict[int, int] = {}

    def read(self, purchases) -> None:
        keys = [each.pk for each in purchases]
        settled = SettledPurchase.objects.filter(purchase_key__in=keys)
        self.settled = {each.purchase_key: each for each in settled}
        self.paid_minor = paid_by_vouchers(keys)
        self.giver.read(Occasion.of_purchase(each).name for each in purchases)

    def take_back_gone(self) -> None:
        """What was given for purchases that are no more, such as those of an import that was undone."""
        there = Purchase.objects.filter(pk=OuterRef("purchase_key"))
        grants = Grant.objects.filter(~Exists(there), account=self.account, purchase_key__isnull=False)
        for grant in grants.filter(points__gt=0).select_related("rule", "rule_version").order_by("pk"):
            self.giver.take_back(grant)
        SettledPurchase.objects.filter(~Exists(there), account=self.account).delete()

    def settle(self, purchase) -> None:
        settled = self.settled.get(purchase.pk)
        if settled is None or settled.day != purchase.ordered_on:
            versions = self.versions_of(purchase)
        else:
            versions = self.pinned(settled)
        sale, occasion = sale_of(purchase), Occasion.of_purchase(purchase)
        paid = self.paid_minor.get(purchase.pk, 0)
        for version in versions:
            said, _why = points_for(version, sale) if purchase.is_counted else (0, None)
            self.giver.give(version, occasion, said, keep=lambda gross: left_of(gross, purchase, paid))
        if settled is not None:
            self.take_back_others(purchase, versions)
        SettledPurchase.objects.update_or_create(
            purchase_key=purchase.pk,
            defaults={
                "account": self.account,
                "purchase_version": purchase.version,
                "day": purchase.ordered_on,
                "rule_versions": [each.pk for each in versions],
            },
        )

    def versions_of(self, purchase) -> list[RuleVersion]:
        """Those that hold on its day for this customer; none where it is no day of the programme."""
        starts_on = self.program.starts_on
        if not self.program.is_running or (starts_on is not None and purchase.ordered_on < starts_on):
            return []
        day = purchase.ordered_on
        held = [each for each in self.rulebook.on(day, OF_PURCHASES) if each.is_within(day)]
        return [each for each in held if is_for(each, self.account, self.parents)]

    def pinned(self, settled: SettledPurchase) -> list[RuleVersion]:
        found = {each.pk: each for each in self.rulebook.versions}
        return [found[pk] for pk in settled.rule_versions if pk in found]

    def take_back_others(self, purchase, versions) -> None:
        """By rules that hold no more for it, as its day is another."""
        grants = Grant.objects.filter(purchase_key=purchase.pk, points__gt=0)
        kept = [each.pk for each in versions]
        for grant in (
            grants.exclude(rule_version__in=kept).select_related("rule", "rule_version").order_by("pk")
        ):
            self.giver.take_back(grant)


def left_of(gross: int, purchase, paid_minor: int = 0) -> int:
    """Of the points that a purchase earned, what refunds and vouchers, which paid so much of it, have left.

    The whole refund, or a voucher for the whole, leaves nothing.
    """
    unpaid = min(purchase.refunded_minor + paid_minor, purchase.total_minor)
    if not unpaid:
        return gross
    return gross - arithmetic.taken_back(gross, total_minor=purchase.total_minor, refunded_minor=unpaid)


def sale_of(purchase) -> Sale:
    return Sale(
        day=purchase.ordered_on,
        currency=purchase.currency,
        total_minor=purchase.total_minor,
        lines=[
            SaleLine(
                each.total_minor,
                each.quantity,
                each.product_id,
                each.product.category if each.product else "",
            )
            for each in purchase.lines.all()
        ],
    )


def follow_account(account, before, *, by) -> None:
    """A customer who is brought back out of the archive: what changed meanwhile is settled."""
    if before is not None and before.is_archived and not account.is_archived:
        follow_purchases([account.pk])


def made_with_customers(accounts) -> list[QuerySet]:
    """What keeps no import from being undone: a customer who has earned nothing has no more than these."""
    return [model.objects.filter(account__in=accounts) for model in (UnsettledAccount, SettledPurchase)]


def queue_all_since(day) -> None:
    """Everybody who bought since the programme starts: it runs now, or starts earlier."""
    rows = Purchase.objects.filter(ordered_on__gte=day) if day else Purchase.objects.all()
    bought = rows.order_by().values_list("account", flat=True).distinct()
    for piece in pieces(bought.iterator(chunk_size=5_000), 5_000):
        queue(piece)


def pieces(keys, size):
    found: list[int] = []
    for key in keys:
        found.append(key)
        if len(found) == size:
            yield found
            found = []
    if found:
        yield found
