"""What the search of a workspace looks through beside customers: higher apps fill it in AppConfig.ready()."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from lib.registry import Registry


@dataclass(frozen=True)
class SearchSource:
    """`find` answers (query, membership, customers, most) with at most so many records, from indexes alone.

    `customers` are those that the same query found; none while somebody types. A record has a number and a name;
    `detail` is what stands beside the name.
    """

    label: Any
    icon: str
    page: str
    list_page: str
    find: Callable[[str, Any, list, int], Iterable[Any]]
    detail: Callable[[Any], str]


search_sources = Registry("what the search looks through")
