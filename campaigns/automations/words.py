"""An automation in words: its trigger, its steps, its goal, and what is wrong with it."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Segment
from campaigns.automations import design as plans
from campaigns.automations.forms import STEPS
from campaigns.automations.publishing import BACK, NO_SEGMENT, NO_STEPS, NO_TEMPLATE, TEMPLATE
from campaigns.automations.triggers import trigger_of
from campaigns.models import Template
from lib import formats
from lib.formats import isolated
from workspaces.models import Membership

ICONS: dict[str, str] = {
    plans.MESSAGE: "mail", plans.WAIT: "hourglass", plans.UNTIL: "clock", plans.CONDITION: "help-circle",
    plans.FOLLOW_UP: "user-check", plans.TAG: "tag",
}  # fmt: skip
WRONG: dict[str, Any] = {
    NO_STEPS: gettext_lazy("Add a step: nothing would be done for anybody."),
    NO_TEMPLATE: gettext_lazy("Its template was archived. Choose another one."),
    TEMPLATE: gettext_lazy("Its template cannot be sent as it is. Its page says why."),
    NO_SEGMENT: gettext_lazy("A segment that is asked for was archived, or is not chosen yet. Choose one."),
    BACK: gettext_lazy(
        "What follows when the condition does not hold no longer comes after it. Choose again."
    ),
}
QUESTIONS: dict[str, Any] = {
    plans.OPENED: gettext_lazy("Opened a letter?"),
    plans.PRESSED: gettext_lazy("Pressed a link?"),
    plans.ANSWERED: gettext_lazy("Wrote, called or came?"),
    plans.SILENT: gettext_lazy("No word from them?"),
    plans.BOUGHT: gettext_lazy("Bought something?"),
}


class Names:
    """What numbers in a design are called, asked once for a page."""

    def __init__(self, *designs: Mapping[str, Any]):
        numbers = {number for each in designs for _key, number in plans.templates_of(each)}
        self.templates = {each.number: each for each in Template.objects.filter(number__in=numbers)}
        wanted = {number for each in designs for number in plans.segments_of(each)}
        self.segments = dict(Segment.objects.filter(number__in=wanted).values_list("number", "name"))
        owners = {step["owner"] for each in designs for step in each["steps"] if "owner" in step} - {
            plans.MANAGER
        }
        members = Membership.objects.filter(number__in=owners).select_related("user")
        self.members = {each.number: each.user.name for each in members}

    def segment(self, number) -> str:
        return isolated(self.segments.get(number, str(number)))


def trigger_in_words(design, names: Names) -> str:
    trigger = trigger_of(design)
    options = design["trigger"]
    said = str(trigger.label)
    if options.get("segment"):
        return f"{said}: {names.segment(options['segment'])}"
    if "tag" in options:
        return f"{said}: {isolated(options['tag'])}"
    if "hours" in options:
        return f"{said}: {in_hours(options['hours'])}"
    return f"{said}: {in_days(options['days'])}" if "days" in options else said


def in_hours(count: int) -> str:
    return ngettext("%(count)s hour", "%(count)s hours", count) % {"count": formats.number(count)}


def in_days(count: int) -> str:
    return ngettext("%(count)s day", "%(count)s days", count) % {"count": formats.number(count)}


def in_minutes(count: int) -> str:
    return ngettext("%(count)s minute", "%(count)s minutes", count) % {"count": formats.number(count)}


SPANS = {plans.MINUTES: in_minutes, plans.HOURS: in_hours, plans.DAYS: in_days}


def goal_in_words(design, names: Names) -> str:
    goal = design["goal"]
    if goal["kind"] == plans.BOUGHT:
        return _("They bought something since they entered")
    if goal["kind"] == plans.IN_SEGMENT:
        return _("They are in the segment %(segment)s") % {"segment": names.segment(goal["segment"])}
    return ""


def again_in_words(design) -> str:
    days = design.get("again_days")
    return _("Again after %(days)s") % {"days": in_days(days)} if days else _("Once")


def step_in_words(design, index: int, names: Names) -> str:
    """One line for lists of steps."""
    step = design["steps"][index]
    kind = step["kind"]
    if kind == plans.MESSAGE:
        template = names.templates.get(step["template"])
        return isolated(template.name) if template else ""
    if kind == plans.WAIT:
        return SPANS[step["unit"]](step["amount"])
    if kind == plans.UNTIL:
        return isolated(step["at"])
    if kind == plans.TAG:
        return isolated(step["tag"])
    if kind == plans.FOLLOW_UP:
        who = (
            _("the account manager")
            if step["owner"] == plans.MANAGER
            else names.members.get(step["owner"], "")
        )
        return f"{isolated(step['reason'])} · {isolated(who)}"
    return f"{_question(step, names)} {_otherwise(design, index)}"


def _question(step, names: Names) -> str:
    if step["ask"] == plans.IN_SEGMENT:
        return _("In the segment %(segment)s?") % {"segment": names.segment(step["segment"])}
    return str(QUESTIONS[step["ask"]])


def _otherwise(design, index: int) -> str:
    place = plans.place_after(design["steps"], index)
    if place is None:
        return _("If not, they leave.")
    return _("If not, on to step %(place)s.") % {"place": formats.number(place + 1)}


def steps_in_words(design, names: Names) -> list[dict[str, Any]]:
    return [
        {
            "place": index + 1,
            "kind": STEPS[step["kind"]].label,
            "icon": ICONS[step["kind"]],
            "said": step_in_words(design, index, names),
            "template": names.templates.get(step.get("template")),
        }
        for index, step in enumerate(design["steps"])
    ]


def problems_in_words(design, found) -> list[str]:
    """Those that publishing.problems() found, each with its step."""
    places = {step["key"]: place for place, step in enumerate(design.get("steps", []), 1)}
    return [
        _("Step %(place)s: %(text)s") % {"place": formats.number(places[key]), "text": WRONG[code]}
        if key in places
        else str(WRONG[code])
        for key, code in found
    ]
