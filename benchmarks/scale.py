"""A workspace of a million accounts beside one of 2,000: bin/benchmark scale. Rows are made by SQL."""

import argparse
import time
from contextlib import contextmanager
from urllib.parse import quote

from django.core.management import call_command
from django.db import connections, transaction
from django.http import QueryDict
from django.test.utils import override_settings

from accounts.fields import account_listing
from accounts.models import Account
from benchmarks.measuring import Browser, Page, measure
from benchmarks.words import CITIES, OTHERS, TRADES, WORDS
from benchmarks.workspace import remove, tell_the_planner, throw_away_workspace
from lib.lists import ListPage
from lib.tenancy.state import workspace
from workspaces.models import Membership
from workspaces.services import found_workspace

SLUG = "benchmark-scale"
PLAIN = "?&=-"
ROWS, BATCH, ROUNDS, FAR_PAGE = 1_000_000, 50_000, 30, 10_000

# The other columns are filled by what they stand for being unknown.
ACCOUNTS = """
insert into accounts_account (workspace_id, number, version, created_at, updated_at, kind, name_ar, name_en,
    other_names, status, tier, owner_id, created_by_id, city, country, size, currency, language, website, phone,
    phone_e164, email, source, description, custom_search)
select %(workspace)s, n, 1, now() - n * interval '7 seconds',
    now() - (n::bigint * 7919 %% 1000000) * interval '9 seconds',
    'company', 'شركة ' || (%(words)s)[1 + n * 7 %% 20] || ' ' || (%(others)s)[1 + n * 11 %% 14] || ' '
    || (%(trades)s)[1 + n * 13 %% 7] || ' ' || n, '', '',
    (array['prospect', 'active', 'dormant', 'lost'])[1 + n %% 4], (array['A', 'B', 'C', 'D'])[1 + n / 4 %% 4],
    %(owner)s, %(owner)s, (%(cities)s)[1 + n * 3 %% 8], 'SA', '', 'SAR', 'ar', '',
    '011 4' || lpad((n %% 1000000)::text, 6, '0'),
    '+9661' || lpad((14000000 + n)::text, 8, '0'), 'info@company' || n || '.example', '', '', ''
from generate_series(%(first)s, %(last)s) as n
"""
CONTACTS = """
insert into accounts_contact (workspace_id, number, version, created_at, updated_at, name_ar, name_en, phone_1,
    phone_1_e164, phone_2, phone_2_e164, phone_3, phone_3_e164, email_1, email_2, gender, city, country, language,
    preferred_channel, description, created_by_id, custom_search)
select %(workspace)s, n, 1, now() - n * interval '3 seconds', now(),
    'جهة ' || (%(others)s)[1 + n * 11 %% 14] || ' ' || n,
    '', '', '+96650' || lpad((n %% 10000000)::text, 7, '0'), '', '', '', '', 'person' || n || '@mail.example', '', '',
    (%(cities)s)[1 + n * 3 %% 8], 'SA', 'ar', '', '', %(owner)s, ''
from generate_series(%(first)s, %(last)s) as n
"""  # fmt: skip


def main(argv: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="bin/benchmark scale", description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS, help="accounts of the large workspace")
    parser.add_argument("--contacts", type=int, default=0, help="contacts of the large workspace")
    parser.add_argument("--workspaces", type=int, default=0, help="others of 2,000 accounts beside it")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--keep", action="store_true", help="leave the rows there: removing them takes long")
    options = parser.parse_args(argv)
    call_command("collectstatic", interactive=False, verbosity=0)
    with (
        override_settings(ROOT_URLCONF="benchmarks.floor"),
        throw_away_workspace() as (small, user),
        large_workspace(user, options) as large,
    ):
        browser = Browser(user)
        pages = pages_of(small, large)
        measure(browser, pages, options.rounds)
        browser.sign_out()
    print("\n".join(table(pages)))


@contextmanager
def large_workspace(user, options):
    began = time.perf_counter()
    slugs = [SLUG, *(f"{SLUG}-{place}" for place in range(options.workspaces))]
    try:
        for slug in slugs:
            remove(slug, email=None)
        large, *others = [found_workspace(owner=user, slug=slug, name="قياس") for slug in slugs]
        fill(large, ACCOUNTS, options.rows, began)
        fill(large, CONTACTS, options.contacts, began)
        for other in others:
            fill(other, ACCOUNTS, 2_000, began)
        tell_the_planner()
        yield large
    finally:
        for slug in [] if options.keep else slugs:
            remove(slug, email=None)


def fill(opened, statement: str, rows: int, began: float) -> None:
    """In batches, each a transaction: nobody else waits for the whole."""
    with workspace(opened.pk), transaction.atomic():
        owner = Membership.objects.order_by("number").values_list("pk", flat=True).first()
    lists = {"words": WORDS, "others": OTHERS, "trades": TRADES, "cities": CITIES}
    for first in range(1, rows + 1, BATCH):
        last = min(first + BATCH - 1, rows)
        told = {"workspace": opened.pk, "owner": owner, "first": first, "last": last, **lists}
        with transaction.atomic("owner"), connections["owner"].cursor() as cursor:
            cursor.execute(statement, told)
        if rows > BATCH:
            print(f"{last:,} of {rows:,} rows, {time.perf_counter() - began:.0f} s", flush=True)


def pages_of(small, large) -> list[Page]:
    pages = [Page("floor, 2,000 accounts", f"/w/{small.slug}/floor/")]
    kinds = {
        "list": "",
        "filtered": "?status=active&tier=A",
        "newest first": "?sort=-created",
        "searched": "?q=القياس 77",
    }
    for name, query in kinds.items():
        for opened, size in ((small, "small"), (large, "large")):
            pages.append(Page(f"{name}, {size}", f"/w/{opened.slug}/accounts/{quote(query, safe=PLAIN)}"))
    pages.append(Page(f"list, page {FAR_PAGE:,}, large", f"/w/{large.slug}/accounts/{far_page(large)}"))
    for opened, size in ((small, "small"), (large, "large")):
        address = f"/w/{opened.slug}/accounts/1000/?in=status%3Dactive"
        pages.append(Page(f"record with its neighbours, {size}", address))
    return pages


def far_page(opened) -> str:
    """The address of page 10,000, as somebody would have it who walked there."""
    with workspace(opened.pk), transaction.atomic():
        membership = Membership.objects.select_related("user", "workspace").order_by("number").first()
        rows = Account.objects.kept().order_by("name_fold", "pk")
        place = min(FAR_PAGE * 25, rows.count() - 30)
        row = rows[place]
        query = QueryDict("sort=name")
        filters = account_listing.filters_for(membership, query)
        page = ListPage(filters, account_listing.sorts_for(membership), query, "name", size=1)
        return page.address(after=page._cursor(row))


def table(pages: list[Page]) -> list[str]:
    floor = pages[0]
    lines = [
        "| page | floors, time | floors, CPU | median ms | p90 ms | CPU ms |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for page in pages:
        ratios = f"{page.median / floor.median:.2f} | {page.cpu / floor.cpu:.2f}"
        lines.append(f"| {page.name} | {ratios} | {page.median:.1f} | {page.p90:.1f} | {page.cpu:.1f} |")
    return lines
