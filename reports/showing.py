"""A KPI as pages show it: its value with what it is compared with, its run over time, and its parts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from lib import formats
from reports import charts, periods
from reports.asking import Asked
from reports.figures.reading import measures, measures_by
from reports.kpis.base import Kpi
from reports.measures import Change, Good, Measure, change, shown
from reports.models import Target
from reports.periods import Period
from reports.splits import Split
from reports.targets import target_for

MOST_PARTS = 50


@dataclass(frozen=True)
class Value:
    """What a KPI comes to in one period, in words."""

    kpi: Kpi
    period: Period
    measure: Measure
    currency: str = ""

    @property
    def amount(self):
        return self.measure.value(self.kpi.unit)

    @property
    def text(self) -> str:
        return shown(self.amount, self.kpi.unit, self.currency)

    @property
    def is_few(self) -> bool:
        """It rests on too little to say much."""
        return self.amount is not None and self.measure.n < self.kpi.least

    @property
    def rests_on(self) -> str:
        return ngettext("from %(count)s", "from %(count)s", self.measure.n) % {
            "count": formats.number(self.measure.n)
        }

    @property
    def margin(self) -> str:
        margin = self.measure.margin()
        return "" if margin is None else f"± {formats.decimal(margin, 1)}"

    def since(self, then: "Value") -> Change | None:
        return change(self.amount, then.amount, self.kpi.unit, self.kpi.good)


@dataclass(frozen=True)
class Compared:
    """A value beside the one of the period before and of a year before; of an open period, as many days of each."""

    now: Value
    before: Value
    year_before: Value

    @property
    def since_before(self) -> Change | None:
        return self.now.since(self.before)

    @property
    def since_year(self) -> Change | None:
        return self.now.since(self.year_before)


def beside(period: Period, asked: Asked) -> tuple[Period, Period]:
    """The period before and the one a year before, cut to as many days as it has had."""
    return (
        period.alike(period.before(), asked.today),
        period.alike(period.year_before(), asked.today),
    )


def periods_of_tile(asked: Asked) -> list[Period]:
    """The period, the two beside it, and the last months."""
    months = periods.run(periods.MONTH, periods.USUAL_RUN[periods.MONTH], asked.today)
    return [asked.period, *beside(asked.period, asked), *months]


def periods_of_run(asked: Asked) -> list[Period]:
    """The last periods of a grain, and then each of them a year before."""
    wanted = periods.run(asked.grain, periods.USUAL_RUN[asked.grain], asked.today)
    return [*wanted, *(each.year_before() for each in wanted)]


def periods_of_parts(asked: Asked) -> list[Period]:
    before, _year = beside(asked.period, asked)
    return [asked.period, before]


def values(kpi: Kpi, asked: Asked, wanted: Sequence[Period]) -> list[Value]:
    currency = asked.membership.workspace.currency
    found = measures(kpi, asked.scope, asked.kept, wanted)
    return [Value(kpi, period, each, currency) for period, each in zip(wanted, found, strict=True)]


def compared(kpi: Kpi, asked: Asked) -> Compared:
    return Compared(*values(kpi, asked, [asked.period, *beside(asked.period, asked)]))


@dataclass(frozen=True)
class Held:
    """A value held against its target."""

    text: str
    is_met: bool
    is_open: bool
    is_ceiling: bool

    @property
    def word(self) -> str:
        if self.is_met and self.is_open and self.is_ceiling:
            return pgettext("target", "kept so far")
        if self.is_met:
            return pgettext("target", "reached")
        may_come = self.is_open and not self.is_ceiling
        return pgettext("target", "not yet reached") if may_come else pgettext("target", "missed")

    @property
    def state(self) -> str:
        may_come = self.is_open and not self.is_ceiling
        return "done" if self.is_met else "waiting" if may_come else "late"


def held(value: Value, asked: Asked, targets: Sequence[Target]) -> Held | None:
    """None without a target, and while there is no value."""
    target = target_for(value.kpi, value.period, targets)
    if target is None or value.amount is None:
        return None
    is_ceiling = value.kpi.good == Good.DOWN
    is_met = value.amount <= target if is_ceiling else value.amount >= target
    text = shown(target, value.kpi.unit, value.currency)
    return Held(text, is_met, value.period.is_open(asked.today), is_ceiling)


@dataclass(frozen=True)
class Tile:
    """A KPI on a dashboard: its value, compared, and the last year in little."""

    kpi: Kpi
    found: Compared
    chart: charts.Chart | None
    target: Held | None = None


def tile_of(kpi: Kpi, asked: Asked, targets: Sequence[Target] = ()) -> Tile:
    """In one question."""
    now, before, year, *rest = values(kpi, asked, periods_of_tile(asked))
    points = [
        charts.Point("", "", each.text, each.amount, is_open=each.period.is_open(asked.today))
        for each in rest
    ]
    return Tile(kpi, Compared(now, before, year), charts.drawn(points), held(now, asked, targets))


@dataclass(frozen=True)
class Run:
    """The last periods of a grain, each beside the same one a year earlier."""

    rows: tuple[tuple[Value, Value, bool], ...]  # the value, a year before, whether it is still running
    chart: charts.Chart | None


def run_of(kpi: Kpi, asked: Asked, *, targets: Sequence[Target] = (), notes=()) -> Run:
    """The target drawn is that of the running period."""
    found = values(kpi, asked, periods_of_run(asked))
    half = len(found) // 2
    rows = tuple(
        (now, then, now.period.is_open(asked.today))
        for now, then in zip(found[:half], found[half:], strict=True)
    )
    points = [point_of(now, then, is_open, asked, notes) for now, then, is_open in rows]
    return Run(rows, charts.drawn(points, target_for(kpi, rows[-1][0].period, targets)))


def point_of(now: Value, then: Value, is_open: bool, asked: Asked, notes) -> charts.Point:
    text = _("%(value)s so far") % {"value": now.text} if is_open else now.text
    return charts.Point(
        label=short_name(now.period),
        title=f"{now.period.name}: {text}",
        text=text,
        value=now.amount,
        compared=then.amount,
        is_open=is_open,
        is_few=now.is_few,
        url=asked.address(
            period=periods.OWN, first=now.period.first_on.isoformat(), last=now.period.last_on.isoformat()
        ),
        notes=tuple(each.text for each in notes if now.period.first_on <= each.on < now.period.until_on),
    )


def short_name(period: Period) -> str:
    """What has room under a column: 3 of March, 2 of the second quarter, 2026."""
    if period.grain == periods.YEAR:
        return formats.digits(period.first_on.year)
    if period.grain == periods.QUARTER:
        return formats.digits((period.first_on.month + 2) // 3)
    return formats.digits(period.first_on.month)


@dataclass(frozen=True)
class Part:
    name: str
    value: Value
    before: Value | None
    share: int  # of the largest one, in per cent: how long its bar is
    key: Any

    @property
    def since_before(self) -> Change | None:
        return self.value.since(self.before) if self.before else None


def parts_of(kpi: Kpi, asked: Asked, split: Split) -> list[Part]:
    """By what it is split by, the largest first; those without any come last."""
    _now, before = periods_of_parts(asked)
    now = measures_by(kpi, asked.scope, asked.kept, split, asked.period)
    then = measures_by(kpi, asked.scope, asked.kept, split, before)
    currency = asked.membership.workspace.currency
    named = split.named(now)
    found = [(key, Value(kpi, asked.period, each, currency), then.get(key)) for key, each in now.items()]
    found.sort(key=lambda row: (row[0] not in named, -(row[1].amount or 0), named.get(row[0], "")))
    largest = max((abs(value.amount or 0) for _key, value, _then in found), default=0)
    return [
        Part(
            name=named.get(key, str(split.without)),
            value=value,
            before=Value(kpi, before, earlier, currency) if earlier else None,
            share=round(100 * max(value.amount or 0, 0) / largest) if largest else 0,
            key=key,
        )
        for key, value, earlier in found[:MOST_PARTS]
    ]
