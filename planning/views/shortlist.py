"""The shortlist: whom to treat strategically, other weights tried on it, and choosing in one step."""

from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Account, Industry
from accounts.owning import MayNotOwn, warnings_about
from accounts.views.accounts import find_account
from accounts.views.records import refuse_archived, to_record
from lib.formats import isolated
from lib.http import to_page, workspace_url
from lib.undo import TooLate, say_done, say_too_late
from planning.deciding import make_strategic, unmake_strategic
from planning.forms_types import WeightsForm
from planning.models import PlanningRules
from planning.rules_changing import change_rules
from planning.scoring import FACTORS
from planning.shortlist import PAGE, candidates, narrowed, picture, ranked
from workspaces.decorators import workspace_page
from workspaces.models import Membership
from workspaces.roles import Permission

LAST_PAGE = 40


class NarrowForm(forms.Form):
    tier = forms.ChoiceField(
        required=False, choices=[("", gettext_lazy("All")), *Account.Tier.choices], label=gettext_lazy("Tier")
    )
    management_type = forms.ChoiceField(
        required=False,
        choices=[("", gettext_lazy("All but strategic")), *Account.ManagementType.choices],
        label=gettext_lazy("Management type"),
    )
    owner = forms.ModelChoiceField(
        Membership.across_workspaces.none(),
        required=False,
        to_field_name="number",
        empty_label=gettext_lazy("All"),
        label=gettext_lazy("Account manager"),
    )
    industry = forms.ModelChoiceField(
        Industry.across_workspaces.none(),
        required=False,
        to_field_name="name_fold",
        empty_label=gettext_lazy("All"),
        label=gettext_lazy("Industry"),
    )
    assessed = forms.BooleanField(required=False, label=gettext_lazy("Assessed only"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        members = Membership.objects.active().select_related("user").order_by("user__name")
        self.fields["owner"].queryset = members
        self.fields["industry"].queryset = Industry.objects.order_by("name_fold")
        for name in ("tier", "management_type", "owner", "industry"):
            self.fields[name].widget.attrs["class"] = "form-select"
        self.fields["assessed"].widget.attrs["class"] = "form-check-input"


def tried(request, standing) -> tuple[WeightsForm, PlanningRules]:
    """The form of the weights and the rules they make: as they stand, or as the address asks."""
    weights = standing.weights
    asked = {name: request.GET[name] for name in FACTORS if name in request.GET}
    form = WeightsForm({**weights, **asked} if asked else None, initial=weights)
    if not asked or not form.is_valid():
        return form, standing
    names = ("value_a_minor", "value_b_minor", "value_c_minor", "raise_from", "lower_below")
    kept = {name: getattr(standing, name) for name in names}
    return form, PlanningRules(**kept, **form.cleaned_data)


@workspace_page(Permission.VIEW_CUSTOMERS, methods=("GET", "POST"))
def shortlist(request):
    """GET ranks, by weights in the address where there are some; POST keeps those for the workspace."""
    standing = PlanningRules.now()
    if request.method == "POST":
        return keep_weights(request)
    form, rules = tried(request, standing)
    narrow = NarrowForm(request.GET)
    asked = narrow.cleaned_data if narrow.is_valid() else {}
    page = request.GET.get("page", "1")
    page = min(max(int(page), 1), LAST_PAGE) if page.isascii() and page.isdigit() and len(page) < 4 else 1
    is_tried = rules.weights != standing.weights
    rows = narrowed(ranked(request.membership, rules, is_tried=is_tried), asked)
    found = candidates(rows, (page - 1) * PAGE, rules, request.workspace.currency)
    kept = [(name, value) for name, value in request.GET.items() if name != "page"]
    context = {
        "form": form,
        "narrow": narrow,
        "is_tried": is_tried,
        "may_keep": request.membership.can(Permission.MANAGE_SETTINGS),
        "found": found[:PAGE],
        "picture": picture(found[:PAGE]),
        "before_url": f"?{urlencode([*kept, ('page', page - 1)])}" if page > 1 else "",
        "after_url": f"?{urlencode([*kept, ('page', page + 1)])}"
        if len(found) > PAGE and page < LAST_PAGE
        else "",
    }
    return render(request, "planning/shortlist.html", context)


def keep_weights(request):
    if not request.membership.can(Permission.MANAGE_SETTINGS):
        messages.error(request, _("Only whoever leads the workspace may change its weights."))
        return to_page(request, "planning:shortlist")
    form = WeightsForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("These weights cannot be saved. Write numbers from 0 to 10."))
    elif change_rules(form.cleaned_data, by=request.membership):
        messages.success(request, _("The weights were saved. Scores and proposals follow in the background."))
    return to_page(request, "planning:shortlist")


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
@refuse_archived
def strategic(request, number):
    """POST makes the customer strategic; with `undo` it has its former type again."""
    account = find_account(request, number)
    url = workspace_url(request, "planning:strategic", number=number)
    try:
        if "undo" in request.GET:
            unmake_strategic(account, by=request.membership, before=request.GET["undo"].removeprefix("-"))
            say_done(request, _("%(name)s has the former type again.") % {"name": isolated(account.name)})
        else:
            before = make_strategic(account, by=request.membership)
            text = _("%(name)s is a strategic account now.") % {"name": isolated(account.name)}
            # A sign before it: no type at all is one too.
            say_done(request, text, undo_url=url if before is not None else "", undo=f"-{before}")
            for said in warnings_about(account.owner):
                messages.warning(request, said)
    except TooLate:
        say_too_late(request)
    except MayNotOwn as refusal:
        messages.error(request, " ".join(refusal.messages))
    return to_record(request, account, page="desk:account", back_to="accounts:list")
