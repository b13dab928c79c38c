"""Rows of “Today”: each app adds its own kind in AppConfig.ready(), in the order in which work goes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lib.registry import Registry


@dataclass(frozen=True)
class DayRows:
    """One kind of work for today. `template` shows the `rows` that it asks of a membership."""

    label: Any
    rows: Callable[[Any], list]
    template: str
    # Whether it says so where there is nothing; else it is left out then.
    shows_empty: bool = False
    # Whether an open page asks again and again if they are others now; not what stays the same all day.
    is_watched: bool = True


today = Registry("rows of today")
