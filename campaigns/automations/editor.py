"""An automation while it is being put together: every press is a POST of the whole form, so nothing typed is lost."""

import re
from typing import Any

from django.utils.translation import gettext as _

from campaigns.automations.design import MOST_STEPS
from campaigns.automations.forms import STEPS, AutomationForm, StepForm
from lib import formats

SAVE = "save"
_step = re.compile(r"([1-9][0-9]{0,3}):([a-z_]{1,10})", re.ASCII)


class Editor:
    """The form of the whole and one form for each step."""

    def __init__(self, post, automation=None):
        self.automation, self.pressed = automation, post.get("do", SAVE) if post is not None else ""
        self.is_saving = self.pressed == SAVE
        if post is None:
            self.form = AutomationForm(automation=automation)
            kept = automation.design["steps"] if automation else []
            self.steps = self._forms([(each["key"], each["kind"], each) for each in kept])
            return
        places = press(_places(post), self.pressed)
        if self.is_saving:
            self.form = AutomationForm(post, automation=automation)
        else:
            self.form = AutomationForm.as_typed(post, automation=automation)
        self.steps = self._forms([(key, kind, None) for key, kind in places], post)

    def _forms(self, found, post=None) -> list[StepForm]:
        places = [(key, kind) for key, kind, _step in found]
        kept = {each["key"]: each for each in self.automation.design["steps"]} if self.automation else {}
        forms = []
        for index, (key, kind, step) in enumerate(found):
            form, later = STEPS[kind], labelled(places, index + 1)
            # What was chosen before is offered still, although it was archived since.
            step = step or (kept.get(key) if kept.get(key, {}).get("kind") == kind else None)
            if post is not None and not self.is_saving and f"s{key}-{next(iter(form.base_fields))}" in post:
                forms.append(form.as_typed(post, key=key, step=step, later=later))
            else:
                forms.append(form(post if self.is_saving else None, key=key, step=step, later=later))
        return forms

    def is_sound(self) -> bool:
        forms_are = [form.is_valid() for form in self.steps]  # all of them, so that each says what is missing
        return self.form.is_valid() and all(forms_are)

    @property
    def written(self) -> dict[str, Any]:
        cleaned = self.form.cleaned_data
        design = self.form.design([form.written for form in self.steps])
        return {"name": cleaned["name"], "purpose": cleaned["purpose"], "design": design}

    @property
    def is_full(self) -> bool:
        return len(self.steps) >= MOST_STEPS

    @property
    def has_problems(self) -> bool:
        return self.is_saving and (bool(self.form.errors) or any(form.errors for form in self.steps))


def _places(post) -> list[tuple[int, str]]:
    """(key, kind) of the steps as they stand on the page; what means nothing is left out."""
    found: dict[int, str] = {}
    for each in post.getlist("step")[:MOST_STEPS]:
        match = _step.fullmatch(each)
        if match and match[2] in STEPS:
            found.setdefault(int(match[1]), match[2])
    return list(found.items())


def press(places: list[tuple[int, str]], pressed: str) -> list[tuple[int, str]]:
    """What a button does to the steps: add one at the end, move one by one place, take one out."""
    verb, _sign, about = pressed.partition(":")
    if verb == "add":
        if about in STEPS and len(places) < MOST_STEPS:
            return [*places, (max((key for key, _kind in places), default=0) + 1, about)]
        return places
    at = next((place for place, (key, _kind) in enumerate(places) if str(key) == about), None)
    if at is None:
        return places
    if verb == "remove":
        return places[:at] + places[at + 1 :]
    to = {"up": at - 1, "down": at + 1}.get(verb, at)
    if 0 <= to < len(places):
        places[at], places[to] = places[to], places[at]
    return places


def labelled(places: list[tuple[int, str]], begin: int) -> list[tuple[int, str]]:
    """(key, words) of the steps from this place on."""
    words = _("Go on with step %(place)s: %(kind)s")
    return [
        (key, words % {"place": formats.number(at), "kind": STEPS[kind].label})
        for at, (key, kind) in enumerate(places[begin:], begin + 1)
    ]
