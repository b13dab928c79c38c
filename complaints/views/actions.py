"""Corrective actions: all of them, one with its effect, and its steps."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models.record import Stale
from accounts.once import MadeBefore, add_once, refuse_sent_before, refuse_stale
from complaints import acting
from complaints.forms_action import ActionForm, JudgeForm
from complaints.models import Complaint, CorrectiveAction, Finding
from interactions.views.interactions import number_in
from lib.formats import isolated
from lib.http import form_page, posted, to_page, workspace_url
from lib.undo import TooLate, is_undo, say_done, say_too_late
from timeline.models import Event
from timeline.story import told
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

MOST, MOST_EVENTS, MOST_SHOWN = 200, 30, 20
OPEN, TO_CHECK, OVER = "open", "check", "over"


def find(request, number):
    rows = CorrectiveAction.objects.select_related(
        "owner__user", "category", "root_cause", "finding__account"
    )
    return get_object_or_404(rows, number=number)


def choices():
    return [(OPEN, _("Open")), (TO_CHECK, _("Effect to be checked")), (OVER, _("Over"))]


@workspace_page(Permission.HANDLE_COMPLAINTS)
def actions(request):
    """Those that are open, the next due first; done ones whose effect is not known yet; and those that are over."""
    which = request.GET.get("which", OPEN)
    which = which if which in (OPEN, TO_CHECK, OVER) else OPEN
    state = {OPEN: ["open"], TO_CHECK: ["done"], OVER: ["checked", "cancelled"]}[which]
    order = {OPEN: "due_on", TO_CHECK: "check_on", OVER: "-pk"}[which]
    rows = CorrectiveAction.objects.filter(state__in=state).order_by(order, "pk")
    rows = list(rows.select_related("owner__user", "category", "root_cause")[: MOST + 1])
    context = {"rows": rows[:MOST], "is_cut": len(rows) > MOST, "which": which, "choices": choices()}
    context["may_add"] = request.membership.can(Permission.MANAGE_COMPLAINTS)
    return render(request, "complaints/actions.html", context)


@workspace_page(Permission.MANAGE_COMPLAINTS, methods=("GET", "POST"))
def action_new(request):
    """With the finding or the complaint that the address names."""
    finding, complaint = about(request)
    form = ActionForm(posted(request), membership=request.membership, finding=finding, complaint=complaint)
    if request.method == "POST" and form.is_valid():
        further = {"finding": finding, "complaints": [complaint] if complaint else []}
        try:
            made = add_once(
                partial(acting.add_action, by=request.membership, **further),
                CorrectiveAction,
                form_token=form.cleaned_data["form_token"],
                fields=form.written,
            )
        except MadeBefore as refusal:
            refuse_sent_before(form, refusal.record)
        except acting.DecidedBefore:
            form.add_error(None, _("A colleague has decided about it meanwhile."))
        else:
            messages.success(request, _("The corrective action was begun."))
            return to_page(request, "complaints:action", number=made.number)
    context = {"finding": finding, "complaint": complaint}
    return form_page(request, "complaints/action_form.html", form, **context)


def about(request):
    finding, complaint = number_in(request, "finding"), number_in(request, "complaint")
    seen = Finding.objects.visible_to(request.membership).patterns()
    seen = seen.select_related("account", "category", "root_cause")
    complaints = Complaint.objects.visible_to(request.membership).with_people()
    return (
        get_object_or_404(seen, number=finding) if finding is not None else None,
        get_object_or_404(complaints, number=complaint) if complaint is not None else None,
    )


@workspace_page(Permission.HANDLE_COMPLAINTS)
def action(request, number):
    """One action: what it is about, whether there are fewer complaints since, and what happened."""
    found = find(request, number)
    seen = Complaint.objects.visible_to(request.membership).select_related("account")
    counts = (found.count_before, found.count_after) if found.outcome else None
    context = {
        "action": found,
        "counts": counts or found.counted(timezone.localdate()),
        "answered": list(seen.filter(actions__action=found).order_by("-pk")[:MOST_SHOWN]),
        "may_act": found.may_be_done_by(request.membership),
        "may_edit": request.membership.can(Permission.MANAGE_COMPLAINTS),
        "lines": told(
            Event.objects.about(found).order_by("-id")[:MOST_EVENTS], member=request.membership, about=found
        ),
    }
    return render(request, "complaints/action.html", context)


@workspace_page(Permission.MANAGE_COMPLAINTS, methods=("GET", "POST"))
def action_edit(request, number):
    found = find(request, number)
    form = ActionForm(posted(request), membership=request.membership, instance=found)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            acting.change_action(found, by=request.membership, read_version=version, changed=form.apply())
        except Stale:
            refuse_stale(form, CorrectiveAction.objects.get(pk=found.pk).version)
        else:
            messages.success(request, _("The corrective action was saved."))
            return to_page(request, "complaints:action", number=number)
    return form_page(request, "complaints/action_form.html", form, action=found)


def stepped(request, number, name, verb, undo, text):
    """Take a step, or with `undo` the one back."""
    found = find(request, number)
    if not found.may_be_done_by(request.membership):
        messages.error(request, _("Only who looks after it, or after all of them, takes this step."))
        return to_page(request, "complaints:action", number=number)
    try:
        if is_undo(request):
            undo(found)
            say_done(request, _("It was taken back: %(name)s") % {"name": isolated(found.name)})
        else:
            verb(found)
            url = workspace_url(request, f"complaints:{name}", number=number)
            say_done(request, text % {"name": isolated(found.name)}, undo_url=url, undo=1)
    except TooLate:
        say_too_late(request)
    return to_page(request, "complaints:action", number=number)


@workspace_page(Permission.HANDLE_COMPLAINTS, methods=("POST",))
def action_done(request, number):
    """POST says that it is done; with `undo` it is open again."""
    by = request.membership
    return stepped(
        request,
        number,
        "action_done",
        lambda found: found.finish(by=by),
        lambda found: found.reopen(by=by),
        _("Done: %(name)s"),
    )


@workspace_page(Permission.HANDLE_COMPLAINTS, methods=("POST",))
def action_cancellation(request, number):
    """POST calls it off; with `undo` it is open again."""
    by = request.membership
    return stepped(
        request,
        number,
        "action_cancellation",
        lambda found: found.cancel(by=by),
        lambda found: found.reopen(by=by),
        _("Called off: %(name)s"),
    )


@workspace_page(Permission.HANDLE_COMPLAINTS, methods=("GET", "POST"))
def action_check(request, number):
    """Whether it worked, beside what Sila counted; POST keeps the answer, with `undo` it is asked again."""
    by, found = request.membership, find(request, number)
    if request.method == "POST" and is_undo(request):
        back = {"text": "", "verb": None, "undo": lambda found: found.judge_again(by=by)}
        return stepped(request, number, "action_check", **back)
    counts = found.counted(timezone.localdate())
    if not found.may_be_done_by(by) or counts is None or found.state != "done":
        messages.error(request, _("The effect is checked once it is done and a day has gone by."))
        return to_page(request, "complaints:action", number=number)
    form = JudgeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        return stepped(
            request,
            number,
            "action_check",
            lambda found: found.judge(by=by, outcome=said["outcome"], text=said["text"]),
            None,
            _("Effect checked: %(name)s"),
        )
    return form_page(request, "complaints/action_check.html", form, action=found, counts=counts)
