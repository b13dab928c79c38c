"""The columns that a kind of file may have, by the names people give them."""

import re
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from lib.text import clean, fold


def heading(text: str) -> str:
    """As one heading is compared with another."""
    return re.sub(r"[\W_]+", " ", fold(clean(text))).strip()


class Columns(dict[str, tuple[Any, str]]):
    """Key -> what it is called, and the headings by which it is known, with | between them."""

    @cached_property
    def by_heading(self) -> dict[str, str]:
        return {heading(name): key for key, (_label, names) in self.items() for name in names.split("|")}

    def match(self, headings: Iterable[str], keys: Iterable[str] | None = None) -> list[str]:
        """A column for each heading, or nothing; of two headings with one meaning the first has it."""
        offered = set(self if keys is None else keys)
        found: list[str] = []
        for each in headings:
            key = self.by_heading.get(heading(each), "")
            found.append(key if key in offered and key not in found else "")
        return found
