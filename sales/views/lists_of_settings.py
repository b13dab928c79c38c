"""Settings of selling: the stages of opportunities and the reasons for a loss; added, edited, ordered, archived."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models.record import Stale
from accounts.once import MadeBefore, add_once, refuse_sent_before, refuse_stale
from lib.formats import isolated
from lib.http import posted, to_page, workspace_url
from lib.undo import is_undo, say_done
from sales.forms_opportunity import ListedForm
from sales.models import LostReason, OpportunityStage
from sales.stages import InUse, ListFull, add_listed, archive_listed, change_listed, kept, shift
from workspaces.decorators import workspace_page
from workspaces.roles import Permission
from workspaces.views.settings import settings_page

TITLES = {
    OpportunityStage: gettext_lazy("Stages of opportunities"),
    LostReason: gettext_lazy("Reasons for a loss"),
}
NAMES = {OpportunityStage: "stage", LostReason: "lost_reason"}


def urls_of(model) -> dict:
    name = NAMES[model]
    return {
        "list": f"sales:{name}s",
        "one": f"sales:{name}",
        "order": f"sales:{name}_order",
        "archiving": f"sales:{name}_archiving",
    }


def find(model, number):
    """The entry of this number; of the usual ones that nobody has kept yet, the one that would be kept."""
    if not model.objects.exists():
        return next((each for each in model.usual() if each.number == number), None) or get_object_or_404(
            model, number=number
        )
    return get_object_or_404(model, number=number)


@workspace_page(Permission.MANAGE_SETTINGS, methods=("GET", "POST"))
def stages(request):
    return entries(request, OpportunityStage)


@workspace_page(Permission.MANAGE_SETTINGS, methods=("GET", "POST"))
def lost_reasons(request):
    return entries(request, LostReason)


def entries(request, model):
    """The list; POST adds to its end."""
    form = ListedForm(posted(request), model=model)
    if request.method == "POST" and form.is_valid():
        try:
            added = add_once(
                partial(add_listed, model, by=request.membership),
                model,
                form_token=form.cleaned_data["form_token"],
                fields=form.written,
            )
        except ListFull as refusal:
            form.add_error(None, refusal)
        except MadeBefore as refusal:
            refuse_sent_before(form, refusal.record)
        else:
            messages.success(request, _("%(name)s is on the list.") % {"name": isolated(added.name)})
            return to_page(request, urls_of(model)["list"])
    context = {"rows": model.objects.standing(), "title": TITLES[model], "urls": urls_of(model)}
    return settings_page(
        request, "sales/listed.html", form, has_probability=model is OpportunityStage, **context
    )


@workspace_page(Permission.MANAGE_SETTINGS, methods=("GET", "POST"))
def stage(request, number):
    return entry(request, OpportunityStage, number)


@workspace_page(Permission.MANAGE_SETTINGS, methods=("GET", "POST"))
def lost_reason(request, number):
    return entry(request, LostReason, number)


def entry(request, model, number):
    """One entry; POST edits it."""
    found, urls = find(model, number), urls_of(model)
    if request.method == "POST":
        found = kept(found)
    form = ListedForm(posted(request), model=model, instance=found)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            change_listed(found, by=request.membership, read_version=version, changed=form.apply())
        except Stale:
            refuse_stale(form, model.objects.get(pk=found.pk).version)
        else:
            messages.success(request, _("The settings were saved."))
            return to_page(request, urls["list"])
    return settings_page(
        request, "sales/listed_entry.html", form, found=found, title=TITLES[model], urls=urls
    )


@workspace_page(Permission.MANAGE_SETTINGS, methods=("POST",))
def stage_order(request, number):
    return order(request, OpportunityStage, number)


@workspace_page(Permission.MANAGE_SETTINGS, methods=("POST",))
def lost_reason_order(request, number):
    return order(request, LostReason, number)


def order(request, model, number):
    """POST moves it one place up, or down without `up`."""
    found = kept(find(model, number))
    shift(found, by=request.membership, is_up=request.POST.get("up") == "1")
    return to_page(request, urls_of(model)["list"])


@workspace_page(Permission.MANAGE_SETTINGS, methods=("POST",))
def stage_archiving(request, number):
    return archiving(request, OpportunityStage, number)


@workspace_page(Permission.MANAGE_SETTINGS, methods=("POST",))
def lost_reason_archiving(request, number):
    return archiving(request, LostReason, number)


def archiving(request, model, number):
    """POST takes it out of use; with `undo` it is offered again."""
    found, urls = kept(find(model, number)), urls_of(model)
    if is_undo(request):
        found.restore(by=request.membership)
        say_done(request, _("%(name)s is on the list.") % {"name": isolated(found.name)})
        return to_page(request, urls["list"])
    try:
        archive_listed(found, by=request.membership)
    except InUse as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        url = workspace_url(request, urls["archiving"], number=number)
        say_done(request, _("%(name)s was archived.") % {"name": isolated(found.name)}, undo_url=url, undo=1)
    return to_page(request, urls["list"])
