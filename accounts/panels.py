"""Panels of what is linked to a customer, which higher apps put on the page of the account or contact in ready().

The page itself asks for none of them: one request of its own brings them all once the page stands.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lib.registry import Registry


@dataclass(frozen=True)
class Panel:
    """`read` answers (record, membership) with what `template` shows as `found`; with None there is no panel.

    `url_name` is the page of the whole, addressed by the number of the record: the head of the panel leads there as
    `action`. `read` asks one query or two.
    """

    title: Any
    template: str
    read: Callable[[Any, Any], dict | None]
    url_name: str
    action: Any
    icon: str = "layout-list"


panels = Registry("panels of the page of an account")
contact_panels = Registry("panels of the page of a contact")


def read_panels(record, membership, registry=panels) -> list[dict]:
    """The panels that have something to show, in their order."""
    read = [
        {"key": key, "panel": panel, "found": panel.read(record, membership)}
        for key, panel in zip(registry.keys(), registry, strict=True)
    ]
    return [each for each in read if each["found"] is not None]
