"""Points given or taken by hand: alone within the limit, above it by two; once, whatever is pressed at once."""

import threading
import uuid
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts import services
from accounts.deletion import delete_for_good
from lib.tenancy.state import workspace
from loyalty import ledger
from loyalty.adjusting import (
    DecidedMeanwhile,
    NotOnesOwn,
    OnesOwn,
    TooMuch,
    approve,
    propose,
    refuse,
    withdraw,
)
from loyalty.models import Adjustment, LoyaltyProgram, PointsEntry, Wallet
from loyalty.tests.sound import assert_sound
from loyalty.today_adjusting import waiting_for
from timeline.models import Event, Notification

pytestmark = pytest.mark.django_db
GIVE = {"points": 200, "reason": "Late delivery"}
MUCH = {"points": 5_000, "reason": "Anniversary gift"}


def url(name, **kwargs):
    return reverse(f"loyalty:{name}", kwargs={"slug": "noor", **kwargs})


def held(wallet) -> int:
    return Wallet.objects.get(pk=wallet.pk).balance_points


class TestWithinTheLimit:
    def test_it_is_done_at_once_and_stands_in_the_statement(self, wallet, faisal):
        LoyaltyProgram.objects.create(expiry_months=12)
        made = propose(wallet, by=faisal, fields=GIVE)
        assert (made.state, made.entry.points, made.entry.reason) == ("done", 200, "Late delivery")
        assert made.entry.lots.get().expires_at > timezone.now()
        taken = propose(wallet, by=faisal, fields={"points": -50, "reason": "Typed twice"})
        assert (taken.state, held(wallet)) == ("done", 150)
        assert Event.objects.filter(verb="adjustment.done", context_id=wallet.account_id).count() == 2
        assert_sound()

    def test_more_than_can_be_used_is_not_taken(self, wallet, faisal):
        propose(wallet, by=faisal, fields=GIVE)
        for points in (-201, -5_000):
            with pytest.raises(TooMuch, match="200"):
                propose(wallet, by=faisal, fields={"points": points, "reason": "x"})
        assert (held(wallet), Adjustment.objects.count()) == (200, 1)
        assert_sound()

    def test_a_large_one_in_parts_is_asked_about(self, wallet, faisal, salem, time_machine):
        time_machine.move_to(timezone.now().replace(hour=9))
        for _part in range(5):
            assert propose(wallet, by=faisal, fields=GIVE).state == "done"
        assert propose(wallet, by=faisal, fields=GIVE).state == "waiting"
        assert propose(wallet, by=salem, fields=GIVE).state == "done"
        time_machine.move_to(timezone.now() + timedelta(days=1))
        assert propose(wallet, by=faisal, fields=GIVE).state == "done"
        assert_sound()

    def test_the_limit_is_that_of_the_moment_of_sending(self, wallet, faisal, mona):
        program = LoyaltyProgram.objects.create(approval_points=5_000)
        done = propose(wallet, by=faisal, fields=MUCH)
        program.approval_points = 100
        program.save()
        waiting = propose(wallet, by=faisal, fields=GIVE)
        assert (done.state, waiting.state) == ("done", "waiting")
        program.approval_points = 1_000_000
        program.save()
        waiting.refresh_from_db()
        assert waiting.state == "waiting"
        approve(waiting, by=mona)
        assert held(wallet) == 5_200
        assert_sound()


