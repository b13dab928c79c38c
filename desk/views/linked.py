"""What other parts of Sila hold of a customer: brought after the page of the account, or a page of its own."""

from django.shortcuts import render

from accounts.panels import read_panels
from accounts.views.accounts import find_account
from workspaces.decorators import workspace_page
from workspaces.roles import Permission


@workspace_page(Permission.VIEW_CUSTOMERS)
def account_linked(request, number):
    found = find_account(request, number)
    context = {"account": found, "panels": read_panels(found, request.membership)}
    return render(request, "desk/linked.html#panels" if request.htmx else "desk/linked.html", context)
