"""Everything of one plan, read in as many queries as it has kinds of lines."""

from dataclasses import dataclass
from functools import cached_property

from planning.models import (
    CompetitorStanding,
    Initiative,
    Measurement,
    Milestone,
    Objective,
    ObjectiveWord,
    Risk,
)
from planning.progress import mean_reached
from planning.risks import SCALE, level_of

PERSON = "owner__user"


def filled(objectives) -> list[Objective]:
    """With their measurements and the customers' words, two queries for all of them."""
    objectives = list(objectives)
    by_key = {each.pk: each for each in objectives}
    for each in objectives:
        each.measured, each.said = [], []
    for row in Measurement.objects.filter(objective__in=by_key).order_by("on"):
        by_key[row.objective_id].measured.append(row)
    words = ObjectiveWord.objects.filter(objective__in=by_key).select_related("contact").order_by("pk")
    for row in words:
        by_key[row.objective_id].said.append(row)
    return objectives


@dataclass(frozen=True)
class Content:
    """The lines of a plan; `plan` is read with its account and owner."""

    plan: object

    @cached_property
    def objectives(self) -> list[Objective]:
        return filled(self._standing(Objective).select_related(PERSON))

    @property
    def for_customer(self) -> list[Objective]:
        return [each for each in self.objectives if each.is_for_customer]

    @property
    def agreed_count(self) -> int:
        return sum(each.is_agreed for each in self.for_customer)

    @cached_property
    def initiatives(self) -> list[Initiative]:
        return list(self._standing(Initiative).select_related(PERSON))

    @cached_property
    def risks(self) -> list[Risk]:
        """The heaviest first; what is over last."""
        rows = list(self._standing(Risk).select_related(PERSON))
        return sorted(rows, key=lambda each: (not each.is_open, -each.likelihood * each.impact, each.pk))

    @cached_property
    def rivals(self) -> list[CompetitorStanding]:
        return list(self._standing(CompetitorStanding).select_related("competitor"))

    @cached_property
    def milestones(self) -> list[Milestone]:
        rows = Milestone.objects.filter(plan=self.plan).select_related("follow_up__owner__user")
        return list(rows.order_by("follow_up__due_on", "pk"))

    @cached_property
    def percent(self) -> int | None:
        return mean_reached(each.percent for each in self.objectives)

    @cached_property
    def next_milestone(self) -> Milestone | None:
        return next((each for each in self.milestones if each.follow_up.is_open), None)

    @property
    def matrix(self) -> list[dict]:
        """The open risks by likelihood (the likeliest first) and impact."""
        open_risks = [each for each in self.risks if each.is_open]
        rows = []
        for likelihood in reversed(SCALE):
            cells = [
                {
                    "level": level_of(likelihood, impact),
                    "impact": Risk.Impact(impact).label,
                    "risks": [
                        each for each in open_risks if (each.likelihood, each.impact) == (likelihood, impact)
                    ],
                }
                for impact in SCALE
            ]
            rows.append({"label": Risk.Likelihood(likelihood).label, "cells": cells})
        return rows

    def _standing(self, model):
        # The plan is read already; its parts know it without another query.
        return model.objects.standing().filter(plan=self.plan)
