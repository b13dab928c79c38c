"""A report for spreadsheets and for programs: the columns of the CSV never change (docs/reports.md)."""

from collections.abc import Iterator
from datetime import UTC
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from lib.money import exponent
from lib.spreadsheets import write_csv, write_sheets
from reports.kpis.base import Kpi
from reports.measures import Unit
from reports.papers import Paper
from reports.periods import Period
from reports.showing import Part, Value
from reports.splits import Split

COLUMNS = (
    "kpi",
    "period_start",
    "period_end",
    "grain",
    "split",
    "part",
    "numerator",
    "denominator",
    "value",
    "unit",
    "currency",
    "n",
    "as_of",
)
DAYS = "days"
UNITS = {
    Unit.COUNT: gettext_lazy("number"),
    Unit.PERCENT: gettext_lazy("per cent"),
    Unit.SCORE: gettext_lazy("points from -100 to 100"),
    Unit.MEAN: gettext_lazy("mean"),
    Unit.SECONDS: gettext_lazy("hours"),
    Unit.PER_HUNDRED: gettext_lazy("for each hundred"),
}
DIGITS = Decimal("0.0001")
HOUR = 3600


def exact(value: float | int | Decimal | None) -> int | Decimal | str:
    """A number as cells take it: whole, or with at most four digits behind the point."""
    if value is None:
        return ""
    return value if isinstance(value, int) else Decimal(str(value)).quantize(DIGITS).normalize() + 0


def in_unit(value: Value, *, hours: bool = False) -> int | Decimal | str:
    """Money in whole units of its currency, times in seconds or in hours, the others as they are."""
    amount, unit = value.amount, value.kpi.unit
    if amount is None:
        return ""
    if unit == Unit.MONEY:
        places = exponent(value.currency)
        return Decimal(round(amount)).scaleb(-places)
    if unit == Unit.SECONDS and hours:
        return exact(float(amount) / HOUR)
    return exact(amount)


def part_name(part: Part) -> str:
    """By its stable key where it has one, else by its name; nothing for what has none."""
    if part.key is None:
        return ""
    return part.key if isinstance(part.key, str) else part.name


def lines(paper: Paper) -> Iterator[tuple[Value, Split | None, Part | None]]:
    """Every value there is, once: the period that was asked for, the periods over time, and the parts."""
    for _kpi, found in paper.numbers:
        yield found.now, None, None
    for _kpi, run in paper.runs:
        for now, _then, _is_open in run.rows:
            yield now, None, None
    for _kpi, split, parts in paper.tables:
        for part in parts:
            yield part.value, split, part


def csv_of(paper: Paper) -> bytes:
    """For programs: names, days and figures as machines write them, in every language the same."""
    as_of = paper.asked.as_of.astimezone(UTC).isoformat(timespec="seconds")
    rows: list[tuple[Any, ...]] = [COLUMNS]
    for value, split, part in lines(paper):
        is_money = value.kpi.unit == Unit.MONEY
        rows.append(
            (
                value.kpi.key,
                value.period.first_on.isoformat(),
                value.period.last_on.isoformat(),
                value.period.grain or DAYS,
                split.key if split else "",
                part_name(part) if part else "",
                exact(value.measure.numerator),
                exact(value.measure.denominator),
                in_unit(value),
                str(value.kpi.unit),
                value.currency if is_money else "",
                value.measure.n,
                as_of,
            )
        )
    file = BytesIO()
    write_csv(file, rows)
    return file.getvalue()


def xlsx_of(paper: Paper, language: str) -> bytes:
    """For people: a sheet of values and one of what they mean."""
    sheets = [
        (_("Values"), value_rows(paper)),
        (_("Definitions"), definition_rows(paper)),
    ]
    file = BytesIO()
    write_sheets(file, sheets, right_to_left=language.startswith("ar"))
    return file.getvalue()


def value_rows(paper: Paper) -> list[list[Any]]:
    heading = [
        _("KPI"),
        _("Split by"),
        _("Part"),
        _("Period"),
        pgettext("day", "From"),
        pgettext("day", "To"),
        _("Value"),
        pgettext("of a value", "Unit"),
        _("Rests on"),
        _("The period before"),
        _("A year earlier"),
    ]
    rows = [row_of(found.now, before=found.before, year=found.year_before) for _kpi, found in paper.numbers]
    for _kpi, run in paper.runs:
        rows += [row_of(now, year=then) for now, then, _is_open in run.rows]
    for _kpi, split, parts in paper.tables:
        rows += [row_of(each.value, split, each.name, before=each.before) for each in parts]
    return [heading, *rows]


def row_of(value: Value, split: Split | None = None, part: str = "", *, before=None, year=None) -> list[Any]:
    return [
        str(value.kpi.name),
        str(split.label) if split else "",
        part,
        name_of(value.period),
        value.period.first_on,
        value.period.last_on,
        in_unit(value, hours=True),
        unit_name(value.kpi, value.currency),
        value.measure.n,
        in_unit(before, hours=True) if before else "",
        in_unit(year, hours=True) if year else "",
    ]


def name_of(period: Period) -> str:
    return period.name


def unit_name(kpi: Kpi, currency: str) -> str:
    return currency if kpi.unit == Unit.MONEY else str(UNITS[kpi.unit])


def definition_rows(paper: Paper) -> list[list[Any]]:
    currency = paper.asked.membership.workspace.currency
    known: dict[str, Kpi] = {value.kpi.key: value.kpi for value, _split, _part in lines(paper)}
    return [
        [_("KPI"), _("Definition"), pgettext("of a value", "Unit"), _("Key")],
        *([str(kpi.name), str(kpi.definition), unit_name(kpi, currency), key] for key, kpi in known.items()),
        [],
        [_("Period"), paper.asked.period.name],
        [_("Whose numbers"), paper.whose],
        [_("Counted"), paper.asked.as_of],
    ]
