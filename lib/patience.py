"""Questions that may be cut off: an answer that comes late is worth nothing, and the transaction goes on."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction
from psycopg2.errors import QueryCanceled


class OutOfTime(Exception):
    """Nothing is left of the time."""


@contextmanager
def patience(milliseconds: int) -> Iterator[Callable[[], None]]:
    """Read for so long at most: call what this gives before each question, which may use up what is left.

    Who runs out of time leaves the block, and what was read until then is good. Nothing may be written in here:
    the savepoint is always rolled back, which also brings the former limit back.
    """
    until = time.monotonic() + milliseconds / 1000

    def renew() -> None:
        left = int((until - time.monotonic()) * 1000)
        if left <= 0:
            raise OutOfTime
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [f"{left}ms"])

    try:
        with transaction.atomic():
            yield renew
            transaction.set_rollback(True)
    except OutOfTime:
        pass
    except OperationalError as error:
        if not isinstance(error.__cause__, QueryCanceled):
            raise


def hurry(milliseconds: int) -> None:
    """Let no statement of this transaction take longer: what is cut off raises, and nothing of it stays."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('statement_timeout', %s, true)", [f"{milliseconds}ms"])
