"""The pages of account management over 100,000 rows of each kind, beside the same over a thousand.

bin/benchmark portfolio: leads with board and funnel, opportunities with board, purchases, plans, proposed tiers, the
shortlist and the list of accounts. For the owner, who sees everything, and for a colleague who sees what a team of
five looks after and the customers in whose teams they stand. Then a group of a thousand branches beside a plain
account page. Of each page of the large workspace PostgreSQL is asked how it answers; what reads many rows is told.
"""

import argparse
import json
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import quote

from django.conf import settings
from django.core.management import call_command
from django.db import connections, transaction
from django.test.utils import override_settings
from django.utils import timezone

from benchmarks import book
from benchmarks.large import indexes_afterwards
from benchmarks.measuring import Browser, Page, measure
from benchmarks.pages import machine, require_migrated
from benchmarks.workspace import remove, tell_the_planner, throw_away_workspace
from lib.tenancy.state import workspace
from workspaces.models import Membership, User, Workspace
from workspaces.services import found_workspace

SLUG = "benchmark-portfolio"
SMALL = 1_000
BRANCHES, ACROSS = 1_000, 40
GOAL, GOAL_OF_GROUP = 1.3, 2
PAGES = {
    "accounts": "accounts/",
    "leads": "leads/",
    "leads, longest in their stage": "leads/?sort=stage_age",
    "leads, board": "leads/board/",
    "leads, funnel": "leads/funnel/",
    "opportunities": "opportunities/?view=all&state=open",
    "opportunities, highest amount": "opportunities/?view=all&sort=-amount",
    "opportunities, board": "opportunities/board/?owner=",
    "purchases": "purchases/",
    "purchases, highest total": "purchases/?sort=-total",
    "plans": "plans/",
    "plans, review due": "plans/?which=due",
    "plans, missing": "plans/?which=missing",
    "proposed tiers": "tiers/",
    "shortlist": "shortlist/",
    "complaints": "complaints/?view=all&state=open",
    "complaints, most severe": "complaints/?view=all&sort=-severity",
    "complaints of nobody": "complaints/?view=all&owner=none&state=open",
    "complaints, mine": "complaints/?view=all&owner=me&state=open",
    "complaints of my team": "complaints/?view=all&owner=team&state=open",
    "complaints breaching soon": "complaints/?view=all&due=soon&state=open",
    "complaints, all": "complaints/?view=all",
    "complaints, due first": "complaints/?view=all&state=open&sort=due",
    "complaints, severity, category and time": "complaints/?view=all&severity=3&category=2&filed={month}",
    "complaints, a channel that none came by": "complaints/?view=all&channel=visit",
    "complaints, searched": "complaints/?view=all&q={words}",
    "complaints, board": "complaints/board/",
    "complaints, load": "complaints/load/",
    "complaints, learning": "complaints/learning/?days=90",
    "complaints, a year of learning": "complaints/learning/?days=365",
}
ONLY_COMPLAINTS = "complaints"
WORDS = quote("تأخر التوصيل")
# Rows beyond which a step of a query is told.
READ, SCANNED = 2_000, 200


def main(argv: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="bin/benchmark portfolio", description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000, help="of each kind, in the large workspace")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument(
        "--keep", action="store_true", help="leave the large workspace for another run with it"
    )
    parser.add_argument("--only", default="", help="pages whose name begins so")
    options = parser.parse_args(argv)
    if settings.DEBUG:
        raise SystemExit("Pages with DEBUG on are another thing: unset DEBUG.")
    require_migrated()
    call_command("collectstatic", interactive=False, verbosity=0)
    with (
        override_settings(ROOT_URLCONF="benchmarks.floor"),
        throw_away_workspace(fill=nothing) as (small, owner),
    ):
        try:
            large = filled(small, owner, options.rows, has_only_complaints=options.only == ONLY_COMPLAINTS)
            tell_the_planner()
            colleague = User.objects.get(email=book.email_of(0))
            print(machine())
            for who, user in (("the owner", owner), ("a colleague with a team", colleague)):
                browser = Browser(user)
                print("\n".join(lists_told(who, browser, small, large, options)), flush=True)
                browser.sign_out()
            if options.only != ONLY_COMPLAINTS:
                browser = Browser(owner)
                print("\n".join(group_told(browser, large, options.rounds)), flush=True)
                browser.sign_out()
        finally:
            if not options.keep:
                remove(SLUG)
            remove(small.slug)
            for place in range(book.COLLEAGUES):
                remove("", email=book.email_of(place))


def nothing() -> None:
    """The workspace is filled when the indexes are away."""


def filled(small: Workspace, owner: User, rows: int, *, has_only_complaints: bool) -> Workspace:
    began = time.perf_counter()
    kept = Workspace.objects.filter(slug=SLUG).first()
    large = kept or found_workspace(owner=owner, slug=SLUG, name="قياس")
    made = [(small, SMALL)] if kept else [(small, SMALL), (large, rows)]
    with indexes_afterwards(book.TABLES):
        for opened, count in made:
            with workspace(opened.pk):
                book.fill(opened, count, has_only_complaints=has_only_complaints)
    tell_the_planner()
    print(f"{time.perf_counter() - began:.0f} s: rows, indexes and statistics", flush=True)
    return large


