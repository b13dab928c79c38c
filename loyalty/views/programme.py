"""Settings of the programme."""

from django.contrib import messages
from django.utils.translation import gettext as _

from lib.http import posted, to_page
from loyalty.forms_programme import ProgrammeForm
from loyalty.models import LoyaltyProgram
from loyalty.programme import change_programme
from workspaces.decorators import workspace_page
from workspaces.roles import Permission
from workspaces.views.settings import settings_page


@workspace_page(Permission.MANAGE_LOYALTY, methods=("GET", "POST"))
def programme(request):
    standing = LoyaltyProgram.objects.standing()
    form = ProgrammeForm(posted(request), standing=standing)
    if request.method == "POST" and form.is_valid():
        change_programme(form.written, by=request.membership)
        messages.success(request, _("The settings were saved."))
        return to_page(request, "loyalty:programme")
    return settings_page(request, "loyalty/programme.html", form, program=standing)
