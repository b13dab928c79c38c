"""Notices to the customers affected by an incident: written, approved, sent, and what became of each."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from accounts.models.record import Stale
from accounts.once import MadeBefore, add_once, refuse_sent_before, refuse_stale
from accounts.views.records import refuse_archived
from complaints import notices
from complaints.answering import own_token
from complaints.forms_notice import NoticeForm
from complaints.models import Complaint
from complaints.models.notice import IncidentNotice
from complaints.notices import NotThisNotice, affected_by, change_notice, counted, draft_notice, may_approve
from complaints.views.complaints import find_complaint
from lib.http import form_page, posted, to_page, workspace_url
from timeline.models import Event
from timeline.story import told
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

MOST_ROWS, MOST_EVENTS = 200, 20


def find_notice(request, number):
    seen = IncidentNotice.objects.visible_to(request.membership)
    related = ("incident__account", "written_by__user", "approved_by__user", "job")
    return get_object_or_404(seen.select_related(*related), number=number)


@workspace_page(Permission.HANDLE_COMPLAINTS, methods=("GET", "POST"))
@refuse_archived
def notice_new(request, number):
    incident = find_complaint(request, number)
    incident.account.check_in_use()
    form = NoticeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        add = partial(draft_notice, by=request.membership)
        token = own_token(form.cleaned_data["form_token"], incident)
        try:
            made = add_once(add, IncidentNotice, form_token=token, incident=incident, fields=form.written)
        except MadeBefore as refusal:
            refuse_sent_before(form, refusal.record)
        else:
            return to_page(request, "complaints:notice", number=made.number)
    return notice_form(request, form, incident)


@workspace_page(Permission.HANDLE_COMPLAINTS, methods=("GET", "POST"))
@refuse_archived
def notice_edit(request, number):
    found = find_notice(request, number)
    found.account.check_in_use()
    form = NoticeForm(posted(request), notice=found)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            change_notice(found, by=request.membership, read_version=version, fields=form.written)
        except Stale:
            refuse_stale(form, IncidentNotice.objects.get(pk=found.pk).version)
        except NotThisNotice as refusal:
            form.add_error(None, str(refusal.message))
        else:
            return to_page(request, "complaints:notice", number=number)
    return notice_form(request, form, found.incident, found)


def notice_form(request, form, incident, found=None):
    cancel_url = workspace_url(request, "complaints:complaint", number=incident.number)
    if found is not None:
        cancel_url = workspace_url(request, "complaints:notice", number=found.number)
    context = {"incident": incident, "cancel_url": cancel_url, "count": affected_by(incident).count()}
    return form_page(request, "complaints/notice_form.html", form, **context)


@workspace_page(Permission.VIEW_CUSTOMERS)
def notice(request, number):
    """Its words, how far it is, and to whom it went."""
    found = find_notice(request, number)
    seen = Complaint.objects.visible_to(request.membership)
    told_to = found.recipients.filter(complaint__in=seen).select_related("complaint__account")
    events = Event.objects.about(found).filter(is_part=False).select_related("actor__user")
    context = {
        "notice": found,
        "incident": found.incident,
        "count": affected_by(found.incident).count(),
        "recipients": list(told_to.order_by("-pk")[:MOST_ROWS]),
        "outcomes": counted(found),
        "lines": told(events.order_by("-at", "-id")[:MOST_EVENTS], member=request.membership, about=found),
        "may_write": request.membership.can(Permission.HANDLE_COMPLAINTS),
        "may_lead": request.membership.can(Permission.MANAGE_COMPLAINTS),
        "may_approve": found.is_draft and may_approve(found, request.membership),
    }
    return render(request, "complaints/notice.html", context)


@workspace_page(Permission.MANAGE_COMPLAINTS, methods=("POST",))
@refuse_archived
def approval(request, number):
    return pressed(request, number, notices.approve, _("The notice is approved."))


@workspace_page(Permission.MANAGE_COMPLAINTS, methods=("POST",))
@refuse_archived
def sending(request, number):
    return pressed(request, number, notices.send, _("The notice goes out, one customer after the other."))


def pressed(request, number, verb, words):
    found = find_notice(request, number)
    try:
        verb(found, by=request.membership)
    except NotThisNotice as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, words)
    return to_page(request, "complaints:notice", number=number)
