"""Points and vouchers as an apology: those of a compensation are given, and rules may give points as a complaint ends.

While the loyalty programme is still being prepared a compensation of points or a voucher stays what it says, and
nothing is booked. The customer and the complaint are locked by the step.
"""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from complaints.models import Compensation, Complaint
from complaints.states import State
from lib import formats
from loyalty import ledger, vouchers
from loyalty.booking import Source
from loyalty.models import LoyaltyProgram, PointsEntry
from loyalty.models.redemption import LONGEST_REASON
from loyalty.models.rule import Trigger
from loyalty.occasions import give_for


def book(compensation, *, by) -> None:
    """What a compensation that was given consists of: its points, or its voucher."""
    program = LoyaltyProgram.objects.standing()
    if program.pk is None or program.state == LoyaltyProgram.State.DRAFT:
        return
    if compensation.points:
        book_points(compensation, program, by=by)
    elif compensation.kind == Compensation.Kind.VOUCHER:
        book_voucher(compensation, by=by)


def book_voucher(compensation, *, by) -> None:
    """Over its amount, off one purchase of whatever size."""
    fields = {
        "amount_minor": compensation.amount_minor,
        "currency": compensation.currency,
        "valid_until": timezone.localdate() + timedelta(days=vouchers.USUAL_DAYS),
        "text": reason_of(compensation.complaint),
    }
    vouchers.give_voucher(
        compensation.complaint.account,
        by=by,
        fields=fields,
        origin=vouchers.Origin.APOLOGY,
        source=compensation,
    )


def book_points(compensation, program, *, by) -> None:
    """Usable at once, and held as long as those that are earned today."""
    account = compensation.complaint.account
    expires_at = program.expires_at(timezone.localdate(), timezone.get_current_timezone_name())
    ledger.credit(
        ledger.wallet_of(account), compensation.points, kind=PointsEntry.Kind.BONUS, key=key_of(compensation),
        expires_at=expires_at, reason=reason_of(compensation.complaint), source=Source.of(compensation), by=by,
    )  # fmt: skip


def book_back(compensation, *, by) -> None:
    """What was booked is taken back; points that the customer has spent meanwhile are owed.

    A voucher that was used is not taken back: VoucherUsed.
    """
    vouchers.take_back_from(compensation, by=by, reason=compensation.reason[:LONGEST_REASON])
    entry = PointsEntry.objects.filter(key=key_of(compensation)).select_related("wallet").first()
    if entry is not None:
        complaint = compensation.complaint
        ledger.reverse(
            entry, entry.points, key=f"{entry.key}/back", reason=reason_of(complaint), by=by,
            wallet=ledger.wallet_of(complaint.account),
        )  # fmt: skip


def key_of(compensation) -> str:
    return f"apology/{compensation.pk}"


def reason_of(complaint) -> str:
    """As the statement of the customer says it: in the language of the workspace, and nothing of what was written."""
    with override(complaint.account.language or formats.current().language):
        return _("Complaint no. %(number)s") % {"number": complaint.number}


def follow(complaint, events) -> None:
    """Rules may give points for a complaint that ends and was right, once for each, however often it ends."""
    steps = {each.step for each in events}
    is_right = complaint.decision != Complaint.Decision.REFUSED
    if complaint.state == State.CLOSED and "close" in steps and is_right:
        give_for(complaint.account, Trigger.APOLOGY, f"complaint/{complaint.pk}", Source.of(complaint))
