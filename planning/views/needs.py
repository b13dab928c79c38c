"""Needs of a customer: all of them, the page of one, and where it stands."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from accounts.models.record import Stale
from accounts.once import MadeBefore, add_once, refuse_sent_before
from accounts.views.accounts import find_account
from accounts.views.records import refuse_archived
from interactions.models import Interaction
from lib.formats import isolated
from lib.http import form_page, posted, to_page, workspace_url
from lib.undo import asked_number, is_undo, say_done, say_too_late
from planning.forms_need import NeedForm, NeedStateForm
from planning.models import Need, NeedState
from planning.needs import add_need, change_need, needs_of
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

MOST_SHOWN = 200
RELATED = ("account", "said_by", "heard_in", "created_by__user")


def find_need(request, number):
    seen = Need.objects.visible_to(request.membership).select_related(*RELATED)
    return get_object_or_404(seen, number=number)


def may_change(request, account) -> bool:
    return request.membership.can(Permission.EDIT_CUSTOMERS) and not account.is_archived


@workspace_page(Permission.VIEW_CUSTOMERS)
def needs(request, number):
    """What a customer needs, suffers from and buys for; those that are over come last."""
    account = find_account(request, number)
    context = {
        "account": account,
        "needs": list(needs_of(account)[:MOST_SHOWN]),
        "may_change": may_change(request, account),
    }
    return render(request, "planning/needs.html", context)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("GET", "POST"))
@refuse_archived
def need_new(request, number):
    """Write a need down; `interaction` in the address is where it was heard, and begins the form."""
    account = find_account(request, number)
    account.check_in_use()
    heard_in = heard(request, account)
    form = NeedForm(posted(request), account=account, interaction=heard_in)
    if request.method == "POST" and form.is_valid():
        add = partial(add_need, by=request.membership, heard_in=heard_in)
        token = form.cleaned_data["form_token"]
        try:
            made = add_once(add, Need, form_token=token, account=account, fields=form.written)
        except MadeBefore as refusal:
            refuse_sent_before(form, refusal.record)
        else:
            messages.success(request, _("Written down: %(name)s.") % {"name": isolated(made.name)})
            return to_page(request, "planning:needs", number=number)
    cancel_url = workspace_url(request, "planning:needs", number=number)
    context = {"account": account, "heard_in": heard_in, "cancel_url": cancel_url}
    return form_page(request, "planning/need_form.html", form, **context)


def heard(request, account):
    number = asked_number(request, "interaction")
    seen = Interaction.objects.visible_to(request.membership).kept().with_contacts()
    return seen.filter(account=account, number=number).first() if number else None


@workspace_page(Permission.VIEW_CUSTOMERS)
def need(request, number):
    return need_page(request, find_need(request, number))


def need_page(request, found, form=None):
    states = found.states.select_related("by__user")
    context = {
        "need": found,
        "account": found.account,
        "states": states,
        "may_change": may_change(request, found.account),
    }
    form = form or NeedStateForm(initial={"state": found.state})
    return form_page(request, "planning/need.html", form, **context)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("GET", "POST"))
@refuse_archived
def need_edit(request, number):
    found = find_need(request, number)
    found.account.check_in_use()
    form = NeedForm(posted(request), account=found.account, instance=find_need(request, number))
    if request.method == "POST" and form.is_valid() and save(request, form):
        return to_page(request, "planning:need", number=number)
    cancel_url = workspace_url(request, "planning:need", number=number)
    context = {"account": found.account, "need": found, "cancel_url": cancel_url}
    return form_page(request, "planning/need_form.html", form, **context)


def save(request, form) -> bool:
    changed, version = form.apply(), form.cleaned_data["version"] or 0
    try:
        saved = change_need(form.instance, by=request.membership, read_version=version, changed=changed)
    except Stale:
        form.data = form.data.copy()
        form.data["version"] = Need.objects.get(pk=form.instance.pk).version
        text = _(
            "A colleague saved this need while you were editing. What you typed still stands here: save again "
            "to put it in the place of theirs."
        )
        form.add_error(None, text)
        return False
    messages.success(request, _("Saved: %(name)s.") % {"name": isolated(saved.name)})
    return True


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
@refuse_archived
def need_state(request, number):
    """POST moves it to another state; with `undo` back to the one before."""
    found = find_need(request, number)
    if is_undo(request):
        return state_back(request, found)
    form = NeedStateForm(request.POST)
    if not form.is_valid():
        return need_page(request, found, form)
    state, former = form.cleaned_data["state"], found.state
    found.set_state(state, by=request.membership, reason=form.cleaned_data["reason"])
    url = workspace_url(request, "planning:need_state", number=number) if former != state else ""
    say_done(request, said(found), undo_url=url, undo=found.states.values_list("pk", flat=True).first())
    return to_page(request, "planning:need", number=number)


def state_back(request, found):
    """The toast names the state that is taken back: pressed twice, or after a colleague moved it, nothing happens."""
    last, *before = found.states.all()[:2]
    if not before or last.pk != asked_number(request):
        say_too_late(request)
    else:
        found.set_state(before[0].state, by=request.membership, reason=before[0].reason)
        say_done(request, said(found))
    return to_page(request, "planning:need", number=found.number)


def said(found) -> str:
    words = {"name": isolated(found.name), "state": NeedState(state=found.state).get_state_display()}
    return _("%(name)s: %(state)s.") % words
