"""Two versions of a plan beside each other, field by field; no database.

Lines of lists are one by their number, whatever was written into them since.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest

from planning.wording import Line, Section


class Change(StrEnum):
    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True)
class Cell:
    label: str
    before: str
    after: str

    @property
    def is_changed(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True)
class LineChange:
    change: Change
    name: str
    cells: tuple[Cell, ...]

    @property
    def changed_cells(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.is_changed]


@dataclass(frozen=True)
class SectionChange:
    title: str
    before: str
    after: str
    lines: tuple[LineChange, ...]
    is_list: bool

    @property
    def is_changed(self) -> bool:
        return self.before != self.after or any(each.change != Change.SAME for each in self.lines)


def compared(before: Sequence[Section], after: Sequence[Section]) -> list[SectionChange]:
    """Both have the sections of planning/wording.py, in its order."""
    return [
        SectionChange(new.title, old.text, new.text, tuple(_lines(old, new)), new.is_list)
        for old, new in zip(before, after, strict=True)
    ]


def _lines(old: Section, new: Section):
    """Those that stand now in their order, then those that are gone."""
    former = {line.number: line for line in old.lines}
    for line in new.lines:
        yield _line(new.columns, former.pop(line.number, None), line)
    for line in former.values():
        yield _line(new.columns, line, None)


def _line(columns, old: Line | None, new: Line | None) -> LineChange:
    held = new or old
    pairs = zip_longest(columns, old.cells if old else (), new.cells if new else (), fillvalue="")
    cells = tuple(Cell(*each) for each in pairs)
    if old is None or new is None:
        return LineChange(Change.ADDED if old is None else Change.REMOVED, held.cells[0], cells)
    change = Change.CHANGED if any(cell.is_changed for cell in cells) else Change.SAME
    return LineChange(change, held.cells[0], cells)
