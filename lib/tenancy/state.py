"""Which workspace is open in this thread of work. Everything that keeps workspaces apart asks here."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

_workspace_id: ContextVar[int | None] = ContextVar("workspace_id", default=None)
_reads_platform: ContextVar[bool] = ContextVar("reads_platform", default=False)


class NoWorkspace(RuntimeError):
    """Rows of a workspace were asked for while no workspace was open."""


def current_workspace_id() -> int | None:
    return _workspace_id.get()


def require_workspace_id() -> int:
    workspace_id = _workspace_id.get()
    if workspace_id is None:
        raise NoWorkspace("Open a workspace first: with workspace(id): ...")
    return workspace_id


def is_platform_read() -> bool:
    """True while Django admin looks across workspaces and no single workspace is open."""
    return _reads_platform.get() and _workspace_id.get() is None


@contextmanager
def workspace(workspace_id: int) -> Iterator[None]:
    """Open one workspace. The database learns of it when a transaction begins, or now if one is under way."""
    token = _workspace_id.set(workspace_id)
    connection: Any = connections[DEFAULT_DB_ALIAS]  # the wrapper of lib.tenancy.backend
    is_inside_transaction = connection.connection is not None and connection.in_atomic_block
    if is_inside_transaction:
        connection.apply_workspace()
    try:
        yield
    finally:
        _workspace_id.reset(token)
        # A transaction that failed takes no statement any more; its rollback brings the earlier setting back.
        if is_inside_transaction and connection.in_atomic_block and not connection.has_failed:
            connection.apply_workspace()


@contextmanager
def platform_reads() -> Iterator[None]:
    """Let Django admin read every workspace through the platform's own database role."""
    token = _reads_platform.set(True)
    try:
        yield
    finally:
        _reads_platform.reset(token)


@contextmanager
def as_the_app() -> Iterator[None]:
    """Inside Django admin: take the app's own connection again, for a verb that writes rows of a workspace.

    Else its rows and its transaction would be on two connections, and a verb that raises would leave half.
    """
    token = _reads_platform.set(False)
    try:
        yield
    finally:
        _reads_platform.reset(token)
