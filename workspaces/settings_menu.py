"""The pages of the settings, part by part and then one's own: apps add theirs here in AppConfig.ready()."""

from django.urls import resolve, reverse
from django.utils.translation import gettext as _

from lib.registry import Registry
from workspaces.roles import Permission

settings_menu = Registry("pages of the settings")
# By the name of an app: the title over its pages, which several apps may share. Without one they are the workspace's.
parts = Registry("parts of the settings")


def tabs_for(request) -> list[dict]:
    """The pages of the settings that this member, or a visitor in the place, may open; the one shown is marked."""
    slug = request.workspace.slug
    titles = list(dict.fromkeys([_("Workspace"), *map(str, parts), _("My settings")]))
    tabs: list[dict] = []
    for item in sorted(settings_menu, key=lambda each: titles.index(part_of(each))):
        url = reverse(item.url_name, kwargs={"slug": slug})
        is_closed = request.membership.visit is not None and getattr(resolve(url).func, "is_personal", False)
        if request.membership.can(item.permission) and not is_closed:
            is_current = request.path.startswith(url)
            tabs.append({"url": url, "label": item.label, "is_current": is_current, "part": part_of(item)})
    return tabs


def part_of(item) -> str:
    if is_own(item):
        return _("My settings")
    return str(parts.get(item.url_name.split(":")[0], _("Workspace")))


def is_own(item) -> bool:
    """What everybody may open is about oneself; the workspace's rules are for those who lead it."""
    return item.permission == Permission.VIEW_WORKSPACE
