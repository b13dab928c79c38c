"""A named, ordered registry: a lower app owns it, higher apps fill it in AppConfig.ready()."""

from collections.abc import Iterator
from typing import Any


class AlreadyRegistered(ValueError):
    """Another thing stands under this key."""


class Registry:
    def __init__(self, name: str):
        self.name = name
        self._items: dict[str, tuple[int, Any]] = {}

    def register(self, key: str, item: Any, *, order: int = 0) -> Any:
        """Put `item` under `key`; they come by order, then as registered. The same twice is harmless."""
        if key in self._items and self._items[key][1] is not item:
            raise AlreadyRegistered(f"{self.name} already has {key}")
        self._items[key] = (order, item)
        return item

    def get(self, key: str, default: Any = None) -> Any:
        return self._items[key][1] if key in self._items else default

    def __contains__(self, key: str) -> bool:
        return key in self._items

    def keys(self) -> list[str]:
        return [key for key, _item in sorted(self._items.items(), key=lambda entry: entry[1][0])]

    def __iter__(self) -> Iterator[Any]:
        return (self._items[key][1] for key in self.keys())
