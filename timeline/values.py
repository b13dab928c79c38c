"""Values of fields as people read them: choices by name, money with its currency, days in the calendar in force."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import BooleanField, EmailField, ForeignKey, Model
from django.utils.translation import gettext as _

from lib import formats
from lib.emails import readable
from timeline.changes import FieldChange
from timeline.kinds import PLAIN, kinds, seen_rows

LONGEST_AT_ONCE = 140


@dataclass(frozen=True)
class Value:
    """One side of a change. An empty text is shown as a dash."""

    text: str = ""
    is_ltr: bool = False
    is_muted: bool = False

    @property
    def is_long(self) -> bool:
        return len(self.text) > LONGEST_AT_ONCE

    @property
    def beginning(self) -> str:
        return self.text[: LONGEST_AT_ONCE - 20].rstrip() + "…"


@dataclass(frozen=True)
class Change:
    """A field with its former and its new value; None for a side that there never is, as with tags."""

    label: str
    before: Value | None
    after: Value | None


def written_changes(changes: Mapping[Any, Iterable[FieldChange]], member) -> dict[Any, list[Change]]:
    """All changes in words; names of records are asked for once for each kind, as this member may see them."""
    names = _names([each for some in changes.values() for each in some], member)
    return {key: [_change(each, names) for each in some] for key, some in changes.items()}


def _change(change: FieldChange, names) -> Change:
    return Change(
        _capital(change.field.verbose_name),
        _written(change, change.before, change.row_before, names),
        _written(change, change.after, change.row_after, names),
    )


def label_changes(label: str, detail: dict) -> list[Change]:
    """Tags and interests that came and went, by the names they had then."""
    found = []
    for name, (came, went) in kinds.get(label, PLAIN).labels.items():
        added, removed = (_words(detail.get(side), name) for side in ("added", "removed"))
        if added:
            found.append(Change(str(came), None, Value(formats.listed(added))))
        if removed:
            found.append(Change(str(went), Value(formats.listed(removed)), None))
    return found


def further_changes(label: str, detail: dict, member) -> list[Change]:
    """What an edit changed beside the columns of the record."""
    tell = kinds.get(label, PLAIN).further
    told = tell(detail, member) if tell else []
    return [Change(name, Value(before), Value(after)) for name, before, after in told]


def _words(side: Any, name: str) -> list[str]:
    words = side.get(name) if isinstance(side, dict) else None
    return [str(word) for word in words] if isinstance(words, list) else []


def _names(changes: list[FieldChange], member) -> dict[str, dict[int, Model]]:
    wanted: dict[str, set[int]] = defaultdict(set)
    for each in changes:
        if isinstance(each.field, ForeignKey):
            label = each.field.remote_field.model._meta.label_lower
            wanted[label].update(key for key in (each.before, each.after) if isinstance(key, int))
    return {label: seen_rows(label, keys, member) for label, keys in wanted.items()}


def _written(change: FieldChange, value: Any, row: dict, names) -> Value:
    field, kind = change.field, kinds.get(change.label, PLAIN)
    if value is None or value in ("", []):
        return Value()
    if isinstance(field, ForeignKey):
        named = names[field.remote_field.model._meta.label_lower].get(value)
        return Value(str(named)) if named is not None else Value(_("Hidden or deleted"), is_muted=True)
    if field.name in kind.written:
        return Value(str(kind.written[field.name](value)))
    if field.flatchoices:
        return Value(str(dict(field.flatchoices).get(value, value)))
    if isinstance(field, EmailField):
        return Value(readable(str(value)), is_ltr=True)
    return Value(_plain(field, value, row), is_ltr=field.name in kind.ltr)


def _plain(field, value: Any, row: dict) -> str:
    if isinstance(field, BooleanField):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return formats.moment(value)
    if isinstance(value, date):
        return formats.day(value)
    if isinstance(value, int):
        is_money = field.name.endswith("_minor")
        return formats.money(value, row.get("currency") or "") if is_money else formats.number(value)
    return str(value)


def _capital(text: Any) -> str:
    text = str(text)
    return text[:1].upper() + text[1:]
