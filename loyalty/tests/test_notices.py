"""Letters to members: one a day, each thing once, never for points that are gone, in the language of the member."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import connection

from accounts.merging.services import merge
from lib.tenancy.state import workspace
from lib.tokens import hash_of
from loyalty import holding, ledger, notices
from loyalty.models import (
    LoyaltyTier,
    NoticeRefusal,
    NoticeRound,
    NoticeTerms,
    PointsEntry,
    PointsLink,
    PointsNotice,
    TierChange,
    TierStanding,
)
from loyalty.points import end_of
from loyalty.tests.sound import assert_sound
from loyalty.vouchers import give_voucher
from messaging.models import OutgoingMail

pytestmark = pytest.mark.django_db
NOON = datetime.fromisoformat("2030-03-05T12:00+03:00")
TODAY, DAY = NOON.date(), timedelta(days=1)
RIYADH = "Asia/Riyadh"


@pytest.fixture(autouse=True)
def clock(opened):
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def terms(opened, programme):
    programme()
    return NoticeTerms.objects.create(
        tells_earned=True, tells_expiry=True, tells_tiers=True, tells_vouchers=True, since=NOON - 90 * DAY
    )


@pytest.fixture
def member(customer, terms):
    return ledger.wallet_of(customer(email="afaq@x.example", language="en"))


def credit(wallet, points, key, *, last=None, kind="earn"):
    expires_at = end_of(last, RIYADH) if last else None
    return ledger.credit(wallet, points, kind=PointsEntry.Kind(kind), key=key, expires_at=expires_at)


def go_round():
    while notices.write_next():
        pass


def letters() -> list[str]:
    rows = OutgoingMail.objects.order_by("pk")
    return [f"{each.subject}\n{each.text}" for each in rows]


def set_day(clock, day, hour=12):
    clock.move_to(datetime.fromisoformat(f"{day}T{hour:02}:00+03:00"))


class TestExpiry:
    def test_it_is_told_30_7_and_1_local_days_before_once_each(self, member, terms, clock):
        credit(member, 40, "a", last=TODAY + 31 * DAY), credit(member, 60, "b", last=TODAY + 31 * DAY)
        terms.tells_earned = False
        terms.save()
        days = []
        for ahead in range(34):
            set_day(clock, TODAY + ahead * DAY)
            before = len(letters())
            for _again in range(2):
                go_round()
                NoticeRound.objects.update(is_done=False, after=0)
            if len(letters()) > before:
                days.append(31 - ahead)
        assert days == [30, 7, 1]
        assert "100 points: until" in letters()[0]
        assert_sound()

    def test_several_last_days_are_one_letter(self, member):
        credit(member, 10, "a", last=TODAY + 1 * DAY), credit(member, 20, "b", last=TODAY + 7 * DAY)
        credit(member, 30, "c", last=TODAY + 30 * DAY), credit(member, 40, "d", last=TODAY + 12 * DAY)
        go_round()
        (letter,) = letters()
        assert [each in letter for each in ("10 points:", "20 points:", "30 points:", "40 points:")] == [
            True, True, True, False,
        ]  # fmt: skip
        assert PointsNotice.objects.count() == 3

    def test_points_that_are_spent_or_kept_for_a_reward_are_not_told(self, member, customer):
        credit(member, 100, "a", last=TODAY + 7 * DAY)
        standing = NoticeRound(day=TODAY, earned_since=NOON)
        ledger.debit(member, 60, kind=PointsEntry.Kind.REDEMPTION, key="b")
        holding.hold(member, 30, until_at=NOON + DAY, key="c")
        assert notices.candidates(NoticeTerms.objects.get(), standing) == [member.pk]
        notices.write_to(member.pk, standing)
        assert "10 points: until" in letters()[0]
        other = ledger.wallet_of(customer("Other", email="other@x.example"))
        credit(other, 100, "d", last=TODAY + 7 * DAY)
        ledger.debit(other, 100, kind=PointsEntry.Kind.REDEMPTION, key="e")
        assert notices.write_to(other.pk, standing) is False
        assert len(letters()) == 1
        assert_sound()

    def test_a_day_without_a_worker_is_made_up_for_and_the_last_day_is_too_late(self, member, clock):
        credit(member, 10, "a", last=TODAY + 30 * DAY)
        set_day(clock, TODAY + 2 * DAY)
        go_round()
        assert len(letters()) == 1
        set_day(clock, TODAY + 30 * DAY)
        go_round()
        assert len(letters()) == 1


class TestEarned:
    def test_what_came_in_a_day_is_one_sum_the_next_morning(self, member, clock):
        credit(member, 100, "a"), credit(member, 20, "b", kind="birthday")
        taken = credit(member, 30, "c")
        ledger.reverse(taken, 30, key="d")
        go_round()
        assert letters() == []
        set_day(clock, TODAY + DAY)
        go_round()
        (letter,) = letters()
        assert "You have earned 120 points. You can use 120 points now." in letter
        set_day(clock, TODAY + 2 * DAY)
        go_round()
        assert len(letters()) == 1

    def test_what_was_taken_back_and_what_came_otherwise_is_not_told(self, member, clock):
        taken = credit(member, 30, "a")
        ledger.reverse(taken, 30, key="b")
        credit(member, 500, "c", kind="opening")
        set_day(clock, TODAY + DAY)
        go_round()
        assert letters() == []

    def test_what_came_before_it_was_switched_on_is_told_to_nobody(self, member, terms, clock):
        credit(member, 30, "a")
        terms.since = NOON + timedelta(hours=1)
        terms.save()
        set_day(clock, TODAY + DAY)
        go_round()
        assert letters() == []


class TestTiersAndVouchers:
    def test_a_tier_that_was_reached_and_one_that_is_about_to_be_lost(self, member, clock):
        gold = LoyaltyTier.objects.create(name_en="Gold", threshold_points=100, privileges_en="Free delivery")
        ledger.credit(
            member, 150, kind=PointsEntry.Kind.OPENING, key="a", qualifying_points=150, counts_on=TODAY
        )
        go_round()
        assert "You have reached Gold · Friends" in letters()[0]
        assert "Free delivery" in letters()[0]
        TierStanding.objects.update(due_on=TODAY, falls_on=TODAY + 30 * DAY)
        TierChange.objects.create(
            wallet=member, move="warn", from_tier=gold, to_tier=gold, day=TODAY, points=0
        )
        set_day(clock, TODAY + DAY)
        go_round()
        assert "Your tier Gold ends on" in letters()[1]
        set_day(clock, TODAY + 2 * DAY)
        go_round()
        assert len(letters()) == 2

    def test_a_tier_that_is_gone_again_is_not_told(self, member):
        LoyaltyTier.objects.create(name_en="Gold", threshold_points=100)
        ledger.credit(
            member, 150, kind=PointsEntry.Kind.OPENING, key="a", qualifying_points=150, counts_on=TODAY
        )
        TierStanding.objects.update(tier=None)
        go_round()
        assert letters() == []

    def test_a_voucher_7_days_and_1_day_before_its_end(self, member, mona, clock):
        fields = {"amount_minor": 50_00, "currency": "SAR", "valid_until": TODAY + 8 * DAY}
        made = give_voucher(member.account, by=mona, fields=fields)
        days = []
        for ahead in range(10):
            set_day(clock, TODAY + ahead * DAY)
            before = len(letters())
            go_round()
            if len(letters()) > before:
                days.append(8 - ahead)
        assert days == [7, 1]
        assert made.shown_code in letters()[0]


class TestWho:
    def test_in_the_language_of_the_member_with_a_link_and_a_name(self, member, customer):
        arab = ledger.wallet_of(customer("Bahr", email="b@x.example", language="ar"))
        for wallet in (member, arab):
            credit(wallet, 5, f"a{wallet.pk}", last=TODAY + 7 * DAY)
        go_round()
        english, arabic = letters()
        assert "5 points: until" in english
        assert "نقاط" in arabic
        assert PointsLink.objects.filter(mail__isnull=False).count() == 2

    def test_nobody_who_wants_none_is_archived_or_has_no_address(self, terms, customer, salem):
        wallets = [ledger.wallet_of(customer(name, email=f"{name}@x.example")) for name in ("a", "b", "c")]
        silent = ledger.wallet_of(customer("d"))
        for wallet in (*wallets, silent):
            credit(wallet, 5, f"a{wallet.pk}", last=TODAY + 7 * DAY)
        for _twice in range(2):
            notices.want_notices(wallets[0].account, wanted=False)
        wallets[1].account.archive(by=salem)
        go_round()
        assert [each.to_address for each in OutgoingMail.objects.all()] == ["c@x.example"]
        notices.want_notices(wallets[0].account, wanted=True)
        assert not NoticeRefusal.objects.exists()
        assert NoticeRound.objects.get().is_done

    def test_whoever_of_two_merged_customers_wants_none_decides_for_both(self, member, customer, mona):
        part = customer("Part")
        notices.want_notices(part, wanted=False)
        merge(member.account, part, by=mona)
        credit(member, 5, "a", last=TODAY + 7 * DAY)
        go_round()
        assert letters() == []

    def test_a_run_that_is_cut_off_goes_on_and_one_who_stumbles_keeps_no_other(
        self, terms, customer, monkeypatch
    ):
        wallets = [ledger.wallet_of(customer(name, email=f"{name}@x.example")) for name in "abcdef"]
        for wallet in wallets:
            credit(wallet, 5, f"a{wallet.pk}", last=TODAY + 7 * DAY)
        monkeypatch.setattr(notices, "BATCH", 2)
        whole = notices.written

        def stumble(facts, **told):
            if told["called"] == "b":
                raise RuntimeError
            return whole(facts, **told)

        monkeypatch.setattr(notices, "written", stumble)
        notices.write_next()
        NoticeRound.objects.update(after=0)  # killed before it was written how far it came
        monkeypatch.setattr(notices, "written", whole)
        go_round()
        sent = OutgoingMail.objects.order_by("to_address").values_list("to_address", flat=True)
        assert list(sent) == [f"{name}@x.example" for name in "abcdef"]

    def test_by_day_only_and_only_where_it_is_switched_on(self, member, terms, bahr):
        def due():
            with connection.cursor() as cursor:
                cursor.execute("select due_workspaces_points_notices(10)")
                return [row[0] for row in cursor.fetchall()]

        with connection.cursor() as cursor:  # the database has the clock of the machine
            cursor.execute("select extract(hour from now() at time zone 'Asia/Riyadh')")
            hour = cursor.fetchone()[0]
        assert (due() == [terms.workspace_id]) is (9 <= hour <= 20)
        terms.tells_earned = terms.tells_expiry = terms.tells_tiers = terms.tells_vouchers = False
        terms.save()
        assert due() == []
        with workspace(bahr.pk):
            assert notices.write_next() == 0


class TestPages:
    def test_the_settings_show_the_letters_in_both_languages(self, client, opened, mona, salem, programme):
        url = "/w/noor/settings/loyalty/notices/"
        client.force_login(salem.user)
        assert client.get(url).status_code == 403
        client.force_login(mona.user)
        programme()
        shown = client.get(url).content.decode()
        assert "You have earned 250 points" in shown
        assert not NoticeTerms.objects.exists()
        assert client.post(url, {"tells_expiry": "on"}).status_code == 303
        terms = NoticeTerms.objects.get()
        assert (terms.tells_expiry, terms.tells_earned, terms.since) == (True, False, NOON)

    def test_the_member_chooses_on_the_own_page(self, client, member):
        PointsLink.objects.create(account=member.account, language="en", token_hash=hash_of("mine"))
        url = "/p/noor/points/mine/"
        assert "Do not write to me about points" in client.get(url).content.decode()
        assert client.post(url, {"does": "silence"}).status_code == 303
        assert NoticeRefusal.objects.get().account == member.account
        assert "Write to me again" in client.get(url).content.decode()
        client.post(url, {"does": "write"})
        assert not NoticeRefusal.objects.exists()
