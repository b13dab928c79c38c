"""Pages of numbers over millions of facts, beside the same over a thousand: bin/benchmark numbers.

Workspaces of Zipf's sizes share 2,000,000 purchases, each of one line, and 5,000,000 interactions; the largest has
about 445,000 and 1,110,000. Dashboards and pages of KPIs of the largest beside those of a workspace with a thousand
purchases: for the owner, who sees everything, and for a manager who sees what a team of five looks after. The owner's
are asked for with the values that are kept and without them.
"""

import argparse
from unittest.mock import patch

from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.test.utils import override_settings

from benchmarks import book
from benchmarks.grievances import TABLES as COMPLAINTS_TABLES
from benchmarks.grievances import add_complaints
from benchmarks.large import BATCH, fill, indexes_afterwards, insert
from benchmarks.measuring import Browser, Page, measure
from benchmarks.pages import machine, require_migrated
from benchmarks.reporting import INTERACTIONS, PURCHASES, PURCHASES_OF_ONE
from benchmarks.workspace import EMAIL, remove, tell_the_planner
from lib.tenancy.state import workspace
from reports.boards import boards
from reports.cohorts import customers
from reports.figures import reading
from reports.figures.keeping import note
from reports.kpis import kpis
from reports.models import AccountMonth
from reports.rollups import keeping
from sales.models import Product
from workspaces.models import Membership, User, Workspace
from workspaces.services import found_workspace

SLUG, SMALL = "benchmark-numbers", 1_000
INTERACTIONS_OF_ONE, PRODUCTS, COMPLAINTS_OF_ONE = 2.5, 40, 40
TABLES = (
    "accounts_account",
    "accounts_accountstatus",
    "sales_purchase",
    "sales_purchaseline",
    "interactions_interaction",
    *COMPLAINTS_TABLES,
)
OWNERS = """
    update accounts_account set owner_id = (%(members)s::bigint[])[1 + number %% cardinality(%(members)s::bigint[])],
        status = 'active' where workspace_id = %(workspace)s
"""
STATUSES = """
    insert into accounts_accountstatus (workspace_id, account_id, status, from_at, until_at, reason)
    select workspace_id, id, told.status, told.from_at, told.until_at, '' from accounts_account, lateral (
        select timestamptz '2023-11-20 08:00+00' + (number * 7919::bigint %% 900) * interval '1 day' as began
    ) at, lateral (
        select 'active' as status, began as from_at,
            case when number %% 9 = 0 then began + (30 + number %% 300) * interval '1 day' end as until_at
        union all
        select 'lost', began + (30 + number %% 300) * interval '1 day', null where number %% 9 = 0
    ) told where workspace_id = %(workspace)s
"""
LINES = """
    insert into sales_purchaseline (workspace_id, purchase_id, place, product_id, text, quantity, discount_minor,
        total_minor)
    select workspace_id, id, 1,
        (%(products)s::bigint[])[1 + number * 7919::bigint %% cardinality(%(products)s::bigint[])],
        'Product', 1, 0, total_minor from sales_purchase
    where workspace_id = %(workspace)s and number between %(first)s and %(last)s
"""


