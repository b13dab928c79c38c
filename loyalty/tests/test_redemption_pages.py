"""The counter, codes that are looked up, and the customer's own page of points."""

import re
import uuid
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from lib.tokens import hash_of
from loyalty import links, redeeming, rewarding
from loyalty.models import LoyaltyProgram, PointsLink, Redemption, Reward, Voucher
from loyalty.tests.sound import assert_sound, left
from loyalty.tests.test_ledger import earn
from loyalty.tests.test_rewards import drawing
from messaging.models import OutgoingMail
from timeline.models import Event

State = Redemption.State
LIST = "/w/noor/loyalty/redemptions/"


@pytest.fixture
def reward(opened, mona):
    LoyaltyProgram.objects.create(name_en="Wafa", state="running")
    return rewarding.add_reward(by=mona, fields={"name_en": "Coffee set", "cost_points": 10, "stock": 5})


@pytest.fixture
def rich(wallet):
    earn(wallet, 100, "a", days=20)
    return wallet


@pytest.fixture
def counter(client, salem):
    client.force_login(salem.user)
    return client


class TestTheCounter:
    def test_chosen_and_confirmed_it_is_handed_over(self, counter, rich, reward):
        url = f"/w/noor/loyalty/{rich.number}/redeem/"
        assert f"{url}?reward={reward.number}" in counter.get(url).content.decode()
        confirm = counter.get(url, {"reward": reward.number})
        assert not Redemption.objects.exists()
        token = confirm.context["form"]["form_token"].value()
        answers = [
            counter.post(url, {"reward": reward.number, "form_token": token, "way": "fulfilled"})
            for _ in "ab"
        ]
        made = Redemption.objects.get()
        assert {each.headers["Location"] for each in answers} == {f"{LIST}{made.number}/"}
        assert (made.state, left(rich)) == (State.FULFILLED, [90])
        assert counter.get(f"{LIST}{made.number}/").status_code == 200
        assert_sound()

    def test_what_cannot_be_had_is_told_and_nothing_is_written(self, counter, wallet, reward):
        earn(wallet, 9, "a")
        url = f"/w/noor/loyalty/{wallet.number}/redeem/"
        assert counter.get(url, {"reward": reward.number}).status_code == 200
        answer = counter.post(url, {"reward": reward.number})
        assert answer.status_code == 422
        assert not Redemption.objects.exists()
        assert counter.get(url, {"reward": "99999"}).status_code == 404
        assert counter.post(url, {"reward": "x"}).status_code == 303

    def test_a_code_is_looked_up_and_handed_over(self, counter, rich, reward):
        made = redeeming.redeem(rich, reward, by=None, is_by_customer=True, way=State.HELD)
        assert made.shown_code in counter.get(LIST).content.decode()
        found = counter.get(LIST, {"q": f" {made.shown_code.lower()}"})
        assert found.headers["Location"] == f"{LIST}{made.number}/"
        assert counter.get(LIST, {"q": "ZZZZZZZZ"}).status_code == 200
        assert counter.post(f"{LIST}{made.number}/fulfilment/").status_code == 303
        counter.post(f"{LIST}{made.number}/fulfilment/")
        assert Redemption.objects.get().state == State.FULFILLED
        assert left(rich) == [90]
        assert made.shown_code not in counter.get(LIST, {"state": "waiting"}).content.decode()
        page = counter.get(LIST, {"q": made.shown_code[:6].lower(), "state": "fulfilled"}).content.decode()
        assert made.shown_code in page
        assert f"/w/noor/accounts/{rich.account.number}/" in page
        assert made.shown_code in counter.get(LIST, {"shown": "all"}).content.decode()

    def test_cancelled_and_given_back_with_a_reason(self, counter, rich, reward):
        held = redeeming.redeem(rich, reward, by=None, way=State.HELD)
        url = f"{LIST}{held.number}/cancellation/"
        assert counter.get(url).status_code == 200
        assert counter.post(url, {"reason": " "}).status_code == 422
        assert counter.post(url, {"reason": "not wanted"}).status_code == 303
        had = redeeming.redeem(rich, reward, by=None)
        url = f"{LIST}{had.number}/refund/"
        assert counter.post(url, {}).status_code == 422
        assert counter.post(url, {"reason": "broken", "puts_back": "on"}).status_code == 303
        assert list(Redemption.objects.order_by("pk").values_list("state", flat=True)) == [
            "voided",
            "refunded",
        ]
        assert (left(rich), Reward.objects.get().stock) == ([100], 5)
        assert_sound()

    def test_of_a_customer_in_the_archive_nothing_is_redeemed(self, counter, rich, reward, salem):
        rich.account.archive(by=salem)
        counter.post(f"/w/noor/loyalty/{rich.number}/redeem/", {"reward": reward.number})
        assert not Redemption.objects.exists()

    def test_who_may(self, client, rich, reward, reem, karim):
        made = redeeming.redeem(rich, reward, by=None, way=State.HELD)
        client.force_login(reem.user)
        assert client.get(f"{LIST}{made.number}/").status_code == 200
        assert client.get(f"/w/noor/loyalty/{rich.number}/redeem/").status_code == 403
        assert client.post(f"{LIST}{made.number}/fulfilment/").status_code == 403
        client.force_login(karim.user)
        assert client.get(f"{LIST}{made.number}/").status_code == 404
        assert client.get(f"/w/bahr/loyalty/redemptions/?q={made.code}").status_code == 200

    def test_the_panel_leads_to_the_confirmation(self, counter, rich, reward):
        page = counter.get(f"/w/noor/accounts/{rich.account.number}/linked/").content.decode()
        assert f"/w/noor/loyalty/{rich.number}/redeem/?reward={reward.number}" in page


