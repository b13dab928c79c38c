"""Redemptions: points are held, taken as the reward is handed over, and given back where it is cancelled or returned.

The customer is locked first, then the redemption, then the wallet that its points are in, then the row of the reward,
for its stock. What was asked for twice with one form is one redemption.
"""

from datetime import datetime, timedelta
from uuid import uuid4

import structlog
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.once import MadeBefore
from lib.tenancy.copying import reserve_ids
from loyalty import codes, holding, ledger
from loyalty import points as arithmetic
from loyalty.booking import Source
from loyalty.having import may_have
from loyalty.models import LoyaltyProgram, Redemption, Reward
from loyalty.vouchers import issue, take_back_of
from timeline.services import record

log = structlog.get_logger(__name__)
State = Redemption.State
BATCH = 100


class Hindered(ValidationError):
    """What keeps the customer from this reward, in words."""


class NotNow(ValidationError):
    """It is in another state by now: a colleague or the customer was faster."""

    def __init__(self):
        super().__init__(_("The state of this redemption has changed meanwhile."))


def collected_until() -> datetime:
    """The end of the last of the days that the programme leaves for collecting."""
    day = timezone.localdate() + timedelta(days=LoyaltyProgram.objects.standing().hold_days)
    return arithmetic.end_of(day, timezone.get_current_timezone_name())


@transaction.atomic
def redeem(wallet, reward, *, by, form_token=None, is_by_customer=False, way=State.FULFILLED) -> Redemption:
    """A reward for points: handed over at once, paid with points (captured), or held to be collected.

    Raises Hindered where the customer may not have it, Archived, and MadeBefore for a form that was sent before with
    another reward in it.
    """
    account = wallet.account
    account.wait_to_change()
    wallet.wait_to_change()
    made = Redemption.objects.filter(form_token=form_token).first() if form_token else None
    if made is not None:
        if (made.wallet_id, made.reward_id) != (wallet.pk, reward.pk):
            raise MadeBefore(made)
        return made
    if reward.stock is None:
        reward.refresh_from_db()
    else:
        reward.wait_to_change()
    offer = may_have(wallet, reward)
    if not offer.may_have:
        raise Hindered(offer.reason)
    made = Redemption(
        account=account, wallet=wallet, reward=reward, points=reward.cost_points, code=codes.new_code(Redemption),
        until_at=collected_until(), is_by_customer=is_by_customer, asked_by=by, form_token=form_token,
        has_stock=reward.stock is not None,
    )  # fmt: skip
    _pay(made, way, by=by)
    # Its number comes last: the series of numbers is everybody's, and stays locked to the end.
    made.save(force_insert=True)
    if made.has_stock:
        _change_stock(reward, -1)
    _tell(made, "wanted" if is_by_customer else "asked", by=by)
    if way == State.FULFILLED and reward.is_voucher:
        issue(made, by=by)
    return made


def _pay(made, way, *, by) -> None:
    """Hold the points of a redemption that is not saved yet, or take them at once."""
    (made.pk,) = reserve_ids(Redemption, 1)
    asked = {"until_at": made.until_at, "key": f"rewards/redemption/{made.form_token or uuid4()}"}
    if way == State.HELD:
        made.hold = holding.hold(made.wallet, made.points, **asked)
        return
    made.hold = holding.spend(
        made.wallet, made.points, reason=made.reward.name, source=Source.of(made), by=by, **asked
    )
    made.state, made.captured_at = way, made.hold.ended_at
    if way == State.FULFILLED:
        made.fulfilled_at, made.handed_over_by = made.captured_at, by


@transaction.atomic
def take_points(redemption, *, by) -> None:
    """Paid now and handed over later, such as what is sent."""
    _wait(redemption)
    if redemption.state != State.HELD:
        raise NotNow
    _take_points(redemption, by=by)
    _tell(redemption, "captured", by=by)


@transaction.atomic
def hand_over(redemption, *, by) -> None:
    """The customer has it; what was only held is paid with it."""
    _wait(redemption)
    if not redemption.may_be_handed_over:
        raise NotNow
    if redemption.state == State.HELD:
        _take_points(redemption, by=by)
    _hand_over(redemption, by=by)
    _tell(redemption, "fulfilled", by=by)