def main(argv: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="bin/benchmark numbers", description=__doc__)
    parser.add_argument("--workspaces", type=int, default=50)
    parser.add_argument("--purchases", type=int, default=2_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--keep", action="store_true", help="leave the workspaces for another run")
    options = parser.parse_args(argv)
    if settings.DEBUG:
        raise SystemExit("Pages with DEBUG on are another thing: unset DEBUG.")
    require_migrated()
    call_command("collectstatic", interactive=False, verbosity=0)
    shares = [1 / place for place in range(1, options.workspaces + 1)]
    sizes = [int(options.purchases * share / sum(shares)) for share in shares]
    slugs = [f"{SLUG}-{place}" for place in range(len(sizes))]
    with override_settings(ROOT_URLCONF="benchmarks.floor"):
        try:
            made(f"{SLUG}-small", SMALL)
            if not Workspace.objects.filter(slug=slugs[0]).exists():
                with indexes_afterwards(TABLES):
                    for slug, purchases in zip(slugs, sizes, strict=True):
                        made(slug, purchases)
            tell_the_planner()
            print(machine())
            print(f"{sum(sizes):,} purchases in {len(sizes)} workspaces, {sizes[0]:,} in the largest")
            build_up(slugs[0])
            owner, manager = (User.objects.get(email=email) for email in (EMAIL, book.email_of(0)))
            with patch.object(reading, "publish", worked_off):
                told("the owner, kept", owner, slugs[0], options.rounds)
            with patch.object(reading, "MONTHS_WORTH_IT", 10**9):
                told("the owner, not kept", owner, slugs[0], options.rounds)
            told_by_size(owner, slugs, options.rounds)
            told("a manager of five", manager, slugs[0], options.rounds)
        finally:
            for slug in [f"{SLUG}-small", *([] if options.keep else slugs)]:
                remove(slug)


def made(slug: str, purchases: int) -> Workspace:
    remove(slug)
    user = User.objects.filter(email=EMAIL).first() or User.objects.create_user(EMAIL, None, name="Benchmark")
    opened = found_workspace(owner=user, slug=slug, name=slug)
    Workspace.objects.filter(pk=opened.pk).update(visibility=Workspace.Visibility.TEAM)
    accounts = max(purchases // PURCHASES_OF_ONE, 1)
    with workspace(opened.pk):
        members = [each.pk for each in book.add_colleagues()]
        fill(accounts, 0)
        with transaction.atomic():
            member = Membership.objects.order_by("number").first()
            base = customers().order_by("pk").values_list("pk", flat=True)[0]
            for place in range(PRODUCTS):
                Product.objects.create(name_ar=f"منتج {place}", sku=f"P{place}", price_minor=1_000)
            products = list(Product.objects.values_list("pk", flat=True))
        said = {"workspace": opened.pk, "member": member.pk, "base": base, "accounts": accounts}
        insert(OWNERS, workspace=opened.pk, members=members)
        insert(STATUSES, workspace=opened.pk)
        batches(PURCHASES, purchases, **said)
        batches(LINES, purchases, workspace=opened.pk, products=products)
        batches(INTERACTIONS, int(purchases * INTERACTIONS_OF_ONE), **said)
        with transaction.atomic():
            complaining = list(customers().order_by("pk").values_list("pk", flat=True))
        add_complaints(complaining[: purchases // COMPLAINTS_OF_ONE], members, book.write)
    return opened


def batches(sql: str, rows: int, **said) -> None:
    for first in range(1, rows + 1, BATCH):
        insert(sql, **said, first=first, last=min(first + BATCH - 1, rows))


def build_up(slug: str) -> None:
    """The months of accounts, which say how large it is."""
    with workspace(Workspace.objects.get(slug=slug).pk):
        while keeping.keep_up():
            pass


def worked_off(task, workspace_id: int, told: list) -> None:
    """What a page hints at is done at once, as nobody else is at work here."""
    note(told)


def pages_of(slug: str, size: str) -> list[Page]:
    base = f"/w/{slug}/reports/"
    dashboards = [
        Page(f"dashboard {each.key}, {size}", f"{base}?board={each.key}&period=90d") for each in boards
    ]
    return dashboards + [Page(f"{each.key}, {size}", f"{base}{each.key}/?period=90d") for each in kpis]


def told_by_size(user: User, slugs: list[str], rounds: int) -> None:
    """From which size on it pays to keep: the dashboard of the company, worked out."""
    browser = Browser(user)
    print("\n| months of accounts | small, ms | this one, ms | ratio |\n|---:|---:|---:|---:|")
    for slug in dict.fromkeys(slugs[place] for place in (0, 1, 3, 7, 15, 31, 49) if place < len(slugs)):
        build_up(slug)
        with workspace(Workspace.objects.get(slug=slug).pk), transaction.atomic():
            months = AccountMonth.objects.count()
        few, many = pages_of(f"{SLUG}-small", "small")[0], pages_of(slug, "this")[0]
        with patch.object(reading, "MONTHS_WORTH_IT", 10**9):
            measure(browser, [few, many], rounds)
        print(
            f"| {months:,} | {few.median:.0f} | {many.median:.0f} | {many.median / few.median:.2f} |",
            flush=True,
        )
    browser.sign_out()


def told(who: str, user: User, large: str, rounds: int) -> None:
    browser = Browser(user)
    print(
        f"\n| {who} | small, ms | large, ms | ratio | CPU, ratio | queries |\n|---|---:|---:|---:|---:|---:|"
    )
    few, many = pages_of(f"{SLUG}-small", "small"), pages_of(large, "large")
    for one, other in zip(few, many, strict=True):
        try:
            measure(browser, [one, other], rounds)
        except RuntimeError as problem:
            print(f"| {one.name.removesuffix(', small')} | {problem} |")
            continue
        ratio, cpu = other.median / one.median, other.cpu / one.cpu
        print(
            f"| {one.name.removesuffix(', small')} | {one.median:.0f} | {other.median:.0f} | {ratio:.2f} | {cpu:.2f} |"
            f" {other.queries} |",
            flush=True,
        )
    browser.sign_out()
