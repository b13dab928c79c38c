"""Onboarding: those that run, the page of one, of a customer, and the checklists in the settings."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models.record import Stale
from accounts.once import MadeBefore, add_once, refuse_sent_before
from accounts.views.accounts import find_account
from accounts.views.records import refuse_archived
from lib.formats import isolated
from lib.http import form_page, posted, to_page, workspace_url
from lib.undo import is_undo, say_done
from planning.forms_onboarding import StartForm, TemplateForm
from planning.models import Onboarding, OnboardingTemplate
from planning.onboarding import (
    NobodyToDoIt,
    RunsAlready,
    add_template,
    change_template,
    fitting,
    start,
)
from workspaces.decorators import workspace_page
from workspaces.roles import Permission
from workspaces.views.settings import settings_page

MOST_SHOWN = 200


def find_onboarding(request, number):
    seen = Onboarding.objects.visible_to(request.membership).with_progress(timezone.localdate())
    return get_object_or_404(seen.select_related("account__owner__user", "template"), number=number)


def may_change(request, account) -> bool:
    return request.membership.can(Permission.EDIT_CUSTOMERS) and not account.is_archived


@workspace_page(Permission.VIEW_CUSTOMERS)
def onboardings(request):
    """Those that run, the late ones first."""
    seen = Onboarding.objects.visible_to(request.membership).running().filter(account__archived_at=None)
    rows = seen.with_progress(timezone.localdate()).select_related("account__owner__user")
    found = list(rows.order_by("-steps_late", "started_on", "pk")[: MOST_SHOWN + 1])
    context = {"onboardings": found[:MOST_SHOWN], "is_cut": len(found) > MOST_SHOWN}
    return render(request, "planning/onboardings.html", context)


@workspace_page(Permission.VIEW_CUSTOMERS)
def account_onboarding(request, number):
    """How a customer is set up."""
    account = find_account(request, number)
    return account_page(request, account, StartForm(account=account))


def account_page(request, account, form):
    rows = Onboarding.objects.filter(account=account).with_progress(timezone.localdate())
    context = {
        "account": account,
        "onboardings": list(rows),
        "may_change": may_change(request, account),
        "has_templates": fitting(account).exists(),
    }
    return form_page(request, "planning/account_onboarding.html", form, **context)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
@refuse_archived
def onboarding_new(request, number):
    """POST starts a checklist."""
    account = find_account(request, number)
    account.check_in_use()
    form = StartForm(request.POST, account=account)
    if form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("template", "started_on")}
        add = partial(start, account=account, by=request.membership, **given)
        try:
            made = add_once(add, Onboarding, form_token=form.cleaned_data["form_token"])
        except RunsAlready:
            form.add_error(
                "template", _("This checklist runs here already. Stop it first, or choose another.")
            )
        except NobodyToDoIt:
            form.add_error(None, _("Give the customer an account manager first."))
        else:
            url = workspace_url(request, "planning:onboarding_stop", number=made.number)
            text = _("Started: %(name)s. Its steps are follow-ups now.")
            say_done(request, text % {"name": isolated(made.name)}, undo_url=url, again=1)
            return to_page(request, "planning:onboarding", number=made.number)
    return account_page(request, account, form)


@workspace_page(Permission.VIEW_CUSTOMERS)
def onboarding(request, number):
    """Its steps as their follow-ups stand."""
    found = find_onboarding(request, number)
    items = found.items.select_related("follow_up__owner__user", "follow_up__contact")
    context = {
        "onboarding": found,
        "account": found.account,
        "items": list(items),
        "may_change": may_change(request, found.account),
    }
    return render(request, "planning/onboarding.html", context)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
@refuse_archived
def onboarding_finish(request, number):
    """POST finishes it; with `undo` it runs again."""
    return closed(request, number, "planning:onboarding_finish", Onboarding.finish, _("Finished: %(name)s."))


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
@refuse_archived
def onboarding_stop(request, number):
    """POST stops it and calls its open steps off; with `undo` they are back. `again` is the Undo of starting."""
    text = _("Stopped: %(name)s. Its open steps were called off.")
    return closed(request, number, "planning:onboarding_stop", Onboarding.stop, text)


def closed(request, number, url_name, verb, text):
    found = get_object_or_404(
        Onboarding.objects.visible_to(request.membership).select_related("account"), number=number
    )
    words = {"name": isolated(found.name)}
    if is_undo(request) and "again" not in request.GET:
        found.resume(by=request.membership)
        say_done(request, _("It runs again: %(name)s.") % words)
    else:
        verb(found, by=request.membership)
        say_done(request, text % words, undo_url=workspace_url(request, url_name, number=number))
    return to_page(request, "planning:onboarding", number=number)


def find_template(number) -> OnboardingTemplate:
    """Of this workspace: whoever may change the settings sees all of them."""
    return get_object_or_404(OnboardingTemplate.objects.order_by("pk"), number=number)


@workspace_page(Permission.MANAGE_SETTINGS)
def templates(request):
    rows = list(OnboardingTemplate.objects.prefetch_related("items"))
    in_use = [each for each in rows if not each.is_archived]
    archived = [each for each in rows if each.is_archived]
    return settings_page(request, "planning/checklists.html", templates=in_use, archived=archived)


@workspace_page(Permission.MANAGE_SETTINGS, methods=("GET", "POST"))
def template_new(request):
    form = TemplateForm(posted(request))
    if request.method == "POST" and form.is_valid():
        add = partial(add_template, by=request.membership, fields=form.written, items=form.items)
        try:
            made = add_once(add, OnboardingTemplate, form_token=form.cleaned_data["form_token"])
        except MadeBefore as refusal:
            refuse_sent_before(form, refusal.record)
        else:
            text = _("The checklist %(name)s was added.")
            messages.success(request, text % {"name": isolated(made.name)})
            return to_page(request, "planning:checklists")
    return settings_page(request, "planning/checklist.html", form)


@workspace_page(Permission.MANAGE_SETTINGS, methods=("GET", "POST"))
def template(request, number):
    found = find_template(number)
    form = TemplateForm(posted(request), instance=found)
    if request.method == "POST" and form.is_valid() and save(request, form):
        return to_page(request, "planning:checklists")
    return settings_page(request, "planning/checklist.html", form, checklist=found)


def save(request, form) -> bool:
    given = {"fields": form.written, "items": form.items}
    version = form.cleaned_data["version"] or 0
    try:
        saved = change_template(form.instance, by=request.membership, read_version=version, **given)
    except Stale:
        form.data = form.data.copy()
        form.data["version"] = OnboardingTemplate.objects.get(pk=form.instance.pk).version
        text = _(
            "A colleague saved this checklist while you were editing. What you typed still stands here: save "
            "again to put it in the place of theirs."
        )
        form.add_error(None, text)
        return False
    text = _("The checklist %(name)s was saved. Onboardings that run stay as they are.")
    messages.success(request, text % {"name": isolated(saved.name)})
    return True


@workspace_page(Permission.MANAGE_SETTINGS, methods=("POST",))
def template_archive(request, number):
    """POST archives the checklist; with `undo` it restores it."""
    found = find_template(number)
    words = {"name": isolated(found.name)}
    if is_undo(request):
        found.restore(by=request.membership)
        messages.success(request, _("The checklist %(name)s is offered again.") % words)
    else:
        found.archive(by=request.membership)
        url = workspace_url(request, "planning:checklist_archive", number=number)
        say_done(request, _("The checklist %(name)s is no longer offered.") % words, undo_url=url)
    return to_page(request, "planning:checklists")
