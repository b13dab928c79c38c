"""Settings of visits: the keys of websites, and how long visits are kept."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from lib.formats import isolated
from lib.http import posted, to_page
from visits.forms import KeyForm, RulesForm
from visits.keys import keep_for, make_key, revoke_key
from visits.models import VisitKey, VisitRules
from workspaces.decorators import workspace_page
from workspaces.roles import Permission
from workspaces.views.settings import settings_page


@workspace_page(Permission.MANAGE_SETTINGS, methods=("GET", "POST"))
def visit_settings(request):
    """POST keeps how long visits are kept."""
    form = RulesForm(posted(request), initial=standing_rules())
    if request.method == "POST" and form.is_valid():
        keep_for(form.cleaned_data["keep_months"], by=request.membership)
        messages.success(request, _("The settings were saved."))
        return to_page(request, "visits:settings")
    return visits_page(request, form)


def standing_rules() -> dict:
    return {"keep_months": VisitRules.objects.standing().keep_months}


def visits_page(request, form=None, key_form=None, token=""):
    keys = list(VisitKey.objects.select_related("created_by__user"))
    context = {
        "keys": [each for each in keys if not each.is_revoked],
        "revoked": [each for each in keys if each.is_revoked],
        "key_form": key_form or KeyForm(),
        "token": token,
        "address": request.build_absolute_uri(
            reverse("take_visits", kwargs={"workspace": request.workspace.slug})
        ),
        "has_errors": key_form is not None,
    }
    own = form or RulesForm(initial=standing_rules())
    return settings_page(request, "visits/settings.html", own, **context)


@workspace_page(Permission.MANAGE_SETTINGS, methods=("POST",), proof=("POST",))
def keys(request):
    """POST makes a key, which is shown this once."""
    form = KeyForm(request.POST)
    if not form.is_valid():
        response = visits_page(request, key_form=form)
        response.status_code = 422
        return response
    try:
        made, token = make_key(by=request.membership, **form.cleaned_data)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return to_page(request, "visits:settings")
    if not token:
        text = _(
            "The key %(name)s was made and shown before. If you did not keep it, revoke it and make another."
        )
        messages.error(request, text % {"name": isolated(made.name)})
        return to_page(request, "visits:settings")
    return visits_page(request, token=token)


@workspace_page(Permission.MANAGE_SETTINGS, methods=("POST",))
def key_revocation(request, number):
    """POST ends a key for good."""
    key = get_object_or_404(VisitKey.objects.order_by("pk"), number=number)
    revoke_key(key, by=request.membership)
    text = _("The key %(name)s opens nothing any more.")
    messages.success(request, text % {"name": isolated(key.name)})
    return to_page(request, "visits:settings")
