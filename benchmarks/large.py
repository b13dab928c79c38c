"""Customers in great numbers, made by the database itself: the same in every run of one size."""

import re
from contextlib import contextmanager

from django.db import connections, transaction

from benchmarks.words import CITIES, FAMILY_NAMES, FIRST_NAMES, OTHERS, TRADES, WORDS
from workspaces.models import Membership

BATCH = 20_000
TABLES = ("accounts_account", "accounts_contact")
FUNCTIONS = re.compile(r"\b(pick|rare|latin)\(")

ACCOUNTS = """
    insert into accounts_account (workspace_id, number, version, created_at, updated_at, created_by_id, name_ar,
        name_en, kind, other_names, status, tier, owner_id, city, country, size, currency, language, website,
        phone, phone_e164, email, source, description, custom_search)
    select %(workspace)s, n, 1, now() - n * interval '1 second', now(), %(member)s,
        'شركة ' || pick(%(words)s, n) || ' ' || case n %% 3 when 0 then rare(n) else pick(%(others)s, n * 7) end
            || ' ' || pick(%(trades)s, n * 13),
        case n %% 2 when 0 then '' else initcap(latin(n)) || ' Trading' end,
        'company', '', pick(array['prospect', 'active', 'dormant', 'lost'], n * 17),
        pick(array['A', 'B', 'C', 'D'], n * 19),
        %(member)s, pick(%(cities)s, n), 'SA', '', 'SAR', 'ar', 'https://www.' || latin(n * 3) || n || '.example',
        '', '+9661' || lpad((1000000 + n * 7919::bigint %% 8999999)::text, 8, '0'),
        'info@' || latin(n * 3) || n || '.example',
        'website', '', ''
    from generate_series(%(first)s, %(last)s) n
"""
CONTACTS = """
    insert into accounts_contact (workspace_id, number, version, created_at, updated_at, created_by_id, name_ar,
        name_en, phone_1, phone_1_e164, phone_2, phone_2_e164, phone_3, phone_3_e164, email_1, email_2, gender, city,
        country, language, preferred_channel, description, custom_search)
    select %(workspace)s, n, 1, now() - n * interval '1 second', now(), %(member)s,
        pick(%(first_names)s, n) || ' ' || pick(%(first_names)s, n * 7) || ' '
            || case n %% 3 when 0 then 'ال' || rare(n) || 'ي' else pick(%(families)s, n * 11) end,
        '', '', '+9665' || lpad((n * 7919::bigint %% 99999989)::text, 8, '0'), '', '', '', '',
        latin(n) || '.' || n || '@mail.example', '', '', pick(%(cities)s, n), 'SA', 'ar', '', '', ''
    from generate_series(%(first)s, %(last)s) n
"""
# Words that few are called by stand beside those of words.py: a list of names has both.
WORDS_MADE = """
    create or replace function pg_temp.pick(words text[], n bigint) returns text language sql immutable as
    $$ select words[1 + (n * 2654435761 % 4294967291) % cardinality(words)] $$;
    create or replace function pg_temp.rare(n bigint) returns text language sql immutable as
    $$ select translate(left(md5((n % 20011)::text), 4), '0123456789abcdef', 'ابتجحخدرسشعفقلمن') $$;
    create or replace function pg_temp.latin(n bigint) returns text language sql immutable as
    $$ select translate(left(md5((n % 20021)::text), 7), '0123456789', 'ghijklmnop') $$;
"""


def fill(accounts: int, contacts: int) -> None:
    """So many customers into the open workspace, through the owner of the tables, as their triggers take them."""
    with transaction.atomic():
        member = Membership.objects.order_by("number").first()
    for sql, rows in ((ACCOUNTS, accounts), (CONTACTS, contacts)):
        for first in range(1, rows + 1, BATCH):
            last = min(first + BATCH - 1, rows)
            insert(sql, workspace=member.workspace_id, member=member.pk, first=first, last=last)


@contextmanager
def indexes_afterwards(tables=TABLES):
    """An index of millions is built in a fraction of the time that keeping it while they come would take."""
    with transaction.atomic("owner"), connections["owner"].cursor() as cursor:
        cursor.execute(
            "select indexrelid::regclass::text, pg_get_indexdef(indexrelid) from pg_index"
            " where indrelid = any(%s::regclass[]) and not indisunique",
            [list(tables)],
        )
        indexes = cursor.fetchall()
        for name, _definition in indexes:
            cursor.execute(f"drop index {name}")
    try:
        yield
    finally:
        with transaction.atomic("owner"), connections["owner"].cursor() as cursor:
            cursor.execute("set local statement_timeout = 0")
            cursor.execute("set local lock_timeout = 0")  # autovacuum may be at the tables
            cursor.execute("set local maintenance_work_mem = '1GB'")
            for _name, definition in indexes:
                cursor.execute(definition)


def insert(sql: str, **told) -> None:
    with transaction.atomic("owner"), connections["owner"].cursor() as cursor:
        cursor.execute("set local statement_timeout = 0")
        cursor.execute("set local pgtrigger.ignore = '{}'")
        cursor.execute(WORDS_MADE)
        cursor.execute(FUNCTIONS.sub(r"pg_temp.\1(", sql), told | NAMES)


NAMES = {
    "words": WORDS,
    "others": OTHERS,
    "trades": TRADES,
    "cities": CITIES,
    "first_names": FIRST_NAMES,
    "families": FAMILY_NAMES,
}
