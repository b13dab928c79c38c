"""Writing down what happened."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.utils import timezone

from timeline.models import Event

# Who of the platform acts in a member's place, or through Django admin; "" for nobody.
_staff: ContextVar[str] = ContextVar("staff", default="")
# The event that tells everything that is written down now; None for events that stand for themselves.
_whole: ContextVar[dict[str, Any] | None] = ContextVar("whole", default=None)


@contextmanager
def on_behalf(staff: str) -> Iterator[None]:
    """Every event in here names this person of the platform beside its actor."""
    token = _staff.set(staff)
    try:
        yield
    finally:
        _staff.reset(token)


def acting_staff() -> str:
    """Who of the platform is at work now; long work that begins now goes on in that name."""
    return _staff.get()


@contextmanager
def part_of(**detail: Any) -> Iterator[None]:
    """Every event in here is part of one that tells it all; `detail` names that one."""
    token = _whole.set(detail)
    try:
        yield
    finally:
        _whole.reset(token)


def record(verb, subject, *, by, **told) -> Event:
    """Note what event_of() tells, in the transaction of the verb."""
    event = event_of(verb, subject, by=by, **told)
    event.save()
    return event


def event_of(verb, subject, *, by, context=None, is_part=False, at=None, **detail) -> Event:
    """`by` (a membership, or None for Sila itself) did `verb` to `subject`: not saved yet, for who saves many at once.

    `context` is the record on whose page it shows too. `is_part`: another event tells this one with many others, as
    in an import. `at` is now unless it happened before. `detail` holds plain JSON values, never secrets.
    """
    if staff := _staff.get():
        detail = {"staff": staff, **detail}
    whole = _whole.get()
    return Event(
        verb=verb,
        actor=by,
        subject_kind=subject._meta.label_lower,
        subject_id=subject.pk,
        context_kind=context._meta.label_lower if context else "",
        context_id=context.pk if context else None,
        is_part=is_part or whole is not None,
        detail={**detail, **(whole or {})},
        at=at or timezone.now(),
    )
