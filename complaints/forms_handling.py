"""What is typed where it is settled how complaints are handled: skills, severities, limits of approval."""

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.assigning import handlers
from complaints.branches import called, offered
from complaints.grading import matrix
from complaints.models import ComplaintCategory, Severity
from complaints.models.complaint import Weight
from complaints.severity import USUAL
from complaints.skills import known_by
from lib.formats import isolated


class MatrixForm(forms.Form):
    """A choice for each cell of the table."""

    def __init__(self, data=None):
        super().__init__(data)
        now = matrix()
        for impact, urgency in USUAL:
            label = _("Impact: %(impact)s. Urgency: %(urgency)s.") % {
                "impact": Weight(impact).label,
                "urgency": Weight(urgency).label,
            }
            self.fields[f"severity_{impact}_{urgency}"] = forms.TypedChoiceField(
                choices=Severity.choices,
                coerce=int,
                initial=now[impact, urgency],
                label=label,
                widget=forms.Select(attrs={"class": "form-select", "aria-label": label}),
            )

    @property
    def rows(self) -> list[dict]:
        """The greatest impact on top."""
        return [
            {
                "label": Weight(impact).label,
                "cells": [
                    {"field": self[f"severity_{impact}_{urgency}"], "urgency": Weight(urgency).label}
                    for urgency in Weight.values
                ],
            }
            for impact in reversed(Weight.values)
        ]

    @property
    def urgencies(self) -> list:
        return [each.label for each in Weight]

    @property
    def wanted(self) -> dict[tuple[int, int], int]:
        return {
            (impact, urgency): self.cleaned_data[f"severity_{impact}_{urgency}"] for impact, urgency in USUAL
        }


class SkillsForm(forms.Form):
    """For each colleague who handles complaints, the categories to be ticked."""

    def __init__(self, data=None):
        super().__init__(data)
        self.members = list(handlers().select_related("user").order_by("user__name", "pk"))
        known = known_by()
        categories = offered(ComplaintCategory)
        self.keys = {str(each.number): each.pk for each in categories}
        # Of archived categories, which nobody ticks: they come back with what was known of them.
        self.hidden = {pk: keys - set(self.keys.values()) for pk, keys in known.items()}
        numbers = {each.pk: str(each.number) for each in categories}
        choices = [(str(each.number), called(each)) for each in categories]
        for member in self.members:
            ticked = [numbers[pk] for pk in known.get(member.pk, ()) if pk in numbers]
            self.fields[f"skills_{member.number}"] = forms.MultipleChoiceField(
                choices=choices,
                required=False,
                initial=ticked,
                widget=forms.CheckboxSelectMultiple,
                label=isolated(member),
            )

    @property
    def lines(self) -> list[dict]:
        return [{"member": each, "boxes": self[f"skills_{each.number}"]} for each in self.members]

    @property
    def wanted(self) -> dict:
        return {
            each: self.hidden.get(each.pk, set())
            | {self.keys[number] for number in self.cleaned_data[f"skills_{each.number}"]}
            for each in self.members
        }
