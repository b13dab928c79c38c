"""Pages of account health: how customers stand, how the health of one is made up, the weights."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from accounts.models import Account
from lib.http import posted, to_page
from lib.undo import say_done
from reports.forms_health import WeightsForm
from reports.health.computing import start_reading
from reports.health.showing import as_of, bands, explain, last_test, quality, read_health, slipping
from reports.health.weighing import change_weights
from reports.models import HealthReading, HealthWeights
from workspaces.decorators import workspace_page
from workspaces.roles import Permission
from workspaces.views.settings import settings_page

MOST_SLIPPING = 25
MOST_READINGS = 60
MOST_VERSIONS = 20


@workspace_page(Permission.VIEW_CUSTOMERS)
def health(request):
    """How one's customers stand, who slips away and why; and for who sees all, how far the score can be trusted."""
    test, row = last_test(request.membership), as_of()
    context = {
        "bands": bands(request.membership),
        "slipping": slipping(request.membership, MOST_SLIPPING),
        "test": test,
        "quality": quality(test) if test else "",
        "as_of": row.day if row else None,
        "may_read": request.membership.can(Permission.MANAGE_REPORTS),
    }
    return render(request, "reports/health.html", context)


@workspace_page(Permission.MANAGE_REPORTS, methods=("POST",))
def health_reading(request):
    """POST reads all customers now; otherwise it comes in the night."""
    start_reading(by=request.membership)
    say_done(request, _("The health of all customers is being worked out."))
    return to_page(request, "reports:health")


@workspace_page(Permission.VIEW_CUSTOMERS)
def account_health(request, number):
    """How the health of one customer is made up, and what it was before."""
    account = get_object_or_404(Account.objects.visible_to(request.membership), number=number)
    rows = HealthReading.objects.filter(account=account).select_related("weights").order_by("-day", "-pk")
    readings = [explain(each) for each in rows[:MOST_READINGS]]
    context = {"account": account, "found": read_health(account, request.membership), "readings": readings}
    return render(request, "reports/account_health.html", context)


@workspace_page(Permission.MANAGE_SETTINGS, methods=("GET", "POST"))
def health_weights(request):
    """How much each part counts, and who changed it when."""
    form = WeightsForm(posted(request), weights=HealthWeights.objects.standing())
    if request.method == "POST" and form.is_valid():
        change_weights(form.cleaned_data, by=request.membership)
        messages.success(
            request, _("The settings were saved. The health of all customers is being worked out anew.")
        )
        return to_page(request, "reports:health_weights")
    versions = HealthWeights.objects.select_related("by__user").order_by("-pk")[:MOST_VERSIONS]
    return settings_page(request, "reports/health_weights.html", form, versions=versions)
