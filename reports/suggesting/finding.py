"""What each customer could also need, each night: the pairs of products first, then every customer.

Purchases of two years count, by local days; what a customer has ever bought, sent back or complained about is never
suggested to it. Run twice it comes to the same; killed, it goes on after the last customer that was kept.
"""

from collections import defaultdict
from datetime import date, timedelta

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from complaints.models import Complaint
from lib.tenancy.models import take_numbers
from reports.models import ProductPair, ProductSuggestion
from reports.models.suggestion import NOT_AGAIN
from reports.suggesting.likeness import Bought, liked_by, pairs_of, table_of
from sales.models import Product, Purchase, PurchaseLine
from timeline.jobs import JobKind, start_job
from timeline.models import Job
from workspaces.models import Workspace

JOB = "reports.suggestions"
BATCH = 500  # customers
WINDOW = timedelta(days=730)
MOST = 5  # for a customer; its page shows the first three
State = ProductSuggestion.State
# Who bought what, once each. Nobody bought what came back, and nothing archived is suggested.
BOUGHT = """
SELECT bought.account_id, line.product_id
FROM sales_purchaseline line
JOIN sales_purchase bought ON bought.id = line.purchase_id
JOIN accounts_account account ON account.id = bought.account_id
JOIN sales_product product ON product.id = line.product_id
WHERE account.archived_at IS NULL AND account.merged_into_id IS NULL AND product.archived_at IS NULL
AND bought.archived_at IS NULL AND bought.status <> ALL(%(uncounted)s)
AND bought.ordered_on > %(after)s AND bought.ordered_on <= %(until)s
GROUP BY bought.account_id, line.product_id
"""


def bought_until(day: date) -> Bought | None:
    asked = {"uncounted": [each.value for each in Purchase.UNCOUNTED], "after": day - WINDOW, "until": day}
    with connection.cursor() as cursor:
        cursor.execute(BOUGHT, asked)
        rows = cursor.fetchall()
    return table_of(rows) if rows else None


@transaction.atomic
def keep_pairs(day: date, bought: Bought | None) -> int:
    """In place of those of the night before."""
    ProductPair.objects.all().delete()
    if bought is None:
        return 0
    rows = [
        ProductPair(
            product_id=each.product, other_id=each.other, as_of=day, both_count=each.both, of_count=each.of,
            other_count=each.others, everybody_count=each.everybody, lift=each.lift,
        )
        for each in pairs_of(bought)
    ]  # fmt: skip
    return len(ProductPair.objects.bulk_create(rows, batch_size=2_000))


def left_alone(keys: list[int]) -> set[tuple[int, int]]:
    """(customer, product) of what each has ever bought, sent back or complained about, or had decided lately."""
    lines = PurchaseLine.objects.filter(purchase__account__in=keys, purchase__archived_at=None)
    lines = lines.exclude(product=None).order_by().distinct()
    named = Complaint.objects.filter(account__in=keys).exclude(purchase=None).order_by().distinct()
    since = timezone.now() - NOT_AGAIN
    decided = ProductSuggestion.objects.filter(
        account__in=keys, state__in=(State.ACCEPTED, State.DISMISSED), decided_at__gt=since
    )
    found = set(lines.values_list("purchase__account_id", "product_id"))
    found |= set(
        named.exclude(purchase__lines__product=None).values_list("account_id", "purchase__lines__product_id")
    )
    return found | set(decided.order_by().values_list("account_id", "product_id"))


def wanted_of(bought: Bought | None, keys: list[int]) -> dict[tuple[int, int], tuple[int | None, int, int]]:
    """(customer, product): (because of which product, how many bought it, of how many)."""
    if bought is None:
        return {}
    places = {key: place for place, key in enumerate(bought.accounts)}
    own = {
        key: {bought.products[column] for column in bought.table[places[key]].indices.tolist()}
        for key in keys
        if key in places
    }
    pairs = defaultdict(list)
    held = set().union(*own.values()) if own else set()
    for each in ProductPair.objects.filter(product__in=held, other__archived_at=None):
        pairs[each.product_id].append((each.other_id, each.both_count, each.of_count))
    alike = dict(liked_by(bought, list(own)))
    alone = left_alone(list(own))
    wanted = {}
    for key, products in own.items():
        ways = [(liked.product, None, liked.bought, liked.asked) for liked in alike.get(key, [])]
        ways += [(other, product, both, of) for product in products for other, both, of in pairs[product]]
        best: dict[int, tuple[int | None, int, int]] = {}
        # A pair of products before likeness, which speaks for what no pair does; then the greater share.
        for product, because, count, of in sorted(
            ways, key=lambda way: (way[1] is not None, way[2] / way[3], way[2], -(way[1] or 0))
        ):
            if product not in products and (key, product) not in alone:
                best[product] = (because, count, of)
        wanted |= {(key, product): way for product, way in best.items()}
    return wanted


