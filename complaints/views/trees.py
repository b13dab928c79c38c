"""Settings of complaints: the tree of categories and that of root causes; added to, edited, moved, archived."""

from functools import partial

from django.contrib import messages
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models.record import Stale
from accounts.once import MadeBefore, add_once, refuse_sent_before, refuse_stale
from complaints import trees
from complaints.forms_tree import BranchForm
from complaints.models import ComplaintCategory, RootCause
from lib.formats import isolated
from lib.http import posted, to_page, workspace_url
from lib.undo import is_undo, say_done
from workspaces.decorators import workspace_page
from workspaces.roles import Permission
from workspaces.views.settings import settings_page

TITLES = {
    ComplaintCategory: gettext_lazy("Categories of complaints"),
    RootCause: gettext_lazy("Root causes"),
}
NAMES = {ComplaintCategory: "category", RootCause: "cause"}


def urls_of(model) -> dict:
    name = NAMES[model]
    return {
        "list": f"complaints:{name}_tree",
        "one": f"complaints:{name}",
        "order": f"complaints:{name}_order",
        "archiving": f"complaints:{name}_archiving",
    }


def find(model, number):
    found = trees.find(model, number)
    if found is None:
        raise Http404
    return found


@workspace_page(Permission.MANAGE_COMPLAINTS, methods=("GET", "POST"))
def categories(request):
    return entries(request, ComplaintCategory)


@workspace_page(Permission.MANAGE_COMPLAINTS, methods=("GET", "POST"))
def causes(request):
    return entries(request, RootCause)


def entries(request, model):
    """The tree; POST adds to it."""
    if request.method == "POST":
        trees.keep_usual(model)  # the form names its parent by the number that it has from now on
    form = BranchForm(posted(request), model=model)
    if request.method == "POST" and form.is_valid():
        try:
            made = add_once(
                partial(trees.add, model, by=request.membership),
                model,
                form_token=form.cleaned_data["form_token"],
                fields=form.written,
            )
        except trees.TreeFull as refusal:
            form.add_error(None, refusal)
        except MadeBefore as refusal:
            refuse_sent_before(form, refusal.record)
        else:
            messages.success(request, _("%(name)s is on the list.") % {"name": isolated(made.label)})
            return to_page(request, urls_of(model)["list"])
    context = {"rows": trees.standing(model), "title": TITLES[model], "urls": urls_of(model)}
    return settings_page(request, "complaints/branches.html", form, **context)


@workspace_page(Permission.MANAGE_COMPLAINTS, methods=("GET", "POST"))
def category(request, number):
    return entry(request, ComplaintCategory, number)


@workspace_page(Permission.MANAGE_COMPLAINTS, methods=("GET", "POST"))
def cause(request, number):
    return entry(request, RootCause, number)


def entry(request, model, number):
    """One entry; POST renames and moves it."""
    found, urls = find(model, number), urls_of(model)
    if request.method == "POST":
        found = trees.kept(found)
    form = BranchForm(posted(request), model=model, instance=found)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            trees.change(found, by=request.membership, read_version=version, fields=form.written)
        except (trees.Circle, trees.TreeFull) as refusal:
            form.add_error("parent", refusal)
        except Stale:
            refuse_stale(form, model.objects.get(pk=found.pk).version)
        else:
            messages.success(request, _("The settings were saved."))
            return to_page(request, urls["list"])
    return settings_page(request, "complaints/branch.html", form, found=found, title=TITLES[model], urls=urls)


@workspace_page(Permission.MANAGE_COMPLAINTS, methods=("POST",))
def category_order(request, number):
    return order(request, ComplaintCategory, number)


@workspace_page(Permission.MANAGE_COMPLAINTS, methods=("POST",))
def cause_order(request, number):
    return order(request, RootCause, number)


def order(request, model, number):
    """POST moves it one place up among its neighbours, or down without `up`."""
    found = trees.kept(find(model, number))
    trees.shift(found, by=request.membership, is_up=request.POST.get("up") == "1")
    return to_page(request, urls_of(model)["list"])


@workspace_page(Permission.MANAGE_COMPLAINTS, methods=("POST",))
def category_archiving(request, number):
    return archiving(request, ComplaintCategory, number)


@workspace_page(Permission.MANAGE_COMPLAINTS, methods=("POST",))
def cause_archiving(request, number):
    return archiving(request, RootCause, number)


def archiving(request, model, number):
    """POST takes it out of use, with what is under it; with `undo` it is offered again."""
    found, urls = trees.kept(find(model, number)), urls_of(model)
    if is_undo(request):
        found.restore(by=request.membership)
        say_done(request, _("%(name)s is on the list.") % {"name": isolated(found.label)})
    else:
        found.archive(by=request.membership)
        url = workspace_url(request, urls["archiving"], number=found.number)
        text = _("%(name)s was archived.") % {"name": isolated(found.label)}
        say_done(request, text, undo_url=url, undo=1)
    return to_page(request, urls["list"])
