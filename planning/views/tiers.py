"""Proposed tiers: looked at, confirmed or refused by a person; and what tier and type a customer had, and why."""

from django import forms
from django.contrib import messages
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Account, Classification
from accounts.models.record import Stale
from accounts.once import refuse_stale
from accounts.owning import MayNotOwn, warnings_about
from accounts.views.accounts import find_account
from accounts.views.records import refuse_archived
from lib import formats
from lib.formats import isolated
from lib.formfields import CleanCharField
from lib.http import form_page, posted, to_page, workspace_url
from lib.undo import TooLate, asked_number, is_undo, say_done, say_too_late
from planning.deciding import MOST_AT_ONCE, classify, decide, take_back_decision, unclassify
from planning.deciding_all import (
    DECIDING_JOBS,
    confirm_all,
    last_confirmed,
    take_all_back,
    waiting_for,
)
from planning.reckoning import JOB, start_reckoning
from timeline.models import Event, Job
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

SHOWN = 50


@workspace_page(Permission.VIEW_CUSTOMERS, methods=("GET", "POST"))
def proposals(request):
    """The proposals that wait, the most valuable first; POST decides about the ticked ones, with `undo` takes back."""
    if request.method == "POST":
        if not request.membership.can(Permission.EDIT_CUSTOMERS):
            messages.error(request, _("Your role only looks at customers."))
        elif is_undo(request):
            decision_back(request)
        else:
            decided(request)
        return to_page(request, "planning:tiers")
    after = asked_tier(request.GET)
    waiting = waiting_for(request.membership, after)
    rows = waiting.select_related("account__owner__user").order_by("-value_minor", "pk")
    context = {
        "rows": rows[:SHOWN],
        "total": waiting.count(),
        "after": after,
        "tiers": Account.Tier.choices,
        "job": Job.objects.open().filter(kind__in=(JOB, *DECIDING_JOBS)).order_by("-pk").first(),
        "confirmed": last_confirmed(request.membership),
    }
    return render(request, "planning/tiers.html", context)


def asked_tier(query) -> str:
    asked = query.get("after", "")
    return asked if asked in Account.Tier.values else ""


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
def all_proposals(request):
    """POST confirms everything that waits, or all of one tier, as a job; `undo` names the job to be taken back."""
    if not is_undo(request):
        job = confirm_all(by=request.membership, after=asked_tier(request.POST))
        if job is None:
            messages.error(request, _("Nothing was left to decide."))
            return to_page(request, "planning:tiers")
        return to_page(request, "desk:job", number=job.number)
    number = asked_number(request)
    done = Job.objects.filter(number=number).first() if number else None
    try:
        if done is None:
            raise TooLate
        job = take_all_back(done, by=request.membership)
    except TooLate:
        say_too_late(request)
        return to_page(request, "planning:tiers")
    return to_page(request, "desk:job", number=job.number)


def decided(request):
    ticked = [text for text in request.POST.getlist("number") if text.isascii() and text.isdigit()]
    numbers = [int(text) for text in ticked if len(text) < 10][:MOST_AT_ONCE]
    confirms = request.POST.get("verb") == "confirm"
    event = decide(numbers, by=request.membership, confirms=confirms)
    if event is None:
        messages.error(request, _("Nothing was left to decide. Tick a customer first."))
        return
    count = event.detail["count"]
    sentence = (
        ngettext("%(count)s tier was confirmed.", "%(count)s tiers were confirmed.", count)
        if confirms
        else ngettext("%(count)s proposal was refused.", "%(count)s proposals were refused.", count)
    )
    url = workspace_url(request, "planning:tiers")
    say_done(request, sentence % {"count": formats.number(count)}, undo_url=url, undo=event.pk)


def decision_back(request):
    event = Event.objects.filter(pk=asked_number(request)).first()
    try:
        count = take_back_decision(event, by=request.membership)
    except TooLate:
        say_too_late(request)
        return
    sentence = ngettext("%(count)s proposal waits again.", "%(count)s proposals wait again.", count)
    say_done(request, sentence % {"count": formats.number(count)})


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
def reckoning(request):
    """Ask the rules anew about every customer, as a job."""
    job = start_reckoning(by=request.membership, proposes=True)
    if job is None:
        messages.success(request, _("There are no customers yet."))
        return to_page(request, "planning:tiers")
    return to_page(request, "desk:job", number=job.number)


class ClassificationForm(forms.Form):
    tier = forms.ChoiceField(
        required=False, choices=[("", "—"), *Account.Tier.choices], label=gettext_lazy("Tier")
    )
    management_type = forms.ChoiceField(
        required=False,
        choices=[("", "—"), *Account.ManagementType.choices],
        label=gettext_lazy("Management type"),
    )
    reason = CleanCharField(required=False, max_length=300, label=gettext_lazy("Reason"))
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    @property
    def wanted(self) -> dict:
        """What classify() is told."""
        told = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return told | {"read_version": self.cleaned_data["version"]}


@workspace_page(Permission.VIEW_CUSTOMERS, methods=("GET", "POST"))
@refuse_archived
def classification(request, number):
    """Tier and type with their history; POST gives others, with a reason, and with `undo` takes that back."""
    account = find_account(request, number)
    may_edit = request.membership.can(Permission.EDIT_CUSTOMERS)
    if may_edit and request.method == "POST" and is_undo(request):
        return classification_back(request, account)
    initial = {name: getattr(account, name) for name in ("tier", "management_type", "version")}
    form = ClassificationForm(posted(request) if may_edit else None, initial=initial)
    if may_edit and request.method == "POST" and form.is_valid():
        try:
            if classify(account, by=request.membership, **form.wanted):
                text = _("Tier and type of %(name)s were saved.") % {"name": isolated(account.name)}
                url = workspace_url(request, "planning:classification", number=number)
                say_done(request, text, undo_url=url, undo=account.version)
                for said in warnings_about(account.owner):
                    messages.warning(request, said)
            return to_page(request, "planning:classification", number=number)
        except MayNotOwn as refusal:
            account = find_account(request, number)
            form.add_error("management_type", refusal)
        except Stale:
            refuse_stale(form, account.version)
    history = Classification.objects.of(account)[:SHOWN]
    context = {"account": account, "history": history, "may_edit": may_edit}
    return form_page(request, "planning/classification.html", form, **context)


def classification_back(request, account):
    try:
        unclassify(account, asked_number(request) or 0, by=request.membership)
    except TooLate:
        say_too_late(request)
    except MayNotOwn as refusal:
        messages.error(request, refusal.message)
    else:
        say_done(request, _("The change was taken back."))
    return to_page(request, "planning:classification", number=account.number)
