"""Compensations of a complaint: proposed, approved or refused, given, taken back."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from accounts.once import MadeBefore, add_once, refuse_sent_before
from accounts.views.records import refuse_archived
from complaints.answering import own_token
from complaints.compensating import approve, change_limits, give, propose, refuse, take_back
from complaints.forms_compensation import CompensationForm, LimitsForm, RefusalForm
from complaints.models import Compensation
from complaints.views.complaints import find_complaint
from lib.http import form_page, posted, to_page, workspace_url
from lib.undo import carry_out, say_done
from workspaces.decorators import workspace_page
from workspaces.forms import currency_choices
from workspaces.roles import Permission
from workspaces.views.settings import settings_page


def find_compensation(request, number, compensation):
    """The compensation of this number, with its complaint as this member may see it; else 404."""
    complaint = find_complaint(request, number)
    found = get_object_or_404(
        complaint.compensations.select_related("proposed_by__user"), number=compensation
    )
    found.complaint = complaint
    complaint.account.check_in_use()
    return found


def back(request, found):
    return to_page(request, "complaints:complaint", number=found.complaint.number)


def refused(request, refusal):
    messages.error(request, " ".join(refusal.messages))


@workspace_page(Permission.HANDLE_COMPLAINTS, methods=("GET", "POST"))
@refuse_archived
def new(request, number):
    complaint = find_complaint(request, number)
    complaint.account.check_in_use()
    form = CompensationForm(posted(request))
    if request.method == "POST" and form.is_valid():
        token = own_token(form.cleaned_data["form_token"], complaint)
        make = partial(propose, complaint, by=request.membership)
        try:
            add_once(make, Compensation, form_token=token, fields=form.written)
        except MadeBefore as before:
            refuse_sent_before(form, before.record)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            say_done(request, _("The compensation was proposed."))
            return to_page(request, "complaints:complaint", number=number)
    cancel_url = workspace_url(request, "complaints:complaint", number=number)
    context = {"complaint": complaint, "cancel_url": cancel_url}
    return form_page(request, "complaints/compensation_form.html", form, **context)


@workspace_page(Permission.HANDLE_COMPLAINTS, methods=("POST",))
@refuse_archived
def approval(request, number, compensation):
    """POST approves it, within what one's role may."""
    return take(
        request,
        find_compensation(request, number, compensation),
        approve,
        _("The compensation was approved."),
    )


@workspace_page(Permission.HANDLE_COMPLAINTS, methods=("POST",))
@refuse_archived
def giving(request, number, compensation):
    """POST notes that the customer has it."""
    text = _("Noted: the customer has the compensation.")
    return take(request, find_compensation(request, number, compensation), give, text)


def take(request, found, verb, text, **given):
    carry_out(request, partial(verb, found, by=request.membership, **given), text)
    return back(request, found)


@workspace_page(Permission.HANDLE_COMPLAINTS, methods=("GET", "POST"))
@refuse_archived
def refusal(request, number, compensation):
    return with_reason(
        request,
        find_compensation(request, number, compensation),
        verb=refuse,
        title=_("Refuse the compensation"),
        done=_("The compensation was refused."),
    )


@workspace_page(Permission.HANDLE_COMPLAINTS, methods=("GET", "POST"))
@refuse_archived
def taking_back(request, number, compensation):
    return with_reason(
        request,
        find_compensation(request, number, compensation),
        verb=take_back,
        title=_("Take the compensation back"),
        done=_("The compensation was taken back."),
    )


def with_reason(request, found, *, verb, title, done):
    """GET asks why, POST does it."""
    form = RefusalForm(posted(request))
    if request.method == "POST" and form.is_valid():
        return take(request, found, verb, done, reason=form.cleaned_data["reason"])
    cancel_url = workspace_url(request, "complaints:complaint", number=found.complaint.number)
    context = {"compensation": found, "complaint": found.complaint, "title": title, "cancel_url": cancel_url}
    return form_page(request, "complaints/compensation_reason.html", form, **context)


@workspace_page(Permission.MANAGE_SETTINGS, methods=("GET", "POST"))
def limits(request):
    """Up to which amount each role approves; `currency` in the address brings one that has no limits yet."""
    form = LimitsForm(posted(request), also=request.GET.get("currency", ""))
    if request.method == "POST" and form.is_valid():
        change_limits(form.wanted, by=request.membership)
        messages.success(request, _("The settings were saved."))
        return to_page(request, "complaints:limits")
    others = [each for each in currency_choices() if each[0] not in form.currencies]
    return settings_page(request, "complaints/limits.html", form, currencies=others)
