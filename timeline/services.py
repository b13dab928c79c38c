"""Writing down what happened."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.utils import timezone

from timeline.models import Event

# Who of the platform acts in a member's place, or through Django admin; "" for nobody.
_staff: ContextVar[str] = ContextVar("staff", default="")


@contextmanager
def on_behalf(staff: str) -> Iterator[None]:
    """Every event in here names this person of the platform beside its actor."""
    token = _staff.set(staff)
    try:
        yield
    finally:
        _staff.reset(token)


def record(verb, subject, *, by, context=None, is_part=False, at=None, **detail) -> Event:
    """Note that `by` (a membership, or None for Sila itself) did `verb` to `subject`, in the verb's transaction.

    `context` is the record on whose page it shows too. `is_part`: another event tells this one with many others, as
    in an import. `at` is now unless it happened before. `detail` holds plain JSON values, never secrets.
    """
    if staff := _staff.get():
        detail = {"staff": staff, **detail}
    return Event.objects.create(
        verb=verb,
        actor=by,
        subject_kind=subject._meta.label_lower,
        subject_id=subject.pk,
        context_kind=context._meta.label_lower if context else "",
        context_id=context.pk if context else None,
        is_part=is_part,
        detail=detail,
        at=at or timezone.now(),
    )
