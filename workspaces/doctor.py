"""What an installation needs to work, looked at one by one; each finding says what to do."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

import redis
from django.conf import settings
from django.core.mail import get_connection
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.db.models.functions import Now
from django.utils import timezone

from lib.tenancy import inspection
from lib.tenancy.database_roles import APP, PLATFORM
from workspaces.models import SystemMail

MOST_CLOCK_SECONDS = 5
LEAST_FREE_BYTES = 1_000_000_000
MAIL_WAITS = timedelta(minutes=10)
PATIENCE_SECONDS = 3
TABLE_ADVICE = "Run bin/manage migrate; if it stays, compare with lib/tenancy/constraints.py."


@dataclass(frozen=True)
class Finding:
    about: str
    is_well: bool
    said: str
    advice: str = ""


def well(about, said):
    return Finding(about, True, said)


def wrong(about, said, advice):
    return Finding(about, False, said, advice)


def database_roles() -> Iterator[Finding]:
    for alias, name, role in (
        ("default", "DATABASE_URL", APP),
        ("platform", "PLATFORM_DATABASE_URL", PLATFORM),
    ):
        advice = f"Set {name} to the role {role}; bin/manage create_roles makes it."
        try:
            problems = inspection.role_problems(connections[alias])
        except Exception as error:
            problems = [first_line(error)]
        user = connections[alias].settings_dict["USER"]
        if alias == "platform" and user == connections["default"].settings_dict["USER"]:
            problems.append(f"{user} is the app's role, so Django admin would see no workspace")
        for problem in problems:
            yield wrong(name, problem, advice)
        if not problems:
            yield well(name, f"{user} signs in and cannot pass row security")


def tables() -> Iterator[Finding]:
    problems = inspection.table_problems(connections["default"])
    for problem in problems:
        yield wrong("Workspaces", problem, TABLE_ADVICE)
    if not problems:
        yield well("Workspaces", "every table of a workspace has its policies, keys and indexes")


def migrations() -> Iterator[Finding]:
    executor = MigrationExecutor(connections["default"])
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        names = ", ".join(f"{each.app_label} {each.name}" for each, _backwards in plan[:3])
        yield wrong("Migrations", f"{len(plan)} wait: {names}", "Run bin/manage migrate.")
    else:
        yield well("Migrations", "all are applied")


def searching() -> Iterator[Finding]:
    missing = inspection.missing_extensions(connections["default"])
    for name in missing:
        yield wrong("Search", f"the extension {name} is not there", f"As the owner: CREATE EXTENSION {name};")
    if not missing and not inspection.knows_arabic(connections["default"]):
        yield wrong(
            "Search",
            "the database takes no Arabic letter for a letter (LC_CTYPE C), so Arabic words are not in its indexes",
            "Make the database with LC_CTYPE C.UTF-8 and restore a dump into it.",
        )
    elif not missing:
        yield well("Search", "parts of words and near names are found through indexes")


def clock() -> Iterator[Finding]:
    apart = abs(inspection.seconds_of_the_database(connections["default"]) - timezone.now().timestamp())
    if apart > MOST_CLOCK_SECONDS:
        yield wrong("Clock", f"{apart:.0f} s apart from the database's", "Keep both on network time (NTP).")
    else:
        yield well("Clock", "agrees with the database's")


def broker() -> Iterator[Finding]:
    place = urlsplit(settings.REDIS_URL)
    client = redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=PATIENCE_SECONDS, socket_connect_timeout=PATIENCE_SECONDS
    )
    try:
        client.ping()
        evicts = client.config_get("maxmemory-policy").get("maxmemory-policy", "noeviction")
    except redis.ResponseError:
        evicts = "noeviction"  # a hosted Redis that does not let itself be asked
    except redis.RedisError as error:
        yield wrong(
            "Redis", first_line(error), f"Start Redis at {place.hostname}:{place.port}, or correct REDIS_URL."
        )
        return
    finally:
        client.close()
    if evicts != "noeviction":
        yield wrong("Redis", f"throws keys away when full ({evicts})", "Set maxmemory-policy to noeviction.")
    else:
        yield well("Redis", f"answers at {place.hostname}:{place.port}")


def mail() -> Iterator[Finding]:
    where = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    server = get_connection(timeout=PATIENCE_SECONDS)
    try:
        server.open()
    except OSError as error:
        yield wrong("Mail", f"{where}: {first_line(error)}", "Correct EMAIL_URL, or start the mail server.")
    else:
        yield well("Mail", f"{where} takes mail")
    finally:
        server.close()


def waiting_mail() -> Iterator[Finding]:
    late = SystemMail.objects.due().filter(not_before__lt=Now() - MAIL_WAITS).count()
    if late:
        yield wrong(
            "Worker",
            f"{late} mails wait for more than 10 minutes",
            "Start a worker and beat, and read their logs.",
        )
    else:
        yield well("Worker", "no mail waits for it")


def disk() -> Iterator[Finding]:
    folder = next(each for each in (settings.DATA_DIR, *settings.DATA_DIR.parents) if each.exists())
    free = shutil.disk_usage(folder).free
    said = f"{free / 1e9:.1f} GB free for {settings.DATA_DIR}"
    if free < LEAST_FREE_BYTES:
        yield wrong("Disk", said, "Make room, or move DATA_DIR to a larger disk.")
    else:
        yield well("Disk", said)


QUESTIONS: list[Callable[[], Iterator[Finding]]] = [
    database_roles,
    tables,
    migrations,
    searching,
    clock,
    broker,
    mail,
    waiting_mail,
    disk,
]


def examine() -> Iterator[Finding]:
    """Every question, also after one that fails; what was said once is not said again."""
    said = set()
    for question in QUESTIONS:
        try:
            for finding in question():
                said.add(finding.said)
                yield finding
        except Exception as error:
            about = question.__name__.replace("_", " ").capitalize()
            if first_line(error) not in said:
                yield wrong(about, first_line(error), "Put right what is said above first.")


def first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
