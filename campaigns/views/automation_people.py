"""Who is and was inside an automation, and the road of each."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from accounts.models import Contact
from campaigns.automations.forms import STEPS
from campaigns.automations.publishing import take_out
from campaigns.automations.words import ICONS, Names, step_in_words
from campaigns.models import AutomationStep, AutomationVersion, Enrolment, Recipient
from campaigns.recipient_fields import BADGES as LETTER_BADGES
from campaigns.views.automations import find_automation
from lib import formats
from lib.formats import isolated
from lib.http import to_page
from lib.undo import say_done
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

MOST_PEOPLE, MOST_ROADS = 50, 20
BADGES = {"inside": "info", "done": "done", "goal": "done", "left": "neutral"}
OUTCOMES = {"written": "done", "yes": "done", "made": "done", "tagged": "done", "no": "neutral",
            "waits": "waiting", "left_out": "neutral", "passed": "late"}  # fmt: skip


@workspace_page(Permission.MANAGE_CAMPAIGNS)
def automation_people(request, number):
    """The newest first; narrowed by the state and the step they stand at."""
    found = find_automation(number)
    rows = Enrolment.objects.filter(automation=found).visible_to(request.membership)
    state, step = request.GET.get("state", ""), request.GET.get("step", "")
    if state in Enrolment.State.values:
        rows = rows.filter(state=state)
    if step.isascii() and step.isdigit() and len(step) < 4:
        rows = rows.filter(step=int(step), version__edition=found.edition)
    before = request.GET.get("before", "")
    if before.isascii() and before.isdigit() and len(before) < 19:
        rows = rows.filter(pk__lt=int(before))
    shown = list(rows.select_related("contact", "version").order_by("-pk")[: MOST_PEOPLE + 1])
    for each in shown:
        each.badge = BADGES[each.state]
    context = {
        "found": found,
        "rows": shown[:MOST_PEOPLE],
        "state": state,
        "before": shown[MOST_PEOPLE - 1].pk if len(shown) > MOST_PEOPLE else None,
        "states": [("", _("All")), *Enrolment.State.choices],
    }
    return render(request, "campaigns/automations/people.html", context)


@workspace_page(Permission.MANAGE_CAMPAIGNS, methods=("GET", "POST"))
def automation_person(request, number, contact):
    """The road of one contact. POST takes them out."""
    found = find_automation(number)
    person = get_object_or_404(Contact.objects.visible_to(request.membership), number=contact)
    enrolments = Enrolment.objects.filter(automation=found, contact=person).order_by("-pk")
    rows = list(enrolments.select_related("version", "account")[:MOST_ROADS])
    if not rows:
        raise Http404
    if request.method == "POST":
        words = {"name": isolated(person.name)}
        if any(take_out(each, by=request.membership) for each in rows if each.is_inside):
            say_done(request, _("Taken out: %(name)s") % words)
        else:
            messages.warning(request, _("They are no longer inside."))
        return to_page(request, "campaigns:automation_person", number=number, contact=contact)
    context = {"found": found, "person": person, "roads": roads_of(rows)}
    context["is_inside"] = any(each.is_inside for each in rows)
    return render(request, "campaigns/automations/person.html", context)


def roads_of(enrolments: list[Enrolment]) -> list[dict]:
    """Each with the lines of its road."""
    steps = (
        AutomationStep.objects.filter(enrolment__in=enrolments).select_related("campaign").order_by("step")
    )
    found: dict[int, list[AutomationStep]] = {each.pk: [] for each in enrolments}
    for each in steps:
        found[each.enrolment_id].append(each)
    letters = letters_of(enrolments, [each for row in found.values() for each in row])
    names = Names(*(each.version.design for each in enrolments))
    roads = []
    for each in enrolments:
        each.badge = BADGES[each.state]
        lines = [
            line(row, each.version, names, letters.get((row.campaign_id, each.contact_id)))
            for row in found[each.pk]
        ]
        roads.append({"enrolment": each, "lines": lines, "next": next_of(each, names)})
    return roads


def letters_of(enrolments, steps) -> dict[tuple[int, int], Recipient]:
    campaigns = {each.campaign_id for each in steps if each.campaign_id}
    contacts = {each.contact_id for each in enrolments}
    rows = Recipient.objects.filter(campaign__in=campaigns, contact__in=contacts) if campaigns else ()
    return {(row.campaign_id, row.contact_id): row for row in rows}


def line(row: AutomationStep, version: AutomationVersion, names: Names, letter: Recipient | None) -> dict:
    found = {
        "at": row.at,
        "place": row.step + 1,
        "kind": STEPS[row.kind].label,
        "icon": ICONS[row.kind],
        "said": step_in_words(version.design, row.step, names),
        "outcome": row.get_outcome_display(),
        "badge": OUTCOMES[row.outcome],
        "why": row.get_reason_display(),
        "campaign": row.campaign,
        "until": formats.moment(row.until) if row.until else "",
    }
    if letter is not None:  # what became of it since then says more
        found |= {
            "outcome": letter.get_state_display(),
            "badge": LETTER_BADGES[letter.state],
            "why": letter.get_reason_display(),
        }
    return found


def next_of(enrolment: Enrolment, names: Names) -> dict | None:
    steps = enrolment.version.steps
    if not enrolment.is_inside or enrolment.step >= len(steps):
        return None
    step = steps[enrolment.step]
    said = step_in_words(enrolment.version.design, enrolment.step, names)
    return {"kind": STEPS[step["kind"]].label, "said": said, "at": enrolment.due_at}
