"""Kpi: what a number means, in words and in rows.

A KPI looks at facts (rows of one table that its reader may see) and says which of them lie within a period, and what
is summed up over them. All it is asked for (a value, thirteen months, the value of each region, the rows behind it)
comes of that one statement.
"""

from collections.abc import Sequence
from typing import Any

from django.db.models import Aggregate, Count, DateField, DateTimeField, F, FloatField, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, Trunc

from lib.percentile import Percentile
from reports.measures import Good, Measure, Unit
from reports.periods import MONTHS, Period, spanned
from reports.scope import Scope
from reports.splits import OF_CUSTOMERS, Split
from workspaces.roles import Permission

# Fewer answers than this say little of all customers.
FEW = 30
ALL, PART = "all", "part"
# Of fewer calendar periods each is asked for by itself.
MANY = 3


class Kpi:
    key: str
    name: Any
    definition: Any
    section: str
    unit = Unit.COUNT
    good = Good.UP
    # Below so many rows the number is shown in grey, with a word why.
    least = 0
    permission = Permission.VIEW_CUSTOMERS
    # How its facts lead to the customer.
    account = "account"
    # The day or moment a fact lies at.
    at = ""
    # What else than by the customer it can be split by.
    own_splits: dict[str, Split] = {}
    # Two months come to what each of them came to, put together.
    adds_up = False
    # It is of the whole workspace alone: nobody can tell whose customers it is about.
    is_of_workspace = False
    # A fact lies in the period of its day and in no other one, and what counts of it is the same in each.
    lies_in_one = False
    # What it comes to may be another thing a minute later though nobody has done anything.
    moves_with_the_clock = False
    # What the rows behind it are called, all of them and those that are counted of them.
    rows_name: Any = ""
    part_name: Any = ""

    def facts(self, scope: Scope) -> QuerySet:
        raise NotImplementedError

    def within(self, period: Period) -> Q:
        """Which facts a period has."""
        is_moment = isinstance(self.fact_field(self.at), DateTimeField)
        first, until = (period.from_at, period.until_at) if is_moment else (period.first_on, period.until_on)
        return Q(**{f"{self.at}__gte": first, f"{self.at}__lt": until})

    def fact_field(self, path: str):
        model = self.model
        *steps, last = path.split("__")
        for step in steps:
            model = model._meta.get_field(step).related_model
        return model._meta.get_field(last)

    @property
    def model(self):
        raise NotImplementedError

    def part(self, period: Period) -> Q | None:
        """Which of the facts within the period are counted, where it is a share of them."""
        return None

    def aggregates(self, period: Period) -> dict[str, Aggregate]:
        """numerator, n, and denominator where there is one."""
        raise NotImplementedError

    def aggregates_of(self, scope: Scope, period: Period) -> dict[str, Aggregate]:
        """The same, where what counts depends on which customers are looked at."""
        return self.aggregates(period)

    # What is asked of a KPI

    def is_for(self, scope: Scope) -> bool:
        """Whether this reader may see it, as narrowed."""
        return scope.membership.can(self.permission) and (scope.is_whole or not self.is_of_workspace)

    def measures(self, scope: Scope, periods: Sequence[Period]) -> list[Measure]:
        """One for each period: those of a calendar in one question for each grain, the others in one together."""
        found: dict[Period, Measure] = {}
        for grain in MONTHS if self.lies_in_one else ():
            some = [each for each in periods if each.grain == grain]
            if len(some) >= MANY:
                found |= self._by_calendar(scope, grain, some)
        rest = [each for each in dict.fromkeys(periods) if each not in found]
        if rest:
            found |= self._together(scope, rest)
        return [found[each] for each in periods]

    def _by_calendar(self, scope: Scope, grain: str, periods: Sequence[Period]) -> dict[Period, Measure]:
        whole = spanned(periods)
        begins = Trunc(self.at, grain, output_field=DateField())
        facts = self.facts(scope).filter(self.within(whole)).order_by()
        aggregates = self.aggregates_of(scope, whole)
        nothing = self._measured(facts.none().aggregate(**aggregates), "")
        rows = facts.values(begins=begins).annotate(**aggregates)
        found = {row["begins"]: self._measured(row, "") for row in rows}
        return {each: found.get(each.first_on, nothing) for each in periods}

    def _together(self, scope: Scope, periods: Sequence[Period]) -> dict[Period, Measure]:
        asked = {
            f"{place}_{name}": aggregate
            for place, period in enumerate(periods)
            for name, aggregate in self.aggregates_of(scope, period).items()
        }
        facts = self.facts(scope)
        if self.lies_in_one:
            facts = facts.filter(self.within(spanned(periods)))
        found = facts.order_by().aggregate(**asked)
        return {period: self._measured(found, f"{place}_") for place, period in enumerate(periods)}

    def measure(self, scope: Scope, period: Period) -> Measure:
        return self.measures(scope, [period])[0]

    def splits(self) -> dict[str, Split]:
        if self.is_of_workspace:
            return {}
        return {**self.own_splits, **{key: each.of(self.account) for key, each in OF_CUSTOMERS.items()}}

    def measures_by(self, scope: Scope, split: Split, period: Period) -> dict[Any, Measure]:
        """By what they are split by; None is what has none of it."""
        rows = self.facts(scope).filter(self.touched(period)).order_by().values(split.path)
        found = rows.annotate(**self.aggregates_of(scope, period))
        measured = ((row[split.path], self._measured(row, "")) for row in found)
        return {value: each for value, each in measured if each.n or each.numerator}

    def touched(self, period: Period) -> Q:
        """All facts that the period reads, so that no others are looked at."""
        return self.within(period)

    def records(self, scope: Scope, period: Period, which: str = ALL) -> QuerySet:
        """The rows behind the number, those that are counted when `which` is PART."""
        found = self.facts(scope).filter(self.within(period))
        part = self.part(period)
        return found.filter(part) if which == PART and part is not None else found

    @staticmethod
    def _measured(row: dict, prefix: str) -> Measure:
        return Measure(
            numerator=row[f"{prefix}numerator"],
            denominator=row.get(f"{prefix}denominator"),
            n=row[f"{prefix}n"],
            squares=row.get(f"{prefix}squares"),
        )


