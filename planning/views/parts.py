"""Lines of a plan: adding, editing and removing one; the page of an objective; milestones."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.once import MadeBefore, add_once, refuse_sent_before
from accounts.views.edits import save_edit
from interactions.models import FollowUp
from lib import formats
from lib.formats import isolated
from lib.http import UNPROCESSABLE, form_page, posted, to_page, workspace_url
from lib.undo import is_undo, say_done
from planning.charts import line_of
from planning.forms_plan import (
    InitiativeForm,
    MeasurementForm,
    MilestoneForm,
    ObjectiveForm,
    RiskForm,
    RivalForm,
)
from planning.models import CompetitorStanding, Initiative, Objective, Risk
from planning.models.plan import PlanClosed
from planning.plans import add_milestone, add_part, change_part, forget_measurement, measure
from planning.views.plans import edit_page, find_plan, may_change, refuse_closed, saved, take_back, to_plan
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

PARTS = {
    "objectives": (Objective, ObjectiveForm),
    "initiatives": (Initiative, InitiativeForm),
    "risks": (Risk, RiskForm),
    "rivals": (CompetitorStanding, RivalForm),
}
RELATED = ("plan__account", "plan__owner__user")


def find_part(request, model, number):
    """A line of this number that is not removed, or was: its Undo finds it too."""
    extra = ("competitor",) if model is CompetitorStanding else ("owner__user",)
    seen = model.objects.visible_to(request.membership).select_related(*RELATED, *extra)
    return get_object_or_404(seen, number=number)


def living(plan):
    plan.account.check_in_use()
    if plan.is_closed:
        raise PlanClosed(plan)
    return plan


def new_view(key):
    model, form_class = PARTS[key]

    @workspace_page(Permission.EDIT_CUSTOMERS, methods=("GET", "POST"))
    @refuse_closed
    def page(request, number):
        plan = living(find_plan(request, number))
        own = {"plan": plan} if form_class is RivalForm else {}
        initial = {} if form_class is RivalForm else {"owner": request.membership}
        if form_class is ObjectiveForm:
            initial["due_on"] = plan.until_on
        made = model(plan=plan)
        form = form_class(
            posted(request), instance=made, membership=request.membership, initial=initial, **own
        )
        if request.method == "POST" and form.is_valid():
            try:
                added = add_once(
                    partial(add_part, model, plan=plan, by=request.membership),
                    model,
                    form_token=form.cleaned_data["form_token"],
                    fields=form.fields_written,
                )
            except MadeBefore as refusal:
                refuse_sent_before(form, refusal.record)
            else:
                url = workspace_url(request, f"planning:{key}_removal", number=added.number)
                text = _("%(name)s was added.") % {"name": isolated(added.name)}
                say_done(request, text, undo_url=url, again=1)
                return to_plan(request, plan, key)
        return edit_page(request, "planning/part.html", form, plan, key, part=None)

    return page


def edit_view(key):
    model, form_class = PARTS[key]

    @workspace_page(Permission.EDIT_CUSTOMERS, methods=("GET", "POST"))
    @refuse_closed
    def page(request, number):
        part = find_part(request, model, number)
        if request.method == "POST" and is_undo(request):
            return take_back(request, part, part.plan, key)
        living(part.plan)
        form = form_class(posted(request), instance=part, membership=request.membership)
        if request.method == "POST" and form.is_valid():
            form = save_edit(
                form, find=partial(find_part, request, model, number), save=partial(save_part, request)
            )
            if not form.errors:
                return saved(request, form, form.instance, key, f"planning:{key}_edit")
        return edit_page(request, "planning/part.html", form, part.plan, key, part=part)

    return page


def save_part(request, form):
    change_part(form.instance, by=request.membership, read_version=form.read_version, changed=form.changed)


def removal_view(key):
    model, _form = PARTS[key]

    @workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
    @refuse_closed
    def page(request, number):
        """POST takes the line out of the plan; with `undo` it is back. `again` is the Undo of adding it."""
        part = find_part(request, model, number)
        words = {"name": isolated(part.name)}
        if is_undo(request):
            part.restore(by=request.membership)
            say_done(request, _("%(name)s is in the plan again.") % words)
        else:
            part.remove(by=request.membership)
            is_again = "again" in request.GET
            url = "" if is_again else workspace_url(request, f"planning:{key}_removal", number=number)
            say_done(request, _("%(name)s was taken out of the plan.") % words, undo_url=url)
        return to_plan(request, part.plan, key)

    return page


@workspace_page(Permission.VIEW_CUSTOMERS)
def objective(request, number):
    return objective_page(request, find_part(request, Objective, number))


def objective_page(request, found, form=None):
    context = {
        "objective": found,
        "plan": found.plan,
        "account": found.plan.account,
        "line": line_of(found),
        "may_change": may_change(request, found.plan) and not found.is_removed,
    }
    form = form or MeasurementForm(initial={"on": timezone.localdate()})
    return form_page(request, "planning/objective.html", form, **context)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
@refuse_closed
def measurement(request, number):
    """POST writes down where the objective stands on a day; with `undo` and the day that it does not."""
    found = find_part(request, Objective, number)
    living(found.plan)
    form = MeasurementForm(request.POST)
    if is_undo(request):
        form.fields["value"].required = False
    if form.is_valid() and form.cleaned_data["on"] > timezone.localdate() and not is_undo(request):
        form.add_error("on", _("This day is still to come."))
    if not form.is_valid():
        return objective_page(request, found, form)
    on = form.cleaned_data["on"]
    if is_undo(request):
        forget_measurement(found, by=request.membership, on=on)
        messages.success(request, _("The value of %(day)s was taken out.") % {"day": formats.day(on)})
    else:
        measure(found, by=request.membership, on=on, value=form.cleaned_data["value"])
        messages.success(request, _("The value of %(day)s was written down.") % {"day": formats.day(on)})
    return to_objective(request, found)


def to_objective(request, found):
    return to_page(request, "planning:objective", number=found.number)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("GET", "POST"))
@refuse_closed
def milestone_new(request, number):
    """A follow-up that is a step of the plan."""
    plan = living(find_plan(request, number))
    form = MilestoneForm(posted(request), membership=request.membership, account=plan.account)
    if request.method == "POST" and form.is_valid():
        try:
            made = add_once(
                partial(add_milestone, plan, by=request.membership),
                FollowUp,
                form_token=form.cleaned_data["form_token"],
                fields=form.written,
            )
        except MadeBefore as refusal:
            refuse_sent_before(form, refusal.record)
        else:
            url = workspace_url(request, "interactions:cancellation", number=made.number)
            text = _("%(name)s was added.") % {"name": isolated(made.reason)}
            say_done(request, text, undo_url=url, again=1)
            return to_plan(request, plan, "milestones")
    context = {"plan": plan, "account": plan.account}
    return render(
        request,
        "planning/milestone.html",
        {
            "form": form,
            "cancel_url": f"{workspace_url(request, 'planning:plan', number=number)}#milestones",
            **context,
        },
        status=UNPROCESSABLE if form.errors else 200,
    )
