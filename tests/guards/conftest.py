"""The filled world of the nets: made once a file in a transaction that is rolled back; a savepoint a test."""

import tempfile

import pytest
from django.db import transaction
from django.test import override_settings

from tests.guards import world as worlds


@pytest.fixture(scope="module")
def filled_world(django_db_setup, django_db_blocker):
    with (
        tempfile.TemporaryDirectory() as folder,
        override_settings(STORAGES=storages(folder)),
        django_db_blocker.unblock(),
    ):
        whole = transaction.atomic()
        whole._from_testcase = True  # as in Django's own TestCase: durable blocks work inside
        whole.__enter__()
        try:
            yield worlds.build()
        finally:
            transaction.set_rollback(True)
            whole.__exit__(None, None, None)


@pytest.fixture
def world(filled_world):
    """The filled world, as it was before the test again after it."""
    with transaction.atomic():
        yield filled_world
        transaction.set_rollback(True)


def storages(folder):
    return {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": folder},
        },
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
