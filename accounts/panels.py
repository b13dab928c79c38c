"""Panels of what is linked to a customer, which higher apps put on the page of the account in AppConfig.ready().

The page itself asks for none of them: one request of its own brings them all once the page stands.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lib.registry import Registry


@dataclass(frozen=True)
class Panel:
    """`read` answers (account, membership) with what `template` shows as `found`; with None there is no panel.

    `url_name` is the page of the whole, addressed by the account's number: the head of the panel leads there as
    `action`. `read` asks one query or two.
    """

    title: Any
    template: str
    read: Callable[[Any, Any], dict | None]
    url_name: str
    action: Any
    icon: str = "layout-list"


panels = Registry("panels of the page of an account")


def read_panels(account, membership) -> list[dict]:
    """The panels that have something to show, in their order."""
    read = [
        {"key": key, "panel": panel, "found": panel.read(account, membership)}
        for key, panel in zip(panels.keys(), panels, strict=True)
    ]
    return [each for each in read if each["found"] is not None]
