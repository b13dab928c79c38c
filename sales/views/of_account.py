"""What a customer bought: the panel on its page, and the page of it all."""

from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from accounts.panels import Panel
from accounts.views.accounts import find_account
from lib import formats
from lib.http import workspace_url
from sales.fields import STATES
from sales.models import PriceList, Purchase
from sales.totals import spent
from sales.views.prices_of_account import lists_shown
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

FEW, MOST = 3, 100


def figures_of(account) -> list[dict]:
    """For each currency: total, number, value of one, days from one to the next, the last one."""
    totals = spent([account]).get(account.pk, {})
    return [
        {
            "currency": code,
            "total": formats.money(each.amount_minor, code),
            "count": each.count,
            "average": formats.money(each.average_minor, code),
            "days": "" if each.days_between is None else formats.number(round(each.days_between)),
            "last_on": each.last_on,
            "first_on": each.first_on,
        }
        for code, each in sorted(totals.items(), key=lambda item: -item[1].count)
    ]


def purchases_of(account, most):
    """The last ones, each with the state its badge shows."""
    found = list(Purchase.objects.kept().filter(account=account).order_by("-ordered_on", "-pk")[:most])
    for each in found:
        each.state = STATES[each.status]
    return found


def read_panel(account, membership) -> dict:
    lists = [each for each in lists_shown(account, membership) if each.state == PriceList.State.HOLDS]
    return {
        "figures": figures_of(account),
        "purchases": purchases_of(account, FEW),
        "lists": lists[:FEW],
    }


PANEL = Panel(
    title=_("Purchases"),
    template="sales/panel.html",
    read=read_panel,
    url_name="sales:of_account",
    action=_("All purchases"),
    icon="shopping-cart",
)


@workspace_page(Permission.VIEW_CUSTOMERS)
def account_purchases(request, number):
    account = find_account(request, number)
    context = {
        "account": account,
        "figures": figures_of(account),
        "purchases": purchases_of(account, MOST),
        "new_url": f"{workspace_url(request, 'sales:purchase_new')}?account={account.number}",
        "may_add": request.membership.can(Permission.EDIT_CUSTOMERS) and not account.is_archived,
    }
    return render(request, "sales/of_account.html", context)
