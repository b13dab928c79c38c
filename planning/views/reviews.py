"""Reviewing a plan, reading a version as it was, and two of them beside each other."""

from dataclasses import dataclass

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from interactions.models import Interaction
from lib import formats
from lib.http import form_page, posted, to_page, workspace_url
from planning.comparing import compared
from planning.figures import figures_of
from planning.forms_review import CONCLUSIONS, ReviewForm
from planning.models import PlanVersion
from planning.models.plan import PlanClosed
from planning.reading import Content
from planning.reviewing import NotInForce, ReviewedBefore, review
from planning.snapshots import snapshot_of
from planning.views.plans import find_plan, refuse_closed, to_plan
from planning.wording import day, figure, percent, sections_of
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

NOW = "now"


def find_version(request, number):
    seen = PlanVersion.objects.visible_to(request.membership)
    related = ("plan__account", "plan__owner__user", "made_by__user")
    return get_object_or_404(seen.select_related(*related), number=number)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("GET", "POST"))
@refuse_closed
def review_page(request, number):
    """What was planned beside what happened; POST keeps this version with the conclusions, and the next one begins."""
    plan = find_plan(request, number)
    plan.account.check_in_use()
    if plan.is_closed:
        raise PlanClosed(plan)
    form = ReviewForm(posted(request), initial={"round": plan.round})
    if request.method == "POST" and form.is_valid():
        try:
            made = review(
                plan,
                by=request.membership,
                round=form.cleaned_data["round"] or 0,
                conclusions=form.conclusions,
            )
        except ReviewedBefore as before:
            messages.info(request, _("This version was reviewed already: here is what was concluded."))
            return to_page(request, "planning:version", number=before.version.number)
        except NotInForce:
            messages.error(request, _("Only a plan that is in force is reviewed."))
            return to_plan(request, plan)
        text = _(
            "Version %(round)s is kept. Now change what the review has shown: you are writing version %(next)s."
        )
        words = {"round": formats.number(made.round), "next": formats.number(made.round + 1)}
        messages.success(request, text % words)
        return to_plan(request, plan)
    context = {
        "plan": plan,
        "account": plan.account,
        "figures": worded_figures(figures_of(plan, Content(plan))),
        "cancel_url": workspace_url(request, "planning:plan", number=number),
    }
    return form_page(request, "planning/review.html", form, **context)


@workspace_page(Permission.VIEW_CUSTOMERS)
def version(request, number):
    """A version as it was, what had come of it, and what was concluded."""
    found = find_version(request, number)
    concluded = [
        {"title": label, "text": found.conclusions[key]}
        for key, label in CONCLUSIONS.items()
        if found.conclusions.get(key)
    ]
    context = {
        "version": found,
        "plan": found.plan,
        "sections": [each for each in sections_of(found.snapshot) if not each.is_empty],
        "figures": worded_figures(found.figures),
        "concluded": concluded,
        "others": others_of(found),
    }
    return render(request, "planning/version.html", context)


def others_of(found) -> list[dict]:
    """What it can be compared with: the other versions, and what stands now."""
    rows = PlanVersion.objects.filter(plan=found.plan_id).exclude(pk=found.pk).values("number", "round")
    known = [
        {"key": str(row["number"]), "label": _("Version %(round)s") % {"round": formats.number(row["round"])}}
        for row in rows.order_by("round")
    ]
    return [*known, {"key": NOW, "label": _("What stands now")}]


@workspace_page(Permission.VIEW_CUSTOMERS)
def comparison(request, number):
    """A version on the one side, on the other what `to` names: another version of the same plan, or what stands now."""
    found, asked = find_version(request, number), request.GET.get("to", NOW)
    other = None
    if asked.isascii() and asked.isdigit() and len(asked) < 10:
        other = PlanVersion.objects.filter(plan=found.plan_id, number=int(asked)).first()
    first, last = found, other
    if other is not None and other.round < found.round:
        first, last = other, found
    after = last.snapshot if last else snapshot_of(found.plan)
    changes = compared(sections_of(first.snapshot), sections_of(after))
    context = {
        "version": found,
        "plan": found.plan,
        "first": first,
        "last": last,
        "changes": [each for each in changes if each.is_changed],
        "others": others_of(found),
        "asked": asked if other else NOW,
    }
    return render(request, "planning/comparison.html", context)


@dataclass(frozen=True)
class Figure:
    label: str
    value: str
    note: str = ""


def worded_figures(figures: dict) -> dict:
    """In the language and the formats in force; figures of old versions lack what came later."""
    channels = dict(Interaction.Channel.choices)
    exchanges = [
        Figure(str(channels.get(key, key)), formats.number(n)) for key, n in figures["interactions"].items()
    ]
    rhythm, steps, risks = figures["rhythm"], figures["steps"], figures["risks"]
    lines = [
        Figure(_("Regular contacts on their day"), formats.number(rhythm["on_time"])),
        Figure(_("Regular contacts that came late"), formats.number(rhythm["late"])),
        Figure(_("Regular contacts that did not happen"), formats.number(rhythm["missed"])),
        Figure(_("Follow-ups kept"), formats.number(steps["kept"])),
        Figure(_("Follow-ups done late"), formats.number(steps["late"])),
        Figure(_("Follow-ups open and late"), formats.number(steps["open"])),
        Figure(_("High risks"), formats.number(risks.get("high", 0))),
        Figure(_("Risks that happened"), formats.number(risks["happened"])),
    ]
    return {
        "since": day(figures["since"]),
        "until": day(figures["until"]),
        "exchanges": exchanges,
        "lines": lines,
        "money": money_of(figures),
        "objectives": [
            {
                "text": each["text"],
                "current": figure(each["current"], each["unit"]),
                "target": figure(each["target"], each["unit"]),
                "percent": percent(each["percent"]),
            }
            for each in figures["objectives"]
        ],
        "percent": figures["percent"],
    }


def money_of(figures) -> list[Figure]:
    """What the customer bought in the period of the plan, in each currency, beside the goal in its own."""
    goal, found = figures["goal"], []
    for currency, minor in (figures.get("spent") or {}).items():
        share = ""
        if goal["minor"] and currency == goal["currency"]:
            reached = formats.percent(100 * minor // goal["minor"])
            words = {"percent": reached, "goal": formats.money(goal["minor"], currency)}
            share = _("%(percent)s of the goal of %(goal)s") % words
        found.append(Figure(_("Bought in the period of the plan"), formats.money(minor, currency), share))
    if not found and goal["minor"]:
        nothing = _("nothing of the goal of %(goal)s") % {
            "goal": formats.money(goal["minor"], goal["currency"])
        }
        found.append(
            Figure(_("Bought in the period of the plan"), formats.money(0, goal["currency"]), nothing)
        )
    return found
