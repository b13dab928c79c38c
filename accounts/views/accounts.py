"""The list of accounts and the forms behind it. The record page looks across apps and lives in desk."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponseBadRequest
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts import services
from accounts.branches import ParentBelow
from accounts.fields import account_listing
from accounts.forms import AccountForm, labels_of
from accounts.models import Account, Industry, Region, Tag
from accounts.models.account import ReasonNeeded
from accounts.once import MadeBefore, add_once, refuse_sent_before
from accounts.owning import MayNotOwn, warnings_about
from accounts.views.edits import save_edit, saved, take_back, with_former
from accounts.views.lists import list_page
from accounts.views.records import (
    archive_or_restore,
    delete_for_good,
    find_record,
    refuse_archived,
    to_record,
)
from lib.formats import isolated
from lib.http import form_page, to_page, workspace_url
from lib.undo import asked_number, say_done, say_too_late
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

MOST_OPTIONS = 10


def visible_accounts(request):
    return Account.objects.visible_to(request.membership)


def find_account(request, number):
    """As find_record()."""
    return find_record(request, visible_accounts(request), number)


@workspace_page(Permission.VIEW_CUSTOMERS)
def account_list(request):
    return list_page(request, account_listing, "accounts/account_list.html")


@workspace_page(Permission.VIEW_CUSTOMERS)
def account_options(request):
    """Suggestions for “parent account” while somebody types."""
    query = request.GET.get("parent") or request.GET.get("account") or ""
    accounts = Account.objects.kept().hits(query, request.membership).order_by("name_fold")[:MOST_OPTIONS]
    return render(request, "accounts/account_options.html", {"accounts": accounts})


def offer_accounts(request, form, name):
    if name in form.fields:
        form.fields[name].offer_from(workspace_url(request, "accounts:options"))


def suggestions():
    return {
        "industries": Industry.objects.order_by("name_fold")[:200],
        "regions": Region.objects.order_by("name_fold")[:200],
        "tags": labels_of(Tag.Kind.TAG),
    }


def asked_parent(request) -> dict:
    """“Add a branch” leads here with the number of the parent."""
    number = asked_number(request, "parent")
    parent = visible_accounts(request).kept().filter(number=number).first() if number else None
    return {"parent": parent.pk} if parent else {}


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("GET", "POST"))
def account_new(request):
    form = AccountForm(request.POST or None, membership=request.membership, initial=asked_parent(request))
    offer_accounts(request, form, "parent")
    if request.method == "POST" and form.is_valid():
        fields = {
            name: getattr(form.instance, name) for name in (*form.Meta.fields, "phone_e164", "currency")
        }
        try:
            account = add_once(
                partial(services.add_account, by=request.membership),
                Account,
                form_token=form.cleaned_data["form_token"],
                custom=form.custom_values,
                fields=fields,
                tags=form.cleaned_data["tags"],
                status=form.cleaned_data["status"],
            )
        except ParentBelow as refusal:
            form.add_error("parent", refusal)
        except MadeBefore as refusal:
            refuse_sent_before(form, refusal.record)
        else:
            messages.success(request, _("%(name)s was added.") % {"name": isolated(account.name)})
            warn_about_owner(request, account)
            return to_record(request, account, page="desk:account", back_to="accounts:list")
    return form_page(request, "accounts/account_form.html", form, **suggestions())


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("GET", "POST"))
@refuse_archived
def account_edit(request, number):
    """The form over an account; POST with `undo` takes the edit back that made this version."""
    account = find_account(request, number)
    if request.method == "POST" and "undo" in request.GET:
        return take_back(request, account)
    account.check_in_use()
    form = AccountForm(request.POST or None, instance=account, membership=request.membership)
    if request.method == "POST" and form.is_valid():
        try:
            form = save_edit(
                form, find=partial(find_account, request, number), save=partial(save_account, request)
            )
        except ParentBelow as refusal:
            form.add_error("parent", refusal)
        except MayNotOwn as refusal:
            form.add_error("owner", refusal)
        if not form.errors:
            if {"owner", "management_type"} & set(form.changed_data):
                warn_about_owner(request, form.instance)
            return saved(request, form, "accounts:edit")
    if not form.is_bound:
        form = with_former(request, form)
    offer_accounts(request, form, "parent")
    return form_page(request, "accounts/account_form.html", form, account=account, **suggestions())


def warn_about_owner(request, account):
    """What speaks against one more customer for this colleague is said, and forbids nothing."""
    for said in warnings_about(account.owner):
        messages.warning(request, said)


def save_account(request, form):
    services.change_account(
        form.instance,
        by=request.membership,
        read_version=form.read_version,
        changed=form.changed_data,
        custom=form.custom_values,
        tags=form.cleaned_data["tags"],
    )


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
def account_archive(request, number):
    """POST archives; with `undo` it restores."""
    return archive_or_restore(
        request, find_account(request, number), resource="accounts:archive", page="desk:account"
    )


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
@refuse_archived
def account_status(request, number):
    """POST moves to a status; with `undo` back from it, unless it was changed again."""
    account = find_account(request, number)
    status = request.GET.get("undo") or request.POST.get("status")
    if status not in Account.Status.values:
        return HttpResponseBadRequest(_("Choose a status from the list."))
    old, url = account.status, workspace_url(request, "accounts:status", number=number)
    if "undo" in request.GET and old != request.GET.get("from"):
        say_too_late(request)
        return to_page(request, "desk:account", number=number)
    try:
        account.set_status(status, by=request.membership, asks_why="undo" not in request.GET)
    except ReasonNeeded:
        return to_page(request, "accounts:lead_loss", number=number)
    names = {"name": isolated(account.name), "status": account.get_status_display()}
    text = _("The status of %(name)s is now: %(status)s.") % names
    if old != status and "undo" not in request.GET:
        say_done(request, text, undo_url=url, **{"undo": old, "from": status})
    else:
        say_done(request, text)
    return to_page(request, "desk:account", number=number)


@workspace_page(Permission.DELETE_CUSTOMERS, methods=("GET", "POST"))
def account_deletion(request, number):
    return delete_for_good(
        request, find_account(request, number), page="desk:account", back_to="accounts:list"
    )
