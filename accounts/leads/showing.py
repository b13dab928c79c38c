"""What of leads stands on other pages: the panel of the account, Today, the navigation, the settings."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Account, LeadStage
from accounts.models.account import NEVER
from accounts.panels import Panel, panels
from lib.dates import span_in_words
from workspaces.navigation import CUSTOMERS, NavigationItem, navigation
from workspaces.roles import Permission
from workspaces.settings_menu import settings_menu
from workspaces.today import DayRows, today

MOST = 6


def read_panel(account, membership) -> dict | None:
    if account.is_prospect:
        stages = list(LeadStage.objects.in_use())
        since = account.created_at if account.lead_stage_at == NEVER else account.lead_stage_at
        return {
            "is_lead": True,
            "stages": stages,
            "stage": next((each for each in stages if each.pk == account.lead_stage_id), None),
            "lasted": span_in_words(since, timezone.now()),
        }
    if account.status == Account.Status.LOST:
        loss = account.statuses.select_related("loss_reason").filter(until_at=None).first()
        return {"is_lost": True, "loss": loss}
    conversion = account.conversions.select_related("by__user").filter(undone_at=None).first()
    return {"conversion": conversion} if conversion else None


PANEL = Panel(
    title=_("On the way to a customer"),
    template="accounts/leads/panel.html",
    read=read_panel,
    url_name="accounts:lead_history",
    action=_("The whole way"),
    icon="history",
)


def unassigned(membership) -> list[Account]:
    """For who leads: the newest leads that nobody looks after."""
    if not membership.can(Permission.MANAGE_LEADS):
        return []
    seen = Account.objects.visible_to(membership).kept().prospects().filter(owner=None)
    return list(seen.order_by("-created_at", "-pk")[:MOST])


# Not watched: who leads is notified of a new one.
UNASSIGNED = DayRows(
    _("Leads that nobody looks after yet"), unassigned, "accounts/leads/unassigned.html", is_watched=False
)


def show() -> None:
    panels.register("leads", PANEL, order=5)
    today.register("unassigned leads", UNASSIGNED, order=12)
    page = NavigationItem("accounts:leads", _("Leads"), "target", Permission.VIEW_CUSTOMERS, CUSTOMERS)
    navigation.register("leads", page, order=15)
    lists = NavigationItem("accounts:lead_lists", _("Leads"), "target", Permission.MANAGE_LEADS)
    settings_menu.register(lists.url_name, lists, order=16)
    form = NavigationItem("accounts:lead_form", _("Form for leads"), "world", Permission.MANAGE_LEADS)
    settings_menu.register(form.url_name, form, order=16)
