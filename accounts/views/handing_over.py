"""Handing over everything that a colleague holds, before leaving or afterwards."""

import uuid

from django import forms
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.handing_over import accounts_held, hand_over, holdings_of, refusals
from accounts.memberfield import MemberField
from accounts.models import AssignmentRule
from accounts.views.bulk import token_of
from lib.http import posted, to_page, workspace_url
from workspaces.decorators import workspace_page
from workspaces.models import Membership
from workspaces.roles import Permission
from workspaces.views.settings import settings_page

SHOWN = 10
LABELS = {"accounts": gettext_lazy("Accounts"), "teams": gettext_lazy("Places in teams")}


class HandOverForm(forms.Form):
    to = MemberField(label=gettext_lazy("To whom"))
    by_rules = forms.BooleanField(
        required=False,
        label=gettext_lazy("Ask the assignment rules first, and give the rest to this colleague"),
    )

    def __init__(self, *args, giver, **kwargs):
        super().__init__(*args, **kwargs)
        self.giver = giver
        self.fields["to"].queryset = self.fields["to"].queryset.exclude(pk=giver.pk)
        if not AssignmentRule.objects.in_force().exists():
            del self.fields["by_rules"]

    def clean_to(self):
        chosen = self.cleaned_data["to"]
        if found := refusals(self.giver, chosen):
            raise forms.ValidationError(found)
        return chosen


@workspace_page(Permission.ASSIGN_CUSTOMERS, methods=("GET", "POST"))
def member_hand_over(request, number):
    """What a colleague holds; POST gives it away as a job that can be taken back."""
    giver = get_object_or_404(Membership.objects.select_related("user"), number=number)
    form = HandOverForm(posted(request), giver=giver)
    if request.method == "POST" and form.is_valid():
        to, by_rules = form.cleaned_data["to"], form.cleaned_data.get("by_rules", False)
        token = token_of(request, [request.membership.number, "hand_over", giver.number, to.number, by_rules])
        change = hand_over(by=request.membership, giver=giver, to=to, by_rules=by_rules, form_token=token)
        return to_page(request, "desk:job", number=change.job.number)
    held = holdings_of(giver)
    for each in held:
        each["label"] = each.get("label") or LABELS[each["key"]]
    accounts = accounts_held(giver, request.membership)
    context = {
        "giver": giver,
        "held": held,
        "is_anything": any(each["count"] for each in held),
        "samples": accounts.order_by("name_fold", "pk")[:SHOWN],
        "accounts_count": accounts.count(),
        "list_url": f"{workspace_url(request, 'accounts:list')}?owner={giver.number}",
        "token": uuid.uuid4(),
        "title": _("Hand over"),
    }
    return settings_page(request, "accounts/hand_over.html", form, **context)
