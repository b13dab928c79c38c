"""Handovers: those that wait for me, confirming one or many, and a note for whoever takes over."""

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models.record import Archived
from accounts.views.records import refuse_archived
from interactions.models import Handover
from interactions.models.handover import NotTheirs
from lib import formats
from lib.formats import isolated
from lib.formfields import CleanCharField
from lib.http import form_page, posted, to_page, workspace_url
from lib.undo import is_undo, say_done, say_too_late
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

MOST = 100


class NoteForm(forms.Form):
    note = CleanCharField(
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4, "data-first": ""}),
        label=gettext_lazy("What your colleague should know"),
    )


def find_handover(request, number):
    rows = Handover.objects.visible_to(request.membership).select_related("account", "to_member__user")
    return get_object_or_404(rows, number=number)


def waiting(request):
    rows = Handover.objects.waiting().filter(account__archived_at=None)
    return rows.select_related("account", "from_member__user", "to_member__user").order_by("-at", "-pk")


@workspace_page(Permission.VIEW_CUSTOMERS)
def handover_list(request):
    """What was handed over to me, and what I handed over; both until it is confirmed."""
    rows = waiting(request)
    context = {
        "to_me": rows.filter(to_member=request.membership)[:MOST],
        "from_me": rows.filter(from_member=request.membership)[:MOST],
    }
    return render(request, "interactions/handovers.html", context)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
@refuse_archived
def confirmation(request, number):
    """POST: I know how things stand; with `undo` it waits again."""
    found = find_handover(request, number)
    name = {"name": isolated(found.account.name)}
    try:
        if is_undo(request):
            found.reopen(by=request.membership)
            say_done(request, _("The handover waits for your confirmation again: %(name)s.") % name)
        else:
            found.confirm(by=request.membership, takes_over=bool(request.POST.get("takes_over")))
            url = workspace_url(request, "interactions:handover_confirmation", number=number)
            say_done(request, _("You look after this customer now: %(name)s.") % name, undo_url=url)
    except NotTheirs:
        say_too_late(request)
    return to_page(request, "desk:account", number=found.account.number)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
def confirmations(request):
    """POST confirms the ones whose numbers it names; those that changed meanwhile are passed over."""
    ticked = request.POST.getlist("number")[:MOST]
    asked = [int(each) for each in ticked if each.isascii() and each.isdigit() and len(each) < 10]
    mine = waiting(request).filter(to_member=request.membership, number__in=asked)
    done = 0
    for found in mine.order_by("account_id"):
        try:
            found.confirm(by=request.membership, takes_over=bool(request.POST.get("takes_over")))
        except (Archived, NotTheirs):
            continue
        done += 1
    text = ngettext("%(count)s handover was confirmed.", "%(count)s handovers were confirmed.", done)
    messages.success(request, text % {"count": formats.number(done)})
    return to_page(request, "interactions:handovers")


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("GET", "POST"))
@refuse_archived
def note(request, number):
    """What the next account manager should know, from who knows the customer."""
    found = find_handover(request, number)
    if found.to_member_id == request.membership.pk or not found.is_waiting:
        messages.error(request, _("This handover takes no note any more."))
        return to_page(request, "interactions:handovers")
    form = NoteForm(posted(request), initial={"note": found.note})
    if request.method == "POST" and form.is_valid():
        try:
            found.write_note(form.cleaned_data["note"], by=request.membership)
        except NotTheirs:
            say_too_late(request)
        else:
            messages.success(request, _("Your note was saved."))
        return to_page(request, "interactions:handovers")
    cancel_url = workspace_url(request, "interactions:handovers")
    return form_page(request, "interactions/handover_note.html", form, handover=found, cancel_url=cancel_url)
