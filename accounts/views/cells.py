"""One cell of a list, edited where it stands; without scripts its form is a page of its own."""

from django import forms
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.fields import account_listing, contact_listing
from accounts.fields.inputs import save_cell
from accounts.models.account import ReasonNeeded
from accounts.models.record import Stale
from accounts.owning import MayNotOwn
from accounts.views.accounts import find_account
from accounts.views.contacts import find_contact
from accounts.views.lists import CAME_FROM, back, to_list
from accounts.views.records import refuse_archived
from lib.http import UNPROCESSABLE, workspace_url
from lib.lists.rows import Cells
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

FIRST = {"accounts": "status", "contacts": "phone_1"}


class CellForm(forms.Form):
    version = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, record, field, membership, **kwargs):
        super().__init__(*args, auto_id=f"id_{field.key}_{record.number}_%s", **kwargs)
        self.fields["version"].initial = record.version
        self.fields["value"] = field.input(record, membership)
        self.fields["value"].label = field.label

    def clean_version(self) -> int:
        """What is no version is none that stands: who sent it is shown what does."""
        typed = self.cleaned_data["version"]
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("GET", "POST"))
@refuse_archived
def account_cell(request, number):
    return cell(request, account_listing, lambda: find_account(request, number))


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("GET", "POST"))
@refuse_archived
def contact_cell(request, number):
    return cell(request, contact_listing, lambda: find_contact(request, number))


def cell(request, listing, find):
    """The form of a cell; once it is saved, the cell as the list shows it."""
    record = find()
    record.check_in_use()
    field = asked_field(request, listing)
    posted = request.POST if request.method == "POST" else None
    form = CellForm(posted, record=record, field=field, membership=request.membership)
    if posted is not None and form.is_valid():
        version, value = form.cleaned_data["version"], form.cleaned_data["value"]
        try:
            save_cell(record, field.key, value, by=request.membership, read_version=version)
        except ReasonNeeded:
            form.add_error("value", _("Say why the lead is lost: on its page, or in the list of leads."))
        except Stale:
            form = stale_form(request, field, find())
        except MayNotOwn as refusal:
            form.add_error("value", refusal)
        else:
            return saved(request, listing, field, record)
    context = {
        "form": form,
        "record": record,
        "field": field,
        "listing": listing,
        "back_url": back(request, listing, request.GET.get(CAME_FROM, "")),
    }
    is_part = request.htmx and not request.htmx.boosted
    template = "accounts/cell.html#form" if is_part else "accounts/cell.html"
    return render(request, template, context, status=UNPROCESSABLE if form.errors else 200)


def asked_field(request, listing):
    key = request.GET.get("field") or FIRST[listing.key]
    known = {field.key: field for field in listing.fields_for(request.membership) if field.input}
    if key not in known:
        raise Http404
    return known[key]


def stale_form(request, field, current):
    """Somebody saved first: what was typed stays, what stands now is told, and the next press saves over it."""
    data = request.POST.copy()
    data["version"] = current.version
    form = CellForm(data, record=current, field=field, membership=request.membership)
    form.is_valid()
    now = field.cell(current, None) or "—"
    form.add_error("value", _("Somebody changed this record meanwhile. Look at it, then save again."))
    form.now = now
    return form


def saved(request, listing, field, record):
    if not request.htmx or request.htmx.boosted:
        return to_list(request, listing)
    columns = [field]
    shown = listing.with_parts(listing.queryset(request.membership), columns, request.membership)
    found = shown.filter(pk=record.pk).first()
    if found is None:
        # The change took the record out of this member's sight.
        return render(request, "accounts/cell.html#gone", {"field": field})
    record_url = workspace_url(request, listing.record_url_name, number=0)
    cells = Cells(columns, record_url=record_url)
    return render(request, "accounts/cell.html#saved", {"cell": cells.cell(field, found)})
