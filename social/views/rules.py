"""Settings of social media: how soon is answered, who looks after it, and the address of other programs."""

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _

from lib.http import posted, to_page
from social.forms import RulesForm
from social.models import SocialRules
from social.ruling import change_rules, close_hook, open_hook
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
    return rules_page(request, form)


def rules_page(request, form=None, address=""):
    standing = SocialRules.objects.standing()
    context = {"standing": standing, "address": address}
    return settings_page(request, "social/rules.html", form or RulesForm(rules=standing), **context)


@workspace_page(Permission.MANAGE_SETTINGS, methods=("POST",))
def hook(request):
    """POST gives other programs a new address, shown this once; with `close` it is closed."""
    if request.POST.get("close"):
        close_hook(by=request.membership)
        messages.success(request, _("The address is closed: nothing comes in there any more."))
        return to_page(request, "social:rules")
    token = open_hook(by=request.membership)
    return rules_page(request, address=request.build_absolute_uri(reverse("social_hook", args=[token])))