class Number(Kpi):
    """How many facts there are."""

    adds_up = True

    def aggregates(self, period):
        counted = Count("pk", filter=self.within(period))
        return {"numerator": counted, "n": counted}


class Share(Kpi):
    """How many of the facts are of the part that is looked for."""

    unit = Unit.PERCENT

    def aggregates(self, period):
        within = self.within(period)
        everything = Count("pk", filter=within)
        return {
            "numerator": Count("pk", filter=within & self.part(period)),
            "denominator": everything,
            "n": everything,
        }


class Total(Kpi):
    """What an amount of the facts adds up to."""

    unit = Unit.MONEY
    adds_up = True
    amount: Any = None

    def aggregates(self, period):
        within = self.within(period)
        return {
            "numerator": Coalesce(Sum(self.amount, filter=within), 0),
            "n": Count("pk", filter=within),
        }


class Average(Total):
    """What an amount of the facts is on average."""

    adds_up = False

    def aggregates(self, period):
        return super().aggregates(period) | {"denominator": Count("pk", filter=self.within(period))}


class Middle(Kpi):
    """The value that so large a share of the facts does not pass."""

    unit = Unit.SECONDS
    good = Good.DOWN
    share = 0.5

    def aggregates(self, period):
        within = self.within(period) & Q(**{f"{self.amount}__isnull": False})
        return {
            "numerator": Percentile(
                F(self.amount), share=self.share, filter=within, output_field=FloatField()
            ),
            "n": Count("pk", filter=within),
        }

    amount: str


class Rate(Kpi):
    """One number for each of another one: complaints for a hundred customers."""

    unit = Unit.PER_HUNDRED
    of: Kpi
    per: Kpi

    @property
    def parts(self) -> tuple[Kpi, Kpi]:
        return self.of, self.per

    def is_for(self, scope):
        return super().is_for(scope) and all(each.is_for(scope) for each in self.parts)

    def measures(self, scope, periods):
        both = (each.measures(scope, periods) for each in self.parts)
        return [self.joined(of, per) for of, per in zip(*both, strict=True)]

    def splits(self):
        if any(each.is_of_workspace for each in self.parts):
            return {}
        return {key: each.of("") for key, each in OF_CUSTOMERS.items()}

    def measures_by(self, scope, split, period):
        of, per = (each.measures_by(scope, each.splits()[split.key], period) for each in self.parts)
        none = Measure(0)
        return {value: self.joined(of.get(value, none), per.get(value, none)) for value in {**per, **of}}

    def records(self, scope, period, which=ALL):
        return self.of.records(scope, period)

    @staticmethod
    def joined(of: Measure, per: Measure) -> Measure:
        base = per.value(Unit.COUNT)
        return Measure(of.value(Unit.COUNT) or 0, 0 if base is None else round(base), of.n)
