"""The programme of a year: goals, steps and milestones, customers on their way, and one customer's steps."""

from functools import partial
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models.record import Stale
from accounts.once import MadeBefore, add_once, refuse_sent_before
from accounts.views.accounts import find_account
from accounts.views.records import refuse_archived
from lib.formats import isolated
from lib.http import form_page, posted, workspace_url
from lib.undo import is_undo, say_done
from planning.forms_programme import LineForm, StepsForm, StepWordForm
from planning.models import ProgrammeLine, StepWord
from planning.models.programme import FIRST_YEAR, LAST_YEAR
from planning.programme import (
    add_line,
    change_line,
    followed,
    matrix,
    plan_steps,
    say_step,
    steps_of,
)
from workspaces.decorators import workspace_page
from workspaces.models import Membership
from workspaces.roles import Permission

Kind = ProgrammeLine.Kind


def asked_year(request) -> int:
    """The year that the address names; else this one."""
    typed = request.GET.get("year", "")
    year = int(typed) if typed.isascii() and typed.isdigit() and len(typed) == 4 else 0
    return year if FIRST_YEAR <= year <= LAST_YEAR else timezone.localdate().year


def address(request, name, year, **parts) -> str:
    return f"{workspace_url(request, name, **parts)}?{urlencode({'year': year})}"


def to_programme(request, year):
    return HttpResponseRedirect(address(request, "planning:programme", year), status=303)


@workspace_page(Permission.VIEW_CUSTOMERS)
def programme(request):
    """`year` and `manager`, the number of a colleague, narrow it."""
    year = asked_year(request)
    accounts = followed(request.membership)
    managers = list(
        Membership.objects.filter(pk__in=accounts.values("owner"))
        .select_related("user")
        .order_by("user__name")
    )
    manager = next((each for each in managers if str(each.number) == request.GET.get("manager")), None)
    lines = list(ProgrammeLine.objects.kept().filter(year=year).select_related("owner__user"))
    rows = matrix(accounts.filter(owner=manager) if manager else accounts, year)
    steps = steps_of(year)
    context = {
        "year": year,
        "before": year - 1,
        "after": year + 1,
        "goals": [each for each in lines if each.is_goal],
        "milestones": [each for each in lines if not each.is_goal],
        "steps": [with_count(step, rows) for step in steps.values()],
        "rows": rows,
        "managers": managers,
        "manager": manager,
        "may_lead": request.membership.can(Permission.APPROVE_PLANS),
        "today": timezone.localdate(),
    }
    return render(request, "planning/programme.html", context)


def with_count(step, rows) -> dict:
    cells = [cell for row in rows for cell in row.cells if cell.key == step.key]
    return {"step": step, "done": sum(cell.is_done for cell in cells), "all": len(cells)}


@workspace_page(Permission.APPROVE_PLANS, methods=("GET", "POST"))
def programme_steps(request):
    """Who leads which step of the year, and when it is walked."""
    year = asked_year(request)
    form = StepsForm(posted(request), programme_steps=steps_of(year))
    if request.method == "POST" and form.is_valid():
        plan_steps(year, form.wanted, by=request.membership)
        messages.success(request, _("The steps of the programme were saved."))
        return to_programme(request, year)
    cancel_url = address(request, "planning:programme", year)
    return form_page(request, "planning/programme_steps.html", form, year=year, cancel_url=cancel_url)


@workspace_page(Permission.APPROVE_PLANS, methods=("GET", "POST"))
def line_new(request):
    """A goal, or with `kind=milestone` a milestone of the year."""
    year = asked_year(request)
    kind = Kind.MILESTONE if request.GET.get("kind") == Kind.MILESTONE else Kind.GOAL
    form = LineForm(posted(request), kind=kind)
    if request.method == "POST" and form.is_valid():
        add = partial(add_line, by=request.membership, kind=kind, year=year)
        token = form.cleaned_data["form_token"]
        try:
            made = add_once(add, ProgrammeLine, form_token=token, fields=form.written)
        except MadeBefore as refusal:
            refuse_sent_before(form, refusal.record)
        else:
            messages.success(request, _("Written down: %(name)s.") % {"name": isolated(made.name)})
            return to_programme(request, year)
    return line_page(request, form, kind=kind, year=year)


