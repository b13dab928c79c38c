"""The side bar: apps add their pages here in AppConfig.ready(), in the order account managers work."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lib.registry import Registry
from workspaces.roles import Permission

# The parts of the side bar, one under the other; the first has no title.
TOP, WORK, CUSTOMERS, MANAGEMENT = "top", "work", "customers", "management"
SECTIONS = {TOP: "", WORK: _("Daily work"), CUSTOMERS: _("Customers"), MANAGEMENT: _("Management")}


@dataclass(frozen=True)
class NavigationItem:
    url_name: str
    label: Any
    icon: str
    permission: Permission
    section: str = WORK


navigation = Registry("navigation")
# What the command palette offers besides: pages that are not in the side bar, and what can be created.
places = Registry("further pages")
creations = Registry("what can be created")


def sections_for(request) -> list[dict]:
    """What this member may open, part by part, with the page they are on marked."""
    found: dict[str, list] = {section: [] for section in SECTIONS}
    for item in navigation:
        if request.membership.can(item.permission):
            url = reverse(item.url_name, kwargs={"slug": request.workspace.slug})
            is_home = item.section == TOP
            is_current = request.path == url or (not is_home and request.path.startswith(url))
            shown = {"url": url, "label": item.label, "icon": item.icon, "is_current": is_current}
            found[item.section].append(shown)
    return [{"title": SECTIONS[section], "pages": pages} for section, pages in found.items() if pages]
