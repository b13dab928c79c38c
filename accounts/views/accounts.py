"""The list of accounts and the forms behind it. The record page looks across apps and lives in desk."""

from functools import partial

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponseBadRequest
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from accounts import services
from accounts.branches import ParentBelow
from accounts.fields import account_listing
from accounts.forms import AccountForm, labels_of
from accounts.models import Account, Industry, Region, Tag
from accounts.models.record import Stale
from accounts.views.lists import list_page
from accounts.views.records import (
    archive_or_restore,
    delete_for_good,
    refuse_archived,
    show_other_version,
    to_record,
)
from lib.formats import isolated
from lib.http import form_page, to_page, workspace_url
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

MOST_OPTIONS = 10


def visible_accounts(request):
    return Account.objects.visible_to(request.membership)


def find_account(request, number):
    """The account of this number if this member may see it; else 404, as for one that does not exist."""
    return get_object_or_404(visible_accounts(request), number=number)


@workspace_page(Permission.VIEW_CUSTOMERS)
def account_list(request):
    return list_page(request, account_listing, "accounts/account_list.html")


@workspace_page(Permission.VIEW_CUSTOMERS)
def account_options(request):
    """Suggestions for “parent account” while somebody types."""
    query = request.GET.get("parent") or request.GET.get("account") or ""
    accounts = visible_accounts(request).kept().matching(query).order_by("name_fold")[:MOST_OPTIONS]
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


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("GET", "POST"))
def account_new(request):
    form = AccountForm(request.POST or None, membership=request.membership)
    offer_accounts(request, form, "parent")
    if request.method == "POST" and form.is_valid():
        fields = {
            name: getattr(form.instance, name) for name in (*form.Meta.fields, "phone_e164", "currency")
        }
        account = services.add_once(
            partial(services.add_account, by=request.membership),
            Account,
            form_token=form.cleaned_data["form_token"],
            fields=fields,
            tags=form.cleaned_data["tags"],
            status=form.cleaned_data["status"],
        )
        messages.success(request, _("%(name)s was added.") % {"name": isolated(account.name)})
        return to_record(request, account, page="desk:account", back_to="accounts:list")
    return form_page(request, "accounts/account_form.html", form, **suggestions())


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("GET", "POST"))
@refuse_archived
def account_edit(request, number):
    account = find_account(request, number)
    account.check_in_use()
    form = AccountForm(request.POST or None, instance=account, membership=request.membership)
    offer_accounts(request, form, "parent")
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                services.change_account(
                    account,
                    by=request.membership,
                    read_version=form.read_version,
                    changed=form.changed_data,
                    tags=form.cleaned_data["tags"],
                )
        except Stale:
            show_other_version(form, find_account(request, number))
        except ParentBelow as refusal:
            form.add_error("parent", refusal)
        else:
            return to_record(request, account, page="desk:account", back_to="accounts:list")
    return form_page(request, "accounts/account_form.html", form, account=account, **suggestions())


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
def account_archive(request, number):
    """POST archives; with `undo` it restores."""
    return archive_or_restore(
        request, find_account(request, number), resource="accounts:archive", page="desk:account"
    )


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
@refuse_archived
def account_status(request, number):
    account = find_account(request, number)
    if request.POST.get("status") not in Account.Status.values:
        return HttpResponseBadRequest(_("Choose a status from the list."))
    account.set_status(request.POST["status"], by=request.membership)
    return to_page(request, "desk:account", number=number)


@workspace_page(Permission.DELETE_CUSTOMERS, methods=("GET", "POST"))
def account_deletion(request, number):
    return delete_for_good(
        request, find_account(request, number), page="desk:account", back_to="accounts:list"
    )