def line_page(request, form, *, kind, year, line=None):
    cancel_url = address(request, "planning:programme", year)
    context = {"is_goal": kind == Kind.GOAL, "year": year, "line": line, "cancel_url": cancel_url}
    return form_page(request, "planning/programme_line.html", form, **context)


def find_line(number) -> ProgrammeLine:
    return get_object_or_404(ProgrammeLine.objects.order_by("pk"), number=number)


@workspace_page(Permission.APPROVE_PLANS, methods=("GET", "POST"))
def line(request, number):
    found = find_line(number)
    form = LineForm(posted(request), kind=found.kind, instance=found)
    if request.method == "POST" and form.is_valid() and save(request, form, found):
        return to_programme(request, found.year)
    return line_page(request, form, kind=found.kind, year=found.year, line=found)


def save(request, form, found) -> bool:
    version = form.cleaned_data["version"] or 0
    try:
        change_line(found, by=request.membership, read_version=version, fields=form.written)
    except Stale:
        form.data = form.data.copy()
        form.data["version"] = ProgrammeLine.objects.get(pk=found.pk).version
        text = _(
            "A colleague saved this while you were editing. What you typed still stands here: save again to put "
            "it in the place of theirs."
        )
        form.add_error(None, text)
        return False
    messages.success(request, _("Saved: %(name)s.") % {"name": isolated(found.name)})
    return True


@workspace_page(Permission.APPROVE_PLANS, methods=("POST",))
def line_done(request, number):
    """POST says that it is reached; with `undo` that it is not."""
    found = find_line(number)
    words = {"name": isolated(found.name)}
    if is_undo(request):
        found.reopen(by=request.membership)
        say_done(request, _("Open again: %(name)s.") % words)
    else:
        found.reach(by=request.membership)
        url = workspace_url(request, "planning:line_done", number=number)
        say_done(request, _("Reached: %(name)s.") % words, undo_url=url)
    return to_programme(request, found.year)


@workspace_page(Permission.APPROVE_PLANS, methods=("POST",))
def line_removal(request, number):
    """POST takes it off the programme; with `undo` it is back."""
    found = find_line(number)
    words = {"name": isolated(found.name)}
    if is_undo(request):
        found.restore(by=request.membership)
        say_done(request, _("Back on the programme: %(name)s.") % words)
    else:
        found.remove(by=request.membership)
        url = workspace_url(request, "planning:line_removal", number=number)
        say_done(request, _("Taken off the programme: %(name)s.") % words, undo_url=url)
    return to_programme(request, found.year)


@workspace_page(Permission.VIEW_CUSTOMERS)
def account_steps(request, number):
    """Where a customer is on the way of the year."""
    return steps_page(request, find_account(request, number), StepWordForm())


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
@refuse_archived
def step_word(request, number):
    """POST says of a step how it stands, and why."""
    account, year = find_account(request, number), asked_year(request)
    account.check_in_use()
    form = StepWordForm(request.POST)
    if not form.is_valid():
        return steps_page(request, account, form)
    say_step(account, year=year, by=request.membership, **form.cleaned_data)
    messages.success(request, _("The step was saved."))
    return HttpResponseRedirect(address(request, "planning:account_steps", year, number=number), status=303)


def steps_page(request, account, form):
    year = asked_year(request)
    may_change = request.membership.can(Permission.EDIT_CUSTOMERS)
    seen = type(account).objects.filter(pk=account.pk)
    context = {
        "account": account,
        "year": year,
        "year_text": str(year),
        "row": matrix(seen, year)[0],
        "words": StepWord.objects.filter(account=account, year=year).select_related("by__user")[:50],
        "may_change": may_change and not account.is_archived,
    }
    return form_page(request, "planning/account_steps.html", form, **context)
