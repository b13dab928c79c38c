"""How events are told: each app registers its verbs in AppConfig.ready()."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lib.registry import Registry


@dataclass(frozen=True)
class Verb:
    """`here` is told on the record's own page, `elsewhere` on the page of its context, with %(subject)s."""

    icon: str
    here: Any
    elsewhere: Any = ""
    # What changed from what to what, read from the event's detail: {label, before, after} each.
    changes: Callable[[dict], list[dict]] | None = None


verbs = Registry("verbs")
