"""Leads by stage, and how they get through the stages."""

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.filters import ME
from accounts.leads.board import columns_of
from accounts.leads.funnel import PERIODS, USUAL, funnel_of, reasons_of
from accounts.models import Account
from accounts.views.leads.tabs import lead_tabs
from lib.http import workspace_url
from workspaces.decorators import workspace_page
from workspaces.roles import Permission


@workspace_page(Permission.VIEW_CUSTOMERS)
def lead_board(request):
    """One column a stage; on a phone one stage at a time, which the address names."""
    seen = Account.objects.visible_to(request.membership).kept().prospects()
    owner = request.GET.get("owner", "")
    if owner == ME:
        seen = seen.filter(owner=request.membership)
    columns = columns_of(seen, mine="&owner=me" if owner == ME else "")
    asked = request.GET.get("stage", "")
    shown = next((each for each in columns if each["key"] == asked), None) or next(
        (each for each in columns if each["count"]), columns[0]
    )
    context = {
        "columns": columns,
        "shown": shown,
        "stages": [each["stage"] for each in columns if each["stage"]],
        "is_mine": owner == ME,
        "owner_query": "owner=me" if owner == ME else "",
        "lead_tabs": lead_tabs(request, "board"),
        "now": timezone.now(),
    }
    return render(request, "accounts/leads/board.html", context)


@workspace_page(Permission.VIEW_CUSTOMERS)
def lead_funnel(request):
    """Of the leads that came in a period: how far they got, how long each stage took, why they were lost."""
    days = request.GET.get("days", "")
    days = int(days) if days in map(str, PERIODS) else USUAL
    seen = Account.objects.visible_to(request.membership)
    url = workspace_url(request, "accounts:lead_funnel")
    tabs = [
        {"url": f"{url}?days={each}", "label": label, "is_current": each == days}
        for each, label in zip(
            PERIODS, (_("30 days"), _("90 days"), _("Half a year"), _("A year")), strict=True
        )
    ]
    context = {
        "funnel": funnel_of(seen, days=days),
        "reasons": reasons_of(seen, days=days),
        "periods": tabs,
        "lead_tabs": lead_tabs(request, "funnel"),
    }
    return render(request, "accounts/leads/funnel.html", context)