class TestAboveTheLimit:
    def test_somebody_else_approves(self, wallet, faisal, mona, huda):
        made = propose(wallet, by=faisal, fields=MUCH)
        assert (made.state, held(wallet)) == ("waiting", 0)
        assert set(Notification.objects.values_list("recipient", flat=True)) == {mona.pk, huda.pk}
        assert waiting_for(mona) == [made]
        approve(made, by=mona)
        assert (made.state, made.decided_by, held(wallet)) == ("approved", mona, 5_000)
        assert waiting_for(mona) == []
        assert Notification.objects.filter(kind="adjustment.decided", recipient=faisal).count() == 1
        assert_sound()

    def test_never_who_asked_nor_who_leads_nothing(self, wallet, mona, salem, huda):
        made = propose(wallet, by=mona, fields=MUCH)
        assert waiting_for(mona) == []
        for member in (mona, salem):
            with pytest.raises(OnesOwn):
                approve(made, by=member)
            with pytest.raises(OnesOwn):
                refuse(made, by=member, reason="x")
        approve(made, by=huda)
        assert held(wallet) == 5_000

    def test_it_is_refused_for_a_reason_and_then_over(self, wallet, faisal, mona, huda):
        made = propose(wallet, by=faisal, fields=MUCH)
        refuse(made, by=mona, reason="Not agreed")
        with pytest.raises(DecidedMeanwhile):
            approve(made, by=huda)
        assert (made.state, made.refusal, held(wallet)) == ("refused", "Not agreed", 0)

    def test_what_is_gone_meanwhile_is_not_taken_and_it_goes_on_waiting(self, wallet, faisal, mona):
        ledger.credit(wallet, 6_000, kind="earn", key="a")
        made = propose(wallet, by=faisal, fields={"points": -5_000, "reason": "Wrong shop"})
        ledger.debit(wallet, 2_000, kind="redeem", key="b")
        with pytest.raises(TooMuch, match="4,000"):
            approve(made, by=mona)
        made.refresh_from_db()
        assert (made.state, made.decided_by, held(wallet)) == ("waiting", None, 4_000)
        assert_sound()

    def test_it_goes_with_a_customer_who_is_deleted_for_good(self, wallet, faisal, mona, huda):
        approve(propose(wallet, by=faisal, fields=MUCH), by=mona)
        propose(wallet, by=faisal, fields=MUCH)
        delete_for_good(wallet.account, by=huda)
        assert not Adjustment.objects.exists()
        assert not PointsEntry.objects.exists()


