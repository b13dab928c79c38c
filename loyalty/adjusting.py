"""Points given or taken by hand: done at once within the limit of the programme, else approved by somebody else.

The customer is locked before the adjustment and the wallet: of two who decide at once, the second sees the first.
What one colleague did at once for one customer on the same day counts along, so that a large one in parts is asked
about all the same.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Func, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from lib import formats
from loyalty import ledger
from loyalty.booking import Source, standing
from loyalty.models import Adjustment, LoyaltyProgram, PointsEntry, Wallet
from loyalty.points import NotEnough
from timeline.notifying import notify
from timeline.services import record
from workspaces.models import Membership
from workspaces.roles import ROLES, Permission

State = Adjustment.State


class DecidedMeanwhile(ValidationError):
    """Somebody else was faster."""

    def __init__(self):
        super().__init__(_("Somebody has decided this adjustment meanwhile."))


class OnesOwn(ValidationError):
    """Whoever asked for it does not decide it."""

    def __init__(self):
        super().__init__(_("You asked for this yourself: somebody else has to decide."))


class NotOnesOwn(ValidationError):
    """Only who asked for it takes that back; others refuse it."""

    def __init__(self):
        super().__init__(_("Only who asked for it withdraws it."))


class TooMuch(ValidationError):
    """More is to be taken than can be used."""

    def __init__(self, usable: int):
        text = _("This customer can use only %(points)s: more cannot be taken.")
        super().__init__(text % {"points": formats.number(usable)})


@transaction.atomic
def propose(wallet: Wallet, *, by, fields, form_token=None) -> Adjustment:
    """`fields` are points (less than zero: taken) and reason. IntegrityError when the form was sent before."""
    wallet.account.wait_to_change()
    wallet = standing(wallet)
    made = Adjustment(**fields, wallet=wallet, requested_by=by, form_token=form_token)
    alone = abs(made.points) + done_today(wallet, by) <= LoyaltyProgram.objects.standing().approval_points
    made.save()
    if alone:
        made.entry, made.state = book(made, by=by), State.DONE
        made.save(update_fields=["entry", "state"])
        tell(made, "done", by=by)
    else:
        usable = wallet.usable_points()
        if made.points < -usable:
            raise TooMuch(usable)
        tell(made, "requested", by=by)
        notify("adjustment.waiting", approvers(made), subject=made, by=by)
    return made


def done_today(wallet: Wallet, member) -> int:
    """How many points this colleague gave and took at once today, of this customer."""
    since = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    done = wallet.adjustments.filter(requested_by=member, state=State.DONE, created_at__gte=since)
    return done.aggregate(points=Sum(Func(F("points"), function="ABS")))["points"] or 0


def approvers(adjustment: Adjustment) -> list[Membership]:
    """Who leads loyalty, sees the customer, and has not asked for it."""
    roles = [role for role, may in ROLES.items() if Permission.MANAGE_LOYALTY in may]
    members = Membership.objects.active().filter(role__in=roles).exclude(pk=adjustment.requested_by_id)
    here = Adjustment.objects.filter(pk=adjustment.pk)
    found = members.select_related("user", "workspace").order_by("pk")
    return [each for each in found if here.visible_to(each).exists()]


def may_decide(adjustment: Adjustment, member) -> bool:
    return member.can(Permission.MANAGE_LOYALTY) and adjustment.requested_by_id != member.pk


@transaction.atomic
def approve(adjustment: Adjustment, *, by) -> None:
    """The points move now. TooMuch when they are gone meanwhile: then it goes on waiting."""
    hold(adjustment, by=by)
    adjustment.entry = book(adjustment, by=by)
    adjustment.wallet = adjustment.entry.wallet  # of the customer that this one was merged into meanwhile
    decide(adjustment, State.APPROVED, by=by)


@transaction.atomic
def refuse(adjustment: Adjustment, *, by, reason: str) -> None:
    hold(adjustment, by=by)
    adjustment.refusal = reason
    decide(adjustment, State.REFUSED, by=by)


@transaction.atomic
def withdraw(adjustment: Adjustment, *, by) -> None:
    """Not asked for any more, by who did; nobody has decided it yet."""
    wait(adjustment)
    if adjustment.requested_by_id != by.pk:
        raise NotOnesOwn
    adjustment.state = State.WITHDRAWN
    adjustment.save_version()
    tell(adjustment, "withdrawn", by=by)


def wait(adjustment: Adjustment) -> None:
    """Lock the customer, then the row; and check that it waits."""
    adjustment.wait_to_change()
    if not adjustment.is_waiting:
        raise DecidedMeanwhile


def hold(adjustment: Adjustment, *, by) -> None:
    """As wait(), and that it waits for somebody like this."""
    wait(adjustment)
    if not may_decide(adjustment, by):
        raise OnesOwn


def decide(adjustment: Adjustment, state: str, *, by) -> None:
    adjustment.state, adjustment.decided_by, adjustment.decided_at = state, by, timezone.now()
    adjustment.save_version()
    tell(adjustment, state, by=by)
    notify("adjustment.decided", [adjustment.requested_by], subject=adjustment, by=by)


def book(adjustment: Adjustment, *, by) -> PointsEntry:
    """The entry of it, once. What is given holds as long as what is earned today."""
    wallet, points = adjustment.wallet, adjustment.points
    shared = {
        "kind": PointsEntry.Kind.ADJUSTMENT,
        "key": f"adjustment/{adjustment.pk}",
        "reason": adjustment.reason,
        "source": Source.of(adjustment),
        "by": by,
    }
    if points > 0:
        program = LoyaltyProgram.objects.standing()
        zone = timezone.get_current_timezone_name()
        return ledger.credit(
            wallet, points, expires_at=program.expires_at(timezone.localdate(), zone), **shared
        )
    try:
        return ledger.debit(wallet, -points, **shared)
    except NotEnough as refusal:
        raise TooMuch(-points - refusal.short_points) from refusal


def tell(adjustment: Adjustment, step: str, *, by) -> None:
    told = {"points": adjustment.points, "reason": adjustment.reason}
    if adjustment.refusal:
        told["refusal"] = adjustment.refusal
    record(f"adjustment.{step}", adjustment, by=by, context=adjustment.account, **told)
