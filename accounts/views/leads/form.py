"""Settings of the public form for leads."""

from django.contrib import messages
from django.utils.translation import gettext as _

from accounts.leads.settings_form import LeadFormForm, keep_lead_form
from accounts.models import LeadForm
from lib.http import posted, to_page
from workspaces.decorators import workspace_page
from workspaces.mail import site_link
from workspaces.roles import Permission
from workspaces.views.settings import settings_page

SNIPPET = '<iframe src="{url}" title="{title}" width="100%" height="760" loading="lazy"></iframe>'


@workspace_page(Permission.MANAGE_LEADS, methods=("GET", "POST"))
def lead_form(request):
    form = LeadFormForm(posted(request), instance=LeadForm.objects.first() or LeadForm())
    if request.method == "POST" and form.is_valid():
        keep_lead_form(
            form.instance, by=request.membership, changed=form.changed_data, custom_asked=form.custom_asked
        )
        messages.success(request, _("The settings were saved."))
        return to_page(request, "accounts:lead_form")
    slug = request.workspace.slug
    frame = site_link("lead_frame", workspace=slug)
    standing = LeadForm.objects.standing()
    context = {
        "url": site_link("lead", workspace=slug),
        "snippet": SNIPPET.format(url=frame, title=_("Write to us")),
        "standing": standing,
    }
    return settings_page(request, "accounts/leads/form.html", form, **context)
