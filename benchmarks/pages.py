"""The pages people use all day beside the floor, in one run: bin/benchmark."""

import argparse
import os
import platform
import time
from urllib.parse import quote

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.test.utils import override_settings

from benchmarks.imports import Imported, measure_import
from benchmarks.measuring import Browser, Page, measure
from benchmarks.saving import measure_saves
from benchmarks.workspace import ACCOUNTS, CONTACTS_EACH, throw_away_workspace

ROUNDS = 60
TYPING = {"HX-Request": "true", "HX-Target": "search-results"}


def main(argv: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="bin/benchmark", description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"requests for each page ({ROUNDS})")
    options = parser.parse_args(argv)
    if settings.DEBUG:
        raise SystemExit("Pages with DEBUG on are another thing: unset DEBUG.")
    require_migrated()
    call_command("collectstatic", interactive=False, verbosity=0)
    began = time.perf_counter()
    with override_settings(ROOT_URLCONF="benchmarks.floor"), throw_away_workspace() as (opened, user):
        made_in = time.perf_counter() - began
        pages = pages_of(opened)
        browser = Browser(user)
        measure(browser, pages, options.rounds)
        browser.sign_out()
        saves = measure_saves(opened)
        imported = measure_import(opened)
    print(machine())
    print(f"{ACCOUNTS:,} accounts and {ACCOUNTS * CONTACTS_EACH:,} contacts, made in {made_in:.1f} s;"
          f" {options.rounds} rounds")  # fmt: skip
    print()
    print("\n".join(table(pages)))
    print()
    print(told(imported, pages[0]))
    print(saves)


def require_migrated() -> None:
    try:
        call_command("migrate", check_unapplied=True, verbosity=0)
    except SystemExit:
        raise SystemExit("The database is not up to date: run bin/manage migrate first.") from None


def pages_of(opened) -> list[Page]:
    base = f"/w/{opened.slug}"
    middle = ACCOUNTS // 2
    word, name = quote("الخليج"), quote("محمد القحطاني")
    return [
        Page("floor", f"{base}/floor/"),
        Page("list", f"{base}/accounts/"),
        Page("list, filtered and sorted", f"{base}/accounts/?status=active&tier=A&sort=-created"),
        Page("list, searched", f"{base}/accounts/?q={word}"),
        Page("search", f"{base}/search/?q={word}"),
        Page("search, two words", f"{base}/search/?q={name}"),
        Page("search, nothing found", f"{base}/search/?q={quote('زنجبيل')}"),
        Page("type-ahead", f"{base}/search/?q={word}", headers=TYPING),
        Page("record", f"{base}/accounts/{middle}/"),
        Page("edit form", f"{base}/accounts/{middle}/edit/"),
        Page("contacts", f"{base}/contacts/"),
        Page("contact", f"{base}/contacts/{middle}/"),
        Page("today", f"{base}/"),
        Page("audit log", f"{base}/settings/audit/"),
    ]


def table(pages: list[Page]) -> list[str]:
    floor = pages[0]
    lines = [
        "| page | floors, time | floors, CPU | median ms | p90 ms | CPU ms | queries | beyond the floor | kB |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for page in pages:
        ratios = f"{page.median / floor.median:.2f} | {page.cpu / floor.cpu:.2f}"
        figures = f"{page.median:.1f} | {page.p90:.1f} | {page.cpu:.1f}"
        queries = f"{page.queries} | {page.queries - floor.queries:+d}"
        lines.append(f"| {page.name} | {ratios} | {figures} | {queries} | {page.bytes / 1000:.0f} |")
    return lines


def told(imported: Imported, floor: Page) -> str:
    return (
        f"Import of {imported.rows:,} rows with a contact each: read and shown in {imported.read_seconds:.1f} s,"
        f" written in {imported.write_seconds:.1f} s ({imported.rows_per_second:.0f} rows/s,"
        f" {imported.ms_per_row / floor.median:.3f} floors a row; CPU of Python {imported.cpu_seconds:.1f} s)."
    )


def machine() -> str:
    with connections["owner"].cursor() as cursor:
        cursor.execute("show server_version")
        server = cursor.fetchone()[0]
    cores, load = os.cpu_count() or 1, os.getloadavg()[0]
    python = platform.python_version()
    told = f"{cores} cores, load {load:.1f}, Python {python}, PostgreSQL {server.split()[0]}."
    # Our own work is one of them.
    return told if load < cores else f"{told} Others work here too: CPU tells more than time."
