"""Settings of social media: how soon is answered, and who looks after it."""

from django.contrib import messages
from django.utils.translation import gettext as _

from lib.http import posted, to_page
from social.forms import RulesForm
from social.models import SocialRules
from social.ruling import change_rules
from workspaces.decorators import workspace_page
from workspaces.roles import Permission
from workspaces.views.settings import settings_page


@workspace_page(Permission.MANAGE_SETTINGS, methods=("GET", "POST"))
def rules(request):
    form = RulesForm(posted(request), rules=SocialRules.objects.standing())
    if request.method == "POST" and form.is_valid():
        change_rules(form.rules, by=request.membership, changes=form.apply())
        messages.success(request, _("The settings were saved."))
        return to_page(request, "social:rules")
    return settings_page(request, "social/rules.html", form)
