"""How long segments of great workspaces take to count, rule by rule: bin/benchmark segments.

Every field that rules may ask, with each of its operators, then trees of several rules. Each is counted without a
limit of time, so that what a page gives up on is told; `--keep` leaves the workspace for the next run.
"""

import argparse
import time

from django.db import connection, transaction

from accounts.segments.querying import people, places, vocabulary
from accounts.segments.reading import COUNT_MS, SAMPLE_MS, sample
from accounts.segments.tree import Vocabulary, read
from benchmarks.large import fill, indexes_afterwards
from benchmarks.pages import machine, require_migrated
from benchmarks.segment_rows import give_rows
from benchmarks.workspace import SLUG, tell_the_planner, throw_away_workspace
from lib.lists.rules import CHOICES, DAY, DAYS, TEXT, Operator, Param
from lib.tenancy.state import workspace
from workspaces.models import Workspace

TYPED = {DAYS: "90", DAY: "2026-01-31", TEXT: "الرياض"}
NUMBERS = {"count": "2", "amount": "5000", "least": "30", "most": "40", "percent": "20"}


def rule(field, op, is_negated=False, **values):
    return {"field": field, "op": op, "not": is_negated, "values": values}


def tree(kind, *parts):
    return {"kind": kind, "not": False, "parts": list(parts)}


RECENT = rule("account.last_purchase", "within", days="30")
OFTEN = rule("account.purchases", "count", count="2", days="365")
TIER = rule("account.tier", "one_of", choices="A")
AGE = rule("contact.age", "between", least="30", most="40")
FEMALE = rule("contact.gender", "one_of", choices="female")
AGREED = rule("contact.consent", "given", purposes="marketing", channels="email")
COMPLAINT = rule("account.complaint_open", "yes", is_negated=True)
CALLED = rule("account.talked", "count", count="1", days="60", choices="call")
SPENT = rule("account.spent", "amount", amount="5000", days="365")
TREES = {
    "age 30 to 40 and female": tree("all", AGE, FEMALE),
    "not agreed": tree("all", {**AGREED, "not": True}),
    "no open complaint": tree("all", COMPLAINT),
    "tier or agreed": tree("any", TIER, AGREED),
    "tier or agreed or two purchases": tree("any", TIER, AGREED, OFTEN),
    "recent and often and for much": tree("all", RECENT, OFTEN, SPENT),
    "agreed, not called lately": tree("all", AGREED, {**CALLED, "not": True}),
    "female or called or spent": tree("any", FEMALE, CALLED, SPENT),
    "all of it": tree("all", TIER, COMPLAINT, AGREED, tree("any", RECENT, OFTEN, AGE)),
    "any of groups": tree("any", tree("all", TIER, RECENT), tree("all", AGE, AGREED), tree("all", CALLED, OFTEN)),
    "deep": tree("all", COMPLAINT, tree("any", TIER, tree("all", AGE, FEMALE, AGREED), {**OFTEN, "not": True})),
    "none of it": tree("all", *({**each, "not": True} for each in (TIER, RECENT, OFTEN, AGREED))),
}  # fmt: skip


def alone(known: Vocabulary) -> dict[str, dict]:
    """Every operator of every field, filled in with something usual."""
    found = {}
    for key, word in known.words.items():
        for operator in word.asked.operators:
            values = filled_in(operator, known)
            if values is not None:
                found[f"{key} {operator.key}"] = tree("all", rule(key, operator.key, **values))
    return found


def filled_in(operator: Operator, known: Vocabulary) -> dict | None:
    values = {param.name: usual(param, known) for param in operator.params}
    return None if None in values.values() else values


def usual(param: Param, known: Vocabulary) -> str | None:
    if param.kind != CHOICES:
        return TYPED.get(param.kind) or NUMBERS[param.name]
    offered = known.choices(param)
    return next((key for key in ("marketing", "email", "A") if key in offered), next(iter(offered), None))


def main(argv: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="bin/benchmark segments", description=__doc__)
    parser.add_argument("--customers", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument(
        "--keep", action="store_true", help="leave the workspace, and use the one that was left"
    )
    parser.add_argument("--only", default="", help="what has this in its name")
    options = parser.parse_args(argv)
    require_migrated()
    print(
        "| customers | segment | people | count ms | sample ms | on the page |\n|---:|---|---:|---:|---:|---|"
    )
    for count in options.customers:
        left = Workspace.objects.filter(slug=SLUG).first() if options.keep else None
        if left is None:
            with throw_away_workspace(lambda count=count: customers(count), keep=options.keep) as (
                opened,
                _user,
            ):
                measured(count, opened, options.only)
        else:
            measured(count, left, options.only)
    print(f"\n{machine()}")


def customers(count: int) -> None:
    with indexes_afterwards():
        fill(count, count)
        tell_the_planner()  # or it joins the two of them row by row
        give_rows()
    tell_the_planner()


def measured(count: int, opened: Workspace, only: str) -> None:
    with workspace(opened.pk), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("set local statement_timeout = '120s'")
        known = vocabulary()
        for name, raw in (alone(known) | TREES).items():
            if only in name:
                told(count, name, places(read(raw, known), known))


def told(count, name, found) -> None:
    counted, spent = timed(lambda: people(found).count())
    _rows, sampled = timed(lambda: sample(found))
    shown = ("both" if sampled <= SAMPLE_MS else "number") if spent <= COUNT_MS else "in the background"
    print(f"| {count:,} | {name} | {counted:,} | {spent:.0f} | {sampled:.0f} | {shown} |", flush=True)


def timed(ask):
    begun = time.perf_counter()
    found = ask()
    return found, (time.perf_counter() - begun) * 1000
