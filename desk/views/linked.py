"""What other parts of Sila hold of a customer: brought after the page of the record, or a page of its own."""

from django.shortcuts import get_object_or_404, render

from accounts.models import Contact
from accounts.panels import contact_panels, read_panels
from accounts.views.accounts import find_account
from workspaces.decorators import workspace_page
from workspaces.roles import Permission


@workspace_page(Permission.VIEW_CUSTOMERS)
def account_linked(request, number):
    found = find_account(request, number)
    panels = read_panels(found, request.membership)
    return linked(request, found, "desk:account", panels, account=found)


@workspace_page(Permission.VIEW_CUSTOMERS)
def contact_linked(request, number):
    found = get_object_or_404(Contact.objects.visible_to(request.membership), number=number)
    panels = read_panels(found, request.membership, contact_panels)
    return linked(request, found, "desk:contact", panels, contact=found)


def linked(request, found, url_name, panels, **named):
    """Panels read their record by its own name too."""
    context = {"record": found, "url_name": url_name, "panels": panels, **named}
    return render(request, "desk/linked.html#panels" if request.htmx else "desk/linked.html", context)
