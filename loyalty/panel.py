"""Points on the page of a customer: what can be used, what is waited for, what expires next, and what can be done."""

from django.utils.translation import gettext_lazy as _

from accounts.panels import Panel
from loyalty.actions import actions_for
from loyalty.enrolling import may_enrol
from loyalty.figures import next_expiry, with_figures
from loyalty.models import LoyaltyProgram, Wallet
from loyalty.tier_progress import progress_of
from workspaces.roles import Permission


def read_points(account, membership) -> dict | None:
    """Nothing where no programme has begun and the customer has no points."""
    wallet = with_figures(Wallet.objects.filter(account=account)).first()
    if wallet is not None:
        wallet.account = account
        return {
            "wallet": wallet,
            "expiry": next_expiry(wallet) if wallet.next_expiry_at else None,
            "progress": progress_of(wallet),
            "actions": actions_for(membership, account),
            "may_recommend": membership.can(Permission.HANDLE_POINTS) and not account.is_archived,
            "number": account.number,
        }
    program = LoyaltyProgram.objects.standing()
    if not may_enrol(program):
        return None
    is_by_hand = program.joining == LoyaltyProgram.Joining.BY_HAND
    may = membership.can(Permission.HANDLE_POINTS) and not account.is_archived
    return {
        "wallet": None,
        "is_by_hand": is_by_hand,
        "may_enrol": is_by_hand and may,
        "may_recommend": may,
        "number": account.number,
    }


PANEL = Panel(
    title=_("Loyalty points"),
    template="loyalty/panel.html",
    read=read_points,
    url_name="loyalty:of_account",
    action=_("Statement of points"),
    icon="gift",
)
