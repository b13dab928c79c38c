"""The tabs of the settings: apps add their pages here in AppConfig.ready()."""

from django.urls import resolve, reverse

from lib.registry import Registry

settings_menu = Registry("pages of the settings")


def tabs_for(request) -> list[dict]:
    """The pages of the settings that this member, or a visitor in the place, may open; the one shown is marked."""
    slug = request.workspace.slug
    tabs = []
    for item in settings_menu:
        url = reverse(item.url_name, kwargs={"slug": slug})
        is_closed = request.membership.visit is not None and getattr(resolve(url).func, "is_personal", False)
        if request.membership.can(item.permission) and not is_closed:
            tabs.append({"url": url, "label": item.label, "is_current": request.path.startswith(url)})
    return tabs
