"""What segments may ask of a field: operators, each with what has to be filled in, and with how it is said.

Plain values, no database: what an operator means for the rows of a table is told by its `condition`, which whoever
builds the query calls. Values come in as texts, from a form as from what is kept, and are checked the same way.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext, ngettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from lib import formats
from lib.text import clean, typed_number

LONGEST_TEXT, LARGEST_NUMBER, MOST_DAYS, MOST_CHOICES = 120, 10**12, 36_500, 200
CHOICES, TEXT, NUMBER, DAYS, DAY = "choices", "text", "number", "days", "day"


class Unfit(ValueError):
    """The value cannot be meant; str() of it tells the person what to do."""


@dataclass(frozen=True, eq=False)
class Param:
    """One thing to fill in. `choices` gives (key, label) pairs of the open workspace, for kind CHOICES."""

    name: str
    kind: str
    label: Any
    choices: Callable[[], Sequence[tuple[str, Any]]] | None = None
    is_required: bool = True
    least: int = 0
    most: int = LARGEST_NUMBER
    unit: Callable[[], str] | None = None
    places: int = 0  # behind the point

    def read(self, typed: Any, offered: dict[str, Any]) -> Any:
        """The value of what was typed; Unfit when it means nothing. `offered` are the choices by key."""
        if self.kind == CHOICES:
            return self._chosen(typed, offered)
        text = clean(typed).strip() if isinstance(typed, str) else ""
        if not text:
            if self.is_required:
                raise Unfit(gettext("Fill this in."))
            return None
        if self.kind == TEXT:
            if len(text) > LONGEST_TEXT:
                raise Unfit(
                    gettext("Write at most %(most)s characters.") % {"most": formats.number(LONGEST_TEXT)}
                )
            return text
        if self.kind == DAY:
            return self._day(text)
        return self._broken(text) if self.places else self._whole(text)

    def _chosen(self, typed: Any, offered: dict[str, Any]) -> tuple[str, ...]:
        keys = [typed] if isinstance(typed, str) else typed if isinstance(typed, list | tuple) else []
        found = tuple(dict.fromkeys(key for key in keys if isinstance(key, str) and key))
        if not found and self.is_required:
            raise Unfit(gettext("Choose at least one."))
        if len(found) > MOST_CHOICES:
            raise Unfit(gettext("Choose at most %(most)s.") % {"most": formats.number(MOST_CHOICES)})
        if any(key not in offered for key in found):
            raise Unfit(gettext("This can no longer be chosen. Choose again."))
        return found

    def _day(self, text: str) -> date:
        try:
            return date.fromisoformat(typed_number(text))
        except ValueError:
            raise Unfit(gettext("Enter a date, for example 2026-03-31.")) from None

    def _whole(self, text: str) -> int:
        digits = re.sub(r"[,٬\s]", "", typed_number(text))
        if not re.fullmatch(r"[0-9]{1,15}", digits):
            raise Unfit(gettext("Enter a whole number in digits."))
        number = int(digits)
        self._bounded(number)
        return number

    def _broken(self, text: str) -> Decimal:
        digits = re.sub(r"[,٬\s]", "", typed_number(text)).replace("٫", ".").replace("−", "-")
        if not re.fullmatch(rf"-?[0-9]{{1,15}}(\.[0-9]{{1,{self.places}}})?", digits):
            most = {"places": formats.number(self.places)}
            raise Unfit(gettext("Enter a number in digits, with %(places)s behind the point at most.") % most)
        number = Decimal(digits)
        self._bounded(number)
        return number

    def _bounded(self, number: int | Decimal) -> None:
        most = MOST_DAYS if self.kind == DAYS else self.most
        if not self.least <= number <= most:
            between = {"least": formats.number(self.least), "most": formats.number(most)}
            raise Unfit(gettext("Enter a number from %(least)s to %(most)s.") % between)

    def written(self, value: Any) -> Any:
        """The value as it is kept: texts."""
        if value is None:
            return ""
        if self.kind == CHOICES:
            return list(value)
        return value.isoformat() if self.kind == DAY else str(value)

    def said(self, value: Any, offered: dict[str, Any]) -> str:
        """The value in words of whoever reads."""
        if value is None or value == ():
            return ""
        if self.kind == CHOICES:
            return pgettext("between choices", " or ").join(
                formats.isolated(str(offered[key])) for key in value
            )
        if self.kind == DAYS:
            return ngettext("%(days)s day", "%(days)s days", value) % {"days": formats.number(value)}
        if self.kind == DAY:
            return formats.day(value)
        if self.kind == NUMBER:
            unit = self.unit() if self.unit else ""
            said = formats.figure(value) if self.places else formats.number(value)
            return f"{said} {unit}".strip()
        return formats.isolated(value)


@dataclass(frozen=True, eq=False)
class Operator:
    """One way of asking. `sentence` says it, with the names of its params; `plain` where what is optional is empty.

    `condition` makes the condition of (values by name, lookup that leads to the record, such as "account__").
    """

    key: str
    label: Any
    sentence: Any
    condition: Callable[[dict[str, Any], str], Any]
    params: tuple[Param, ...] = ()
    plain: Any = None

    def say(self, values: dict[str, Any], choices: Callable[[Param], dict[str, Any]]) -> str:
        said = {each.name: each.said(values[each.name], choices(each)) for each in self.params}
        sentence = self.plain if self.plain is not None and not all(said.values()) else self.sentence
        return str(sentence) % said


@dataclass(frozen=True, eq=False)
class Asked:
    """What may be asked of one field: its operators, and where in the list of fields it is offered."""

    group: Any
    operators: tuple[Operator, ...]
    label: Any = None

    def operator(self, key: str) -> Operator | None:
        return next((each for each in self.operators if each.key == key), None)


PROFILE, PLACE = (
    _("Profile"),
    pgettext_lazy("group of fields", "Place"),
)
PROGRESS, TALKS = pgettext_lazy("group of fields", "Standing"), _("Interactions")
PURCHASES, COMPLAINTS, POINTS = _("Purchases"), _("Complaints"), _("Points")
WEBSITE = _("On the website")
CONSENTS, CAMPAIGNS, OWN = _("Consents"), _("Campaigns"), _("Custom fields")
GROUPS = (PROFILE, PLACE, PROGRESS, TALKS, PURCHASES, COMPLAINTS, POINTS, WEBSITE, CONSENTS, CAMPAIGNS, OWN)
