"""Settings: whether it is followed who opens letters, and where providers of e-mail tell what became of them."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from campaigns.forms import ProviderHookForm, ResponseRulesForm
from campaigns.models import ProviderHook, ResponseRules
from campaigns.providers import VIEWS
from campaigns.ruling import change_rules, close_hook, open_hook
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
    return rules_page(request, form)


def rules_page(request, form=None, adding=None, address=""):
    form = form or ResponseRulesForm(initial={"is_on": ResponseRules.objects.standing().is_on})
    context = {
        "hooks": ProviderHook.objects.filter(provider__in=VIEWS),
        "adding": adding or ProviderHookForm(prefix="hook"),
        "address": address,
    }
    answer = settings_page(request, "campaigns/response_rules.html", form, **context)
    if adding is not None and adding.errors:
        answer.status_code = 422
    return answer


@workspace_page(Permission.MANAGE_SETTINGS, methods=("POST",))
def hooks(request):
    """POST opens an address for a provider, shown this once, and closes a former one of it; with `close` it closes the
    one of the provider that this names."""
    if "close" in request.POST:
        return close(request, request.POST["close"].replace("\x00", ""))
    form = ProviderHookForm(request.POST, prefix="hook")
    if not form.is_valid():
        return rules_page(request, adding=form)
    provider, secret = form.cleaned_data["provider"], form.cleaned_data["key"]
    token = open_hook(provider, secret, by=request.membership)
    address = request.build_absolute_uri(reverse("response_hook", args=[token]))
    if provider == ProviderHook.Provider.POSTMARK:
        parts = urlsplit(address)
        address = parts._replace(netloc=f"{secret}@{parts.netloc}").geturl()
    return rules_page(request, address=address)


def close(request, provider):
    found = ProviderHook.objects.filter(provider=provider, provider__in=VIEWS).first()
    if found is None:
        raise Http404
    close_hook(found, by=request.membership)
    messages.success(request, _("The address is closed: nothing comes in there any more."))
    return to_page(request, "campaigns:response_rules")
