"""Daily work in a workspace with a million interactions beside one with a thousand: bin/benchmark daily.

The record page of the customer one talks to most, My day, the list of interactions, and logging one of them beside a
bare POST that writes one row of the same table.
"""

import argparse
import time
import uuid
from random import Random
from urllib.parse import urlencode

from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.test.utils import override_settings

from accounts.models import Account
from benchmarks.large import indexes_afterwards, insert
from benchmarks.measuring import Browser, Page, measure
from benchmarks.pages import machine, require_migrated
from benchmarks.workspace import (
    add_customers,
    fill_with_customers,
    remove,
    tell_the_planner,
    throw_away_workspace,
)
from interactions.models import FollowUp, Interaction
from lib.tenancy.models import take_numbers
from lib.tenancy.state import workspace
from workspaces.models import Membership, User, Workspace
from workspaces.services import found_workspace

SLUG = "benchmark-daily"
OTHER = "benchmark-other@sila.example"
BATCH = 50_000
TABLES = ["interactions_interaction", "timeline_event"]
FEW = 1_000
OPEN_STEPS = 200
CUSTOMERS_OF_OTHERS = 50
# Every tenth exchange is with the same few customers, as it is; ids of a workspace are in a row.
INTERACTIONS = """
    with made as (
        insert into interactions_interaction (workspace_id, number, form_token, version, created_at, account_id,
            channel, direction, at, subject, text, outcome, is_visible_to_customer, logged_by_id)
        select %(workspace)s, n, gen_random_uuid(), 1, at, (%(accounts)s)[case when n %% 10 = 0 then 1 + n %% 5
                else 1 + n * 7919::bigint %% cardinality(%(accounts)s) end],
            (array['call', 'meeting', 'email', 'whatsapp'])[1 + n %% 4], (array['out', 'in'])[1 + n %% 2], at,
            'متابعة ' || pick(%(trades)s, n), 'تحدثنا عن ' || pick(%(words)s, n) || ' و' || rare(n), '', false,
            %(member)s
        from generate_series(%(first)s, %(last)s) n,
            lateral (select now() - (%(rows)s - n + 1) * interval '1 minute' as at) moment
        returning id, account_id, at
    )
    insert into timeline_event (workspace_id, verb, actor_id, subject_kind, subject_id, context_kind, context_id,
        detail, at)
    select %(workspace)s, 'interaction.logged', %(member)s, 'interactions.interaction', id, 'accounts.account',
        account_id, '{}', at
    from made
"""
FOLLOW_UPS = """
    insert into interactions_followup (workspace_id, number, form_token, version, created_at, account_id, owner_id,
        due_on, reason, priority, owed_by, source, state, repeat_unit, created_by_id, closed_at, closed_by_id)
    select %(workspace)s, n, gen_random_uuid(), 1, now(), (%(accounts)s)[1 + n %% cardinality(%(accounts)s)],
        %(member)s, current_date - 100 + n %% 200, 'عرض سعر', 'normal', 'us', 'person',
        case when n <= %(open)s then 'open' else 'done' end, '', %(member)s,
        case when n <= %(open)s then null else now() end, case when n <= %(open)s then null else %(member)s end
    from generate_series(%(first)s, %(last)s) n
"""


def main(argv: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="bin/benchmark daily", description=__doc__)
    parser.add_argument("--interactions", type=int, default=1_000_000, help="of the large workspace")
    parser.add_argument("--workspaces", type=int, default=0, help="others beside it")
    parser.add_argument("--others", type=int, default=4_000, help="interactions of each other")
    parser.add_argument("--rounds", type=int, default=30)
    options = parser.parse_args(argv)
    if settings.DEBUG:
        raise SystemExit("Pages with DEBUG on are another thing: unset DEBUG.")
    require_migrated()
    call_command("collectstatic", interactive=False, verbosity=0)
    slugs = [SLUG, *(f"{SLUG}-{place}" for place in range(options.workspaces))]
    with override_settings(ROOT_URLCONF="benchmarks.floor"), throw_away_workspace() as (small, user):
        try:
            began = time.perf_counter()
            with indexes_afterwards(TABLES):
                large = fill_all(small, user, slugs, options)
            tell_the_planner()
            print(f"{time.perf_counter() - began:.0f} s: rows, indexes and statistics", flush=True)
            browser = Browser(user)
            pages = pages_of(small, large)
            measure(browser, pages, options.rounds)
            browser.sign_out()
            # Before the rows go, which takes longer than all before.
            print("\n".join([machine(), *table(pages)]), flush=True)
        finally:
            for slug in slugs:
                remove(slug, email=OTHER)