# Lists
def lists_told(who: str, browser: Browser, small, large, options) -> list[str]:
    chosen = {name: address for name, address in PAGES.items() if name.startswith(options.only)}
    month = timezone.localdate() - timedelta(days=30)
    pages = [
        Page(f"{name}, {size}", f"/w/{opened.slug}/{address.format(month=month, words=WORDS)}")
        for name, address in chosen.items()
        for opened, size in ((small, "small"), (large, "large"))
    ]
    database = {page.name: 0.0 for page in pages}
    measure(browser, pages, options.rounds)
    for page in pages:
        database[page.name] = database_ms(browser, page)
    by_name = {page.name: page for page in pages}
    lines = [
        "",
        f"| {who}: page | small, ms | large, ms | ratio | CPU, ratio | PostgreSQL, ms | queries |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for name in chosen:
        few, many = by_name[f"{name}, small"], by_name[f"{name}, large"]
        ratios = f"{many.median / few.median:.2f} | {many.cpu / few.cpu:.2f}"
        asked = f"{database[few.name]:.1f} → {database[many.name]:.1f}"
        lines.append(
            f"| {name} | {few.median:.1f} | {many.median:.1f} | {ratios} | {asked} | {many.queries} |"
        )
    lines.append("")
    for name in chosen:
        lines += [f"{name}: {step}" for step in long_steps(browser, by_name[f"{name}, large"])]
    return lines


# How PostgreSQL answers
@dataclass(frozen=True)
class Step:
    """One step of a plan that reads a table."""

    how: str
    table: str
    index: str
    read: int
    kept: int

    def __str__(self):
        by = f" by {self.index}" if self.index else ""
        return f"{self.how} of {self.table}{by}: {self.read:,} rows read, {self.kept:,} kept"


@contextmanager
def explained(told: list[dict]):
    """Every SELECT is explained with its figures before it is asked."""

    def also_explained(execute, sql, params, many, context):
        if sql.lstrip().lower().startswith(("select", "with")) and not many:
            execute(f"explain (analyze, format json) {sql}", params, many, context)
            answer = context["cursor"].fetchone()[0]
            told.append((json.loads(answer) if isinstance(answer, str) else answer)[0])
        return execute(sql, params, many, context)

    with connections["default"].execute_wrapper(also_explained):
        yield


def explained_page(browser: Browser, page: Page) -> list[dict]:
    told: list[dict] = []
    with explained(told):
        browser.get(page)
    return told


def database_ms(browser: Browser, page: Page) -> float:
    """What PostgreSQL says that planning and answering took, the least of three."""
    return min(
        sum(each["Planning Time"] + each["Execution Time"] for each in explained_page(browser, page))
        for _time in range(3)
    )


def long_steps(browser: Browser, page: Page) -> list[Step]:
    found = dict.fromkeys(step for each in explained_page(browser, page) for step in steps_of(each["Plan"]))
    return [step for step in found if step.read > (SCANNED if step.how == "Seq Scan" else READ)]


def steps_of(plan: dict) -> list[Step]:
    steps = [step for part in plan.get("Plans", ()) for step in steps_of(part)]
    if "Relation Name" in plan:
        loops = plan["Actual Loops"]
        kept = round(plan["Actual Rows"] * loops)
        dropped = sum(plan.get(f"Rows Removed by {why}", 0) for why in ("Filter", "Index Recheck"))
        read = kept + round(dropped * loops)
        steps.append(Step(plan["Node Type"], plan["Relation Name"], plan.get("Index Name", ""), read, kept))
    return steps


# A group
def group_told(browser: Browser, large: Workspace, rounds: int) -> list[str]:
    with workspace(large.pk):
        with transaction.atomic():
            members = list(Membership.objects.order_by("number").values_list("pk", flat=True))
        flat = book.add_group(BRANCHES, members)
        nested = book.add_group(BRANCHES, members, across=ACROSS)
    tell_the_planner()
    base = f"/w/{large.slug}/accounts"
    pages = [
        Page("a plain account", f"{base}/150/"),
        Page("the parent's own page", f"{base}/{flat.number}/"),
        Page(f"group of {BRANCHES:,} under one", f"{base}/{flat.number}/group/"),
        Page(f"group of {BRANCHES:,}, {ACROSS} of them with branches", f"{base}/{nested.number}/group/"),
    ]
    measure(browser, pages, rounds)
    plain = pages[0]
    asked = {page.name: database_ms(browser, page) for page in pages}
    lines = [
        "",
        "| page | ms | of the plain one | CPU | PostgreSQL, ms | queries | kB |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for page in pages:
        ratios = f"{page.median / plain.median:.2f} | {page.cpu / plain.cpu:.2f}"
        rest = f"{asked[page.name]:.1f} | {page.queries} | {page.bytes / 1000:.0f}"
        lines.append(f"| {page.name} | {page.median:.1f} | {ratios} | {rest} |")
    return [*lines, f"Goal: {GOAL_OF_GROUP} times the plain page."]
