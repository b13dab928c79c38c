"""Proposed actions on pages: of one customer, of my day, of all one sees, and how often they are accepted."""

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from accounts.panels import Panel
from reports.models import ProposedAction
from reports.nextbest import kinds
from workspaces.roles import Permission
from workspaces.today import DayRows

MOST_TODAY = 5


def told(rows) -> list[ProposedAction]:
    found = list(rows)
    for each in found:
        each.label, each.why = kinds.label(each), kinds.why(each)
    return found


def of_account(account, membership) -> dict | None:
    rows = told(ProposedAction.objects.open().filter(account=account).select_related("account").ranked())
    return {"rows": rows, "reasons": ProposedAction.Reason.choices} if rows else None


def of_today(membership) -> list[ProposedAction]:
    if not membership.can(Permission.EDIT_CUSTOMERS):
        return []
    mine = ProposedAction.objects.open().filter(account__owner=membership)
    return told(mine.select_related("account").ranked()[: MOST_TODAY + 1])


def acceptance(membership) -> list[dict]:
    """By kind, of the customers one sees: how many were decided, and how many of them accepted."""
    seen = ProposedAction.objects.visible_to(membership).filter(state__in=("accepted", "dismissed"))
    rows = (
        seen.order_by()
        .values("kind")
        .annotate(decided=Count("pk"), accepted=Count("pk", filter=Q(state="accepted")))
    )
    found = {row["kind"]: row for row in rows}
    return [
        {"label": kinds.action_kinds.get(key).label, **found[key],
         "percent": round(100 * found[key]["accepted"] / found[key]["decided"])}
        for key in kinds.action_kinds.keys()  # noqa: SIM118 - a registry is no dictionary
        if key in found
    ]  # fmt: skip


PANEL = Panel(
    title=_("What to do next"),
    template="reports/actions_panel.html",
    read=of_account,
    url_name="reports:account_health",
    action=_("How the health is made up"),
    icon="heart",
)
TODAY = DayRows(_("What to do next"), of_today, "reports/actions_today.html", is_watched=False)
