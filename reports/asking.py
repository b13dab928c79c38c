"""What the address of a report asks for: the days, whose numbers, split by what. What it does not know is left out."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from accounts.known import COLLEAGUES, INDUSTRIES, REGIONS, known_rows
from accounts.models import Account, Industry, Region, Segment
from accounts.segments.reading import places_of
from accounts.segments.tree import Unsound
from lib.formfields import DayField
from lib.lists.page import Chip, shown
from reports import periods
from reports.figures.reading import Kept, hint_at, kept_for
from reports.periods import Period
from reports.scope import Scope
from workspaces.models import Membership

ME = "me"
TREES = {"industry": Industry, "region": Region}


class AskingForm(forms.Form):
    """One field for each thing that an address may ask for, with what the workspace has of it."""

    period = forms.ChoiceField(label=_("Period"), choices=list(periods.CHOICES.items()), required=False)
    first = DayField(label=_("From"), required=False)
    last = DayField(label=_("To"), required=False)
    by = forms.ChoiceField(label=_("Chart"), choices=list(periods.GRAINS.items()), required=False)
    manager = forms.ChoiceField(label=_("Account manager"), required=False)
    team = forms.ChoiceField(label=_("Team of"), required=False)
    region = forms.ChoiceField(label=_("Region"), required=False)
    industry = forms.ChoiceField(label=_("Industry"), required=False)
    tier = forms.ChoiceField(label=_("Tier"), required=False, choices=[("", _("All")), *Account.Tier.choices])
    segment = forms.ChoiceField(label=_("Segment"), required=False)

    def __init__(self, *args, offered, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("manager", "team", "region", "industry", "segment"):
            rows = offered["owner" if name in {"manager", "team"} else name]
            named = [(key, label) for key, (_pk, label) in rows.items()]
            own = [(ME, _("Me"))] if name in {"manager", "team"} else []
            self.fields[name].choices = [("", _("All")), *own, *named]

    def narrowing_fields(self):
        return [self[name] for name in NARROWING]

    def day_fields(self):
        return [self["first"], self["last"]]


NARROWING = ("manager", "team", "region", "industry", "tier", "segment")
KEPT = ("period", "first", "last", "by", *NARROWING)


@dataclass
class Asked:
    membership: Membership
    query: QueryDict
    today: date = field(default_factory=timezone.localdate)
    asked_at: datetime = field(default_factory=timezone.now)

    @cached_property
    def known(self) -> dict[str, dict[str, tuple[int, str]]]:
        found: dict[str, dict[str, tuple[int, str]]] = {
            "owner": {},
            "region": {},
            "industry": {},
            "segment": {},
        }
        for kind, _order, key, pk, label in known_rows((COLLEAGUES, INDUSTRIES, REGIONS)):
            found[kind][key] = (pk, label)
        for pk, number, name in Segment.objects.in_use().values_list("pk", "number", "name"):
            found["segment"][str(number)] = (pk, name)
        return found

    @cached_property
    def form(self) -> AskingForm:
        return AskingForm(self.query, offered=self.known)

    @cached_property
    def said(self) -> dict[str, Any]:
        """What was asked for and is understood."""
        self.form.is_valid()
        return {name: value for name, value in self.form.cleaned_data.items() if value not in ("", None)}

    @cached_property
    def period(self) -> Period:
        first, last = self.said.get("first"), self.said.get("last")
        if self.period_key == periods.OWN:
            if first is None or last is None or not self.is_sound(first, last):
                return periods.chosen(periods.USUAL, self.today)
            return Period(first, last + timedelta(days=1))
        return periods.chosen(self.period_key, self.today)

    @property
    def period_key(self) -> str:
        return self.said.get("period", periods.USUAL)

    def is_sound(self, first: date, last: date) -> bool:
        return periods.EARLIEST <= first <= last and (last - first).days < periods.LONGEST_DAYS

    @cached_property
    def problem(self) -> str:
        """Why other days are shown than those somebody named."""
        if self.period_key != periods.OWN:
            return ""
        first, last = self.said.get("first"), self.said.get("last")
        if first and last and self.is_sound(first, last):
            return ""
        return _(
            "Name the first and the last day, at most five years apart. Until then the last 90 days are shown."
        )

    @property
    def grain(self) -> str:
        return self.said.get("by", periods.MONTH)

    @cached_property
    def narrowing(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        owners: set[int] | None = None
        if manager := self.said.get("manager"):
            owners = {self.colleague(manager).pk}
        if team := self.said.get("team"):
            below = self.colleague(team).team_ids()
            owners = below if owners is None else owners & below
        if owners is not None:
            found["owner__in"] = sorted(owners)
        for name, model in TREES.items():
            if name in self.said:
                found[f"{name}__in"] = model.objects.at_or_below(self.known[name][self.said[name]][0])
        if "tier" in self.said:
            found["tier"] = self.said["tier"]
        return found

    def colleague(self, key: str) -> Membership:
        return self.membership if key == ME else Membership.objects.get(pk=self.known["owner"][key][0])

    @cached_property
    def scope(self) -> Scope:
        segment = None
        if "segment" in self.said:
            chosen = Segment.objects.get(pk=self.known["segment"][self.said["segment"]][0])
            try:
                segment = places_of(chosen).order_by().values("account")
            except Unsound:
                segment = Account.objects.none().values("pk")
        return Scope(self.membership, self.narrowing, segment)

    def address(self, **changes) -> str:
        """The same question with these changes, as the part of an address behind the path."""
        kept = {name: self.query[name] for name in KEPT if self.query.get(name)} | changes
        return "?" + urlencode({name: value for name, value in kept.items() if value not in ("", None)})

    @property
    def link(self) -> str:
        """What a link to another page of the same numbers says: never empty, so that more can be added."""
        return self.address(period=self.period_key)

    @cached_property
    def kept(self) -> Kept | None:
        """What is kept of what may be asked here; None where the facts are read."""
        return kept_for(self.scope, self.asked_at)

    @property
    def as_of(self) -> datetime:
        """When what is shown was counted: the oldest of it."""
        return self.asked_at if self.kept is None else self.kept.oldest

    def hint(self) -> None:
        """Tell the worker what had to be worked out while somebody waited."""
        if self.kept is not None and self.kept.missed:
            hint_at(self.kept.missed)

    @property
    def clear_url(self) -> str:
        return self.address(**dict.fromkeys(NARROWING, ""))

    @property
    def chips(self) -> list[Chip]:
        """What it is narrowed by, each with the address without it."""
        return [
            Chip(str(self.form.fields[name].label), shown(self.form, name), self.address(**{name: ""}))
            for name in NARROWING
            if name in self.said
        ]
