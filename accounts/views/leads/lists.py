"""Settings of leads: the stages, and the reasons for which one is lost. One set of pages for both."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import HttpResponseBadRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.leads import entries
from accounts.leads.forms import EntryForm
from accounts.models import LeadStage
from accounts.models.leads import begin_lists
from accounts.once import add_once
from lib.formats import isolated
from lib.http import to_page, workspace_url
from lib.undo import is_undo, say_done
from workspaces.decorators import workspace_page
from workspaces.roles import Permission
from workspaces.views.settings import settings_page

STEPS = {"up": -1, "down": 1}
TITLES = {"stages": gettext_lazy("Stages of leads"), "reasons": gettext_lazy("Reasons for loss")}
ABOUT = {
    "stages": gettext_lazy("The steps of a lead on its way to a customer, in their order."),
    "reasons": gettext_lazy("Whoever marks a lead as lost chooses one of them."),
}


def find_entry(kind, number):
    return get_object_or_404(entries.LISTS[kind], number=number)


def group_of(kind) -> dict:
    """One of the lists, with how much hangs on each of its entries."""
    model = entries.LISTS[kind]
    used = Count("accounts", filter=Q(accounts__status="prospect")) if model is LeadStage else Count("losses")
    rows = list(model.objects.annotate(used=used))
    return {
        "kind": kind,
        "title": TITLES[kind],
        "about": ABOUT[kind],
        "rows": [each for each in rows if not each.is_archived],
        "archived": [each for each in rows if each.is_archived],
        "usual": [] if rows else [model(label_ar=ar, label_en=en).label for ar, en in model.usual],
        "urls": {
            name: f"accounts:lead_{kind}{end}"
            for name, end in (("new", ""), ("one", "_one"), ("place", "_place"), ("archive", "_archive"))
        },
    }


def lists_page(request, *, refused=None, kind="", number=None):
    """Both lists; the form that was refused stands where it was typed."""
    groups = [group_of(each) for each in entries.LISTS]
    for group in groups:
        is_here = group["kind"] == kind
        group["form"] = (
            refused if is_here and number is None and refused else EntryForm(auto_id=f"{group['kind']}_%s")
        )
        for row in group["rows"]:
            row.form = refused if is_here and row.number == number else None
    return settings_page(request, "accounts/leads/lists.html", refused, groups=groups)


@workspace_page(Permission.MANAGE_LEADS, methods=("GET", "POST"))
def lead_lists(request):
    """Both lists; POST begins with the usual entries where there are none."""
    if request.method == "POST":
        begin_lists()
        return to_page(request, "accounts:lead_lists")
    return lists_page(request)


def done(request, form, verb) -> bool:
    try:
        verb()
    except ValidationError as refusal:
        form.add_error("label_ar", refusal)
        return False
    return True


@workspace_page(Permission.MANAGE_LEADS, methods=("GET", "POST"))
def entry_new(request, kind):
    if request.method != "POST":
        return lists_page(request)
    form, model = EntryForm(request.POST, auto_id=f"{kind}_%s"), entries.LISTS[kind]
    add = partial(entries.add_entry, model, by=request.membership)
    if form.is_valid() and done(
        request, form, lambda: add_once(add, model, form_token=form.cleaned_data["form_token"], **form.labels)
    ):
        label = isolated(form.cleaned_data["label_ar"] or form.cleaned_data["label_en"])
        messages.success(request, _("%(label)s was put on the list.") % {"label": label})
        return to_page(request, "accounts:lead_lists")
    return lists_page(request, refused=form, kind=kind)


@workspace_page(Permission.MANAGE_LEADS, methods=("POST",))
def entry(request, kind, number):
    """POST gives the entry another name."""
    found, form = find_entry(kind, number), EntryForm(request.POST, auto_id=f"{kind}_{number}_%s")
    if form.is_valid() and done(
        request, form, lambda: entries.rename_entry(found, by=request.membership, **form.labels)
    ):
        messages.success(request, _("%(label)s was saved.") % {"label": isolated(found.label)})
        return to_page(request, "accounts:lead_lists")
    return lists_page(request, refused=form, kind=kind, number=number)


@workspace_page(Permission.MANAGE_LEADS, methods=("POST",))
def entry_place(request, kind, number):
    found, step = find_entry(kind, number), STEPS.get(request.POST.get("step", ""))
    if step is None:
        return HttpResponseBadRequest(_("Choose up or down."))
    entries.move_entry(found, by=request.membership, step=step)
    return to_page(request, "accounts:lead_lists")


@workspace_page(Permission.MANAGE_LEADS, methods=("POST",))
def entry_archive(request, kind, number):
    """POST archives; with `undo` it restores."""
    found, is_back = find_entry(kind, number), is_undo(request)
    words = {"label": isolated(found.label)}
    try:
        (entries.restore_entry if is_back else entries.archive_entry)(found, by=request.membership)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        if is_back:
            messages.success(request, _("%(label)s is in use again.") % words)
        else:
            url = workspace_url(request, f"accounts:lead_{kind}_archive", number=number)
            say_done(
                request, _("%(label)s is no longer offered; where it stands it stays.") % words, undo_url=url
            )
    return to_page(request, "accounts:lead_lists")
