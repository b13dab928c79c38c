"""Rules for earning points: the list, the editor, and what a purchase would earn by them."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from accounts.models.record import Stale
from accounts.once import MadeBefore, add_once, refuse_sent_before, refuse_stale
from accounts.views.accounts import offer_accounts
from lib.formats import isolated
from lib.http import posted, to_page, workspace_url
from lib.undo import is_undo, say_done
from loyalty.forms_rule import RuleForm, TrialForm
from loyalty.models import EarnRule
from loyalty.rules import add_rule, change_rule, newest_of
from loyalty.saying import basis_in_words, conditions_in_words, why_in_words, window_in_words
from loyalty.trial import would_earn
from sales.stages import ListFull, shift
from workspaces.decorators import workspace_page
from workspaces.roles import Permission
from workspaces.views.settings import settings_page

MANAGE = Permission.MANAGE_LOYALTY
MOST_VERSIONS = 20


def find_rule(number) -> EarnRule:
    return get_object_or_404(EarnRule.objects.all(), number=number)


def said_of(version) -> dict:
    """What a version says, in words."""
    return {
        "version": version,
        "basis": basis_in_words(version),
        "conditions": conditions_in_words(version),
        "window": window_in_words(version),
    }


@workspace_page(MANAGE)
def rules(request):
    """All of them in their order, and a purchase to try them on: what it would earn is shown as one types."""
    form = TrialForm(request.GET if "amount" in request.GET else None, membership=request.membership)
    trial, lines = None, []
    if form.is_bound and form.is_valid():
        trial = would_earn(form.sale, form.cleaned_data["account"])
        lines = [{"gain": each, "why": why_in_words(each)} for each in trial.gains]
    context = {"trial": trial, "lines": lines}
    if request.htmx and form.is_bound:
        return render(request, "loyalty/rules.html#result", {"form": form, **context})
    offer_accounts(request, form, "account")
    form.fields["product"].offer_from(workspace_url(request, "sales:product_options"))
    rows = [{"rule": each, **said_of(each.newest)} for each in EarnRule.objects.with_newest()]
    return settings_page(request, "loyalty/rules.html", trial_form=form, rows=rows, **context)


@workspace_page(MANAGE, methods=("GET", "POST"))
def rule_new(request):
    form = RuleForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = add_once(
                partial(add_rule, by=request.membership),
                EarnRule,
                form_token=form.cleaned_data["form_token"],
                fields=form.names,
                said=form.said,
            )
        except ListFull as refusal:
            form.add_error(None, refusal)
        except MadeBefore as refusal:
            refuse_sent_before(form, refusal.record)
        else:
            messages.success(request, _("%(name)s holds from now on.") % {"name": isolated(made.name)})
            return to_page(request, "loyalty:rules")
    return editor(request, form)


@workspace_page(MANAGE, methods=("GET", "POST"))
def rule(request, number):
    """One of them with its versions; POST edits it."""
    found = find_rule(number)
    form = RuleForm(posted(request), instance=found, newest=newest_of(found))
    if request.method == "POST" and form.is_valid():
        changed, version = form.apply(), form.cleaned_data["version"] or 0
        try:
            change_rule(found, by=request.membership, read_version=version, changed=changed, said=form.said)
        except Stale:
            refuse_stale(form, EarnRule.objects.get(pk=found.pk).version)
        else:
            messages.success(request, _("The settings were saved."))
            return to_page(request, "loyalty:rules")
    versions = found.versions.select_related("by__user", "product", "industry", "region")[:MOST_VERSIONS]
    return editor(request, form, found=found, versions=[said_of(each) for each in versions])


def editor(request, form, **context):
    form.fields["product"].offer_from(workspace_url(request, "sales:product_options"))
    return settings_page(request, "loyalty/rule.html", form, **context)


@workspace_page(MANAGE, methods=("POST",))
def rule_order(request, number):
    """POST moves it one place up, or down without `up`."""
    shift(find_rule(number), by=request.membership, is_up=request.POST.get("up") == "1")
    return to_page(request, "loyalty:rules")


@workspace_page(MANAGE, methods=("POST",))
def rule_archiving(request, number):
    """POST takes it out of force; with `undo` it holds again."""
    found = find_rule(number)
    if is_undo(request):
        found.restore(by=request.membership)
        say_done(request, _("%(name)s holds again.") % {"name": isolated(found.name)})
        return to_page(request, "loyalty:rules")
    found.archive(by=request.membership)
    url = workspace_url(request, "loyalty:rule_archiving", number=number)
    text = _("%(name)s was archived. What it gave stays.") % {"name": isolated(found.name)}
    say_done(request, text, undo_url=url, undo=1)
    return to_page(request, "loyalty:rules")
