"""What higher apps show on the page of an interaction or a mention: they register it in AppConfig.ready()."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lib.registry import Registry


@dataclass(frozen=True)
class Linked:
    """`read` answers (record, membership) with what `template` shows as `found`; with None there is nothing."""

    title: Any
    template: str
    read: Callable[[Any, Any], dict | None]


linked = Registry("what is linked with an interaction or a mention")


def read_linked(record, membership) -> list[dict]:
    read = [
        {"key": key, "linked": each, "found": each.read(record, membership)}
        for key, each in zip(linked.keys(), linked, strict=True)
    ]
    return [each for each in read if each["found"] is not None]