class TestTheOwnPage:
    @pytest.fixture
    def url(self, rich, salem):
        links.renew_link(rich.account, token="secret", by=salem)
        return "/p/noor/points/secret/"

    def test_it_shows_the_points_and_writes_nothing(self, client, rich, reward, url):
        earn(rich, 40, "later", pending_days=14)
        before = (Event.objects.count(), PointsLink.objects.values().get())
        page = client.get(url, headers={"accept-language": "en"})
        assert page.status_code == 200
        assert page.context["page"].usable_points == 100
        assert [points for _at, points in page.context["page"].pending] == [40]
        assert [points for _at, points in page.context["page"].expiring] == [100]
        assert client.head(url).status_code == 200
        assert client.get(url, {"reward": reward.number}).context["chosen"].reward == reward
        assert (Event.objects.count(), PointsLink.objects.values().get()) == before
        assert "noindex" in page.headers["X-Robots-Tag"]

    def test_a_reward_is_held_for_the_customer_once_for_each_form(self, client, rich, reward, url):
        fields = {"does": "redeem", "number": reward.number, "form_token": str(uuid.uuid4())}
        for _time in range(2):
            assert client.post(url, fields).status_code == 303
        made = Redemption.objects.get()
        assert (made.state, made.is_by_customer, made.asked_by) == (State.HELD, True, None)
        assert made.shown_code in client.get(url).content.decode()
        assert client.post(url, {"does": "cancel", "number": made.number}).status_code == 303
        assert Redemption.objects.get().state == State.VOIDED
        assert_sound()

    def test_a_voucher_can_be_used_at_once(self, client, rich, reward, url, mona):
        terms = {"kind": "voucher", "percent": 10, "currency": "SAR", "voucher_days": 5}
        voucher = rewarding.add_reward(by=mona, fields={"name_en": "10%", "cost_points": 20, **terms})
        client.post(url, {"does": "redeem", "number": voucher.number, "form_token": str(uuid.uuid4())})
        assert Voucher.objects.get().shown_code in client.get(url).content.decode()
        assert left(rich) == [80]

    @pytest.mark.parametrize("number", ["", "x", "99999", "9" * 40])
    def test_nonsense_is_refused_kindly(self, client, rich, reward, url, number):
        answer = client.post(url, {"does": "redeem", "number": number, "form_token": str(uuid.uuid4())})
        assert answer.status_code == 422
        assert client.post(url, {"does": "cancel", "number": number}).status_code == 422
        assert not Redemption.objects.exists()

    def test_of_others_nothing_is_cancelled(self, client, rich, reward, url, customer):
        from loyalty.ledger import wallet_of

        other = wallet_of(customer("Dar"))
        earn(other, 50, "b")
        theirs = redeeming.redeem(other, reward, by=None, is_by_customer=True, way=State.HELD)
        mine_at_counter = redeeming.redeem(rich, reward, by=None, way=State.HELD)
        for each in (theirs, mine_at_counter):
            assert client.post(url, {"does": "cancel", "number": each.number}).status_code == 422
        assert set(Redemption.objects.values_list("state", flat=True)) == {State.HELD}

    def test_a_wrong_old_or_revoked_link_opens_nothing(self, client, rich, url, salem):
        assert client.get("/p/noor/points/other/").status_code == 404
        assert client.get("/p/bahr/points/secret/").status_code == 404
        links.renew_link(rich.account, token="newer", by=salem)
        assert client.get(url).status_code == 404
        assert client.get("/p/noor/points/newer/").status_code == 200
        links.revoke_links(rich.account, by=salem)
        assert client.get("/p/noor/points/newer/").status_code == 404
        assert client.post("/p/noor/points/newer/", {"does": "redeem", "number": 1}).status_code == 404

    def test_pictures_are_those_of_offered_rewards(self, client, rich, reward, url, mona):
        assert client.get(f"{url}pictures/{reward.number}/").status_code == 404
        rewarding.put_picture(reward, drawing(), by=mona)
        answer = client.get(f"{url}pictures/{reward.number}/")
        assert answer.headers["Content-Type"] == "image/jpeg"
        reward.archive(by=mona)
        assert client.get(f"{url}pictures/{reward.number}/").status_code == 404

    def test_also_who_has_no_points_sees_a_page(self, client, customer, salem, opened):
        links.renew_link(customer("Dar"), token="empty", by=salem)
        assert client.get("/p/noor/points/empty/").status_code == 200


