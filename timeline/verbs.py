"""How events are told: each app registers its verbs in AppConfig.ready()."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lib.registry import Registry

SUBJECT = "subject"


@dataclass(frozen=True)
class Verb:
    """`here` is told on the record's own page, `elsewhere` on the page of its context, with %(subject)s."""

    icon: str
    here: Any
    elsewhere: Any = ""
    # What happened without its sentence, for the audit page to choose from; empty: not offered there.
    label: Any = ""
    # Which of `groups` it is one of.
    group: str = ""
    # Whose history tells what changed: SUBJECT, or the kind of a part whose key the detail names by its model.
    history: str = ""
    # {field: [before, after]} read from the event's detail, where no history tells it.
    changes: Callable[[dict], Mapping[str, Sequence[Any]]] | None = None
    # Words of the sentence that stand in the detail as codes.
    words: Callable[[dict], Mapping[str, Any]] | None = None


verbs = Registry("verbs")
# Key and name of the kinds of events a reader can choose from.
groups = Registry("groups of verbs")


def verbs_of(group: str) -> list[str]:
    known = verbs.keys()
    return [name for name in known if verbs.get(name).group == group]
