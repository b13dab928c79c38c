"""The list of accounts and the forms behind it. The record page looks across apps and lives in desk."""

from functools import partial

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import ProtectedError
from django.http import HttpResponseBadRequest
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import services
from accounts.filters import AccountFilter
from accounts.forms import AccountForm, labels_of
from accounts.models import Account, Industry, Region, Tag
from accounts.models.record import Stale
from lib.formfields import CleanCharField
from lib.http import form_page, page_or_part, to_page, workspace_url
from lib.lists import ListPage, Sort
from lib.text import fold
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

SORTS = [
    Sort("name", gettext_lazy("Name"), "name_fold"),
    Sort("new", gettext_lazy("Newest first"), "created_at", is_descending=True),
    Sort("changed", gettext_lazy("Last changed"), "updated_at", is_descending=True),
    Sort("number", gettext_lazy("Number"), "number"),
]
MOST_OPTIONS = 10


def visible_accounts(request):
    return Account.objects.visible_to(request.membership)


def find_account(request, number):
    """The account of this number if this member may see it; else 404, as for one that does not exist."""
    return get_object_or_404(visible_accounts(request), number=number)


@workspace_page(Permission.VIEW_CUSTOMERS)
def account_list(request):
    accounts = visible_accounts(request).select_related("owner__user", "industry", "region")
    filters = AccountFilter(request.GET, queryset=accounts, request=request)
    page = ListPage(filters=filters, sorts=SORTS, query=request.GET, default_sort="name")
    return page_or_part(request, "accounts/account_list.html", "rows", {"page": page, "filters": filters})


@workspace_page(Permission.VIEW_CUSTOMERS)
def account_options(request):
    """Suggestions for “parent account” while somebody types."""
    query = request.GET.get("parent") or request.GET.get("account") or ""
    accounts = visible_accounts(request).kept().matching(query).order_by("name_fold")[:MOST_OPTIONS]
    return render(request, "accounts/account_options.html", {"accounts": accounts})


def suggestions():
    return {
        "industries": Industry.objects.order_by("name_fold")[:200],
        "regions": Region.objects.order_by("name_fold")[:200],
        "tags": labels_of(Tag.Kind.TAG),
    }


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("GET", "POST"))
def account_new(request):
    form = AccountForm(request.POST or None, membership=request.membership)
    if request.method == "POST" and form.is_valid():
        fields = {name: getattr(form.instance, name) for name in (*form.Meta.fields, "phone_e164", "currency")}
        account = services.add_once(
            partial(services.add_account, by=request.membership),
            Account,
            form_token=form.cleaned_data["form_token"],
            fields=fields,
            tags=form.cleaned_data["tags"],
            status=form.cleaned_data["status"],
        )
        messages.success(request, _("%(name)s was added.") % {"name": account.name})
        return to_page(request, "desk:account", number=account.number)
    return form_page(request, "accounts/account_form.html", form, **suggestions())


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("GET", "POST"))
def account_edit(request, number):
    account = find_account(request, number)
    form = AccountForm(request.POST or None, instance=account, membership=request.membership)
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
        else:
            return to_page(request, "desk:account", number=number)
    return form_page(request, "accounts/account_form.html", form, account=account, **suggestions())


def show_other_version(form, current):
    """Somebody saved first: keep what was typed, show beside it what stands now, and let the person choose."""
    form.add_error(
        None, _("Somebody changed this record while you were editing. Compare the values below and save again.")
    )
    for name in form.changed_data:
        if name in form.Meta.fields:
            now = getattr(current, name)
            shown = getattr(current, f"get_{name}_display", lambda value=now: value)()
            form.add_error(name, _("Now: %(value)s") % {"value": shown if shown not in (None, "") else "—"})
    form.data = form.data.copy()
    form.data["version"] = current.version


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
def account_archive(request, number):
    """POST archives; with `undo` it restores."""
    account = find_account(request, number)
    undo_url = workspace_url(request, "accounts:archive", number=number)
    if request.POST.get("undo"):
        account.restore(by=request.membership)
        messages.success(request, _("%(name)s is back in your lists.") % {"name": account.name})
    else:
        account.archive(by=request.membership)
        messages.success(request, _("%(name)s was archived.") % {"name": account.name}, extra_tags=f"undo:{undo_url}")
    return to_page(request, "desk:account", number=number)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
def account_status(request, number):
    account = find_account(request, number)
    if request.POST.get("status") not in Account.Status.values:
        return HttpResponseBadRequest(_("Choose a status from the list."))
    account.set_status(request.POST["status"], by=request.membership)
    return to_page(request, "desk:account", number=number)


class DeletionForm(forms.Form):
    """What cannot be undone is typed, not clicked."""

    name = CleanCharField(label=gettext_lazy("Name of the customer"))

    def __init__(self, *args, expected, **kwargs):
        super().__init__(*args, **kwargs)
        self.expected = expected

    def clean_name(self):
        if fold(self.cleaned_data["name"]) != fold(self.expected):
            raise forms.ValidationError(_("This is not the name of this customer."))
        return self.cleaned_data["name"]


@workspace_page(Permission.DELETE_CUSTOMERS, methods=("GET", "POST"))
def account_deletion(request, number):
    account = find_account(request, number)
    form = DeletionForm(request.POST or None, expected=account.name)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                services.delete_for_good(account, by=request.membership)
        except ProtectedError:
            form.add_error(None, _("Other records still need this account. Move its branches first."))
        else:
            messages.success(request, _("%(name)s was deleted for good.") % {"name": account.name})
            return to_page(request, "accounts:list")
    return form_page(request, "accounts/account_deletion.html", form, account=account)
