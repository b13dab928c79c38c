"""Panels on the page of a complaint: parts of this room put theirs here, each by its name."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lib.registry import Registry


@dataclass(frozen=True)
class Panel:
    """`read` answers (complaint, membership) with what `template` shows as `found`; with None there is no panel."""

    title: Any
    template: str
    read: Callable[[Any, Any], dict | None]


panels = Registry("panels of the page of a complaint")
# Links and verbs under “…” on that page: templates, which get the complaint.
menus = Registry("further actions on a complaint")


def read_panels(complaint, membership) -> list[dict]:
    read = [
        {"key": key, "panel": panel, "found": panel.read(complaint, membership)}
        for key, panel in zip(panels.keys(), panels, strict=True)
    ]
    return [each for each in read if each["found"] is not None]
