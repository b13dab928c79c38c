"""Background work: a task opens its workspace, and publishing one is a hint that may get lost.

PostgreSQL is the queue of record (timeline.Job, rows that are due); the broker only says «look now». So a
broker that is down or emptied costs time and nothing else, and no page fails for it.
"""

import time
from functools import cache, partial, wraps

import structlog
from celery import current_app, shared_task
from django.conf import settings
from django.db import transaction
from kombu.exceptions import LimitExceeded, OperationalError
from kombu.pools import producers
from redis import Redis
from redis.exceptions import RedisError

from lib.tenancy.state import workspace

log = structlog.get_logger(__name__)

# A page waits at most this long for a broker that hangs, and then leaves it alone for a while.
PATIENCE_SECONDS = 2
REST_SECONDS = 10
_rests_until = 0.0
_looked_at, _was_away = -float(REST_SECONDS), False


def workspace_task(function):
    """A Celery task whose first argument is the id of the workspace that it opens."""

    @shared_task(name=f"{function.__module__}.{function.__name__}")
    @wraps(function)
    def task(workspace_id, *args, **kwargs):
        with workspace(workspace_id):
            return function(*args, **kwargs)

    return task


def publish(task, *args) -> None:
    """Hint at a task once this transaction is committed. Arguments are ids, never what a person typed."""
    transaction.on_commit(partial(_hint, task, args), robust=True)


def _hint(task, args) -> None:
    global _rests_until
    if time.monotonic() < _rests_until:
        return
    try:
        with _producers().acquire(block=True, timeout=PATIENCE_SECONDS) as producer:
            task.apply_async(args, producer=producer, retry=False)
    except (OperationalError, LimitExceeded, RedisError, OSError) as error:
        _rests_until = time.monotonic() + REST_SECONDS
        log.warning("broker_unreachable", task=task.name, error=type(error).__name__)


def is_broker_away() -> bool:
    """Whether the broker does not answer: asked at most once in a while, and never for long."""
    global _looked_at, _was_away
    now = time.monotonic()
    if now - _looked_at > REST_SECONDS:
        try:
            _broker().ping()
            _was_away = False
        except RedisError:
            _was_away = True
        _looked_at = now
    return _was_away


@cache
def _broker() -> Redis:
    return Redis.from_url(
        settings.REDIS_URL, socket_timeout=PATIENCE_SECONDS / 2, socket_connect_timeout=PATIENCE_SECONDS / 2
    )


@cache
def _producers():
    """Connections of their own: a worker waits for messages far longer than a page may wait to send one."""
    connection = current_app.connection_for_write()
    connection.transport_options = {**connection.transport_options, "socket_timeout": PATIENCE_SECONDS}
    return producers[connection]
