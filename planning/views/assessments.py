"""Assessments of one customer: all of them beside each other, a new one, and taking the newest back."""

from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.views.accounts import find_account
from accounts.views.records import refuse_archived
from lib.formats import isolated
from lib.http import form_page, posted, to_page, workspace_url
from lib.undo import TooLate, asked_number, is_undo, say_done, say_too_late
from planning.assessing import assess, take_back
from planning.comparing_assessments import compared
from planning.forms_assessment import AssessmentForm
from planning.models import Assessment, PlanningRules
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

MOST_SHOWN = 8


@workspace_page(Permission.VIEW_CUSTOMERS)
def assessments(request, number):
    account = find_account(request, number)
    rows = list(Assessment.objects.of(account)[:MOST_SHOWN])
    context = {"account": account, **compared(rows, PlanningRules.now())}
    return render(request, "planning/assessments.html", context)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("GET", "POST"))
@refuse_archived
def assessment_new(request, number):
    """POST writes an assessment down; with `undo` it takes that one back."""
    account = find_account(request, number)
    if request.method == "POST" and is_undo(request):
        return assessment_back(request, account)
    account.check_in_use()
    last, rules = Assessment.objects.of(account).first(), PlanningRules.now()
    form = AssessmentForm(posted(request), last=last, months=rules.months_between)
    if request.method == "POST" and form.is_valid():
        made = assess(account, by=request.membership, **form.written)
        text = _("The assessment of %(name)s was saved.") % {"name": isolated(account.name)}
        url = workspace_url(request, "planning:assessment_new", number=number)
        say_done(request, text, undo_url=url, undo=made.number)
        return to_page(request, "planning:assessments", number=number)
    return form_page(request, "planning/assessment_form.html", form, account=account, last=last)


def assessment_back(request, account):
    try:
        take_back(account, asked_number(request) or 0, by=request.membership)
    except TooLate:
        say_too_late(request)
    else:
        text = _("The assessment of %(name)s was taken back.") % {"name": isolated(account.name)}
        say_done(request, text)
    return to_page(request, "planning:assessments", number=account.number)
