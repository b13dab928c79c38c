"""Settings: whether it is followed who opens letters and presses links."""

from django.contrib import messages
from django.utils.translation import gettext as _

from campaigns.forms import ResponseRulesForm
from campaigns.models import ResponseRules
from campaigns.ruling import change_rules
from lib.http import posted, to_page
from workspaces.decorators import workspace_page
from workspaces.roles import Permission
from workspaces.views.settings import settings_page


@workspace_page(Permission.MANAGE_SETTINGS, methods=("GET", "POST"))
def rules(request):
    form = ResponseRulesForm(posted(request), initial={"is_on": ResponseRules.objects.standing().is_on})
    if request.method == "POST" and form.is_valid():
        change_rules(by=request.membership, is_on=form.cleaned_data["is_on"])
        messages.success(request, _("The settings were saved."))
        return to_page(request, "campaigns:response_rules")
    return settings_page(request, "campaigns/response_rules.html", form)