def fill_all(small, user, slugs, options) -> Workspace:
    other = User.objects.filter(email=OTHER).first() or User.objects.create_user(OTHER, None, name="Other")
    owners = [user, *[other] * options.workspaces]
    made = [
        found_workspace(owner=owner, slug=slug, name="قياس")
        for owner, slug in zip(owners, slugs, strict=True)
    ]
    with workspace(small.pk):
        fill(FEW)
    large, *others = made
    with workspace(large.pk):
        fill_with_customers()
        fill(options.interactions)
    for each in others:
        with workspace(each.pk):
            with transaction.atomic():
                add_customers(Random(1), range(CUSTOMERS_OF_OTHERS))
            fill(options.others)
    return large


def fill(rows: int) -> None:
    steps = max(rows // 50, OPEN_STEPS)
    with transaction.atomic():
        take_numbers(Interaction, rows)
        take_numbers(FollowUp, steps)
        member = Membership.objects.order_by("number").first()
        accounts = list(Account.objects.order_by("number").values_list("pk", flat=True))
    told = {"workspace": member.workspace_id, "member": member.pk, "accounts": accounts, "rows": rows}
    for first in range(1, rows + 1, BATCH):
        insert(INTERACTIONS, first=first, last=min(first + BATCH - 1, rows), **told)
    insert(FOLLOW_UPS, first=1, last=steps, open=OPEN_STEPS, **told)


def pages_of(small, large) -> list[Page]:
    pages = [
        Page("floor", f"/w/{small.slug}/floor/"),
        Page("bare POST of one row", f"/w/{small.slug}/floor/row/"),
    ]
    pages[1].posts = bare
    for opened, size in ((small, "small"), (large, "large")):
        base = f"/w/{opened.slug}"
        logging = Page(f"log an interaction, {size}", f"{base}/interactions/new/?account=1")
        logging.posts = logged
        pages += [
            Page(f"record, {size}", f"{base}/accounts/1/"),
            Page(f"today, {size}", f"{base}/"),
            Page(f"interactions, {size}", f"{base}/interactions/"),
            Page(f"follow-ups, {size}", f"{base}/follow-ups/?owner=me"),
            logging,
        ]
    return pages


def bare() -> str:
    return ""


def logged() -> str:
    """As the composer sends it."""
    typed = {
        "channel": "call",
        "direction": "out",
        "seen_by": "internal",
        "text": "وصلت الطلبية",
        "outcome": "reached",
    }
    return urlencode({**typed, "form_token": uuid.uuid4()})


def table(pages: list[Page]) -> list[str]:
    by_name = {page.name: page for page in pages}
    lines = [
        "| page | small, ms | large, ms | ratio | small, CPU ms | queries |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for name in ("record", "today", "interactions", "follow-ups", "log an interaction"):
        small, large = by_name[f"{name}, small"], by_name[f"{name}, large"]
        figures = f"{small.median:.1f} | {large.median:.1f} | {large.median / small.median:.2f}"
        lines.append(f"| {name} | {figures} | {small.cpu:.1f} | {small.queries} |")
    row, logging = by_name["bare POST of one row"], by_name["log an interaction, small"]
    floor = by_name["floor"]
    return [
        *lines,
        "",
        (
            f"floor {floor.median:.1f} ms, bare POST of one row {row.median:.1f} ms (CPU {row.cpu:.1f});"
            f" logging takes {logging.median / row.median:.2f} of it ({logging.cpu / row.cpu:.2f} of its CPU)."
        ),
    ]
