"""The tabs of the settings: apps add their pages here in AppConfig.ready()."""

from django.urls import reverse

from lib.registry import Registry

settings_menu = Registry("pages of the settings")


def tabs_for(request) -> list[dict]:
    """The pages of the settings that this member may open, with the one they are on marked."""
    slug = request.workspace.slug
    tabs = []
    for item in settings_menu:
        if request.membership.can(item.permission):
            url = reverse(item.url_name, kwargs={"slug": slug})
            tabs.append({"url": url, "label": item.label, "is_current": request.path.startswith(url)})
    return tabs