class TestTheLink:
    def test_handed_over_it_is_shown_once_and_only_its_hash_is_kept(self, counter, rich, client):
        page = f"/w/noor/accounts/{rich.account.number}/points-link/"
        url = counter.post(page, {"does": "hand"}).context["url"]
        token = url.rstrip("/").rpartition("/")[2]
        assert PointsLink.objects.get().token_hash == hash_of(token)
        assert url not in counter.get(page).content.decode()
        assert client.get(f"/p/noor/points/{token}/").status_code == 200

    def test_sent_it_is_filled_in_as_the_letter_leaves(self, counter, rich, salem):
        page = f"/w/noor/accounts/{rich.account.number}/points-link/"
        assert counter.post(page, {"does": "send"}).status_code == 303
        assert not OutgoingMail.objects.exists()
        rich.account.email = "afaq@example.com"
        rich.account.save()
        counter.post(page, {"does": "send"})
        letter = OutgoingMail.objects.get()
        text = links.fill_link(letter, letter.text)
        token = text.split("/points/")[1].split("/")[0]
        assert links.find_by_token(hash_of(token)).account == rich.account
        links.revoke_links(rich.account, by=salem)
        assert links.find_by_token(hash_of(token)) is None
        assert links.fill_link(letter, letter.text) == letter.text
        assert not mail.outbox
        assert Event.objects.filter(verb="pointslink.sent").count() == 1

    def test_not_for_whom_one_does_not_see(self, client, rich, karim):
        client.force_login(karim.user)
        assert client.get(f"/w/noor/accounts/{rich.account.number}/points-link/").status_code == 404


def test_nobody_collects_what_is_over(rich, reward, salem, time_machine):
    made = redeeming.redeem(rich, reward, by=None, is_by_customer=True, way=State.HELD)
    time_machine.move_to(timezone.now() + timedelta(days=30))
    redeeming.time_out_next()
    made.refresh_from_db()
    with pytest.raises(redeeming.NotNow):
        redeeming.hand_over(made, by=salem)
    assert_sound()


def test_the_counter_says_how_many_are_left_of_what_is_offered(counter, rich, reward):
    Reward.objects.filter(pk=reward.pk).update(stock=5)
    page = counter.get(f"/w/noor/loyalty/{rich.number}/redeem/").content.decode()
    assert not {"Not offered now", "غير معروضة الآن"} & set(re.findall(r">([^<]+)</span>", page))
