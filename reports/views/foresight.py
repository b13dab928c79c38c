"""Segments by purchases, lifetime value, and what is foreseen of one customer."""

from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from accounts.panels import Panel
from accounts.views.accounts import find_account
from reports.models import AccountForesight, Risk
from reports.saying_foresight import ADVICE, KNOWN_TOO_SHORTLY, RISK_STATES, missing_of, reason_of
from reports.worth import best_of, column_of, fifths_of, left_out, newest_model, segments_of
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

SEE = Permission.VIEW_CUSTOMERS


@workspace_page(SEE)
def rfm(request):
    """Eleven segments with their customers and their share of what was bought."""
    model = newest_model()
    found = segments_of(request.membership) if model else []
    context = {
        "model": model,
        "segments": [(each, ADVICE[each.segment]) for each in found],
        "everybody": sum(each.count for each in found),
    }
    return render(request, "reports/rfm.html", context)


@workspace_page(SEE)
def lifetime(request):
    """What customers are expected to bring, how sure that is, and who brings most."""
    model = newest_model()
    context = {"model": model}
    if model:
        column = column_of(model)
        context |= {
            "missing": missing_of(model),
            "parameters": PARAMETERS if model.is_fitted else (),
            "fifths": fifths_of(request.membership, column),
            "best": best_of(request.membership, column),
            "left_out": left_out(request.membership, column),
        }
        context["parameters"] = [(name, getattr(model, name), text) for name, text in context["parameters"]]
    return render(request, "reports/lifetime.html", context)


PARAMETERS = (
    ("r", _("How alike customers are in how often they buy: the higher, the more alike.")),
    ("alpha", _("Weeks: customers buy r / alpha times a week on average.")),
    ("a", _("Together with b, how likely a customer is to leave after a purchase: a / (a + b).")),
    ("b", _("See a.")),
    ("p", _("How alike the purchases of one customer are in value: the higher, the more alike.")),
    ("q", _("How alike customers are in the value of their purchases: the higher, the more alike.")),
    ("gamma", _("Minor units of the currency: the scale of the values.")),
)


def read_panel(account, membership) -> dict | None:
    """Nothing of who has not bought, or not since the last night."""
    row = AccountForesight.objects.filter(account=account).first()
    if row is None:
        return None
    shortly = KNOWN_TOO_SHORTLY if row.is_known_shortly else ""
    return {"row": row, "state": RISK_STATES[Risk(row.risk)], "reason": reason_of(row), "shortly": shortly}


PANEL = Panel(
    title=_("Outlook"),
    template="reports/panel_foresight.html",
    read=read_panel,
    url_name="reports:foresight_of_account",
    action=_("Outlook of this customer"),
    icon="activity",
)


@workspace_page(SEE)
def of_account(request, number):
    account = find_account(request, number)
    context = {"account": account, "found": read_panel(account, request.membership)}
    return render(request, "reports/foresight_of_account.html", context)
