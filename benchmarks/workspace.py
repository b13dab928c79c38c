"""The throw-away workspace: 2,000 accounts with three contacts each, the same in every run."""

import shutil
from contextlib import contextmanager
from datetime import timedelta
from random import Random

from django.conf import settings
from django.db import connections, transaction
from django.utils import timezone
from psycopg2 import sql

from accounts.models import Account, AccountStatus, AccountTag, Contact, Industry, Position, Region, Tag
from benchmarks.words import CITIES, FAMILY_NAMES, FIRST_NAMES, OTHERS, TAGS, TRADES, WORDS
from lib.phones import parse
from lib.tenancy.models import take_numbers
from lib.tenancy.state import workspace
from timeline.models import Event
from workspaces.demo import past_event
from workspaces.models import Membership, User, Workspace
from workspaces.roles import Role
from workspaces.services import found_workspace

ACCOUNTS = 2_000
CONTACTS_EACH = 3
SLUG = "benchmark-throw-away"
EMAIL = "benchmark@sila.example"
BATCH = 500


@contextmanager
def throw_away_workspace(fill=None, *, keep=False):
    """The workspace and its owner; whatever is there of an earlier run goes first, and all of it in the end.

    Unless it is kept for the next run.
    """
    remove()
    try:
        user = User.objects.filter(email=EMAIL).first() or User.objects.create_user(
            EMAIL, None, name="Benchmark", language="ar"
        )
        opened = found_workspace(owner=user, slug=SLUG, name="قياس")
        with workspace(opened.pk):
            (fill or fill_with_customers)()
        tell_the_planner()
        yield opened, user
    except BaseException:
        keep = False
        raise
    finally:
        if not keep:
            remove()


def fill_with_customers() -> None:
    random = Random(2_000)
    for step in range(0, ACCOUNTS, BATCH):
        with transaction.atomic():
            add_customers(random, range(step, step + BATCH))


def add_customers(random: Random, places: range) -> None:
    owner = Membership.objects.get(role=Role.OWNER)
    industries = [Industry.objects.named(name) for name in TRADES]
    regions = [Region.objects.named(name) for name in CITIES]
    tags = [Tag.objects.named(name) for name in TAGS]
    accounts = [account(random, place, owner, industries, regions) for place in places]
    insert(accounts)
    contacts = [contact(random, owner) for _each in range(len(accounts) * CONTACTS_EACH)]
    insert(contacts)
    where = [account for account in accounts for _each in range(CONTACTS_EACH)]
    Position.objects.bulk_create(
        Position(contact=one, account=at, title="مدير المشتريات", is_primary=place % CONTACTS_EACH == 0)
        for place, (one, at) in enumerate(zip(contacts, where, strict=True))
    )
    AccountTag.objects.bulk_create(AccountTag(account=one, tag=random.choice(tags)) for one in accounts)
    AccountStatus.objects.bulk_create(
        AccountStatus(account=one, status=one.status, by=owner) for one in accounts
    )
    now = timezone.now()
    events = [past_event("account.created", one, by=owner, at=now) for one in accounts]
    for one, at in zip(contacts, where, strict=True):
        events.append(past_event("contact.created", one, by=owner, at=now, context=at))
    for one in accounts:
        for day in range(1, 8):
            told = {"at": now + timedelta(days=day), "fields": ["phone", "city"]}
            events.append(past_event("account.changed", one, by=owner, **told))
    Event.objects.bulk_create(events, BATCH)


def insert(rows) -> None:
    for number, row in enumerate(rows, take_numbers(type(rows[0]), len(rows))):
        row.number = number
    type(rows[0]).objects.bulk_create(rows, BATCH)


def account(random: Random, place: int, owner, industries, regions) -> Account:
    words = f"{random.choice(WORDS)} {random.choice(OTHERS)} {random.choice(TRADES)}"
    phone = f"011 4{random.randrange(100_000, 999_999)}"
    return Account(
        name_ar=f"شركة {words} {place}",
        name_en=f"Company {place}" if place % 2 else "",
        status=random.choice(Account.Status.values),
        tier=random.choice("ABCD"),
        owner=owner,
        created_by=owner,
        industry=random.choice(industries),
        region=random.choice(regions),
        city=random.choice(CITIES),
        country="SA",
        phone=phone,
        phone_e164=parse(phone, "SA").e164,
        email=f"info@company{place}.example",
        website=f"https://www.company{place}.example",
        annual_revenue_minor=random.randrange(10_000_000, 10_000_000_000),
        currency="SAR",
        description="عميل قديم، وعلاقتنا مع الإدارة ممتازة.",
    )


def contact(random: Random, owner) -> Contact:
    phone = f"05{random.choice('034569')} {random.randrange(100, 999)} {random.randrange(1000, 9999)}"
    names = random.sample(FIRST_NAMES, 2)
    return Contact(
        name_ar=f"{names[0]} {names[1]} {random.choice(FAMILY_NAMES)}",
        phone_1=phone,
        phone_1_e164=parse(phone, "SA").e164,
        email_1=f"person{random.randrange(1_000_000)}@mail.example",
        city=random.choice(CITIES),
        country="SA",
        created_by=owner,
    )


def tell_the_planner() -> None:
    """What autovacuum does some time after such an import."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("set lock_timeout = 0")  # autovacuum may be at the tables of the run before
        cursor.execute("analyze")


def remove(slug: str = SLUG, *, email: str | None = EMAIL) -> None:
    """Through the owner of the tables: the app's role may not delete what is append-only."""
    opened = Workspace.objects.filter(slug=slug).first()
    with transaction.atomic("owner"), connections["owner"].cursor() as cursor:
        if opened is not None:
            # Keys are checked in the end, so the order does not matter; what history tells of it goes last.
            for table in workspace_tables(cursor):
                statement = sql.SQL("delete from {} where workspace_id = %s").format(sql.Identifier(table))
                cursor.execute(statement, [opened.pk])
            cursor.execute("delete from workspaces_workspace where id = %s", [opened.pk])
        # Unless a large workspace was left to be used again. A run that failed left its session too.
        left = "where email = %s and id not in (select user_id from workspaces_membership)"
        cursor.execute(
            f"delete from workspaces_session where user_id in (select id from workspaces_user {left})",
            [email],
        )
        cursor.execute(f"delete from workspaces_user {left}", [email])
    if opened is not None:
        shutil.rmtree(settings.DATA_DIR / "files" / "workspaces" / str(opened.pk), ignore_errors=True)


def workspace_tables(cursor) -> list[str]:
    """Every table of a workspace, those with history last: deleting from the others may write there."""
    cursor.execute(
        "select table_name from information_schema.columns where table_schema = 'public'"
        " and column_name = 'workspace_id' order by table_name like '%%history', table_name",
        [],
    )
    return [name for (name,) in cursor.fetchall()]