def most_promising(wanted, prices: dict[int, int]) -> dict[tuple[int, int], dict]:
    """At most MOST for each customer, by expected value, then by share."""
    by_account = defaultdict(list)
    for (account, product), (because, count, of) in wanted.items():
        fields = {
            "because_id": because,
            "bought_count": count,
            "of_count": of,
            "score": count / of,
            "expected_minor": round(prices.get(product, 0) * count / of),
        }
        by_account[account].append((product, fields))
    return {
        (account, product): fields
        for account, rows in by_account.items()
        for product, fields in sorted(
            rows, key=lambda row: (-row[1]["expected_minor"], -row[1]["score"], row[0])
        )[:MOST]
    }


def keep(keys: list[int], wanted: dict[tuple[int, int], dict]) -> None:
    """What no longer holds is over, what holds stays itself, what is new is suggested. The customers are locked."""
    standing = ProductSuggestion.objects.filter(account__in=keys, state=State.PROPOSED).order_by("pk")
    rows = {(row.account_id, row.product_id): row for row in standing}
    over = [row.pk for key, row in rows.items() if key not in wanted]
    ProductSuggestion.objects.filter(pk__in=over).update(state=State.OVER, decided_at=timezone.now())
    kept = [row for key, row in rows.items() if key in wanted]
    for row in kept:
        for name, value in wanted[row.account_id, row.product_id].items():
            setattr(row, name, value)
    names = ["because", "bought_count", "of_count", "score", "expected_minor"]
    ProductSuggestion.objects.bulk_update(kept, names)
    new = [key for key in wanted if key not in rows]
    if new:
        first = take_numbers(ProductSuggestion, len(new))
        ProductSuggestion.objects.bulk_create(
            ProductSuggestion(
                account_id=account, product_id=product, number=first + place, **wanted[account, product]
            )
            for place, (account, product) in enumerate(new)
        )


@transaction.atomic
def suggest_next(day: date, after: int) -> tuple[int, int | None]:
    """To the next customers after a key: how many, and the last key; None at the end."""
    waiting = Account.objects.filter(archived_at=None, merged_into=None, pk__gt=after)
    held = waiting.select_for_update(no_key=True).order_by("pk").only("pk")[:BATCH]
    keys = [each.pk for each in held]
    if keys:
        currency = Workspace.objects.only("currency").get(pk=ProductPair().workspace_id).currency
        priced = Product.objects.in_use().filter(currency=currency)
        wanted = wanted_of(bought_until(day), keys)
        keep(keys, most_promising(wanted, dict(priced.values_list("pk", "price_minor"))))
    return len(keys), keys[-1] if len(keys) == BATCH else None


def suggest_all(day: date) -> None:
    keep_pairs(day, bought_until(day))
    last: int | None = 0
    while last is not None:
        _looked, last = suggest_next(day, last)


class Suggesting(JobKind):
    """Of the day before the one on which the job began; the cursor is the last customer that was kept."""

    label = _("What customers could also need")
    icon = "shopping-cart"
    is_told = False
    may_run_again = True

    def page(self, job):
        return "reports:suggestions", {}

    def batch(self, job, prepared):
        zone = Workspace.objects.only("time_zone").get(pk=job.workspace_id).time_zone
        with timezone.override(zone):
            day = timezone.localdate(job.created_at) - timedelta(days=1)
        if "after" not in job.cursor:
            keep_pairs(day, bought_until(day))
            job.total = Account.objects.filter(Q(archived_at=None, merged_into=None)).count()
            job.cursor = {"after": 0}
            return True
        looked, last = suggest_next(day, job.cursor["after"])
        job.done = min(job.done + looked, job.total) if last else job.total
        job.cursor = {"after": last or 0}
        return last is not None


@transaction.atomic
def start_suggesting(*, by=None) -> Job:
    """In the background, once the night has foreseen its customers; one at a time in a workspace."""
    Workspace.objects.select_for_update(no_key=True).get(pk=ProductPair().workspace_id)
    return Job.objects.open().filter(kind=JOB).first() or start_job(JOB, by=by)
