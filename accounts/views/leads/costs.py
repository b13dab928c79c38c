"""Source and cost: what each source brought, what it cost, and the costs themselves."""

import io

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseBadRequest
from django.shortcuts import get_object_or_404, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.leads import costing
from accounts.leads.cost_form import CostForm
from accounts.leads.costs import by_source, first_of_months, summed
from accounts.models import Account, AcquisitionCost
from accounts.views.exports import as_download
from accounts.views.leads.tabs import lead_tabs
from lib import money
from lib.http import UNPROCESSABLE, posted, to_page, workspace_url
from lib.spreadsheets import CONTENT_TYPES, write_table
from timeline.services import record
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

PERIODS = (6, 12, 24)  # months
USUAL = 6


def asked_months(request) -> int:
    typed = request.GET.get("months", "")
    return int(typed) if typed in map(str, PERIODS) else USUAL


def called(source: str) -> str:
    return str(dict(Account.Source.choices).get(source, "")) or _("No source is known")


def table_of(request, months: int) -> dict:
    """The lines of so many months: by source, and month by month."""
    first = first_of_months(timezone.localdate(), months)[-1]
    lines = costing.lines_since(first, currency=request.workspace.currency)
    by_month: dict = {}
    for (month, source), line in lines.items():
        by_month.setdefault(month, []).append((called(source), line))
    return {
        "sources": [(called(source), line) for source, line in by_source(lines).items()],
        "total": summed(lines.values()),
        "months": [
            {"month": month, "rows": rows, "total": summed(line for _name, line in rows)}
            for month, rows in by_month.items()
        ],
    }


def costs_page(request, form=None):
    months = asked_months(request)
    first = first_of_months(timezone.localdate(), months)[-1]
    url = workspace_url(request, "accounts:lead_costs")
    labels = {6: _("Half a year"), 12: _("A year"), 24: _("Two years")}
    status = UNPROCESSABLE if form is not None and form.errors else 200
    context = {
        "table": table_of(request, months),
        "periods": [
            {"url": f"{url}?months={each}", "label": labels[each], "is_current": each == months}
            for each in PERIODS
        ],
        "asked": months,
        "entered": AcquisitionCost.objects.filter(month__gte=first),
        "form": form or CostForm(initial={"month": timezone.localdate().replace(day=1)}),
        "lead_tabs": lead_tabs(request, "costs"),
    }
    return render(request, "accounts/leads/costs.html", context, status=status)


@workspace_page(Permission.MANAGE_LEADS, methods=("GET", "POST"))
def lead_costs(request):
    """The table; POST enters a cost."""
    form = CostForm(posted(request))
    if request.method != "POST":
        return costs_page(request)
    if form.is_valid():
        try:
            costing.add_cost(by=request.membership, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("The cost was added."))
            return to_page(request, "accounts:lead_costs")
    return costs_page(request, form)


@workspace_page(Permission.MANAGE_LEADS, methods=("GET", "POST"))
def lead_cost(request, number):
    cost = get_object_or_404(AcquisitionCost.objects.all(), number=number)
    form = CostForm(posted(request), instance=cost)
    if request.method == "POST" and form.is_valid():
        changed = [name for name in form.changed_data if name in form.Meta.fields]
        try:
            costing.change_cost(form.instance, by=request.membership, changed=changed)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("The cost was saved."))
            return to_page(request, "accounts:lead_costs")
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "accounts/leads/cost.html", {"form": form, "cost": cost}, status=status)


@workspace_page(Permission.MANAGE_LEADS, methods=("POST",))
def lead_cost_removal(request, number):
    costing.remove_cost(
        get_object_or_404(AcquisitionCost.objects.all(), number=number), by=request.membership
    )
    messages.success(request, _("The cost was taken out of the table."))
    return to_page(request, "accounts:lead_costs")


@workspace_page(Permission.MANAGE_LEADS, methods=("POST",))
def lead_costs_export(request):
    """The table as a file: a row for each month and source."""
    kind = request.POST.get("format", "csv")
    if kind not in CONTENT_TYPES:
        return HttpResponseBadRequest(_("Choose CSV or Excel."))
    currency = request.workspace.currency
    table = table_of(request, asked_months(request))

    def amount(minor):
        return "" if minor is None else money.plain(minor, currency)

    heads = [
        _("Month"),
        _("Source"),
        _("Leads"),
        _("Became customers"),
        _("Cost"),
        _("Cost per lead"),
        _("Cost per customer"),
        _("Currency"),
    ]
    rows = [
        [
            f"{part['month']:%Y-%m}",
            name,
            line.leads,
            line.won,
            amount(line.cost_minor),
            amount(line.per_lead),
            amount(line.per_customer),
            currency,
        ]
        for part in table["months"]
        for name, line in part["rows"]
    ]
    written = io.BytesIO()
    title = _("Source and cost")
    write_table(written, [heads, *rows], kind, title=title, language=translation.get_language() or "ar")
    record("leadcosts.exported", request.membership, by=request.membership, rows=len(rows), format=kind)
    return as_download(written.getvalue(), f"{title} {timezone.localdate():%Y-%m}.{kind}", kind)
