"""How fast the recipients of a campaign are written down, beside one bare statement: bin/benchmark gathering."""

import argparse
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, connections, transaction

from benchmarks.copying import worked
from benchmarks.crowds import crowd, planned
from benchmarks.large import insert as insert_as_owner
from benchmarks.pages import machine, require_migrated
from campaigns import starting
from campaigns.models import Campaign, Recipient, SendChunk
from campaigns.snapshot import numbers_of
from campaigns.states import State
from lib.tenancy.state import workspace
from workspaces.models import Workspace

KEPT = "benchmark-gathering"
# Of a hundred contacts: so many share a mailbox with another one, are suppressed, and have said no.
SAME = """
    update accounts_contact one set email_1 = other.email_1 from accounts_contact other
    where one.workspace_id = %(workspace)s and one.number %% 25 = 0
    and other.workspace_id = one.workspace_id and other.number = one.number - 1
"""
SUPPRESSED = """
    insert into messaging_suppression (workspace_id, number, address, reason, created_at)
    select workspace_id, number, lower(email_1), 'bounced', now() from accounts_contact
    where workspace_id = %(workspace)s and number %% 50 = 7
"""
WITHDRAWN = """
    insert into accounts_consent (workspace_id, contact_id, channel, purpose, state, wording, source, at)
    select workspace_id, id, 'email', 'marketing', 'withdrawn', 'No', 'benchmark', now()
    from accounts_contact where workspace_id = %(workspace)s and number %% 33 = 5
"""
# The design's own statement (docs/adr/0009) and nothing round it: no timeout, no ranges, nobody who was left out.
BARE = """
insert into campaigns_recipient
(workspace_id, campaign_id, contact_id, seq, address, address_key, state, reason, answer, attempts)
select %s, %s, chosen.id, row_number() over (order by chosen.id), email_1, email_1_key, 'pending', '', '', 0 from (
    select distinct on (contact.email_1_key) contact.id, contact.email_1, contact.email_1_key
    from accounts_contact contact
    where contact.workspace_id = %s and contact.archived_at is null and contact.merged_into_id is null
    and contact.email_1 <> '' and contact.id in (
        select contact_id from accounts_consent where workspace_id = %s and channel = 'email'
        and purpose = 'marketing' group by contact_id
        having max(id) filter (where state = 'given')
            > coalesce(max(id) filter (where state = 'withdrawn'), 0))
    and not exists (select from messaging_suppression s
        where s.workspace_id = contact.workspace_id and s.address = lower(contact.email_1))
    order by contact.email_1_key, contact.id
) chosen
"""


def main(argv: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="bin/benchmark gathering", description=__doc__)
    parser.add_argument("--recipients", type=int, default=100_000)
    parser.add_argument("--keep", action="store_true", help="leave the crowd for the next run")
    options = parser.parse_args(argv)
    require_migrated()
    with people(options) as opened, workspace(opened.pk):
        compared()
    print(machine())


@contextmanager
def people(options) -> Iterator[Workspace]:
    found = Workspace.objects.filter(slug=KEPT).first()
    if found is not None and options.keep:
        yield found
        return
    with crowd(options.recipients, KEPT, keep=options.keep) as opened:
        for statement in (SAME, SUPPRESSED, WITHDRAWN):
            insert_as_owner(statement, workspace=opened.pk)
        with connections["owner"].cursor() as cursor:
            cursor.execute("set lock_timeout = 0")
            cursor.execute("vacuum analyze accounts_contact, accounts_consent, messaging_suppression")
        yield opened


def compared() -> None:
    print(
        f"{'':32} {'rows':>10} {'s':>7} {'CPU PostgreSQL, s':>18} {'CPU here, s':>12} longest transaction, s"
    )
    bare()
    gathered = planned()
    began, longest = time.perf_counter(), 0.0
    with worked("default") as spent:
        while state_of(gathered) in (State.SCHEDULED, State.SNAPSHOTTING):
            step = time.perf_counter()
            starting.start_next()
            longest = max(longest, time.perf_counter() - step)
    told("written down by the engine", rows_of(gathered), time.perf_counter() - began, spent, longest)
    began = time.perf_counter()
    with transaction.atomic():
        numbers = numbers_of(gathered)
    print(f"its numbers before it is scheduled: {time.perf_counter() - began:.2f} s, {numbers}")
    removed(gathered)


def bare() -> None:
    with transaction.atomic():
        campaign = Campaign.objects.create(name="Bare", purpose="marketing", template=template())
    began = time.perf_counter()
    with worked("default") as spent, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local statement_timeout = 0")
        own = campaign.workspace_id
        cursor.execute(BARE, [own, campaign.pk, own, own])
        rows = cursor.rowcount
    seconds = time.perf_counter() - began
    told("one bare statement", rows, seconds, spent, seconds)
    removed(campaign)


def template():
    from benchmarks.crowds import Membership, add_template

    by = Membership.objects.order_by("number").first()
    return add_template(by=by, name=f"Bare {time.time()}", subject_ar="عرض", subject_en="Season")


@transaction.atomic
def state_of(campaign) -> str:
    return Campaign.objects.get(pk=campaign.pk).state


@transaction.atomic
def rows_of(campaign) -> int:
    return Recipient.objects.filter(campaign=campaign).count()


def told(name: str, rows: int, seconds: float, spent, longest: float) -> None:
    print(
        f"{name:32} {rows:>10,} {seconds:>7.1f} {spent.database:>18.1f} {spent.here:>12.1f} {longest:>8.1f}"
    )


def removed(campaign) -> None:
    with transaction.atomic("owner"), connections["owner"].cursor() as cursor:
        cursor.execute("set local statement_timeout = 0")
        for model in (Recipient, SendChunk):
            cursor.execute(f"delete from {model._meta.db_table} where campaign_id = %s", [campaign.pk])
        cursor.execute("update campaigns_campaign set archived_at = now() where id = %s", [campaign.pk])
    with connections["owner"].cursor() as cursor:
        cursor.execute("set lock_timeout = 0")  # autovacuum may be at them
        cursor.execute("vacuum analyze campaigns_recipient, campaigns_sendchunk")
