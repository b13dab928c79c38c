from django.shortcuts import render

from accounts.models import Account, Contact
from workspaces.decorators import workspace_page
from workspaces.models import Membership
from workspaces.roles import Permission

RECENT = 10


@workspace_page(Permission.VIEW_WORKSPACE)
def today(request):
    """Where the day begins: my customers, what changed last, and for an empty workspace the first steps."""
    accounts = Account.objects.visible_to(request.membership).kept()
    recent = list(accounts.select_related("owner__user").order_by("-updated_at", "-pk")[:RECENT])
    context = {
        "recent": recent,
        "mine_query": f"?owner={request.membership.number}",
        "mine": accounts.filter(owner=request.membership).count() if recent else 0,
        "has_contacts": bool(recent) or Contact.objects.exists(),
        "has_colleagues": bool(recent) or Membership.objects.active().count() > 1,
    }
    return render(request, "desk/today.html", context)
