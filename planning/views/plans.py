"""The plan of a customer: its page, beginning one, editing it section by section, putting it in force, closing it."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.once import MadeBefore, add_once, refuse_sent_before
from accounts.views.accounts import find_account
from accounts.views.edits import save_edit
from accounts.views.records import refuse_archived
from lib.http import UNPROCESSABLE, form_page, page_or_part, posted, to_page, workspace_url
from lib.undo import TooLate, asked_number, is_undo, say_done, say_too_late
from planning.forms_plan import SECTIONS, NewPlanForm
from planning.models import AccountPlan
from planning.models.plan import PlanClosed
from planning.plans import change_plan, living_plan, undo_change
from planning.reading import Content
from planning.requiring import needs_plan
from planning.starting import PlanWaits, last_plan, start_plan
from planning.weak_points import weak_points
from timeline.notifying import notify
from timeline.services import record
from workspaces.decorators import workspace_page
from workspaces.models import Membership
from workspaces.roles import Permission, Role

RELATED = ("account", "owner__user", "created_by__user")
LEADERS = (Role.MANAGER, Role.ADMIN, Role.OWNER)


def find_plan(request, number):
    seen = AccountPlan.objects.visible_to(request.membership).select_related(*RELATED)
    return get_object_or_404(seen, number=number)


def to_plan(request, plan, section=""):
    response = to_page(request, "planning:plan", number=plan.number)
    if section:
        response["Location"] += f"#{section}"
    return response


def may_change(request, plan) -> bool:
    can = request.membership.can(Permission.EDIT_CUSTOMERS)
    return can and not plan.is_closed and not plan.account.is_archived


def refuse_closed(view):
    """A plan that is over is read only: whoever would change it is sent to its page and told so."""

    def guarded(request, **kwargs):
        try:
            return refuse_archived(view)(request, **kwargs)
        except PlanClosed as refusal:
            messages.error(request, _("This plan is closed, so it stays as it is."))
            response = to_plan(request, refusal.plan)
            response.is_refusal = True  # what was typed is kept in the browser
            return response

    return guarded


@workspace_page(Permission.VIEW_CUSTOMERS)
def account_plan(request, number):
    """The living plan of a customer; without one, how to begin."""
    account = find_account(request, number)
    plan = living_plan(account)
    if plan is not None:
        return shown(request, plan)
    context = {
        "account": account,
        "plans": list(AccountPlan.objects.filter(account=account).select_related("account")),
        "is_missing": needs_plan(account),
        "may_begin": request.membership.can(Permission.EDIT_CUSTOMERS) and not account.is_archived,
    }
    return render(request, "planning/no_plan.html", context)


@workspace_page(Permission.VIEW_CUSTOMERS)
def plan_page(request, number):
    return shown(request, find_plan(request, number))


def shown(request, plan):
    content = Content(plan)
    others = AccountPlan.objects.filter(account=plan.account_id).exclude(pk=plan.pk).select_related("account")
    context = {
        "plan": plan,
        "account": plan.account,
        "content": content,
        "others": list(others),
        "versions": list(plan.versions.select_related("made_by__user").defer("snapshot", "figures")),
        "may_change": may_change(request, plan),
        "may_reopen": request.membership.can(Permission.EDIT_CUSTOMERS) and plan.is_closed,
        "may_approve": request.membership.can(Permission.APPROVE_PLANS),
        "today": timezone.localdate(),
    }
    return render(request, "planning/plan.html", context)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("GET", "POST"))
@refuse_archived
def plan_new(request, number):
    """For which period; what is known, or what stood in the last plan, is filled in."""
    account = find_account(request, number)
    account.check_in_use()
    former = last_plan(account)
    form = NewPlanForm(posted(request), initial=first_values(request, account, former))
    if former is None:
        del form.fields["is_copied"]
    if request.method == "POST" and form.is_valid():
        try:
            written = {**form.cleaned_data, "account": account}
            made = add_once(partial(start_plan, by=request.membership), AccountPlan, **written)
        except PlanWaits as waiting:
            messages.info(request, _("A draft of a plan was there already: here it is."))
            return to_plan(request, waiting.plan)
        except MadeBefore as refusal:
            refuse_sent_before(form, refusal.record)
        else:
            messages.success(request, _("The plan was begun. Go through it section by section."))
            return to_plan(request, made)
    return form_page(
        request, "planning/plan_new.html", form, account=account, former=former, weak=weak_points(account)
    )


def first_values(request, account, former) -> dict:
    today = timezone.localdate()
    first = today.replace(month=1, day=1)
    if former is not None and former.until_on >= first:
        first = former.until_on.replace(year=former.until_on.year + 1, month=1, day=1)
    owner = account.owner if account.owner and account.owner.is_active else request.membership
    return {"from_on": first, "until_on": first.replace(month=12, day=31), "owner": owner}


def section_view(section):
    """The page over one section: GET the form, on its own or in its place; POST saves, with `undo` takes back."""

    @workspace_page(Permission.EDIT_CUSTOMERS, methods=("GET", "POST"))
    @refuse_closed
    def page(request, number):
        plan = find_plan(request, number)
        if request.method == "POST" and is_undo(request):
            return take_back(request, plan, plan, section)
        plan.account.check_in_use()
        if plan.is_closed:
            raise PlanClosed(plan)
        form = SECTIONS[section](posted(request), instance=plan, membership=request.membership)
        if request.method == "POST" and form.is_valid():
            form = save_edit(
                form,
                find=partial(find_plan, request, number),
                save=partial(save_section, request, section),
            )
            if not form.errors:
                return saved(request, form, form.instance, section)
        return edit_page(request, "planning/section.html", form, plan, section)

    return page


def edit_page(request, template, form, plan, section, **context):
    """The form on a page of its own, or for htmx in the place of what it edits."""
    context |= {
        "form": form,
        "plan": plan,
        "section": section,
        "action": request.get_full_path(),
        "cancel_url": f"{workspace_url(request, 'planning:plan', number=plan.number)}#{section}",
    }
    return page_or_part(request, template, "form", context, status=UNPROCESSABLE if form.errors else 200)


def save_section(request, section, form):
    change_plan(
        form.instance,
        by=request.membership,
        read_version=form.read_version,
        changed=form.changed,
        section=section,
    )


def saved(request, form, edited, section, url_name=""):
    """Say that an edit was saved, with what was put together, and offer to take it back."""
    plan = getattr(edited, "plan", edited)
    if form.changed:
        text = _("Saved.")
        if form.taken:
            text = _("Saved together with what a colleague changed meanwhile: %(fields)s.") % {
                "fields": form.taken_words
            }
        url = workspace_url(request, url_name or f"planning:{section}_edit", number=edited.number)
        say_done(request, text, undo_url=url, undo=edited.version)
    return to_plan(request, plan, section)


def take_back(request, edited, plan, section):
    """The toast's Undo of an edit."""
    try:
        undo_change(edited, asked_number(request) or 0, by=request.membership)
    except TooLate:
        say_too_late(request)
    else:
        say_done(request, _("The change was taken back."))
    return to_plan(request, plan, section)


