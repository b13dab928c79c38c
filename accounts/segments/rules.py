"""What can be asked of usual kinds of fields: choices, texts, numbers, amounts, days, rows of other tables.

Days that are so many days back or ahead are counted from today in the workspace, anew whenever the segment is read.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib import money
from lib.lists.rules import CHOICES, DAY, DAYS, NUMBER, TEXT, Asked, Operator, Param
from lib.tenancy.state import require_workspace_id
from workspaces.models import Workspace

MOST_YEARS = 120
NOT_FILLED, FILLED_IN = _("not filled in"), _("filled in")
When = Callable[[dict[str, Any], str], Q]


def today() -> date:
    return timezone.localdate()


def days(label: Any = None, **kwargs) -> Param:
    return Param("days", DAYS, label or _("Days"), **kwargs)


def choice_param(choices, label: Any = None, name: str = "choices", **kwargs) -> Param:
    found = choices if callable(choices) else lambda: list(choices)
    return Param(name, CHOICES, label or _("Any of"), choices=found, **kwargs)


def asked(group, *operators: Operator, label: Any = None) -> Asked:
    return Asked(group, tuple(operators), label)


def empty(condition: When, label: Any = NOT_FILLED) -> Operator:
    return Operator("empty", label, label, condition)


def chosen(group, choices, column: str, *, nothing: Any = "", key=str, find=None, label: Any = None) -> Asked:
    """One of several values of a column. `find` makes the lookups of the chosen keys where they are not the values."""

    def among(values, at):
        keys = [key(each) for each in values["choices"]]
        return find(keys, at) if find else Q(**{f"{at}{column}__in": keys})

    one_of = Operator("one_of", _("is one of"), "%(choices)s", among, (choice_param(choices),))
    if nothing is NEVER_EMPTY:
        return asked(group, one_of, label=label)
    lookup = f"{column}__isnull" if nothing is None else column
    is_empty = empty(lambda values, at: Q(**{f"{at}{lookup}": True if nothing is None else nothing}))
    return asked(group, one_of, is_empty, label=label)


NEVER_EMPTY = object()


def text(group, column: str, *, label: Any = None) -> Asked:
    word = Param("text", TEXT, _("Text"))
    return asked(
        group,
        Operator("is", _("is"), "%(text)s", lambda v, at: Q(**{f"{at}{column}__iexact": v["text"]}), (word,)),
        Operator(
            "begins", _("begins with"), _("begins with %(text)s"),
            lambda v, at: Q(**{f"{at}{column}__istartswith": v["text"]}), (word,),
        ),
        empty(lambda v, at: Q(**{f"{at}{column}": ""})),
        label=label,
    )  # fmt: skip


def number(group, column: str, *, known: Q | None = None, label: Any = None, meant=lambda value: value,
           unit=None) -> Asked:  # fmt: skip
    """From, up to, between. `meant` makes the value of the column of what was typed."""
    least, most = Param("least", NUMBER, _("From"), unit=unit), Param("most", NUMBER, _("To"), unit=unit)

    def within(values, at):
        bounds = {}
        if values.get("least") is not None:
            bounds[f"{at}{column}__gte"] = meant(values["least"])
        if values.get("most") is not None:
            bounds[f"{at}{column}__lte"] = meant(values["most"])
        return Q(**bounds)

    return asked(
        group,
        Operator("least", _("is at least"), _("%(least)s or more"), within, (least,)),
        Operator("most", _("is at most"), _("%(most)s or less"), within, (most,)),
        Operator("between", _("is between"), _("from %(least)s to %(most)s"), within, (least, most)),
        label=label,
    )


def currency() -> str:
    return Workspace.objects.only("currency").get(pk=require_workspace_id()).currency


def minor(value: int) -> int:
    """So many whole units of the workspace's currency, as columns of amounts hold them."""
    return value * 10 ** money.exponent(currency())


def amount(group, column: str, *, label: Any = None) -> Asked:
    return number(group, column, meant=minor, unit=currency, label=label)


def start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def day(group, column: str, *, nothing: Any = None, is_moment=False, never: Any = None, label: Any = None,
        has_future=False) -> Asked:  # fmt: skip
    """A day or a moment: so many days back, longer ago, from a day on, before a day, never.

    `nothing` is what the column holds where there was none; None means null, NEVER_EMPTY that there always is one.
    """
    at_start = start_of if is_moment else lambda value: value

    def held(at) -> Q:
        if nothing is NEVER_EMPTY:
            return Q()
        return ~none(at)

    def none(at) -> Q:
        return Q(**{f"{at}{column}__isnull": True}) if nothing is None else Q(**{f"{at}{column}": nothing})

    def when(lookup, found):
        return lambda v, at: held(at) & Q(**{f"{at}{column}__{lookup}": at_start(found(v))})

    def within(v, at):
        ends = at_start(today() + timedelta(days=1))
        since = at_start(back(today(), v["days"]))
        return held(at) & Q(**{f"{at}{column}__gte": since, f"{at}{column}__lt": ends})

    def coming(v, at):
        until = at_start(back(today(), -v["days"] - 1))
        return held(at) & Q(**{f"{at}{column}__gte": at_start(today()), f"{at}{column}__lt": until})

    from_day = Param("day", DAY, _("Day"))
    operators = [
        Operator("within", _("in the last days"), _("in the last %(days)s"), within, (days(),)),
        Operator(
            "longer", _("longer ago than"), _("longer ago than %(days)s"),
            when("lt", lambda v: back(today(), v["days"])), (days(),),
        ),
        Operator("from", _("from a day on"), _("from %(day)s on"), when("gte", lambda v: v["day"]), (from_day,)),
        Operator("before", _("before a day"), _("before %(day)s"), when("lt", lambda v: v["day"]), (from_day,)),
    ]  # fmt: skip
    if has_future:
        operators.append(
            Operator("coming", _("in the next days"), _("in the next %(days)s"), coming, (days(),))
        )
    if nothing is not NEVER_EMPTY:
        operators.append(empty(lambda v, at: none(at), never or NOT_FILLED))
    return asked(group, *operators, label=label)


def back(day: date, count: int) -> date:
    """So many days before this one, or the end of what a calendar holds."""
    try:
        return day - timedelta(days=count)
    except OverflowError:
        return date.min if count > 0 else date.max


def yes(group, word: Any, condition: When, *, label: Any = None) -> Asked:
    """Something that is so or not: the rule says it is, and negated that it is not."""
    return asked(group, Operator("yes", word, word, condition), label=label)


def has(rows, *, to: str = "account", at: str, record: str = "", **conditions) -> Q:
    """That there are rows of another table with this record, found by their index.

    `at` leads to the record from what is asked; `record` names the key where it is not that of the record itself.
    """
    key = f"{at}{record}" if record else f"{at}pk"
    return Q(Exists(rows.filter(**{to: OuterRef(key)}, **conditions)))


def at_least(rows, values: dict[str, Any], at: str, *, to: str = "account") -> Q:
    """That so many rows of another table are of this record: one set, worked out once."""
    if values["count"] <= 1:
        return has(rows, to=to, at=at)
    found = rows.order_by().values(to).annotate(of_each=Count("pk")).filter(of_each__gte=values["count"])
    return Q(**{f"{at}pk__in": found.values(to)})


def times() -> Param:
    return Param("count", NUMBER, _("Times, at least"), least=1, most=10_000)
