"""Vouchers: they come with rewards or by hand, are used once at a purchase of their customer, or taken back."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from loyalty import redeeming, rewarding, vouchers
from loyalty.ledger import wallet_of
from loyalty.models import LoyaltyProgram, Voucher
from loyalty.tests.sound import assert_sound, left
from loyalty.tests.test_ledger import earn
from loyalty.vouchers import NotUsable, VoucherUsed, paid_by_vouchers_minor
from sales.models import Purchase

State = Voucher.State
DAY = timedelta(days=1)


@pytest.fixture
def account(customer):
    return customer()


@pytest.fixture
def bought(account):
    """bought(total_minor): a purchase of the customer."""

    def add(total_minor=20_000, of=None, **fields):
        told = {"currency": "SAR", "ordered_on": timezone.localdate(), "total_minor": total_minor, **fields}
        return Purchase.objects.create(account=of or account, **told)

    return add


@pytest.fixture
def given(account, mona):
    def give(of=None, **fields):
        terms = {
            "amount_minor": 5_000,
            "currency": "SAR",
            "valid_until": timezone.localdate() + DAY,
            **fields,
        }
        return vouchers.give_voucher(of or account, by=mona, fields=terms)

    return give


class TestUsing:
    def test_it_pays_its_amount_once(self, given, bought, salem):
        voucher, purchase = given(), bought()
        told = []
        vouchers.followers.register("test", told.append)
        try:
            assert vouchers.use(voucher, purchase, by=salem) == 5_000
        finally:
            del vouchers.followers._items["test"]
        assert (voucher.state, voucher.purchase, paid_by_vouchers_minor(purchase)) == (
            State.USED,
            purchase,
            5_000,
        )
        assert told == [purchase]
        with pytest.raises(NotUsable):
            vouchers.use(voucher, bought(), by=salem)
        assert Voucher.objects.get().paid_minor == 5_000

    @pytest.mark.parametrize(
        ("terms", "total", "paid"),
        [
            ({"amount_minor": 5_000}, 3_000, 3_000),
            ({"amount_minor": None, "percent": 10}, 20_005, 2_000),
            ({"amount_minor": None, "percent": 100}, 20_005, 20_005),
            ({"least_minor": 20_000}, 20_000, 5_000),
        ],
    )
    def test_how_much_it_pays(self, given, bought, salem, terms, total, paid):
        assert vouchers.use(given(**terms), bought(total), by=salem) == paid

    def test_two_pay_no_more_than_the_purchase(self, given, bought, salem):
        purchase = bought(8_000)
        assert vouchers.use(given(), purchase, by=salem) == 5_000
        assert vouchers.use(given(), purchase, by=salem) == 3_000
        with pytest.raises(NotUsable):
            vouchers.use(given(), purchase, by=salem)
        assert paid_by_vouchers_minor(purchase) == 8_000

    def test_what_keeps_it_from_being_used(self, given, bought, customer, salem):
        other = customer("Dar")
        refused = (
            (given(least_minor=20_001), bought(20_000)),
            (given(), bought(20_000, currency="KWD")),
            (given(), bought(of=other)),
            (given(valid_until=timezone.localdate() - DAY), bought()),
            (given(), bought(status="cancelled")),
        )
        for voucher, purchase in refused:
            with pytest.raises(NotUsable):
                vouchers.use(voucher, purchase, by=salem)
        assert not Voucher.objects.exclude(state=State.OPEN).exists()

    def test_its_last_day_counts(self, given, bought, salem):
        assert vouchers.use(given(valid_until=timezone.localdate()), bought(), by=salem) == 5_000

    def test_the_use_is_taken_back_and_it_is_used_elsewhere(self, given, bought, salem):
        voucher, first = given(), bought()
        vouchers.use(voucher, first, by=salem)
        vouchers.unuse(voucher, by=salem)
        assert paid_by_vouchers_minor(first) == 0
        assert vouchers.use(voucher, bought(), by=salem) == 5_000

    def test_taken_back_it_is_used_no_more(self, given, bought, mona, salem):
        voucher = given()
        vouchers.take_back(voucher, by=mona, reason="twice by mistake")
        with pytest.raises(NotUsable):
            vouchers.use(voucher, bought(), by=salem)
        used = given()
        vouchers.use(used, bought(), by=salem)
        with pytest.raises(NotUsable):
            vouchers.take_back(used, by=mona, reason="too late")
        assert used.state == State.USED


class TestFromAReward:
    @pytest.fixture
    def redeemed(self, wallet, mona, salem):
        LoyaltyProgram.objects.create(name_en="Wafa", state="running")
        terms = {"kind": "voucher", "amount_minor": 5_000, "currency": "SAR", "voucher_days": 30}
        reward = rewarding.add_reward(by=mona, fields={"name_en": "50 off", "cost_points": 10, **terms})
        earn(wallet, 30, "a")
        return redeeming.redeem(wallet, reward, by=salem)

    def test_it_comes_with_the_redemption(self, redeemed):
        voucher = redeemed.vouchers.get()
        assert (voucher.origin, voucher.amount_minor, voucher.account) == (
            "redemption",
            5_000,
            redeemed.account,
        )
        assert voucher.valid_until == timezone.localdate() + 30 * DAY
        assert redeemed.state == "fulfilled"

    def test_given_back_it_is_taken_back_with_it(self, redeemed, wallet, salem):
        redeeming.refund(redeemed, by=salem, reason="x", puts_back=False)
        assert redeemed.vouchers.get().state == State.TAKEN_BACK
        assert left(wallet) == [30]
        assert_sound()

    def test_once_it_was_used_the_points_stay_spent(self, redeemed, wallet, bought, salem):
        purchase = bought(of=wallet.account)
        vouchers.use(redeemed.vouchers.get(), purchase, by=salem)
        with pytest.raises(VoucherUsed):
            redeeming.refund(redeemed, by=salem, reason="x", puts_back=False)
        redeemed.refresh_from_db()
        assert (redeemed.state, left(wallet)) == ("fulfilled", [20])
        assert_sound()


def test_for_the_same_source_it_is_given_once(account, mona):
    fields = {"percent": 10, "currency": "SAR", "valid_until": timezone.localdate()}
    both = [
        vouchers.give_voucher(account, by=mona, fields=fields, origin="apology", source=account) for _ in "ab"
    ]
    assert both[0] == both[1]


class TestPages:
    def test_one_that_was_taken_for_points_goes_back_with_them(self, client, wallet, mona):
        LoyaltyProgram.objects.create(name_en="Wafa", state="running")
        terms = {"kind": "voucher", "percent": 10, "currency": "SAR", "voucher_days": 30}
        reward = rewarding.add_reward(by=mona, fields={"name_en": "10%", "cost_points": 10, **terms})
        earn(wallet, 30, "a")
        made = redeeming.redeem(wallet, reward, by=mona)
        client.force_login(mona.user)
        url = f"/w/noor/loyalty/vouchers/{made.vouchers.get().number}/taking-back/"
        for answer in (client.get(url), client.post(url, {"reason": "x"})):
            assert answer.headers["Location"] == f"/w/noor/loyalty/redemptions/{made.number}/"
        assert Voucher.objects.get().state == State.OPEN

    def test_given_by_hand_looked_up_and_used(self, client, account, bought, mona, salem):
        client.force_login(mona.user)
        url = f"/w/noor/accounts/{account.number}/vouchers/new/"
        fields = {
            "amount_minor": "50",
            "currency": "SAR",
            "valid_until": f"{timezone.localdate() + DAY}",
            "text": "Sorry",
        }
        answer = client.post(url, fields)
        assert answer.status_code == 303, answer.context["form"].errors
        voucher = Voucher.objects.get()
        client.force_login(salem.user)
        found = client.get(f"/w/noor/loyalty/redemptions/?q={voucher.shown_code.lower()}")
        assert found.headers["Location"] == f"/w/noor/loyalty/vouchers/{voucher.number}/"
        purchase = bought()
        usage = f"/w/noor/loyalty/vouchers/{voucher.number}/usage/"
        assert client.post(usage, {"purchase": purchase.number}).status_code == 303
        assert client.post(usage, {"purchase": purchase.number}).status_code == 422
        assert paid_by_vouchers_minor(purchase) == 5_000
        client.post(usage, {"undo": "1"})
        assert Voucher.objects.get().state == State.OPEN

    @pytest.mark.parametrize("wrong", [{}, {"amount_minor": "5", "percent": "5"}, {"percent": "101"}])
    def test_what_is_wrong_writes_nothing(self, client, account, mona, wrong):
        client.force_login(mona.user)
        fields = {"currency": "SAR", "valid_until": "2099-01-01", "text": "x", **wrong}
        assert client.post(f"/w/noor/accounts/{account.number}/vouchers/new/", fields).status_code == 422
        assert not Voucher.objects.exists()

    def test_who_may(self, client, account, given, salem, reem, karim):
        voucher = given()
        page = f"/w/noor/loyalty/vouchers/{voucher.number}/"
        client.force_login(salem.user)
        assert client.post(f"/w/noor/accounts/{account.number}/vouchers/new/").status_code == 403
        assert client.post(f"{page}taking-back/", {"reason": "x"}).status_code == 403
        client.force_login(reem.user)
        assert client.get(page).status_code == 200
        assert client.post(f"{page}usage/").status_code == 403
        client.force_login(karim.user)
        assert client.get(page).status_code == 404


def test_points_are_earned_on_what_is_left_to_pay(programme, rule, buy, customer, given, salem, time_machine):
    time_machine.move_to(datetime.fromisoformat("2030-03-05T12:00+03:00"))
    programme()
    rule()
    account = customer("Dar")
    purchase = buy(account, 200_00)
    wallet = wallet_of(account)
    assert wallet.balance_points == 200
    voucher = given(of=account)
    vouchers.use(voucher, purchase, by=salem)
    wallet.refresh_from_db()
    assert wallet.balance_points == 150
    vouchers.unuse(voucher, by=salem)
    wallet.refresh_from_db()
    assert wallet.balance_points == 200
    assert_sound()
