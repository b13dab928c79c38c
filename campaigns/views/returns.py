"""What campaigns brought in: all of them over time, the cost of one, and the rule by which purchases count."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.costing import change_credit_rules, set_cost
from campaigns.crediting import count_anew
from campaigns.forms_returns import CostForm, CreditRulesForm
from campaigns.models import AutomationIssue, Campaign, CampaignCost, CreditRules, Series
from campaigns.returning import Returned, as_of, bought_query, campaigns_begun, may_see_money, returns_of
from campaigns.views.campaigns import find_campaign
from lib.dates import start_of_day
from lib.http import form_page, posted, to_page, workspace_url
from workspaces.decorators import workspace_page
from workspaces.roles import Permission
from workspaces.views.settings import settings_page

MONTHS, MOST_ROWS = 12, 100
STEP = str(Campaign.Kind.STEP)


@dataclass
class Line:
    """A month, or a kind of campaign, with what its campaigns brought in."""

    label: object
    returned: Returned = field(default_factory=Returned)


@dataclass
class Row:
    """A campaign, or an automation with all the letters that it began in the month."""

    name: str
    url: str
    returned: Returned
    query: str = ""


@workspace_page(Permission.MANAGE_CAMPAIGNS)
def returns(request):
    """By month and by kind, of the last twelve months; one month shows its campaigns."""
    if not may_see_money(request.membership):
        raise PermissionDenied
    months = last_months(timezone.localdate())
    begun = list(campaigns_begun(start_of_day(months[-1])))
    found = returns_of(begun)
    by_month = {month: Line(month) for month in months}
    by_kind: dict[str, Line] = {}
    kinds = {
        "": _("Once"),
        **{str(value): label for value, label in Series.Rhythm.choices},
        STEP: _("Automations"),
    }
    for each in begun:
        month = timezone.localtime(each.started_at).date().replace(day=1)
        kind = str(each.series.rhythm) if each.series else STEP if each.kind == STEP else ""
        by_month[month].returned.add(found[each.pk])
        by_month[month].returned.campaigns -= each.kind == STEP
        by_kind.setdefault(kind, Line(kinds[kind])).returned.add(found[each.pk])
    if STEP in by_kind:  # as many automations, and not as many days on which they sent
        by_kind[STEP].returned.campaigns = automations_of(begun).count()
    chosen = month_asked(request, months)
    shown = [each for each in begun if timezone.localtime(each.started_at).date().replace(day=1) == chosen]
    rows = rows_of(request, shown, found)
    context = {
        "months": list(by_month.values()),
        "kinds": [by_kind[each] for each in kinds if each in by_kind],
        "chosen": chosen,
        "rows": rows[:MOST_ROWS],
        "more": max(len(rows) - MOST_ROWS, 0),
        "as_of": as_of(),
        "rules": CreditRules.objects.standing(),
        "may_set": request.membership.can(Permission.MANAGE_SETTINGS),
    }
    return render(request, "campaigns/returns.html", context)


def rows_of(request, campaigns, found) -> list[Row]:
    """Automations first: what they send each day is theirs together."""
    steps = [each for each in campaigns if each.kind == STEP]
    issues = AutomationIssue.objects.filter(campaign__in=steps).select_related("version__automation")
    by_automation: dict[int, Row] = {}
    for issue in issues.order_by("-version__automation", "pk"):
        whose = issue.version.automation
        url = workspace_url(request, "campaigns:automation", number=whose.number)
        row = by_automation.setdefault(whose.pk, Row(whose.name, url, Returned()))
        row.returned.add(found[issue.campaign_id])
    others = [each for each in campaigns if each.kind != STEP]
    return [
        *by_automation.values(),
        *(
            Row(
                each.name,
                workspace_url(request, "campaigns:detail", number=each.number),
                found[each.pk],
                bought_query(each),
            )
            for each in others
        ),
    ]


def automations_of(campaigns):
    steps = [each.pk for each in campaigns if each.kind == STEP]
    return (
        AutomationIssue.objects.filter(campaign__in=steps).order_by().values("version__automation").distinct()
    )


def last_months(today: date) -> list[date]:
    """Their first days, the present one first."""
    found = [today.replace(day=1)]
    while len(found) < MONTHS:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return found


def month_asked(request, months: list[date]) -> date:
    asked = request.GET.get("month", "")
    return next((each for each in months if f"{each:%Y-%m}" == asked), months[0])


@workspace_page(Permission.MANAGE_CAMPAIGNS, methods=("GET", "POST"))
def cost(request, number):
    """What a campaign cost; POST keeps it."""
    found = find_campaign(number)
    if not may_see_money(request.membership):
        raise PermissionDenied
    kept = CampaignCost.objects.filter(campaign=found).first()
    form = CostForm(posted(request), kept=kept)
    if request.method == "POST" and form.is_valid():
        amount = form.cleaned_data["amount_minor"] or 0
        set_cost(found, amount_minor=amount, currency=form.cleaned_data["currency"], by=request.membership)
        messages.success(request, _("The cost was saved."))
        return to_page(request, "campaigns:detail", number=number)
    return form_page(request, "campaigns/cost.html", form, campaign=found)


@workspace_page(Permission.MANAGE_CAMPAIGNS, methods=("POST",))
def recount(request):
    """POST has the purchases looked at anew now, and not within the hour."""
    count_anew()
    messages.success(request, _("Purchases are being looked at: the figures follow within a minute or two."))
    return to_page(request, "campaigns:returns")


@workspace_page(Permission.MANAGE_SETTINGS, methods=("GET", "POST"))
def rules(request):
    standing = CreditRules.objects.standing()
    stands = {"click_days": standing.click_days, "received_days": standing.received_days}
    form = CreditRulesForm(posted(request), initial=stands)
    if request.method == "POST" and form.is_valid():
        change_credit_rules(by=request.membership, **form.cleaned_data)
        messages.success(request, _("The settings were saved."))
        return to_page(request, "campaigns:credit_rules")
    return settings_page(request, "campaigns/credit_rules.html", form)
