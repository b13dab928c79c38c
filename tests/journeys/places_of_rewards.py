"""Pages of rewards, redemptions and vouchers, and the page of points that a customer has."""

from datetime import date, timedelta

from django.utils import timezone

from accounts.models import Account
from loyalty import ledger, redeeming, vouchers
from loyalty.links import renew_link
from loyalty.models import LoyaltyProgram, PointsEntry, Redemption
from loyalty.rewarding import add_reward, add_stock
from loyalty.tests.test_rewards import drawing
from tests.journeys.house import LONG_NAME, UNBROKEN
from tests.journeys.places import Place, save_nothing

TOKEN = "points-of-the-walk"
VOUCHER = {"amount_minor": 50_00, "currency": "SAR", "least_minor": 300_00, "valid_until": date(2099, 1, 1)}


def reward_customers(salem, huda):
    """A reward with a picture and a long name, and a redemption in each state that has a page of its own."""
    program = LoyaltyProgram.objects.first() or LoyaltyProgram(name_ar=LONG_NAME)
    program.state = "running"
    program.save()
    wallet, now = ledger.wallet_of(Account.objects.get(number=1)), timezone.now()
    for number, days in enumerate((20, 200)):
        ledger.credit(
            wallet,
            5_000,
            kind=PointsEntry.Kind.EARN,
            key=f"rich/{number}",
            expires_at=now + timedelta(days=days),
        )
    fields = {"name_ar": f"{LONG_NAME} {UNBROKEN}", "name_en": LONG_NAME, "cost_points": 300, "stock": 12}
    reward = add_reward(by=huda, fields=fields, picture=drawing())
    add_stock(reward, by=huda, pieces=5, note=UNBROKEN)
    add_reward(by=huda, fields={"name_ar": "درع", "name_en": "Shield", "cost_points": 999_999})
    state = Redemption.State
    for way in (state.FULFILLED, state.CAPTURED, state.HELD):
        redeeming.redeem(wallet, reward, by=salem, way=way)
    for _each in range(2):
        vouchers.give_voucher(wallet.account, by=huda, fields=VOUCHER)
    renew_link(wallet.account, token=TOKEN, by=huda)


FURNISH = [reward_customers]


def at_rewards():
    yield Place("/w/noor/loyalty/rewards/")
    yield Place("/w/noor/loyalty/rewards/new/", act=save_nothing)
    yield Place("/w/noor/loyalty/rewards/1/")
    yield Place("/w/noor/loyalty/rewards/1/edit/", who="huda")
    yield Place("/w/noor/loyalty/rewards/1/stock/", who="huda")
    yield Place("/w/noor/loyalty/1/redeem/")
    yield Place("/w/noor/loyalty/1/redeem/?reward=1")
    yield Place("/w/noor/loyalty/redemptions/")
    yield Place("/w/noor/loyalty/redemptions/?q=nothing")
    yield Place("/w/noor/loyalty/redemptions/1/")
    yield Place("/w/noor/loyalty/redemptions/3/")
    yield Place("/w/noor/loyalty/redemptions/3/cancellation/")
    yield Place("/w/noor/loyalty/redemptions/1/refund/", who="huda")
    yield Place("/w/noor/accounts/1/redemptions/")
    yield Place("/w/noor/loyalty/vouchers/")
    yield Place("/w/noor/loyalty/vouchers/1/")
    yield Place("/w/noor/loyalty/vouchers/1/taking-back/", who="huda")
    yield Place("/w/noor/accounts/1/vouchers/new/", who="huda")
    yield Place("/w/noor/accounts/1/points-link/", who="huda")
    yield Place(f"/p/noor/points/{TOKEN}/", who="")


WALKS = [at_rewards]
