"""Settings: in which hours and on which days offers are sent, and how many of them one person gets."""

from django.contrib import messages
from django.utils.translation import gettext as _

from campaigns.forms_sending import SendingRulesForm
from campaigns.models import SendingRules
from campaigns.ruling import change_sending
from lib.http import posted, to_page
from workspaces.decorators import workspace_page
from workspaces.roles import Permission
from workspaces.views.settings import settings_page


@workspace_page(Permission.MANAGE_SETTINGS, methods=("GET", "POST"))
def rules(request):
    form = SendingRulesForm(posted(request), sending_rules=SendingRules.objects.standing())
    if request.method == "POST" and form.is_valid():
        change_sending(by=request.membership, **form.written)
        messages.success(request, _("The settings were saved."))
        return to_page(request, "campaigns:sending_rules")
    return settings_page(request, "campaigns/sending_rules.html", form, zone=request.workspace.time_zone)
