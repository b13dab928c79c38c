"""Points as an apology: those of a compensation are booked, and rules may give some when a complaint ends.

While the loyalty programme is still being prepared a compensation of points stays what it says, and nothing is booked.
The customer and the complaint are locked by the step.
"""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from complaints.models import Complaint
from complaints.states import State
from lib import formats
from loyalty import ledger
from loyalty.booking import Source
from loyalty.models import LoyaltyProgram, PointsEntry
from loyalty.models.rule import Trigger
from loyalty.occasions import give_for


def book(compensation, *, by) -> None:
    """The points of a compensation that was given: usable at once, and held as long as those that are earned today."""
    program = LoyaltyProgram.objects.standing()
    if not compensation.points or program.pk is None or program.state == LoyaltyProgram.State.DRAFT:
        return
    account = compensation.complaint.account
    expires_at = program.expires_at(timezone.localdate(), timezone.get_current_timezone_name())
    ledger.credit(
        ledger.wallet_of(account), compensation.points, kind=PointsEntry.Kind.BONUS, key=key_of(compensation),
        expires_at=expires_at, reason=reason_of(compensation.complaint), source=Source.of(compensation), by=by,
    )  # fmt: skip


def book_back(compensation, *, by) -> None:
    """What was booked is taken back; what the customer has spent meanwhile is owed."""
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
