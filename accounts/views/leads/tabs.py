"""What stands beside each other above the pages of leads."""

from django.utils.translation import gettext as _

from lib.http import workspace_url
from workspaces.roles import Permission


def lead_tabs(request, current: str) -> list[dict]:
    pages = {
        "leads": (_("List"), "accounts:leads", Permission.VIEW_CUSTOMERS),
        "board": (_("By stage"), "accounts:lead_board", Permission.VIEW_CUSTOMERS),
        "funnel": (_("Funnel"), "accounts:lead_funnel", Permission.VIEW_CUSTOMERS),
        "costs": (_("Source and cost"), "accounts:lead_costs", Permission.MANAGE_LEADS),
    }
    return [
        {"url": workspace_url(request, url_name), "label": label, "is_current": key == current}
        for key, (label, url_name, permission) in pages.items()
        if request.membership.can(permission)
    ]
