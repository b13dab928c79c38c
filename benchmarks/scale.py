"""A workspace of a million customers beside one of 2,000, and among a thousand others: bin/benchmark scale.

Lists, a record with its neighbours, and searches: forty exact ones (parts of Arabic and Latin names, digits of
phones, parts of e-mail addresses, no match), then misspelt ones that find nothing exactly.
"""

import argparse
import statistics
import time
from contextlib import contextmanager
from urllib.parse import quote

from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.http import QueryDict
from django.test.utils import override_settings

from accounts.fields import account_listing
from accounts.models import Account
from benchmarks.large import fill, indexes_afterwards
from benchmarks.measuring import Browser, Page, measure
from benchmarks.pages import machine, require_migrated
from benchmarks.workspace import remove, tell_the_planner, throw_away_workspace
from lib.lists import ListPage
from lib.tenancy.state import workspace
from workspaces.models import Membership, User, Workspace
from workspaces.services import found_workspace

SLUG = "benchmark-scale"
OTHER = "benchmark-other@sila.example"
PLAIN = "?&=-"
FAR_PAGE = 10_000
EXACT = {
    "Arabic names": [
        "القحطاني", "محمد", "شركة", "الخليج", "للتجارة", "نورة القحطاني", "عبدالله", "خالد المالكي", "قحط", "سبيع",
        "شركة أفق", "فاطمة الشمري",
    ],
    "Latin names": ["trading", "trad", "abc", "dead", "cafe trading", "face", "bed", "mail"],
    "phones": ["0501234", "7919", "966500", "5001", "0500007919", "15838", "٧٩١٩", "+966 50 000"],
    "e-mail addresses": ["info@", "mail.example", "1999@mail", "example", "abc.1", "info@a"],
    "no match": ["زنجبيل مقلي", "qqqqqq", "0999999999999", "xyz@nowhere.example", "ظظظظ", "no such name"],
}  # fmt: skip
NEAR = [
    "القطحاني", "القحطني", "الشمرري", "سعد الدوسسري", "محمسد", "المالكس", "الغامذي", "tradding", "tarding", "نورخ",
]  # fmt: skip


def main(argv: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="bin/benchmark scale", description=__doc__)
    parser.add_argument("--accounts", type=int, default=1_000_000, help="accounts of the large workspace")
    parser.add_argument("--contacts", type=int, default=1_000_000, help="contacts of the large workspace")
    parser.add_argument("--workspaces", type=int, default=0, help="others beside it")
    parser.add_argument(
        "--others", type=int, default=1_000, help="accounts of each other; four times the contacts"
    )
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument(
        "--keep", action="store_true", help="leave the large workspace for another run with it"
    )
    options = parser.parse_args(argv)
    if settings.DEBUG:
        raise SystemExit("Pages with DEBUG on are another thing: unset DEBUG.")
    require_migrated()
    call_command("collectstatic", interactive=False, verbosity=0)
    with (
        override_settings(ROOT_URLCONF="benchmarks.floor"),
        throw_away_workspace() as (small, user),
        large_workspace(user, options) as large,
    ):
        browser = Browser(user)
        pages, exact, near = (
            pages_of(small, large),
            searches_of(large, EXACT),
            searches_of(large, {"misspelt": NEAR}),
        )
        measure(browser, pages + exact + near, options.rounds)
        browser.sign_out()
    print(machine())
    print("\n".join([*table(pages), "", *search_table(pages, exact, near)]))


@contextmanager
def large_workspace(user, options):
    kept = Workspace.objects.filter(slug=SLUG).first()
    if kept is not None:
        yield kept
        return
    began = time.perf_counter()
    slugs = [SLUG, *(f"{SLUG}-{place}" for place in range(options.workspaces))]
    try:
        # Of somebody else: nobody works in a thousand workspaces, and the pages name those one works in.
        other = User.objects.filter(email=OTHER).first() or User.objects.create_user(
            OTHER, None, name="Other"
        )
        owners = [user, *[other] * options.workspaces]
        large, *others = [
            found_workspace(owner=owner, slug=slug, name="قياس")
            for owner, slug in zip(owners, slugs, strict=True)
        ]
        with indexes_afterwards():
            with workspace(large.pk):
                fill(options.accounts, options.contacts)
            print(f"{time.perf_counter() - began:.0f} s: the large workspace", flush=True)
            for each in others:
                with workspace(each.pk):
                    fill(options.others, 4 * options.others)
            print(f"{time.perf_counter() - began:.0f} s: {len(others)} others", flush=True)
        tell_the_planner()
        print(f"{time.perf_counter() - began:.0f} s: indexes and statistics", flush=True)
        yield large
    finally:
        for slug in [] if options.keep else slugs:
            remove(slug, email=OTHER)


def pages_of(small, large) -> list[Page]:
    pages = [Page("floor, 2,000 accounts", f"/w/{small.slug}/floor/")]
    kinds = {
        "list": "",
        "filtered": "?status=active&tier=A",
        "newest first": "?sort=-created",
        "searched": "?q=أفق الخليج",
    }
    for name, query in kinds.items():
        for opened, size in ((small, "small"), (large, "large")):
            pages.append(Page(f"{name}, {size}", f"/w/{opened.slug}/accounts/{quote(query, safe=PLAIN)}"))
    pages.append(Page(f"list, page {FAR_PAGE:,}, large", f"/w/{large.slug}/accounts/{far_page(large)}"))
    for opened, size in ((small, "small"), (large, "large")):
        address = f"/w/{opened.slug}/accounts/1000/?in=status%3Dactive"
        pages.append(Page(f"record with its neighbours, {size}", address))
    base = f"/w/{large.slug}/search/?q={quote('قحط')}"
    pages.append(Page("type-ahead, large", base, {"HX-Request": "true", "HX-Target": "search-results"}))
    return pages


def searches_of(opened, groups) -> list[Page]:
    base = f"/w/{opened.slug}/search/?q="
    return [
        Page(f"{group}: {each}", f"{base}{quote(each)}") for group, some in groups.items() for each in some
    ]


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


def search_table(pages: list[Page], exact: list[Page], near: list[Page]) -> list[str]:
    listed = next(page for page in pages if page.name == "list, large")
    lines = [
        "| searches in the large workspace | number | median, lists | slowest, lists | the slowest |",
        "|---|---:|---:|---:|---|",
    ]
    for name, some in (("exact", exact), ("misspelt", near)):
        slowest = max(some, key=lambda page: page.median)
        median = statistics.median(page.median for page in some) / listed.median
        lines.append(
            f"| {name} | {len(some)} | {median:.2f} | {slowest.median / listed.median:.2f} | {slowest.name} |"
        )
    return lines
