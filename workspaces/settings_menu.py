"""The pages of the settings, the workspace's and then one's own: apps add theirs here in AppConfig.ready()."""

from django.urls import resolve, reverse

from lib.registry import Registry
from workspaces.roles import Permission

settings_menu = Registry("pages of the settings")


def tabs_for(request) -> list[dict]:
    """The pages of the settings that this member, or a visitor in the place, may open; the one shown is marked."""
    slug = request.workspace.slug
    tabs: list[dict] = []
    for item in sorted(settings_menu, key=is_own):
        url = reverse(item.url_name, kwargs={"slug": slug})
        is_closed = request.membership.visit is not None and getattr(resolve(url).func, "is_personal", False)
        if request.membership.can(item.permission) and not is_closed:
            is_first_own = is_own(item) and bool(tabs) and not tabs[-1]["is_own"]
            about = {
                "is_current": request.path.startswith(url),
                "is_own": is_own(item),
                "is_apart": is_first_own,
            }
            tabs.append({"url": url, "label": item.label, **about})
    return tabs


def is_own(item) -> bool:
    """What everybody may open is about oneself; the workspace's rules are for those who lead it."""
    return item.permission == Permission.VIEW_WORKSPACE
