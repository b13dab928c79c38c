"""Settings of complaints: the times that are promised, in their order, and whom their running out concerns."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models.record import Stale
from accounts.once import MadeBefore, add_once, refuse_sent_before, refuse_stale
from complaints.clocks import Book
from complaints.forms_times import SEVERITIES, EscalationForm, PolicyForm
from complaints.models import SlaPolicy
from complaints.models.policy import KINDS
from complaints.policies import (
    JOB,
    NeedsOne,
    add_policy,
    archive_policy,
    change_escalation,
    change_policy,
    keep_usual_policy,
    restore_policy,
    times_in,
)
from lib.formats import isolated
from lib.http import posted, to_page, workspace_url
from lib.undo import is_undo, say_done
from sales.stages import ListFull, shift
from timeline.models import Job
from workspaces.decorators import workspace_page
from workspaces.roles import Permission
from workspaces.views.settings import settings_page

MOST_VERSIONS = 20
MANAGE = Permission.MANAGE_COMPLAINTS


def find_policy(number) -> SlaPolicy:
    """To be changed: the usual ones are kept by it."""
    keep_usual_policy()
    return get_object_or_404(SlaPolicy.objects.all(), number=number)


def shown_policy(number) -> SlaPolicy:
    """Looking keeps nothing: of the usual ones that nobody has kept yet, the one that would be kept."""
    usual = [] if SlaPolicy.objects.exists() else SlaPolicy.usual()
    return next((each for each in usual if each.number == number), None) or get_object_or_404(
        SlaPolicy.objects.select_related("category"), number=number
    )


@workspace_page(MANAGE)
def policies(request):
    """In the order in which they are asked."""
    rows = SlaPolicy.objects.select_related("category").standing()
    job = Job.objects.open().filter(kind=JOB).order_by("-pk").first()
    return settings_page(request, "complaints/times.html", rows=rows, job=job)


@workspace_page(MANAGE, methods=("GET", "POST"))
def policy_new(request):
    form = PolicyForm(posted(request))
    if is_look(request):
        return editor(request, form)
    if request.method == "POST" and form.is_valid():
        try:
            made = add_once(
                partial(add_policy, by=request.membership),
                SlaPolicy,
                form_token=form.cleaned_data["form_token"],
                fields=form.written,
                times=form.times,
            )
        except ListFull as refusal:
            form.add_error(None, refusal)
        except MadeBefore as refusal:
            refuse_sent_before(form, refusal.record)
        else:
            messages.success(request, _("%(name)s hold from now on.") % {"name": isolated(made.name)})
            return to_page(request, "complaints:policies")
    return editor(request, form)


@workspace_page(MANAGE, methods=("GET", "POST"))
def policy(request, number):
    """One of them with its versions; POST edits it, and with `look` only shows when something would be due."""
    found = find_policy(number) if request.method == "POST" else shown_policy(number)
    form = PolicyForm(posted(request), instance=found)
    if not is_look(request) and request.method == "POST" and form.is_valid():
        changed = form.apply()
        version = form.cleaned_data["version"] or 0
        try:
            change_policy(
                found, by=request.membership, read_version=version, changed=changed, times=form.times
            )
        except Stale:
            refuse_stale(form, SlaPolicy.objects.get(pk=found.pk).version)
        except NeedsOne as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("The settings were saved."))
            return to_page(request, "complaints:policies")
    return editor(request, form, found=found)


def is_look(request) -> bool:
    return request.method == "POST" and "look" in request.POST


def editor(request, form, found=None):
    """The form with what would be due; of a look by htmx that alone."""
    if form.is_bound:
        form.is_valid()
    context = {"lines": form.lines(Book.read(), timezone.now()), "is_look": is_look(request)}
    if request.htmx and context["is_look"]:
        return render(request, "complaints/times_editor.html#foresight", context)
    if found is not None and found.pk:
        context["versions"] = versions_of(found)
    return settings_page(request, "complaints/times_editor.html", form, found=found, **context)


def versions_of(found) -> list[dict]:
    """What held from when on, the newest first."""
    versions = found.versions.select_related("by__user").prefetch_related("targets")[:MOST_VERSIONS]
    return [{"version": each, "rows": in_rows(times_in(each))} for each in versions]


def in_rows(times) -> list[dict]:
    return [
        {
            "label": severity.label,
            "cells": [{"label": label, "time": times[severity, kind]} for kind, label in KINDS.items()],
        }
        for severity in SEVERITIES
    ]


@workspace_page(MANAGE, methods=("POST",))
def policy_order(request, number):
    """POST moves them one place up, or down without `up`."""
    shift(find_policy(number), by=request.membership, is_up=request.POST.get("up") == "1")
    return to_page(request, "complaints:policies")


@workspace_page(MANAGE, methods=("POST",))
def policy_archiving(request, number):
    """POST takes them out of force; with `undo` they hold again."""
    found = find_policy(number)
    if is_undo(request):
        restore_policy(found, by=request.membership)
        say_done(request, _("%(name)s hold again.") % {"name": isolated(found.name)})
        return to_page(request, "complaints:policies")
    try:
        archive_policy(found, by=request.membership)
    except NeedsOne as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        url = workspace_url(request, "complaints:policy_archiving", number=number)
        text = _("%(name)s were archived.") % {"name": isolated(found.name)}
        say_done(request, text, undo_url=url, undo=1)
    return to_page(request, "complaints:policies")


@workspace_page(MANAGE, methods=("GET", "POST"))
def escalation(request):
    """Whom it concerns at which share of the time."""
    form = EscalationForm(posted(request))
    if request.method == "POST" and form.is_valid():
        change_escalation(form.levels, by=request.membership)
        messages.success(request, _("The settings were saved."))
        return to_page(request, "complaints:escalation")
    return settings_page(request, "complaints/escalation.html", form)
