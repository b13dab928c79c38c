"""The rows behind a number, whatever table they are of, as one list shows them: who, what, when, how much."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from accounts.models import Account, AccountStatus
from accounts.models.acquisition import AcquisitionCost
from campaigns.models import Campaign
from complaints.models import Compensation, Complaint, ComplaintClock
from interactions.models import FollowUp, Interaction
from lib import formats
from lib.money import exponent
from loyalty.models import Grant, PointsEntry
from sales.models import Opportunity, Purchase, PurchaseLine, Referral, Testimonial
from surveys.models import QuestionAnswer


@dataclass(frozen=True)
class Row:
    """`url_name` and `number` lead to the record; `on` is when it lies in the period. `amount` is for people, `value`
    for files: money in whole units of `currency`, times in seconds."""

    account: Account | None
    text: str
    url_name: str = ""
    number: int | None = None
    on: date | datetime | None = None
    amount: str = ""
    value: int | Decimal | None = None
    currency: str = ""


@dataclass(frozen=True)
class Shape:
    """How rows of one table are read and told."""

    reads: tuple[str, ...]
    row: Callable[[Any], Row]


def money(minor: int, currency: str) -> dict[str, Any]:
    return {
        "amount": formats.money(minor, currency),
        "value": Decimal(minor).scaleb(-exponent(currency)),
        "currency": currency,
    }


def used(seconds: int | None) -> dict[str, Any]:
    if seconds is None:
        return {}
    return {"amount": formats.hours_and_minutes(round(seconds / 60)), "value": seconds}


SHAPES = {
    Account: Shape((), lambda each: Row(each, each.get_status_display())),
    AccountStatus: Shape(
        ("account",), lambda each: Row(each.account, each.get_status_display(), on=each.from_at)
    ),
    Purchase: Shape(
        ("account",),
        lambda each: Row(
            each.account,
            each.name,
            "sales:purchase",
            each.number,
            each.ordered_on,
            **money(each.left_minor, each.currency),
        ),
    ),
    PurchaseLine: Shape(
        ("purchase__account",),
        lambda each: Row(
            each.purchase.account,
            each.text,
            "sales:purchase",
            each.purchase.number,
            each.purchase.ordered_on,
            **money(each.total_minor, each.purchase.currency),
        ),
    ),
    Opportunity: Shape(
        ("account",),
        lambda each: Row(
            each.account,
            each.name,
            "sales:opportunity",
            each.number,
            each.closed_at,
            **money(each.amount_minor, each.currency),
        ),
    ),
    Referral: Shape(
        ("account",),
        lambda each: Row(each.account, each.referred_name, "sales:referral", each.number, each.on_day),
    ),
    Testimonial: Shape(
        ("account",),
        lambda each: Row(
            each.account, each.get_state_display(), "sales:testimonial", each.number, each.asked_on
        ),
    ),
    Complaint: Shape(
        ("account",),
        lambda each: Row(each.account, each.subject, "complaints:complaint", each.number, each.filed_at),
    ),
    Compensation: Shape(
        ("complaint__account",),
        lambda each: Row(
            each.complaint.account, each.text, "complaints:complaint", each.complaint.number, each.decided_at
        ),
    ),
    Grant: Shape(
        ("account", "rule"),
        lambda each: Row(each.account, f"{each.rule} · {formats.number(each.points)}", on=each.day),
    ),
    PointsEntry: Shape(
        ("wallet__account",),
        lambda each: Row(
            each.wallet.account,
            each.reason or each.get_kind_display(),
            on=each.at,
            amount=formats.number(each.points),
            value=each.points,
        ),
    ),
    ComplaintClock: Shape(
        ("complaint__account",),
        lambda each: Row(
            each.complaint.account,
            f"{each.complaint.subject} · {each.get_kind_display()}",
            "complaints:complaint",
            each.complaint.number,
            each.due_at or each.complaint.filed_at,
            **used(each.used_seconds),
        ),
    ),
    Interaction: Shape(
        ("account",),
        lambda each: Row(each.account, each.name, "interactions:detail", each.number, each.at),
    ),
    FollowUp: Shape(
        ("account",),
        lambda each: Row(each.account, each.name, "interactions:follow_up", each.number, each.scheduled_on),
    ),
    QuestionAnswer: Shape(
        ("answer__invitation__account", "answer__invitation__survey"),
        lambda each: Row(
            each.answer.invitation.account,
            each.answer.invitation.survey.name,
            "surveys:answer",
            each.answer.number,
            each.answer.at,
            formats.number(each.value),
            each.value,
        ),
    ),
    AcquisitionCost: Shape(
        (),
        lambda each: Row(None, str(each), on=each.month, **money(each.amount_minor, each.currency)),
    ),
    Campaign: Shape((), lambda each: Row(None, each.name, "campaigns:detail", each.number, each.started_at)),
}


def completed(records):
    """A queryset of one of these tables, with what its rows are told by."""
    reads = SHAPES[records.model].reads
    return records.select_related(*reads) if reads else records


def rows_of(records) -> list[Row]:
    return [with_cost(SHAPES[type(each)].row(each), each) for each in records]


def with_cost(row: Row, record) -> Row:
    """What a row costs stands on it where costs are looked at (kpis/costs.py)."""
    cost = getattr(record, "cost_minor", None)
    return row if cost is None else replace(row, **money(cost, formats.current().currency))
