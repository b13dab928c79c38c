"""Rewards on the page of a customer: what waits for them, what they can have now, one click from the counter."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.panels import Panel
from loyalty.having import offers
from loyalty.models import LoyaltyProgram, Redemption, Reward, Voucher, Wallet
from loyalty.words import terms_of
from workspaces.roles import Permission

MOST_LOOKED_AT, MOST_SHOWN = 40, 4


def read_rewards(account, membership) -> dict | None:
    """Nothing for who has no points and no voucher."""
    wallet = Wallet.objects.filter(account=account).first()
    vouchers = list(Voucher.objects.filter(account=account).usable(on=timezone.localdate())[:MOST_SHOWN])
    may_give = membership.can(Permission.MANAGE_LOYALTY) and not account.is_archived
    if wallet is None and not vouchers:
        is_begun = LoyaltyProgram.objects.standing().state != LoyaltyProgram.State.DRAFT
        return {"account": account, "may_give": True} if may_give and is_begun else None
    for each in vouchers:
        each.terms = terms_of(each)
    found = {"account": account, "vouchers": vouchers, "may_give": may_give}
    if wallet is None:
        return found
    wallet.account = account
    rewards = Reward.objects.on_offer(timezone.localdate()).order_by("-cost_points", "id")
    can_have = [each for each in offers(wallet, rewards[:MOST_LOOKED_AT]) if each.may_have]
    waiting = Redemption.objects.waiting().filter(account=account).select_related("reward").order_by("-id")
    return found | {
        "wallet": wallet,
        "offers": can_have[:MOST_SHOWN],
        "waiting": list(waiting[:MOST_SHOWN]),
        "may_redeem": membership.can(Permission.HANDLE_POINTS) and not account.is_archived,
    }


PANEL = Panel(
    title=_("Rewards"),
    template="loyalty/rewards_panel.html",
    read=read_rewards,
    url_name="loyalty:rewards_of",
    action=_("All redemptions of the customer"),
    icon="gift",
)
