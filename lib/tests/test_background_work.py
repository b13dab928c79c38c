"""Publishing a task is a hint: it never fails or holds up what was committed."""

import time

import pytest
from celery import current_app, shared_task
from django.db import transaction
from kombu.pools import producers

from lib.tenancy import tasks
from lib.tenancy.state import current_workspace_id

seen = []


@tasks.workspace_task
def look(word):
    seen.append((current_workspace_id(), word))


@shared_task
def noticed():
    """Something to publish."""


@pytest.fixture(autouse=True)
def _rested():
    tasks._rests_until = 0
    seen.clear()
    yield
    tasks._rests_until = 0


@pytest.fixture
def closed_broker(monkeypatch):
    connection = current_app.connection_for_write("redis://127.0.0.1:1/0")
    connection.transport_options = {"max_retries": 0, "socket_connect_timeout": 1}
    monkeypatch.setattr(tasks, "_producers", lambda: producers[connection])


def test_a_task_runs_in_the_workspace_it_is_told():
    look(7, "hello")
    assert seen == [(7, "hello")]
    assert current_workspace_id() is None


def test_a_broker_that_is_down_is_a_line_in_the_log_and_is_left_alone_for_a_while(closed_broker):
    begun = time.monotonic()
    tasks._hint(noticed, ())
    assert tasks._rests_until > begun
    begun = time.monotonic()
    for _time in range(100):
        tasks._hint(noticed, ())
    assert time.monotonic() - begun < 0.1


@pytest.mark.django_db(transaction=True)
def test_what_was_committed_stays_committed_when_the_broker_is_down(closed_broker):
    with transaction.atomic():
        tasks.publish(noticed)
    assert tasks._rests_until


@pytest.mark.django_db(transaction=True)
def test_nothing_is_published_by_a_transaction_that_is_rolled_back(monkeypatch):
    sent = []
    monkeypatch.setattr(tasks, "_hint", lambda task, args: sent.append(args))
    with transaction.atomic():
        tasks.publish(noticed, 1)
        transaction.set_rollback(True)
    with transaction.atomic():
        tasks.publish(noticed, 2)
        assert sent == []
    assert sent == [(2,)]
