"""What points may still cost, how they came and went, what is deferred behind them, and whether the ledger agrees."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from lib import formats
from lib.http import posted, to_page, workspace_url
from loyalty import liability, reconciling
from loyalty.forms_revenue import RevenueForm, keep_revenue
from loyalty.models import LoyaltyProgram, Reconciliation
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

MAY = Permission.MANAGE_LOYALTY
CHECKS = 7


@workspace_page(MAY)
def liability_page(request):
    program = LoyaltyProgram.objects.standing()
    cost = liability.Cost.of(program, request.workspace.currency)
    found = liability.outstanding()
    observed = liability.observed_breakage(timezone.now())
    today = timezone.localdate()
    context = {
        "found": found,
        "cost": cost,
        "cost_minor": cost.minor(found.points),
        "most_minor": cost.minor(found.points, is_all=True),
        "months": [(month, points, cost.minor(points)) for month, points in found.months],
        "observed": None if observed is None else formats.percent(observed),
        "breakage": formats.percent(program.breakage_percent),
        "trend": liability.trend(today),
        "cohorts": liability.cohorts(today.year, program.breakage_percent),
        "checks": Reconciliation.objects.all()[:CHECKS],
        "today": today,
    }
    return render(request, "loyalty/liability.html", context)


@workspace_page(MAY, methods=("GET", "POST"))
def revenue(request, year):
    program = LoyaltyProgram.objects.standing()
    every = liability.cohorts(timezone.localdate().year, program.breakage_percent)
    cohort = next((each for each in every if each.year == year), None)
    if cohort is None:
        raise Http404
    form = RevenueForm(posted(request), cohort=cohort, currency=request.workspace.currency)
    if request.method == "POST" and form.is_valid():
        keep_revenue(form, by=request.membership)
        messages.success(request, _("The deferred revenue was saved."))
        return to_page(request, "loyalty:liability")
    context = {"form": form, "cohort": cohort, "cancel_url": workspace_url(request, "loyalty:liability")}
    return render(request, "loyalty/revenue_form.html", context, status=422 if form.errors else 200)


@workspace_page(MAY, methods=("POST",))
def check(request):
    """POST checks the ledger now, in the background."""
    job = reconciling.start_check(by=request.membership)
    return to_page(request, "desk:job", number=job.number)
