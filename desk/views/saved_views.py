"""Saved views of lists: named addresses, and how a member arranges a list."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseBadRequest, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.views.bulk import TOO_LONG
from lib.formats import isolated
from lib.formfields import CleanCharField
from lib.http import form_page, page_or_part, workspace_url
from lib.lists import Listing, listings
from lib.lists.page import ALL, VIEW
from lib.undo import is_undo, say_done
from workspaces.asked_list import told
from workspaces.decorators import workspace_page
from workspaces.models import SavedView
from workspaces.models.saved_view import arrange, save_view
from workspaces.roles import Permission

LONGEST_QUERY = SavedView._meta.get_field("query").max_length
MOST_VIEWS = 50


class SavedViewForm(forms.Form):
    name = CleanCharField(max_length=60, label=gettext_lazy("Name of the view"))
    is_shared = forms.BooleanField(required=False, label=gettext_lazy("Shared with all colleagues"))

    def __init__(self, *args, membership, **kwargs):
        super().__init__(*args, **kwargs)
        if not membership.can(Permission.EDIT_CUSTOMERS):
            del self.fields["is_shared"]


def listing_of(request, given) -> Listing:
    """The list a form is about, if this member may open it."""
    listing = listings.get(given.get("list", "accounts"))
    if listing is None or not request.membership.can(listing.permission):
        raise Http404
    return listing


def find_view(request, number) -> SavedView:
    seen = SavedView.objects.named().visible_to(request.membership)
    return get_object_or_404(seen, number=number)


def find_own_view(request, number) -> SavedView:
    view = find_view(request, number)
    if not view.may_be_changed_by(request.membership):
        raise PermissionDenied
    return view


def to_list(request, listing, query):
    return HttpResponseRedirect(f"{workspace_url(request, listing.url_name)}?{query}", status=303)


def to_view(request, view):
    return to_list(request, listings.get(view.list_key), f"{VIEW}={view.number}")


def posted_query(request) -> str | None:
    """The filters and the order that a form carries; None for more than a view can keep."""
    query = request.POST.get("query", "")
    return told(QueryDict(query)) if len(query) <= LONGEST_QUERY else None


def posted_columns(request, listing) -> list[str]:
    """The chosen columns in their order, after the one that was moved (a button's “city:-1”)."""
    chosen = [field.key for field in listing.columns_for(request.membership, request.POST.getlist("column"))]
    key, _colon, step = request.POST.get("move", "").partition(":")
    if key in chosen and step in {"-1", "1"}:
        place = chosen.index(key)
        chosen.insert(max(place + int(step), 0), chosen.pop(place))
    return chosen


@workspace_page(Permission.VIEW_WORKSPACE, methods=("POST",))
def view_new(request):
    """Keep the list as it stands under a name."""
    listing = listing_of(request, request.POST)
    form = SavedViewForm(request.POST, membership=request.membership)
    own = SavedView.objects.named().kept().filter(owner=request.membership)
    query = posted_query(request)
    if form.is_valid() and own.count() >= MOST_VIEWS:
        form.add_error(None, _("You have 50 views already. Remove one of them first."))
    if form.is_valid() and query is None:
        form.add_error(None, TOO_LONG)
    if not form.is_valid():
        kept = {name: request.POST.get(name, "") for name in ("list", "query", "density")}
        kept["columns"] = request.POST.getlist("column")
        list_url = workspace_url(request, listing.url_name)
        context = {"listing": listing, "kept": kept, "list_url": list_url}
        return form_page(request, "desk/saved_view.html", form, **context)
    view = save_view(
        by=request.membership,
        list_key=listing.key,
        name=form.cleaned_data["name"],
        query=query,
        columns=posted_columns(request, listing),
        density=posted_density(request),
        is_shared=form.cleaned_data.get("is_shared", False),
    )
    messages.success(request, _("The view %(name)s was saved.") % {"name": isolated(view.name)})
    return to_view(request, view)


def posted_density(request) -> str:
    density = request.POST.get("density", "")
    return density if density in SavedView.Density.values else SavedView.Density.NORMAL


@workspace_page(Permission.VIEW_WORKSPACE)
def view_open(request, number):
    """The named address of a view."""
    view = find_view(request, number)
    listing = listings.get(view.list_key)
    if view.removed_at or listing is None or not request.membership.can(listing.permission):
        raise Http404
    return to_view(request, view)


@workspace_page(Permission.VIEW_WORKSPACE, methods=("GET", "POST"))
def view_edit(request, number):
    """Another name, shared or no longer."""
    view = find_own_view(request, number)
    initial = {"name": view.name, "is_shared": view.is_shared}
    posted = request.POST if request.method == "POST" else None
    form = SavedViewForm(posted, initial=initial, membership=request.membership)
    if request.method == "POST" and form.is_valid():
        view.change(by=request.membership, **form.cleaned_data)
        return to_view(request, view)
    listing = listings.get(view.list_key)
    list_url = f"{workspace_url(request, listing.url_name)}?{VIEW}={view.number}"
    return form_page(request, "desk/saved_view.html", form, view=view, listing=listing, list_url=list_url)


@workspace_page(Permission.VIEW_WORKSPACE, methods=("POST",))
def view_query(request, number):
    """Take over the filters and the order the list is shown with now."""
    view = find_own_view(request, number)
    query = posted_query(request)
    if query is None:
        messages.error(request, TOO_LONG)
        return to_view(request, view)
    view.change(by=request.membership, query=query)
    messages.success(request, _("The view %(name)s was saved.") % {"name": isolated(view.name)})
    return to_view(request, view)


@workspace_page(Permission.VIEW_WORKSPACE, methods=("POST",))
def view_removal(request, number):
    """POST removes the view; with `undo` it is back."""
    view = find_own_view(request, number)
    if is_undo(request):
        view.restore(by=request.membership)
        messages.success(request, _("The view %(name)s is back.") % {"name": isolated(view.name)})
        return to_view(request, view)
    view.remove(by=request.membership)
    undo_url = workspace_url(request, "desk:view_removal", number=number)
    text = _("The view %(name)s was removed.") % {"name": isolated(view.name)}
    say_done(request, text, undo_url=undo_url)
    return to_list(request, listings.get(view.list_key), f"{VIEW}={ALL}")


@workspace_page(Permission.VIEW_WORKSPACE, methods=("POST",))
def view_default(request, number):
    """POST makes the list open with this view; with `undo` it opens with everything again."""
    view = find_view(request, number)
    is_undone = is_undo(request)
    arrange(by=request.membership, list_key=view.list_key, opens_with=None if is_undone else view)
    if not is_undone:
        messages.success(
            request, _("This list opens with %(name)s from now on.") % {"name": isolated(view.name)}
        )
    return to_view(request, view)


@workspace_page(Permission.VIEW_WORKSPACE, methods=("GET", "POST"))
def columns(request):
    """Choose the columns, their order and the density: of the open view, or else of the list itself."""
    given = request.POST if request.method == "POST" else request.GET
    listing = listing_of(request, given)
    number = given.get(VIEW, "")
    has_view = number.isascii() and number.isdigit() and len(number) < 10
    view = find_view(request, int(number)) if has_view else None
    if view is not None and view.list_key != listing.key:
        raise Http404
    if request.method != "POST":
        return column_choice(request, listing, view)
    if len(given.getlist("column")) > len(listing.fields_for(request.membership)):
        return HttpResponseBadRequest(_("Choose columns from the list."))
    chosen = {"columns": posted_columns(request, listing), "density": posted_density(request)}
    if "usual" in given:
        chosen["columns"] = []
    if view is None:
        arrange(by=request.membership, list_key=listing.key, **chosen)
    else:
        find_own_view(request, view.number).change(by=request.membership, **chosen)
    return to_list(request, listing, given.get("query", "")[:LONGEST_QUERY])


def column_choice(request, listing, view):
    membership = request.membership
    own = SavedView.objects.of_list(listing.key).filter(owner=membership, name="").first()
    arranged = view or own or SavedView()
    shown = listing.columns_for(membership, arranged.columns)
    others = [field for field in listing.fields_for(membership) if field.cell and field not in shown]
    choices = [
        {"key": field.key, "label": field.label, "is_chosen": field in shown, "is_fixed": field.is_fixed}
        for field in [*shown, *others]
    ]
    query = f"{VIEW}={view.number}" if view else ""
    context = {
        "listing": listing,
        "view": view,
        "arranged": arranged,
        "is_foreign": view is not None and not view.may_be_changed_by(membership),
        "choices": choices,
        "densities": SavedView.Density.choices,
        "query": query,
        "list_url": f"{workspace_url(request, listing.url_name)}?{query}",
    }
    return page_or_part(request, "desk/columns.html", "panel", context)
