"""Ten thousand follow-ups that fall due within a minute, reminded of by two workers: bin/benchmark reminders.

Real processes: two workers of Celery with one child each, and beat. How late a reminder is, is seen from outside: from
its moment until another connection finds it told, looking five times a second.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from random import Random

from django.conf import settings
from django.db import connection, connections, transaction
from django.utils import timezone

from accounts.models import Account
from benchmarks.pages import machine, require_migrated
from benchmarks.workspace import EMAIL, add_customers, insert, throw_away_workspace
from interactions.models import FollowUp, Reminder
from lib.tenancy.state import workspace
from workspaces.models import Membership, User
from workspaces.roles import Role
from workspaces.working_hours import change_hours

COUNT = 10_000
SPREAD_SECONDS = 60
PEOPLE = 50
BATCH = 1_000
LOOK_SECONDS = 0.2
PATIENCE_SECONDS = 120
GOAL_SECONDS = 10


def main(argv: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="bin/benchmark reminders", description=__doc__)
    parser.add_argument("--count", type=int, default=COUNT, help=f"follow-ups that fall due ({COUNT})")
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args(argv)
    if settings.DEBUG:
        raise SystemExit("Workers with DEBUG on are another thing: unset DEBUG.")
    require_migrated()
    people = [f"benchmark-{number}@sila.example" for number in range(PEOPLE)]
    try:
        with (
            throw_away_workspace(lambda: fill(people)) as (opened, _user),
            programs(options.workers),
            workspace(opened.pk),
        ):
            late = lateness(promise(options.count))
    finally:
        forget(people)
    p50, p99 = statistics.median(late), statistics.quantiles(late, n=100)[98]
    print(machine())
    print(
        f"{len(late):,} follow-ups due within {SPREAD_SECONDS} s, {options.workers} workers: told after"
        f" {p50:.1f} s (median), {p99:.1f} s (p99), {max(late):.1f} s (the last); goal p99 {GOAL_SECONDS} s."
    )


def fill(people: list[str]) -> None:
    """Customers, colleagues, and an office that never closes."""
    forget(people)  # of a killed run
    with transaction.atomic():
        add_customers(Random(10_000), range(BATCH))
        users = User.objects.bulk_create(User(email=email, name=email[:12]) for email in people)
        insert([Membership(user=user, role=Role.ACCOUNT_MANAGER) for user in users])
        owner = Membership.objects.get(role=Role.OWNER, user__email=EMAIL)
        change_hours(by=owner, week=[[[0, 1440]]] * 7, country="")


def forget(people: list[str]) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("delete from workspaces_user where email = any(%s)", [people])


@contextmanager
def programs(workers: int):
    """Workers and beat, in this one's environment, ended with it."""
    celery = [sys.executable, "-m", "celery", "-A", "crm"]
    with tempfile.TemporaryDirectory() as folder:
        calls = [
            [*celery, "worker", "--concurrency", "1", "--hostname", f"benchmark{number}@%h",
             "--loglevel", "INFO", "--queues", "on_time,now,housekeeping", "--without-gossip", "--without-mingle"]
            for number in range(workers)
        ]  # fmt: skip
        calls.append([*celery, "beat", "--pidfile=", "--schedule", str(Path(folder, "schedule"))])
        with Path(folder, "log").open("w") as log:
            running = [subprocess.Popen(argv, stdout=log, stderr=log, env=os.environ) for argv in calls]
            try:
                wait_until_ready(Path(log.name), workers)
                yield
            finally:
                for each in running:
                    each.terminate()
                for each in running:
                    each.wait()


def wait_until_ready(log: Path, workers: int) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while log.read_text().count(" ready.") < workers:
        if time.monotonic() > until:
            raise SystemExit("The workers did not start:\n" + log.read_text()[-2000:])
        time.sleep(LOOK_SECONDS)


@transaction.atomic
def promise(count: int) -> dict[int, float]:
    """So many follow-ups, evenly over the minute that begins when they stand; when each is to be told."""
    accounts = list(Account.objects.order_by("pk")[:BATCH])
    owners = list(Membership.objects.filter(role=Role.ACCOUNT_MANAGER))
    due = timezone.now() + timedelta(hours=1)
    made = [
        FollowUp(account=accounts[place % len(accounts)], owner=owners[place % len(owners)], due_at=due,
                 due_on=timezone.localdate(due), reason=f"الاتصال للتأكد من الطلبية {place}")
        for place in range(count)
    ]  # fmt: skip
    for step in range(0, count, BATCH):
        insert(made[step : step + BATCH])
    # When these rows are written.
    begin = timezone.now() + timedelta(seconds=10)
    step = timedelta(seconds=SPREAD_SECONDS) / count
    rows = [Reminder(follow_up=one, kind="due", at=begin + place * step) for place, one in enumerate(made)]
    return {each.pk: each.at.timestamp() for each in Reminder.objects.bulk_create(rows, BATCH)}


def lateness(due: dict[int, float]) -> list[float]:
    """Seconds from the moment of each until it was seen told; fails when one never is."""
    found: dict[int, float] = {}
    until = time.time() + SPREAD_SECONDS + PATIENCE_SECONDS
    while len(found) < len(due):
        if time.time() > until:
            raise SystemExit(f"{len(due) - len(found)} of {len(due)} were not told.")
        time.sleep(LOOK_SECONDS)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select id from interactions_reminder where told_at > now() - interval '20 s'")
            told = [key for (key,) in cursor.fetchall()]
        now = time.time()
        for key in told:
            found.setdefault(key, now - due[key])
    return list(found.values())