class TestThePages:
    def post(self, client, wallet, **typed):
        given = {"way": "give", "points": "200", "reason": "Late", "form_token": str(uuid.uuid4())}
        return client.post(url("adjustment_new", number=wallet.number), given | typed)

    def test_a_double_click_is_one(self, wallet, sign_in, faisal):
        client, token = sign_in(faisal), str(uuid.uuid4())
        for _press in range(2):
            assert self.post(client, wallet, form_token=token).status_code == 303
        assert (held(wallet), Adjustment.objects.count()) == (200, 1)
        changed = self.post(client, wallet, form_token=token, points="300")
        assert (changed.status_code, held(wallet)) == (422, 200)
        assert_sound()

    @pytest.mark.parametrize(
        "typed",
        [
            {"reason": ""},
            {"points": "0"},
            {"points": "-5"},
            {"points": "1e3"},
            {"way": "x"},
            {"points": "9" * 30},
        ],
    )
    def test_what_cannot_be_is_told_and_kept(self, wallet, sign_in, faisal, typed):
        answer = self.post(sign_in(faisal), wallet, **{"reason": "Kept words", **typed})
        assert answer.status_code == 422
        assert "Kept words" in answer.content.decode() or not typed.get("reason", "x")
        assert not Adjustment.objects.exists()

    def test_too_much_is_told_on_the_form(self, wallet, sign_in, faisal):
        answer = self.post(sign_in(faisal), wallet, way="take", points="٧٠٠")
        assert answer.status_code == 422
        assert "can use only 0" in answer.content.decode()

    def test_the_way_from_asking_to_the_statement(self, wallet, sign_in, faisal, mona):
        self.post(sign_in(faisal), wallet, points="5000")
        made = Adjustment.objects.get()
        client, page = sign_in(mona), url("adjustment", number=made.number)
        assert page in client.get(url("adjustments")).content.decode()
        assert page in client.get(reverse("desk:today", kwargs={"slug": "noor"})).content.decode()
        assert client.get(page).context["may_decide"]
        assert client.post(url("adjustment_refusal", number=made.number), {"reason": ""}).status_code == 422
        for _press in range(2):
            client.post(url("adjustment_approval", number=made.number))
        assert held(wallet) == 5_000
        assert page in client.get(url("member", number=wallet.number)).content.decode()

    def test_who_may(self, wallet, sign_in, faisal, reem, karim, salem):
        made = propose(wallet, by=faisal, fields=MUCH)
        approval = url("adjustment_approval", number=made.number)
        assert sign_in(salem).post(approval).status_code == 403
        assert sign_in(karim).post(approval).status_code == 404
        assert sign_in(karim).get(url("adjustment", number=made.number)).status_code == 404
        assert sign_in(reem).get(url("adjustment_new", number=wallet.number)).status_code == 403
        assert not sign_in(faisal).get(url("adjustment", number=made.number)).context["may_decide"]

    def test_the_panel_of_the_customer_leads_there(self, wallet, sign_in, faisal, reem):
        linked = reverse("desk:account_linked", kwargs={"slug": "noor", "number": wallet.account.number})
        address = url("adjustment_new", number=wallet.number)
        assert address in sign_in(faisal).get(linked).content.decode()
        assert address not in sign_in(reem).get(linked).content.decode()


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    @pytest.fixture
    def waiting(self, noor, salem, faisal):
        with workspace(noor.pk), transaction.atomic():
            account = services.add_account(by=salem, fields={"name_en": "Afaq", "owner": salem})
            return propose(ledger.wallet_of(account), by=faisal, fields=MUCH)

    def together(self, noor, *works) -> list[str]:
        raised, begin = [], threading.Barrier(len(works))

        def one(work):
            try:
                with workspace(noor.pk), transaction.atomic():
                    begin.wait()
                    work()
            except Exception as error:
                raised.append(type(error).__name__)
            finally:
                connection.close()

        threads = [threading.Thread(target=one, args=[work]) for work in works]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        return raised

    def test_two_approvers_move_the_points_once(self, noor, waiting, mona, huda):
        def deciding(member):
            return lambda: approve(Adjustment.objects.get(pk=waiting.pk), by=member)

        raised = self.together(noor, deciding(mona), deciding(huda))
        assert raised == ["DecidedMeanwhile"]
        with workspace(noor.pk), transaction.atomic():
            assert held(waiting.wallet) == 5_000
            assert_sound()

    def test_one_approves_while_another_refuses(self, noor, waiting, mona, huda):
        raised = self.together(
            noor,
            lambda: approve(Adjustment.objects.get(pk=waiting.pk), by=mona),
            lambda: refuse(Adjustment.objects.get(pk=waiting.pk), by=huda, reason="no"),
        )
        assert raised == ["DecidedMeanwhile"]
        with workspace(noor.pk), transaction.atomic():
            made = Adjustment.objects.get(pk=waiting.pk)
            assert (made.state == "approved") == (held(made.wallet) == 5_000)
            assert_sound()

    def test_parts_sent_at_once_do_not_pass_the_limit(self, noor, waiting, salem):
        fields = {"points": 700, "reason": "part"}
        works = [lambda: propose(Wallet.objects.get(), by=salem, fields=fields)] * 3
        assert self.together(noor, *works) == []
        with workspace(noor.pk), transaction.atomic():
            mine = Adjustment.objects.filter(requested_by=salem)
            assert sorted(mine.values_list("state", flat=True)) == ["done", "waiting", "waiting"]
            assert held(waiting.wallet) == 700
            assert_sound()


class TestWithdrawing:
    def test_who_asked_withdraws_while_it_waits_and_nothing_moves(self, wallet, salem, huda):
        made = propose(wallet, by=salem, fields={"points": 5_000, "reason": "Too much after all"})
        with pytest.raises(NotOnesOwn):
            withdraw(made, by=huda)
        withdraw(made, by=salem)
        made.refresh_from_db()
        assert (made.state, made.entry) == ("withdrawn", None)
        for verb in (partial(withdraw, by=salem), partial(approve, by=huda)):
            with pytest.raises(DecidedMeanwhile):
                verb(made)
        assert wallet.usable_points() == 0
        assert_sound()

    def test_on_the_page(self, client, wallet, salem, huda):
        made = propose(wallet, by=salem, fields={"points": 5_000, "reason": "Too much after all"})
        url = f"/w/noor/loyalty/adjustments/{made.number}/"
        client.force_login(huda.user)
        assert f"{url}withdrawal/" not in client.get(url).content.decode()
        assert client.post(f"{url}withdrawal/").status_code == 303
        made.refresh_from_db()
        assert made.is_waiting
        client.force_login(salem.user)
        assert f"{url}withdrawal/" in client.get(url).content.decode()
        assert client.post(f"{url}withdrawal/").status_code == 303
        made.refresh_from_db()
        assert made.state == "withdrawn"
        assert client.get(url).status_code == 200
