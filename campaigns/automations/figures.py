"""How many are inside and where, how many left and why, and what came of the letters. Counted when a page asks."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count

from campaigns.models import (
    AutomationIssue,
    AutomationStep,
    AutomationVersion,
    Enrolment,
    Recipient,
    Response,
)

State = Enrolment.State
Kind = Response.Kind


@dataclass
class StepFigures:
    """Of one step of one version."""

    inside: int = 0
    outcomes: dict[str, int] = field(default_factory=dict)
    # Of letters: how many left, and of these were opened and pressed in.
    sent: int = 0
    opened: int = 0
    clicked: int = 0

    @property
    def done(self) -> list[tuple[str, int]]:
        """What came of it, in words."""
        return [
            (str(each.label), self.outcomes[each])
            for each in AutomationStep.Outcome
            if self.outcomes.get(each)
        ]


@dataclass
class Figures:
    inside: int = 0
    done: int = 0
    goal: int = 0
    left: int = 0

    @property
    def entered(self) -> int:
        return self.inside + self.done + self.goal + self.left


def figures_of(automations: Iterable) -> dict[int, Figures]:
    """By the key of each automation."""
    keys = [each.pk for each in automations]
    found = {key: Figures() for key in keys}
    rows = Enrolment.objects.filter(automation__in=keys).order_by().values_list("automation", "state")
    for key, state, count in rows.annotate(count=Count("pk")):
        setattr(found[key], state, count)
    return found


def reasons_of(automation) -> list[tuple[str, int]]:
    """Why people left, the most frequent first."""
    left = Enrolment.objects.filter(automation=automation, state=State.LEFT).order_by().values_list("why")
    counted = left.annotate(count=Count("pk")).order_by("-count", "why")
    return [(str(Enrolment.Why(why).label), count) for why, count in counted if why]


def steps_of(version: AutomationVersion) -> list[StepFigures]:
    """In the order of the steps; who waits after the last one stands with it."""
    found = [StepFigures() for _each in version.steps]
    if not found:
        return found
    inside = Enrolment.objects.inside().filter(version=version).order_by().values_list("step")
    for step, count in inside.annotate(count=Count("pk")):
        found[min(step, len(found) - 1)].inside += count
    road = AutomationStep.objects.filter(enrolment__version=version).order_by().values_list("step", "outcome")
    for step, outcome, count in road.annotate(count=Count("pk")):
        found[step].outcomes[outcome] = count
    _count_letters(version, found)
    return found


def _count_letters(version: AutomationVersion, found: list[StepFigures]) -> None:
    issues = dict(AutomationIssue.objects.filter(version=version).values_list("campaign", "step"))
    if not issues:
        return
    sent = Recipient.objects.filter(campaign__in=issues, state=Recipient.State.SENT).order_by()
    for campaign, count in sent.values_list("campaign").annotate(count=Count("pk")):
        found[issues[campaign]].sent += count
    seen = Response.objects.by_people().filter(campaign__in=issues).order_by()
    for kinds, name in (((Kind.OPENED, Kind.CLICKED), "opened"), ((Kind.CLICKED,), "clicked")):
        rows = seen.filter(kind__in=kinds).values_list("campaign")
        for campaign, count in rows.annotate(count=Count("recipient", distinct=True)):
            place = found[issues[campaign]]
            setattr(place, name, getattr(place, name) + count)
