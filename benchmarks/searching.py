"""Searches beside the list page, in one large workspace: bin/benchmark search [--accounts 250000 --contacts 750000].

Forty exact searches (parts of Arabic and Latin names, digits of phones, parts of e-mail addresses, no match), then
misspelt ones that find nothing exactly. Each page is asked for in turn, round after round, like those of pages.py.
"""

import argparse
import statistics
import time
from functools import partial
from urllib.parse import quote

from django.conf import settings
from django.core.management import call_command
from django.test.utils import override_settings

from benchmarks.large import fill
from benchmarks.measuring import Browser, Page, measure
from benchmarks.pages import machine, require_migrated
from benchmarks.workspace import throw_away_workspace

ROUNDS = 5
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
    "القطحاني",
    "القحطني",
    "الشمرري",
    "سعد الدوسسري",
    "محمسد",
    "المالكس",
    "الغامذي",
    "tradding",
    "tarding",
    "نورخ",
]


def main(argv: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="bin/benchmark search", description=__doc__)
    parser.add_argument("--accounts", type=int, default=250_000)
    parser.add_argument("--contacts", type=int, default=750_000)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"requests for each page ({ROUNDS})")
    options = parser.parse_args(argv)
    if settings.DEBUG:
        raise SystemExit("Pages with DEBUG on are another thing: unset DEBUG.")
    require_migrated()
    call_command("collectstatic", interactive=False, verbosity=0)
    began = time.perf_counter()
    filled = partial(fill, options.accounts, options.contacts)
    with override_settings(ROOT_URLCONF="benchmarks.floor"), throw_away_workspace(filled) as (opened, user):
        made_in = time.perf_counter() - began
        base = f"/w/{opened.slug}"
        listed = Page("list", f"{base}/accounts/")
        exact = [
            Page(f"{group}: {query}", f"{base}/search/?q={quote(query)}")
            for group, queries in EXACT.items()
            for query in queries
        ]
        near = [Page(f"misspelt: {query}", f"{base}/search/?q={quote(query)}") for query in NEAR]
        browser = Browser(user)
        measure(browser, [listed, *exact, *near], options.rounds)
        browser.sign_out()
    print(machine())
    print(f"{options.accounts:,} accounts and {options.contacts:,} contacts, made in {made_in:.0f} s")
    print("\n".join(["", *table(listed, exact, near)]))


def table(listed: Page, exact: list[Page], near: list[Page]) -> list[str]:
    lines = [
        f"The list page: {listed.median:.0f} ms.",
        "",
        "| searches | number | median, lists | slowest, lists | the slowest |",
        "|---|---:|---:|---:|---|",
    ]
    for name, pages in (("exact", exact), ("misspelt", near)):
        slowest = max(pages, key=lambda page: page.median)
        median = statistics.median(page.median for page in pages) / listed.median
        lines.append(
            f"| {name} | {len(pages)} | {median:.2f} | {slowest.median / listed.median:.2f} | {slowest.name} |"
        )
    return lines
