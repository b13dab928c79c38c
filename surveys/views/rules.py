"""Settings of surveys: how often one customer may be asked."""

from django.contrib import messages
from django.db import transaction
from django.utils.translation import gettext as _

from lib.http import posted, to_page
from surveys.forms import RulesForm
from surveys.models import SurveyRules
from timeline.services import record
from workspaces.decorators import workspace_page
from workspaces.roles import Permission
from workspaces.views.settings import settings_page


@workspace_page(Permission.MANAGE_SETTINGS, methods=("GET", "POST"))
def rules(request):
    standing = SurveyRules.objects.standing()
    form = RulesForm(posted(request), initial={"rest_days": standing.rest_days})
    if request.method == "POST" and form.is_valid():
        change_rules(standing.rest_days, form.cleaned_data["rest_days"], by=request.membership)
        messages.success(request, _("The settings were saved."))
        return to_page(request, "surveys:rules")
    return settings_page(request, "surveys/rules.html", form)


@transaction.atomic
def change_rules(before, after, *, by):
    if before != after:
        kept, _is_new = SurveyRules.objects.update_or_create(defaults={"rest_days": after})
        record("surveyrules.changed", kept, by=by, changes={"rest_days": [before, after]})
