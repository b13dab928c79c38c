"""Settings of what complaints do elsewhere."""

from django import forms
from django.contrib import messages
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.models import EffectRules
from lib.http import posted, to_page
from timeline.services import record
from workspaces.decorators import workspace_page
from workspaces.roles import Permission
from workspaces.views.settings import settings_page


class EffectsForm(forms.Form):
    hold_from = forms.TypedChoiceField(
        choices=EffectRules.Hold,
        coerce=int,
        label=gettext_lazy("Marketing to a customer is held"),
        help_text=gettext_lazy("While a complaint of this severity or above is open. Campaigns ask for it."),
    )


@workspace_page(Permission.MANAGE_COMPLAINTS, methods=("GET", "POST"))
def effects(request):
    standing = EffectRules.objects.standing()
    form = EffectsForm(posted(request), initial={"hold_from": standing.hold_from})
    if request.method == "POST" and form.is_valid():
        change_rules(form.cleaned_data, by=request.membership)
        messages.success(request, _("The settings were saved."))
        return to_page(request, "complaints:effects")
    return settings_page(request, "complaints/effects.html", form)


@transaction.atomic
def change_rules(fields: dict, *, by) -> None:
    standing = EffectRules.objects.standing()
    changes = {
        name: [getattr(standing, name), value]
        for name, value in fields.items()
        if getattr(standing, name) != value
    }
    if changes:
        kept, _is_new = EffectRules.objects.update_or_create(defaults=fields)
        record("effectrules.changed", kept, by=by, changes=changes)
