"""A snapshot of a plan in words: what versions, comparisons and the printed plan show, in the language in force."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from interactions.models import FollowUp
from lib import formats
from planning.models import Initiative, Objective, Risk
from planning.risks import Level, level_of


@dataclass(frozen=True)
class Line:
    """One line of a list, known by its number through all versions."""

    number: int
    cells: tuple[str, ...]
    columns: tuple[str, ...] = ()

    @property
    def labelled(self) -> list[tuple[str, str]]:
        """Each cell with the name of its column."""
        return list(zip(self.columns, self.cells, strict=True))


@dataclass(frozen=True)
class Section:
    """A text, or a list with the names of its columns."""

    key: str
    title: str
    text: str = ""
    columns: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()

    @property
    def is_list(self) -> bool:
        return bool(self.columns)

    @property
    def is_empty(self) -> bool:
        return not (self.text or self.lines)


def level_word(level: Level) -> str:
    return {Level.LOW: _("Low"), Level.MEDIUM: _("Medium"), Level.HIGH: _("High")}[level]


def day(text) -> str:
    return formats.day(date.fromisoformat(text)) if text else ""


def figure(text, unit="") -> str:
    """12,500.5 orders: as many places as there are."""
    if text is None:
        return "—"
    return f"{formats.figure(Decimal(text))} {unit}".strip()


def percent(text) -> str:
    return "—" if text is None else formats.percent(Decimal(text), 0 if Decimal(text) % 1 == 0 else 1)


def sections_of(snapshot: dict) -> list[Section]:
    """All sections in their order, the empty ones too: what is missing in one version may stand in another."""
    goal = snapshot["revenue_goal_minor"]
    period = _("From %(first)s to %(last)s") % {
        "first": day(snapshot["from_on"]),
        "last": day(snapshot["until_on"]),
    }
    return [
        Section("period", _("Period"), period),
        Section("owner", _("Who leads it"), snapshot["owner"]),
        Section("summary", _("Summary"), snapshot["summary"]),
        Section(
            "revenue", _("Revenue goal"), "" if goal is None else formats.money(goal, snapshot["currency"])
        ),
        _objectives(snapshot["objectives"]),
        _initiatives(snapshot["initiatives"]),
        _milestones(snapshot["milestones"]),
        _risks(snapshot["risks"]),
        _rivals(snapshot["rivals"]),
        Section("upsell", _("Upsell ideas"), snapshot["upsell"]),
        Section("resources", _("Resources and time"), snapshot["resources"]),
        Section("obstacles", _("Obstacles"), snapshot["obstacles"]),
        Section("success", _("Success measures"), snapshot["success"]),
    ]


def _lines(rows, cells, columns) -> tuple[Line, ...]:
    return tuple(Line(row["number"], tuple(map(str, cells(row))), columns) for row in rows)


def _objectives(rows) -> Section:
    columns = (
        _("Objective"), _("Whose"), _("Begin"), _("Target"), _("Now"), _("Reached"), _("Due"),
        _("Who looks after it"), _("Agreed"),
    )  # fmt: skip
    whose = dict(Objective.Whose.choices)

    def cells(row):
        unit = row["unit"]
        figures = (figure(row["baseline"], unit), figure(row["target"], unit), figure(row["current"], unit))
        ends = (percent(row["percent"]), day(row["due_on"]), row["owner"], day(row["agreed_on"]) or "—")
        return (row["text"], whose[row["whose"]], *figures, *ends)

    return Section("objectives", _("Objectives"), columns=columns, lines=_lines(rows, cells, columns))


def _initiatives(rows) -> Section:
    columns = (_("Initiative"), _("Who looks after it"), _("From"), _("Until"), _("State"))
    states = dict(Initiative.State.choices)

    def cells(row):
        return row["text"], row["owner"], day(row["from_on"]), day(row["until_on"]), states[row["state"]]

    return Section("initiatives", _("Initiatives"), columns=columns, lines=_lines(rows, cells, columns))


def _milestones(rows) -> Section:
    columns = (_("Milestone"), _("Due"), _("Who does it"), _("State"))
    states = dict(FollowUp.State.choices)

    def cells(row):
        return row["text"], day(row["due_on"]), row["owner"], states[row["state"]]

    return Section("milestones", _("Milestones"), columns=columns, lines=_lines(rows, cells, columns))


def _risks(rows) -> Section:
    columns = (_("Risk"), _("Likelihood"), _("Impact"), _("Weight"), _("What we do about it"), _("State"))
    states = dict(Risk.State.choices)

    def cells(row):
        likelihood, impact = row["likelihood"], row["impact"]
        words = (Risk.Likelihood(likelihood).label, Risk.Impact(impact).label)
        weight = level_word(level_of(likelihood, impact))
        return (row["text"], *words, weight, row["answer"], states[row["state"]])

    return Section("risks", _("Risks"), columns=columns, lines=_lines(rows, cells, columns))


def _rivals(rows) -> Section:
    columns = (_("Competitor"), _("Strengths"), _("Weaknesses"), _("Share"), _("Our answer"))

    def cells(row):
        share = "" if row["share_percent"] is None else formats.percent(row["share_percent"])
        return row["text"], row["strengths"], row["weaknesses"], share, row["answer"]

    return Section("rivals", _("Competitors"), columns=columns, lines=_lines(rows, cells, columns))
