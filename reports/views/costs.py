"""Pages of costs: customers by what is left after serving them, one customer, and the rates. For who may see them."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Account
from lib.http import posted, to_page
from reports.asking import Asked
from reports.costs.rating import change_rates, rates_now
from reports.costs.showing import (
    MOST_CUSTOMERS,
    complete,
    estimated_count,
    has_rates,
    of_account,
    other_currencies,
    rows_of_account,
    served,
)
from reports.forms_costs import CostRatesForm
from reports.kpis import kpis
from reports.models import CostRates
from workspaces.decorators import workspace_page
from workspaces.roles import Permission, Role
from workspaces.views.settings import settings_page

MOST_VERSIONS = 24
LEFT, COST = "left", "cost"
ORDERS = {
    LEFT: lambda each: (each.left_minor, each.pk),
    COST: lambda each: (-each.cost_minor, each.pk),
}


@workspace_page(Permission.VIEW_COSTS)
def costs(request):
    """Customers by what is left of their revenue, the least first; or by what they cost, the most first."""
    asked = Asked(request.membership, request.GET)
    order = request.GET.get("sort")
    order = order if order in ORDERS else LEFT
    found = sorted(served(asked.scope, asked.period), key=ORDERS[order])
    rows = found[:MOST_CUSTOMERS]
    complete(rows, asked.scope, asked.period)
    context = {
        "asked": asked,
        "rows": rows,
        "count": len(found),
        "loss_count": sum(each.is_loss for each in found),
        "revenue_minor": sum(each.revenue_minor for each in found),
        "cost_minor": sum(each.cost_minor for each in found),
        "left_minor": sum(each.left_minor for each in found),
        "estimated_count": estimated_count(asked.scope, asked.period),
        "currencies": other_currencies(asked.scope, asked.period),
        "has_rates": has_rates(request.membership),
        "sort": order,
        "tabs": [
            {"url": f"{asked.link}&sort={key}", "label": label, "is_current": key == order}
            for key, label in ((LEFT, _("Least left first")), (COST, _("Most costly first")))
        ],
    }
    return render(request, "reports/costs.html", context)


@workspace_page(Permission.VIEW_COSTS)
def account_costs(request, number):
    """What one customer cost in the period, with the rows that it is made up of."""
    account = get_object_or_404(Account.objects.visible_to(request.membership), number=number)
    asked = Asked(request.membership, request.GET)
    context = {
        "account": account,
        "asked": asked,
        "served": of_account(account, request.membership, asked.period),
        "parts": rows_of_account(account, request.membership, asked.period),
        "contribution": kpis.get("contribution"),
        "has_rates": has_rates(request.membership),
    }
    return render(request, "reports/account_costs.html", context)


@workspace_page(Permission.VIEW_COSTS, methods=("GET", "POST"))
def cost_rates(request):
    """What an hour and a complaint are reckoned at, and who changed it when."""
    currency = request.workspace.currency
    form = CostRatesForm(posted(request), rates=rates_now(currency, timezone.localdate()))
    if request.method == "POST" and form.is_valid():
        change_rates(form.rates, by=request.membership)
        messages.success(request, _("The rates were saved."))
        return to_page(request, "reports:cost_rates")
    versions = list(
        CostRates.objects.filter(currency=currency).select_related("by__user").order_by("-pk")[:MOST_VERSIONS]
    )
    for each in versions:
        each.roles = [(Role(role).label, minor) for role, minor in sorted(each.by_role.items())]
    return settings_page(request, "reports/cost_rates.html", form, versions=versions)
