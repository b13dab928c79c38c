"""Vouchers: given for points, by hand or as an apology; used once at a purchase, taken back, or over with their day.

The customer is locked first, then the voucher: of two who use it at once, the second finds it used.
"""

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from lib import formats
from lib.registry import Registry
from loyalty import codes
from loyalty.models import Voucher
from sales.amounts import per_cent_off
from timeline.services import record

State, Origin = Voucher.State, Voucher.Origin
USUAL_DAYS = 90  # that a voucher holds, if nobody says another day
# What follows when another part of a purchase is paid with vouchers; each is called with the purchase, whose
# customer is locked, in the transaction of the verb. Points are earned on what is left: paid_by_vouchers_minor().
followers = Registry("what follows a purchase that is paid with vouchers")


class NotUsable(ValidationError):
    """Why it cannot be used, in words."""


class VoucherUsed(ValidationError):
    def __init__(self):
        super().__init__(_("Its voucher was used already. Take that back first."))


def paid_by_vouchers_minor(purchase) -> int:
    """How much of a purchase vouchers paid; points are not earned on it."""
    used = Voucher.objects.filter(purchase=purchase, state=State.USED)
    return used.aggregate(sum=Sum("paid_minor"))["sum"] or 0


def paid_by_vouchers(purchases: Iterable[int]) -> dict[int, int]:
    """The same of many, by their keys; those of which vouchers paid nothing are left out."""
    used = Voucher.objects.filter(purchase__in=list(purchases), state=State.USED).order_by()
    return dict(used.values_list("purchase").annotate(sum=Sum("paid_minor")))


@transaction.atomic
def give_voucher(account, *, by, fields, origin=Origin.BY_HAND, source=None, form_token=None) -> Voucher:
    """By hand, or for what a higher app names as `source` (a row), once for each. IntegrityError for a form again."""
    account.wait_to_change()
    told = {"source_kind": source._meta.label_lower, "source_id": source.pk} if source is not None else {}
    if told and (made := Voucher.objects.filter(**told).first()) is not None:
        return made
    made = Voucher.objects.create(
        account=account, origin=origin, code=codes.new_code(Voucher), given_by=by, form_token=form_token,
        **fields, **told,
    )  # fmt: skip
    _tell(made, "given", by=by)
    return made


def issue(redemption, *, by) -> Voucher:
    """That of a redemption whose reward is a voucher; its customer is locked."""
    reward = redemption.reward
    made = Voucher.objects.create(
        account=redemption.account, origin=Origin.REDEMPTION, redemption=redemption, code=codes.new_code(Voucher),
        amount_minor=reward.amount_minor, percent=reward.percent, currency=reward.currency,
        least_minor=reward.least_minor, given_by=by,
        valid_until=timezone.localdate() + timedelta(days=reward.voucher_days),
    )  # fmt: skip
    _tell(made, "given", by=by)
    return made


def worth_minor(voucher, purchase) -> int:
    """What it pays of a purchase, of which other vouchers may have paid a part. NotUsable says why it pays nothing."""
    left = purchase.total_minor - purchase.refunded_minor - paid_by_vouchers_minor(purchase)
    if purchase.currency != voucher.currency and (voucher.percent is None or voucher.least_minor):
        raise NotUsable(_("This voucher is for purchases in another currency."))
    if purchase.total_minor < voucher.least_minor:
        least = formats.money(voucher.least_minor, voucher.currency)
        raise NotUsable(_("This voucher is for a purchase of %(least)s or more.") % {"least": least})
    if voucher.percent is not None:
        worth = purchase.total_minor - per_cent_off(purchase.total_minor, Decimal(voucher.percent))
    else:
        worth = voucher.amount_minor
    worth = min(worth, left)
    if worth <= 0 or purchase.status in purchase.UNCOUNTED:
        raise NotUsable(_("Nothing of this purchase is left to pay."))
    return worth


@transaction.atomic
def use(voucher, purchase, *, by) -> int:
    """At a purchase of its customer; what it paid of it. NotUsable says why not."""
    _wait(voucher)
    purchase.refresh_from_db(from_queryset=type(purchase).objects.select_for_update(no_key=True))
    if not voucher.is_open:
        raise NotUsable(_("This voucher was used or taken back already."))
    if voucher.is_expired():
        raise NotUsable(_("The last day of this voucher is over."))
    if purchase.account_id != voucher.account_id or purchase.archived_at is not None:
        raise NotUsable(_("This purchase is of another customer."))
    worth = worth_minor(voucher, purchase)
    voucher.state, voucher.purchase, voucher.paid_minor = State.USED, purchase, worth
    voucher.used_at, voucher.used_by = timezone.now(), by
    voucher.save_version()
    _tell(voucher, "used", by=by, paid_minor=worth, purchase=purchase.number)
    _follow(purchase)
    return worth


@transaction.atomic
def unuse(voucher, *, by) -> None:
    """It was not used after all, as where the purchase was called off; it can be used again until its day is over."""
    _wait(voucher)
    if voucher.state != State.USED:
        raise NotUsable(_("This voucher was not used."))
    purchase = voucher.purchase
    if purchase is not None:
        purchase.refresh_from_db(from_queryset=type(purchase).objects.select_for_update(no_key=True))
    voucher.state, voucher.purchase, voucher.paid_minor = State.OPEN, None, 0
    voucher.used_at = voucher.used_by = None
    voucher.save_version()
    _tell(voucher, "unused", by=by)
    if purchase is not None:
        _follow(purchase)


@transaction.atomic
def take_back(voucher, *, by, reason) -> None:
    """It can be used no more; one that was used is not taken back. One that was taken for points goes back with
    its redemption, whose points then return."""
    _wait(voucher)
    _take_back(voucher, by=by, reason=reason)


def take_back_of(redemption, *, by, reason) -> None:
    """That of a redemption that is given back; VoucherUsed where it is too late."""
    _take_back_all(redemption.vouchers.all(), by=by, reason=reason)


def take_back_from(source, *, by, reason) -> None:
    """That which was given for a row of a higher app, whose customer is locked; VoucherUsed where it is too late."""
    _take_back_all(of_source(source), by=by, reason=reason)


def of_source(*sources):
    """Of rows of one table."""
    told = {each._meta.label_lower for each in sources}
    return Voucher.objects.filter(source_kind__in=told, source_id__in=[each.pk for each in sources])


def _take_back_all(vouchers, *, by, reason) -> None:
    for voucher in vouchers.select_for_update(no_key=True).order_by("pk"):
        if voucher.state == State.USED:
            raise VoucherUsed
        if voucher.is_open:
            _take_back(voucher, by=by, reason=reason)


def _take_back(voucher, *, by, reason) -> None:
    if not voucher.is_open:
        raise NotUsable(_("This voucher was used or taken back already."))
    voucher.state, voucher.reason = State.TAKEN_BACK, reason
    voucher.save_version()
    _tell(voucher, "taken_back", by=by, reason=reason)


def _wait(voucher) -> None:
    voucher.account.wait_to_change()
    voucher.refresh_from_db(from_queryset=Voucher.objects.select_for_update(no_key=True))


def _follow(purchase) -> None:
    """What it earns is worked out anew, as after every change of it; its row is locked."""
    purchase.save_version()
    for each in followers:
        each(purchase)


def _tell(voucher, verb, *, by, **detail) -> None:
    terms = {name: getattr(voucher, name) for name in ("amount_minor", "percent", "currency", "least_minor")}
    record(
        f"voucher.{verb}", voucher, by=by, context=voucher.account, code=voucher.shown_code, **terms, **detail
    )
