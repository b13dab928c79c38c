"""The side bar: apps add their pages here in AppConfig.ready(), in the order account managers work."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from lib.registry import Registry
from workspaces.roles import Permission


@dataclass(frozen=True)
class NavigationItem:
    url_name: str
    label: Any
    icon: str
    permission: Permission


navigation = Registry("navigation")
# What the command palette offers besides: pages that are not in the side bar, and what can be created.
places = Registry("further pages")
creations = Registry("what can be created")


def items_for(request) -> list[dict]:
    """What this member may open, with the one they are on marked."""
    found = []
    for item in navigation:
        if request.membership.can(item.permission):
            url = reverse(item.url_name, kwargs={"slug": request.workspace.slug})
            is_home = url == reverse("desk:today", kwargs={"slug": request.workspace.slug})
            is_current = request.path == url or (not is_home and request.path.startswith(url))
            found.append({"url": url, "label": item.label, "icon": item.icon, "is_current": is_current})
    return found
