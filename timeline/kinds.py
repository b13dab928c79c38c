"""Records that events speak of: each app says in AppConfig.ready() who may see them and how they are written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db.models import Model

from lib.registry import Registry


@dataclass(frozen=True)
class Kind:
    """One kind of record, registered under its label (“accounts.account”)."""

    # The rows that a member may see, read with what their names need; without it all of the workspace.
    rows: Callable[[Any], Any] | None = None
    # Name of its page, whose address takes the number.
    page: str = ""
    # The field that names the record it became a part of: who sees that one may read of this one too.
    part_of: str = ""
    # Fields whose changes are told although no form has them, and those that never are.
    also: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    # Fields whose texts read from left to right in every line.
    ltr: tuple[str, ...] = ()
    # Field -> how its value is written.
    written: Mapping[str, Callable[[Any], str]] = field(default_factory=dict)
    # Words that are hung on a record -> what is said when some came and when some went.
    labels: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    # Of (detail, member): label, former and new value of what is no column of the record, as events keep it.
    further: Callable[[dict, Any], list[tuple[str, str, str]]] | None = None


kinds = Registry("kinds of records")
PLAIN = Kind()


def model_of(label: str) -> type[Model] | None:
    """The model an event was written about; None when it is no longer there."""
    try:
        return apps.get_model(label)
    except (LookupError, ValueError):
        return None


def seen_rows(label: str, keys, member) -> dict[int, Model]:
    """The rows of these keys that a member may see, in one query."""
    model = model_of(label)
    if model is None or not keys:
        return {}
    kind = kinds.get(label, PLAIN)
    rows = kind.rows(member) if kind.rows else model._default_manager.all()
    return rows.in_bulk(keys)


def hidden_keys(label: str, keys, member) -> set[int]:
    """Of these keys, which `member` does not see, those of rows that are there all the same."""
    model, kind = model_of(label), kinds.get(label, PLAIN)
    if model is None or not keys or kind.rows is None:
        return set()
    there = model._default_manager.filter(pk__in=keys)
    if not kind.part_of:
        return set(there.values_list("pk", flat=True))
    wholes = dict(there.values_list("pk", kind.part_of))
    seen = seen_rows(label, {whole for whole in wholes.values() if whole}, member)
    return {pk for pk, whole in wholes.items() if whole not in seen}
