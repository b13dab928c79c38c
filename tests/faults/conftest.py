"""Real processes, killed, cut off and restarted: small by default, whole with SILA_FULL=1 (bin/ci --full)."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bin"))

from tests.faults.mail_server import mail_server
from tests.faults.sila import Sila

SERVICES = ("DATABASE_URL", "MIGRATION_DATABASE_URL", "PLATFORM_DATABASE_URL", "REDIS_URL")
OURS = (*SERVICES, "SECRET_KEY", "SITE_URL", "ALLOWED_HOSTS", "EMAIL_URL", "DATA_DIR", "DEMO")


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("fault")


@pytest.fixture(scope="session")
def installation(tmp_path_factory):
    sila = Sila(tmp_path_factory.mktemp("faults") / "data")
    try:
        with pytest.MonkeyPatch.context() as patched:
            for name in OURS:
                patched.delenv(name, raising=False)
            sila.start()
        yield sila
    finally:
        sila.stop()


@pytest.fixture
def sila(installation):
    """A Sila whose database, broker, mail catcher and web are up, and nothing else."""
    yield installation
    installation.end("worker", "campaigns", "second campaigns", "beat", "second beat")
    installation.mend()


@pytest.fixture
def server():
    """A mail server of this test's own, to be held."""
    with mail_server() as made:
        yield made
