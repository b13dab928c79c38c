from django.shortcuts import render

from accounts.models import Account, Contact
from desk.live import day_mark
from workspaces.decorators import workspace_page
from workspaces.models import Membership
from workspaces.roles import Permission
from workspaces.today import today as day_rows

RECENT = 10


@workspace_page(Permission.VIEW_WORKSPACE)
def today(request):
    """Where the day begins: what is to be done, my customers, what changed last; empty: the first steps."""
    accounts = Account.objects.visible_to(request.membership).kept()
    recent = list(accounts.select_related("owner__user").order_by("-updated_at", "-pk")[:RECENT])
    work = work_of(request.membership, day_rows) if recent else []
    context = {
        "recent": recent,
        "work": work,
        "live_query": f"?on=today&day={day_mark(work)}" if recent else "",
        "mine_query": f"?owner={request.membership.number}",
        "mine": accounts.filter(owner=request.membership).count() if recent else 0,
        "has_contacts": bool(recent) or Contact.objects.exists(),
        "has_colleagues": bool(recent) or Membership.objects.active().count() > 1,
    }
    return render(request, "desk/today.html", context)


def work_of(membership, kinds) -> list[dict]:
    """These kinds of work for today, each with its rows."""
    work = [{"kind": kind, "rows": kind.rows(membership)} for kind in kinds]
    return [each for each in work if each["rows"] or each["kind"].shows_empty]
