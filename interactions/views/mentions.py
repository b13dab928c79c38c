"""Colleagues offered while somebody types @ into the text of an interaction."""

from django.shortcuts import render

from interactions.mentioning import offered
from interactions.views.answering import answering_of
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

LONGEST_QUERY = 60


@workspace_page(Permission.EDIT_CUSTOMERS)
def mentions(request):
    """Only those who may see the customer whom the address names, or the form; nobody while it is none yet."""
    account = answering_of(request).account
    query = request.GET.get("q", "")[:LONGEST_QUERY]
    found = offered(account, query, by=request.membership) if account is not None else []
    return render(request, "interactions/mentions.html", {"offers": found})
