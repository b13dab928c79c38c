"""The commands live in bin/house, outside Django: these tests import them by that path."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "bin"))


@pytest.fixture
def clean_environment(monkeypatch):
    """As on a machine where nobody has set anything for Sila."""
    for name in (
        "DATABASE_URL",
        "MIGRATION_DATABASE_URL",
        "PLATFORM_DATABASE_URL",
        "REDIS_URL",
        "SECRET_KEY",
        "SITE_URL",
        "ALLOWED_HOSTS",
        "EMAIL_URL",
        "DATA_DIR",
        "DEMO",
    ):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch
