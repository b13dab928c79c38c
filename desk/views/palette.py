"""The command palette: go to a page, create a record, find a customer. What a page itself can do, its script adds."""

from django.conf import settings
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import override

from desk.views.search import LONGEST_QUERY, WHILE_TYPING, found_or_near
from lib.http import workspace_url
from lib.text import fold
from workspaces.decorators import workspace_page
from workspaces.navigation import creations, navigation, places
from workspaces.roles import Permission
from workspaces.settings_menu import settings_menu


@workspace_page(Permission.VIEW_WORKSPACE)
def palette(request):
    """The whole page, or while somebody types what goes under the box."""
    query = request.GET.get("q", "")[:LONGEST_QUERY].strip()
    words = fold(query).split()
    groups = [
        {"label": _("Go to"), "hits": commands(request, [*navigation, *places, *settings_menu], words)},
        {"label": _("Create"), "hits": commands(request, creations, words)},
    ]
    is_near = False
    if query and request.membership.can(Permission.VIEW_CUSTOMERS):
        # Who typed the name of a page did not misspell a customer's.
        may_be_near = not any(group["hits"] for group in groups)
        customers, is_near = found_or_near(request, query, WHILE_TYPING, may_be_near=may_be_near)
        groups += customers
    has_hits = any(group["hits"] for group in groups)
    template = "desk/palette.html#list" if request.htmx else "desk/palette.html"
    context = {"query": query, "groups": groups, "has_hits": has_hits, "is_near": is_near}
    return render(request, template, context)


def commands(request, items, words) -> list[dict]:
    """The pages this member may open whose name, in either language, has all these words."""
    return [
        {"url": workspace_url(request, item.url_name), "name": str(item.label), "icon": item.icon}
        for item in items
        if request.membership.can(item.permission) and all(word in spoken(item) for word in words)
    ]


def spoken(item) -> str:
    """Its name in every language of Sila: people type what they know it by."""
    names = []
    for code, _name in settings.LANGUAGES:
        with override(code):
            names.append(fold(str(item.label)))
    return " ".join(names)
