"""Which services this test process uses. Loaded before Django reads its settings (-p in pytest.ini)."""

import json
import os
import random
import re
from urllib.parse import urlsplit, urlunsplit

TEST_DATABASE = "sila_test"
# Of everything random in a run, the same for all its workers. A plain run draws the same each time, so that what
# turns it red is the change at hand; a whole one (SILA_FULL=1) draws anew, and SILA_SEED=<number> repeats it.
DRAWN = random.randrange(1_000_000) if os.environ.get("SILA_FULL") == "1" else 1
SEED = int(os.environ.setdefault("SILA_SEED", str(DRAWN)))


def pytest_report_header():
    return f"seed: {SEED} (SILA_SEED)"


def use(services: dict[str, str]) -> None:
    def at_test_database(url):
        return urlunsplit(urlsplit(url)._replace(path=f"/{TEST_DATABASE}"))

    os.environ.update(
        DATABASE_URL=at_test_database(services["default"]),
        MIGRATION_DATABASE_URL=at_test_database(services["owner"]),
        PLATFORM_DATABASE_URL=at_test_database(services["platform"]),
        REDIS_URL=services["redis"],
        SILA_TEST_TEMPLATE=services["template"],
        SECRET_KEY="only-for-tests-only-for-tests-only-for-tests-only-for",
        DEMO="1",
    )


if "SILA_TEST_SERVICES" not in os.environ:
    raise SystemExit("The tests need their own PostgreSQL and Valkey: run bin/test instead of pytest.")
_number = int(re.sub(r"\D", "", os.environ.get("PYTEST_XDIST_WORKER", "")) or 0)
use(json.loads(os.environ["SILA_TEST_SERVICES"])[_number])
