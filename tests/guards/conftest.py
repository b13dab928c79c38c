"""The filled world of the nets: made once a file in a transaction that is rolled back; a savepoint a test."""

import tempfile
from contextlib import contextmanager

import pytest
from django.db import transaction
from django.forms.widgets import ChoiceWidget
from django.template.base import Template
from django.test import override_settings
from django.test.utils import _TestState

from tests.guards import checksum
from tests.guards import world as worlds
from tests.guards.overheard import Overheard


@contextmanager
def one_transaction(django_db_blocker):
    """Around all tests of a file, rolled back after them; where files are kept meanwhile."""
    with (
        tempfile.TemporaryDirectory() as folder,
        override_settings(STORAGES=storages(folder)),
        django_db_blocker.unblock(),
    ):
        whole = transaction.atomic()
        whole._from_testcase = True  # as in Django's own TestCase: durable blocks work inside
        whole.__enter__()
        try:
            yield storages(folder)
        finally:
            transaction.set_rollback(True)
            whole.__exit__(None, None, None)


@pytest.fixture(scope="module")
def filled_world(django_db_setup, django_db_blocker):
    with one_transaction(django_db_blocker) as kept:
        yield worlds.build(), kept


@pytest.fixture
def world(filled_world, settings):
    """The filled world, as it was before the test again after it."""
    built, settings.STORAGES = filled_world
    with transaction.atomic():
        checksum.begin(built)
        yield built
        transaction.set_rollback(True)


@pytest.fixture
def plain_pages(monkeypatch):
    """Long lists of choices cut short, and no notes taken of templates: half the time of a page.

    Not for tests that read response.context.
    """
    every = ChoiceWidget.optgroups
    monkeypatch.setattr(ChoiceWidget, "optgroups", lambda *given, **named: every(*given, **named)[:5])
    monkeypatch.setattr(Template, "_render", _TestState.saved_data.template_render)


@pytest.fixture
def overheard(capsys, monkeypatch, world):
    """What leaves by other ways than the answer; used as `with overheard:` around requests."""
    return Overheard(capsys, monkeypatch)


def storages(folder):
    return {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": folder},
        },
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
