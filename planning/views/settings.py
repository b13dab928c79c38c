"""Settings: what management types ask, and the rules by which customers are assessed and tiers proposed."""

from django.contrib import messages
from django.utils.translation import gettext as _

from lib.http import posted, to_page
from planning.foresight import tiers_by
from planning.forms_types import RulesForm, TypesForm
from planning.models import PlanningRules
from planning.rules_changing import change_rules
from planning.type_rules import change_type_rules
from workspaces.decorators import workspace_page
from workspaces.roles import Permission
from workspaces.views.settings import settings_page


@workspace_page(Permission.MANAGE_SETTINGS, methods=("GET", "POST"))
def types(request):
    form = TypesForm(posted(request))
    if request.method == "POST" and form.is_valid():
        change_type_rules(form.written, by=request.membership)
        messages.success(request, _("The settings were saved."))
        return to_page(request, "planning:types")
    return settings_page(request, "planning/types.html", form)


@workspace_page(Permission.MANAGE_SETTINGS, methods=("GET", "POST"))
def rules(request):
    """POST saves a new version; with `look` it only counts how many tiers would be others."""
    form = RulesForm(posted(request))
    foreseen = None
    if request.method == "POST" and form.is_valid():
        if "look" not in request.POST:
            changed = change_rules(form.cleaned_data, by=request.membership)
            text = _("The rules were saved. Scores and proposals follow in the background.")
            messages.success(request, text if changed else _("The settings were saved."))
            return to_page(request, "planning:rules")
        foreseen = tiers_by(PlanningRules(**form.cleaned_data))
    former = PlanningRules.objects.select_related("by__user")[:10]
    return settings_page(request, "planning/rules.html", form, foreseen=foreseen, former=former)