@transaction.atomic
def cancel(redemption, *, by, reason="", is_by_customer=False) -> None:
    """Before it was paid: the points are free again, and the piece is in stock."""
    _wait(redemption)
    if redemption.state != State.HELD:
        raise NotNow
    _let_go(redemption, State.VOIDED, reason=reason)
    _tell(redemption, "unwanted" if is_by_customer else "voided", by=by, reason=reason)


@transaction.atomic
def refund(redemption, *, by, reason, puts_back: bool) -> None:
    """After it was paid: the points go back into the lots they came from; the piece only where it came back.

    Where the customer was merged into another one meanwhile, the ledger gives them to that one.
    """
    _wait(redemption)
    if not redemption.may_be_refunded:
        raise NotNow
    take_back_of(redemption, by=by, reason=reason)
    ledger.give_back(redemption.hold.entry, key=f"rewards/refund/{redemption.pk}", reason=reason, by=by)
    if puts_back and redemption.has_stock:
        _change_stock(redemption.reward, 1)
    redemption.state, redemption.ended_at, redemption.reason = State.REFUNDED, timezone.now(), reason
    redemption.save_version()
    _tell(redemption, "refunded", by=by, reason=reason)


def time_out_next() -> int:
    """Let go of the next that nobody collected, in the open workspace; how many were looked at.

    Each stands in a transaction of its own under the lock of its customer: a second worker finds nothing to do.
    """
    with transaction.atomic():
        overdue = Redemption.objects.overdue(at=timezone.now()).order_by("until_at", "pk")
        keys = list(overdue.values_list("pk", flat=True)[:BATCH])
    settled = 0
    for key in keys:
        try:
            _time_out(key)
            settled += 1
        except Exception:  # whatever is wrong with one, the others have their turn
            log.exception("redemption_not_timed_out", redemption=key)
    return settled


@transaction.atomic
def _time_out(key: int) -> None:
    redemption = Redemption.objects.select_related("account", "reward", "hold").get(pk=key)
    redemption.account.wait_for_others()
    _lock(redemption)
    if redemption.is_overdue():
        _let_go(redemption, State.TIMED_OUT)
        _tell(redemption, "timed_out", by=None)


def _wait(redemption) -> None:
    """The customer, then the row; refused while the customer is archived."""
    redemption.account.wait_to_change()
    _lock(redemption)


def _lock(redemption) -> None:
    redemption.refresh_from_db(from_queryset=Redemption.objects.select_for_update(no_key=True))


def _take_points(redemption, *, by) -> None:
    reason = redemption.reward.name
    holding.capture(redemption.hold, reason=reason, source=Source.of(redemption), by=by)
    redemption.state, redemption.captured_at = State.CAPTURED, timezone.now()
    redemption.save_version()


def _hand_over(redemption, *, by) -> None:
    redemption.state, redemption.fulfilled_at = State.FULFILLED, timezone.now()
    redemption.handed_over_by = by
    redemption.save_version()
    if redemption.reward.is_voucher:
        issue(redemption, by=by)


def _let_go(redemption, state, *, reason="") -> None:
    holding.release(redemption.hold, is_timed_out=state == State.TIMED_OUT)
    if redemption.has_stock:
        _change_stock(redemption.reward, 1)
    redemption.state, redemption.ended_at, redemption.reason = state, timezone.now(), reason
    redemption.save_version()


def _change_stock(reward, pieces: int) -> None:
    """Where they are not counted any more there is nothing to count."""
    Reward.objects.filter(pk=reward.pk, stock__isnull=False).update(stock=F("stock") + pieces)


def _tell(redemption, verb, *, by, **detail) -> None:
    reward = redemption.reward
    record(
        f"redemption.{verb}",
        redemption,
        by=by,
        context=redemption.account,
        reward=[reward.name_ar, reward.name_en],
        points=redemption.points,
        **detail,
    )
