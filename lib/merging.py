"""Two people edited the same form: what both left alone or one changed merges by itself, the rest is a collision.

Values are the texts of form fields. A field the first reading is not known of (`was` lacks it) is taken as changed
by both, so that nothing is decided in silence.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Merge:
    values: dict[str, str]  # what stands in each field now; mine where the two collide
    collisions: tuple[str, ...]  # fields both changed, each in another way
    taken: tuple[str, ...]  # fields only the other one changed


def merge(*, was: Mapping[str, str], mine: Mapping[str, str], theirs: Mapping[str, str]) -> Merge:
    """Put `mine` and `theirs`, which both began from `was`, together field by field of `theirs`."""
    values, collisions, taken = {}, [], []
    for name, there in theirs.items():
        here, before = mine.get(name, ""), was.get(name)
        values[name] = here
        if plain(here) == plain(there):
            continue
        if before is not None and plain(here) == plain(before):
            values[name] = there
            taken.append(name)
        elif before is None or plain(there) != plain(before):
            collisions.append(name)
    return Merge(values, tuple(collisions), tuple(taken))


def plain(text: str) -> str:
    """Without what a browser does to text on its way: line ends, spaces round it."""
    return text.replace("\r\n", "\n").strip()