@workspace_page(Permission.APPROVE_PLANS, methods=("POST",))
@refuse_closed
def activation(request, number):
    """POST puts the plan in force and closes the one before it; with `undo` it is a draft again."""
    plan = find_plan(request, number)
    if is_undo(request):
        plan.draft_again(by=request.membership)
        say_done(request, _("The plan is a draft again."))
        return to_plan(request, plan)
    plan.activate(by=request.membership)
    notify("plan.activated", {plan.owner, plan.account.owner}, subject=plan, by=request.membership)
    url = workspace_url(request, "planning:activation", number=number)
    say_done(request, _("The plan is in force."), undo_url=url)
    return to_plan(request, plan)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
@refuse_closed
def proposal(request, number):
    """POST asks those who lead the account manager to put the draft in force."""
    plan = find_plan(request, number)
    plan.account.check_in_use()
    if plan.is_draft:
        leaders = Membership.objects.filter(ended_at=None, role__in=LEADERS).select_related("user")
        asked = {request.membership.reports_to} if request.membership.reports_to else set(leaders)
        record("plan.proposed", plan, by=request.membership, context=plan.account)
        notify("plan.proposed", asked, subject=plan, by=request.membership)
        say_done(request, _("Your manager was asked to put the plan in force."))
    return to_plan(request, plan)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
@refuse_archived
def closure(request, number):
    """POST closes the plan; with `undo` it is as it was, unless another one has taken its place."""
    plan = find_plan(request, number)
    if is_undo(request):
        try:
            plan.reopen(by=request.membership)
        except PlanClosed:
            say_too_late(request)
        else:
            say_done(request, _("The plan is open again."))
        return to_plan(request, plan)
    plan.close(by=request.membership)
    say_done(
        request,
        _("The plan was closed."),
        undo_url=workspace_url(request, "planning:closure", number=number),
    )
    return to_plan(request, plan)
