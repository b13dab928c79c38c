"""Complaints that belong together: duplicates of one customer, and an incident with all it affects."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.views.records import refuse_archived
from complaints.closing_along import close_along, open_ones
from complaints.fields import state_badge
from complaints.forms_uniting import AlongForm, OtherComplaintForm
from complaints.models import Complaint
from complaints.states import NotNow, State
from complaints.uniting import (
    could_be_incident,
    join_incident,
    leave_incident,
    merge,
    open_ones_of,
    split,
)
from complaints.views.complaints import find_complaint
from complaints.views.steps import too_late
from interactions.views.interactions import number_in
from lib.formats import isolated
from lib.http import form_page, posted, to_page, workspace_url
from lib.undo import is_undo, say_done
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

MOST_AFFECTED = 200
UNITING = "complaints/uniting_form.html"


@workspace_page(Permission.HANDLE_COMPLAINTS, methods=("GET", "POST"))
@refuse_archived
def merging(request, number):
    """Into which one; POST with `undo` splits it off again."""
    found = find_complaint(request, number)
    found.account.check_in_use()
    if request.method == "POST" and is_undo(request):
        return split_off(request, found)
    if "merge" not in found.steps:
        return too_late(request, found)
    title = _("It is the same as another complaint")
    text = _("The other one of this customer is handled for both. Nothing that was said is lost.")
    return unite(
        request,
        found,
        verb=merge,
        complaints=open_ones_of(found, request.membership),
        title=title,
        text=text,
        done=_("%(name)s is a part of this complaint now: %(other)s."),
        undo_url=workspace_url(request, "complaints:merging", number=number),
    )


@workspace_page(Permission.HANDLE_COMPLAINTS, methods=("POST",))
@refuse_archived
def splitting(request, number):
    """POST splits it off, to be looked into by itself."""
    found = find_complaint(request, number)
    found.account.check_in_use()
    return split_off(request, found)


def split_off(request, found):
    try:
        split(found, by=request.membership)
    except NotNow:
        return too_late(request, found)
    say_done(request, _("%(name)s is handled by itself again.") % {"name": isolated(found.name)})
    return to_page(request, "complaints:complaint", number=found.number)


@workspace_page(Permission.HANDLE_COMPLAINTS, methods=("GET", "POST"))
@refuse_archived
def incident(request, number):
    """Which incident it belongs to; POST with `undo` takes it out of the one it is in."""
    found = find_complaint(request, number)
    found.account.check_in_use()
    if request.method == "POST" and is_undo(request):
        leave_incident(found, by=request.membership)
        say_done(request, _("%(name)s belongs to no incident now.") % {"name": isolated(found.name)})
        return to_page(request, "complaints:complaint", number=number)
    text = _("Choose the complaint under which it is handled for all who are affected.")
    return unite(
        request,
        found,
        verb=join_incident,
        complaints=could_be_incident(found, request.membership),
        title=_("It went wrong for others too"),
        text=text,
        done=_("%(name)s belongs to this incident now: %(other)s."),
        undo_url=workspace_url(request, "complaints:incident", number=number),
    )


def unite(request, found, *, verb, complaints, title, text, done, undo_url):
    """GET looks for the other one, POST puts them together."""
    query = request.GET.get("q", "").strip()
    chosen = number_in(request, "other")
    form = OtherComplaintForm(
        posted(request), complaints=complaints, query=query, initial={"other": chosen} if chosen else None
    )
    if request.method == "POST" and form.is_valid():
        other = form.cleaned_data["other"]
        try:
            verb(found, other, by=request.membership)
        except NotNow:
            return too_late(request, found)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            words = {"name": isolated(found.name), "other": isolated(other.name)}
            say_done(request, done % words, undo_url=undo_url, undo=1)
            return to_page(request, "complaints:complaint", number=found.number)
    context = {
        "complaint": found,
        "title": title,
        "text": text,
        "query": query,
        "cancel_url": workspace_url(request, "complaints:complaint", number=found.number),
        "offered": [{"complaint": each, "badge": state_badge(each)} for each in form.offered],
        "chosen": request.POST.get("other") or str(chosen or ""),
    }
    return form_page(request, UNITING, form, **context)


@workspace_page(Permission.VIEW_CUSTOMERS)
def affected(request, number):
    """Every complaint that belongs to this incident and that this member sees, with its state."""
    found = find_complaint(request, number)
    seen = Complaint.objects.visible_to(request.membership).filter(incident=found)
    rows = list(seen.with_people().order_by("account_id", "pk")[: MOST_AFFECTED + 1])
    context = {
        "complaint": found,
        "rows": [{"complaint": each, "badge": state_badge(each)} for each in rows[:MOST_AFFECTED]],
        "is_cut": len(rows) > MOST_AFFECTED,
        "total": seen.count(),
        "open_count": seen.open().count(),
        "hidden_count": found.affected.count() - seen.count(),
        "is_closed": found.state == State.CLOSED,
        "may_close": request.membership.can(Permission.HANDLE_COMPLAINTS)
        and found.state == State.CLOSED
        and open_ones(found, request.membership).exists(),
    }
    return render(request, "complaints/affected.html", context)


@workspace_page(Permission.HANDLE_COMPLAINTS, methods=("GET", "POST"))
def closing_along(request, number):
    """POST begins to close what it affects, with what its customers are to read."""
    found = find_complaint(request, number)
    rows = open_ones(found, request.membership)
    languages = set(rows.order_by().values_list("language", flat=True).distinct())
    if found.state != State.CLOSED or not languages:
        messages.error(request, _("There is nothing to be closed along with it now."))
        return to_page(request, "complaints:affected", number=number)
    form = AlongForm(posted(request), languages=languages)
    if request.method == "POST" and form.is_valid():
        job = close_along(found, by=request.membership, texts=form.texts)
        return to_page(request, "desk:job", number=job.number)
    cancel_url = workspace_url(request, "complaints:affected", number=number)
    context = {"complaint": found, "total": rows.count(), "cancel_url": cancel_url}
    return form_page(request, "complaints/along_form.html", form, **context)
