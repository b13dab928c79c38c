"""Points as an apology: booked once when they are given, taken back with the compensation, and by rules at the end."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from complaints.answering import communicate
from complaints.apologising import book
from complaints.compensating import DecidedMeanwhile, approve, give, propose, take_back
from complaints.tests.test_complaints import decided
from lib.tenancy.state import workspace
from loyalty import ledger, vouchers
from loyalty.models import LoyaltyProgram, PointsEntry, Voucher, Wallet
from loyalty.rules import add_rule
from loyalty.tests.sound import assert_sound
from loyalty.tests.test_rules_pages import SAID
from sales.purchasing import Line, add_purchase

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_noor")]


@pytest.fixture
def running():
    return LoyaltyProgram.objects.create(name_en="Friends", state="running", starts_on=date(2020, 1, 1))


@pytest.fixture
def granted(complain, salem, mona):
    def make(points=50):
        with workspace(salem.workspace_id):
            fields = {"kind": "points", "points": points, "text": "A word nobody outside should read"}
            made = propose(complain(), by=salem, fields=fields)
            approve(made, by=mona)
            return made

    return make


def test_points_are_booked_when_they_are_given_and_once(running, granted, mona, afaq):
    made = granted()
    assert not Wallet.objects.exists()
    give(made, by=mona)
    with pytest.raises(DecidedMeanwhile):
        give(made, by=mona)
    entry = PointsEntry.objects.get()
    assert (entry.points, entry.kind, entry.by, entry.qualifying_points) == (50, "bonus", mona, 0)
    assert entry.reason == f"Complaint no. {made.complaint.number}"
    assert entry.wallet.usable_points() == 50
    assert_sound()


def test_taken_back_they_go_and_what_was_spent_is_owed(running, granted, mona, afaq):
    made = granted()
    give(made, by=mona)
    ledger.debit(Wallet.objects.get(), 30, kind="redeem", key="spent")
    take_back(made, by=mona, reason="Given by mistake")
    wallet = Wallet.objects.get()
    assert (wallet.balance_points, wallet.debt_points) == (0, 30)
    assert_sound()


def test_what_was_never_given_takes_nothing_back_and_money_books_nothing(
    running, granted, complain, salem, mona
):
    take_back(granted(), by=mona, reason="Not after all")
    fields = {"kind": "money", "amount_minor": 5_00, "currency": "SAR", "text": "For the cups"}
    paid = propose(complain(), by=salem, fields=fields)
    approve(paid, by=mona), give(paid, by=mona)
    assert not PointsEntry.objects.exists()


def test_without_a_programme_it_stays_what_it_says(granted, mona):
    made = granted()
    give(made, by=mona)
    assert made.state == "given"
    assert not Wallet.objects.exists()


@pytest.fixture
def promised(complain, salem, mona):
    """A voucher of 50 riyals that is approved."""
    fields = {"kind": "voucher", "amount_minor": 50_00, "currency": "SAR", "text": "Not for the customer"}
    made = propose(complain(), by=salem, fields=fields)
    approve(made, by=mona)
    return made


def test_a_voucher_is_given_with_its_compensation_once_and_goes_back_with_it(running, promised, mona, afaq):
    assert not Voucher.objects.exists()
    give(promised, by=mona)
    with pytest.raises(DecidedMeanwhile):
        give(promised, by=mona)
    made = Voucher.objects.get()
    assert (made.account, made.origin, made.amount_minor, made.currency) == (afaq, "apology", 50_00, "SAR")
    assert (made.text, made.given_by) == (f"Complaint no. {promised.complaint.number}", mona)
    assert made.valid_until == timezone.localdate() + timedelta(days=90)
    take_back(promised, by=mona, reason="Given by mistake")
    made.refresh_from_db()
    assert (made.state, made.reason) == ("taken_back", "Given by mistake")


def test_a_voucher_that_was_used_keeps_its_compensation(running, promised, mona, salem, afaq):
    give(promised, by=mona)
    made = Voucher.objects.get()
    fields = {"ordered_on": timezone.localdate(), "currency": "SAR"}
    bought = add_purchase(
        account=afaq, by=salem, fields=fields, lines=[Line("Coffee", unit_price_minor=80_00)]
    )
    vouchers.use(made, bought, by=salem)
    with pytest.raises(vouchers.VoucherUsed):
        take_back(promised, by=mona, reason="Too late")
    promised.refresh_from_db()
    assert promised.state == "given"
    vouchers.unuse(made, by=salem)
    take_back(promised, by=mona, reason="After all")
    assert Voucher.objects.get().state == "taken_back"


def test_without_a_programme_no_voucher_is_made_and_the_page_shows_the_one_that_was(
    promised, mona, salem, sign_in
):
    give(promised, by=mona)
    assert not Voucher.objects.exists()
    LoyaltyProgram.objects.create(name_en="Friends", state="running", starts_on=date(2020, 1, 1))
    book(promised, by=mona)
    page = f"/w/noor/complaints/{promised.complaint.number}/"
    code = Voucher.objects.get().shown_code
    assert code in sign_in(mona).get(page).content.decode()


def test_a_rule_gives_for_a_complaint_that_ends_once(running, complain, salem, mona, cause, afaq):
    add_rule(
        by=mona,
        fields={"name_en": "Sorry"},
        said={**SAID, "trigger": "apology", "points": 20, "currency": "", "step_minor": None},
    )
    found, refused = complain(), complain()
    for each, decision in ((found, "accepted"), (refused, "refused")):
        decided(each, salem, decision)
        each.close(by=salem, resolution="Told why", root_cause=cause)
    assert Wallet.objects.get(account=afaq).balance_points == 20
    found.reopen(by=salem, reason="Not over")
    found.decide(by=salem, decision="accepted", text="They were broken.")
    communicate(found, by=salem, text="We are sorry.")
    found.close(by=salem, resolution="Told why", root_cause=cause)
    assert Wallet.objects.get(account=afaq).balance_points == 20
    assert_sound()
