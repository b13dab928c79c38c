"""Settings of how complaints are handled: who knows what, and how severe what is."""

from django.contrib import messages
from django.utils.translation import gettext as _

from complaints.forms_handling import MatrixForm, SkillsForm
from complaints.grading import change_matrix
from complaints.skills import set_skills
from lib.http import posted, to_page
from workspaces.decorators import workspace_page
from workspaces.roles import Permission
from workspaces.views.settings import settings_page


@workspace_page(Permission.MANAGE_COMPLAINTS, methods=("GET", "POST"))
def severities(request):
    """The table of impact and urgency."""
    form = MatrixForm(posted(request))
    if request.method == "POST" and form.is_valid():
        change_matrix(form.wanted, by=request.membership)
        messages.success(request, _("The settings were saved."))
        return to_page(request, "complaints:severities")
    return settings_page(request, "complaints/severities.html", form)


@workspace_page(Permission.MANAGE_COMPLAINTS, methods=("GET", "POST"))
def skills(request):
    form = SkillsForm(posted(request))
    if request.method == "POST" and form.is_valid():
        set_skills(form.wanted, by=request.membership)
        messages.success(request, _("The settings were saved."))
        return to_page(request, "complaints:skills")
    return settings_page(request, "complaints/skills.html", form)
