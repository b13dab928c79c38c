"""What the list of accounts and segments know of what is foreseen: risk, expected value, segment by purchases."""

import django_filters as filters
from django.db.models import BigIntegerField, FloatField, OuterRef, Prefetch, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.segments import rules
from lib import formats
from lib.formfields import MoneyField
from lib.lists.fields import ASIDE, LABELLED, Field
from lib.lists.page import Sort
from lib.lists.rows import badge, bdi, choice
from lib.lists.rules import NUMBER, PURCHASES, Operator, Param
from reports.models import KNOWN_SHORTLY, AccountForesight, RfmSegment, Risk
from reports.saying_foresight import KNOWN_TOO_SHORTLY, RISK_STATES

NOT_KNOWN = 2.0  # behind every probability


class ForesightFilter(filters.ChoiceFilter):
    """Customers of whom this is foreseen."""

    def __init__(self, column, **kwargs):
        self.column = column
        super().__init__(**kwargs)

    def filter(self, queryset, value):
        if not value:
            return queryset
        rows = AccountForesight.objects.filter(**{self.column: value})
        return queryset.filter(pk__in=rows.values("account"))


class ExpectedAtLeast(filters.Filter):
    field_class = MoneyField

    def filter(self, queryset, value):
        if value is None:
            return queryset
        rows = AccountForesight.objects.filter(value_36_minor__gte=value)
        return queryset.filter(pk__in=rows.values("account"))


def foreseen(account) -> AccountForesight | None:
    return next(iter(account.foresights.all()), None)


def foresights(membership):
    return [Prefetch("foresights")]


def held(column, nothing, output_field, without=None):
    """The figure of each account, in the order of the list; one key of a unique index for each row."""

    def expression():
        rows = AccountForesight.objects.filter(~(without or Q(pk=None)), account=OuterRef("pk"))
        found = rows.values(column)[:1]
        return Coalesce(Subquery(found), Value(nothing), output_field=output_field)

    return expression


def risk_cell(account, rows):
    row = foreseen(account)
    return badge(choice(row, "risk"), RISK_STATES[Risk(row.risk)]) if row else ""


def segment_cell(account, rows):
    row = foreseen(account)
    return bdi(choice(row, "segment")) if row else ""


def value_cell(account, rows):
    row = foreseen(account)
    if row is None or row.value_36_minor is None:
        return ""
    value = formats.money(row.value_36_minor)
    if not row.is_known_shortly:
        return value
    return format_html('{} <span class="note text-wrap">{}</span>', value, KNOWN_TOO_SHORTLY)


def one_of(choices, column):
    def find(keys, at):
        return rules.has(AccountForesight.objects.filter(**{f"{column}__in": keys}), at=at)

    return rules.chosen(
        PURCHASES, lambda: list(choices.choices), column, nothing=rules.NEVER_EMPTY, find=find
    )


def worth(values, at):
    return rules.has(AccountForesight.objects.filter(value_36_minor__gte=rules.minor(values["least"])), at=at)


EXPECTED = rules.asked(
    PURCHASES,
    Operator(
        "least", _("is at least"), _("%(least)s or more"), worth,
        (Param("least", NUMBER, _("From"), unit=rules.currency),),
    ),
)  # fmt: skip
ALIVE = held("p_alive", NOT_KNOWN, FloatField())
# Behind everybody else stands who has bought nothing, or is known for too short a time.
VALUE = held("value_36_minor", 0, BigIntegerField(), without=KNOWN_SHORTLY)
FIELDS = [
    Field(
        "churn_risk",
        _("Risk of losing it"),
        cell=risk_cell,
        on_a_phone=ASIDE,
        sorts=(Sort("churn_risk", _("Greatest risk of losing it first"), "foreseen_alive", expression=ALIVE),),
        filter=lambda: ForesightFilter("risk", choices=Risk.choices, label=_("Risk of losing it")),
        parts=foresights,
        rule=one_of(Risk, "risk"),
    ),
    Field(
        "expected_value",
        _("Expected value in 36 months"),
        cell=value_cell,
        css="num text-nowrap",
        on_a_phone=LABELLED,
        sorts=(
            Sort(
                "-expected_value", _("Highest expected value first"), "foreseen_value",
                is_descending=True, expression=VALUE,
            ),
            Sort("expected_value", _("Lowest expected value first"), "foreseen_value", expression=VALUE),
        ),
        filter=lambda: ExpectedAtLeast(label=_("Expected value in 36 months, at least")),
        parts=foresights,
        rule=EXPECTED,
    ),
    Field(
        "rfm_segment",
        _("Segment by purchases"),
        cell=segment_cell,
        filter=lambda: ForesightFilter("segment", choices=RfmSegment.choices, label=_("Segment by purchases")),
        parts=foresights,
        rule=one_of(RfmSegment, "segment"),
    ),
]  # fmt: skip
