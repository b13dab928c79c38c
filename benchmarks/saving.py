"""What history costs a save: rows of a table with the triggers that write it beside its twin without, in one run."""

import statistics
import time
from dataclasses import dataclass, field

from django.db import connections, transaction

from accounts import services
from accounts.models import Account
from lib.tenancy.state import workspace
from workspaces.models import Membership

ROUNDS = 600
TWIN = "benchmark_twin"


@dataclass
class Saves:
    """Milliseconds of a whole edit, and of its UPDATE alone with history and without."""

    edit_ms: list[float] = field(default_factory=list)
    tracked_ms: list[float] = field(default_factory=list)
    untracked_ms: list[float] = field(default_factory=list)

    def __str__(self):
        edit, tracked, untracked = map(statistics.median, (self.edit_ms, self.tracked_ms, self.untracked_ms))
        added = tracked - untracked
        return (
            f"UPDATE of one account and its commit, in the database alone: {untracked:.2f} ms without history,"
            f" {tracked:.2f} ms with it. A whole edit, from reading the account to the commit, takes"
            f" {edit:.2f} ms: history adds {added / (edit - added):+.1%} to it."
        )


def measure_saves(opened) -> Saves:
    saves = Saves()
    with workspace(opened.pk):
        with transaction.atomic():
            keys = list(Account.objects.order_by("pk").values_list("pk", flat=True)[:200])
            by = Membership.objects.select_related("user", "workspace").first()
        with connections["owner"].cursor() as cursor:
            make_twin(cursor, opened)
            try:
                for place in range(ROUNDS):
                    one_round(saves, cursor, by, keys[place % len(keys)], place)
            finally:
                cursor.execute(f"drop table {TWIN}")
    return saves


def make_twin(cursor, opened) -> None:
    """The same rows, columns and indexes; no triggers."""
    cursor.execute(f"drop table if exists {TWIN}")
    cursor.execute(f"create table {TWIN} (like accounts_account including all)")
    cursor.execute(
        "select string_agg(quote_ident(column_name), ', ') from information_schema.columns"
        " where table_name = 'accounts_account' and is_generated = 'NEVER'"
    )
    names = cursor.fetchone()[0]
    rows = f"select {names} from accounts_account where workspace_id = %s"
    cursor.execute(f"insert into {TWIN} ({names}) {rows}", [opened.pk])
    cursor.execute(f"analyze {TWIN}")


def one_round(saves: Saves, cursor, by, key, place) -> None:
    """All three, each first in turn, so that whatever else the machine does falls on them alike."""
    ways = [
        (saves.edit_ms, lambda: edit(by, key, place)),
        (saves.tracked_ms, lambda: update(cursor, "accounts_account", key, place)),
        (saves.untracked_ms, lambda: update(cursor, TWIN, key, place)),
    ]
    for taken, save in ways[place % 3 :] + ways[: place % 3]:
        began = time.perf_counter()
        save()
        taken.append((time.perf_counter() - began) * 1000)


@transaction.atomic
def edit(by, key, place):
    """As a person does it: read, lock, save, write the event."""
    account = Account.objects.select_related("owner__user").get(pk=key)
    account.city = f"جدة {place}"
    services.change_account(account, by=by, read_version=account.version, changed=["city"])


def update(cursor, table, key, place):
    cursor.execute(f"update {table} set city = %s, version = version + 1 where id = %s", [str(place), key])
