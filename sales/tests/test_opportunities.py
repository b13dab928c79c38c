"""Opportunities: the way through the stages, its ends and the ways back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models.record import Archived
from interactions.models import FollowUp
from lib.undo import TooLate
from sales.models import LostReason, Opportunity, OpportunityStage, Purchase
from sales.models.opportunity import NotOpen
from sales.opportunities import add_opportunity, change_opportunity, promise_next, tell_overdue, undo_change
from sales.stages import InUse, add_listed, archive_listed, change_listed, keep_usual, shift
from sales.totals import spent
from timeline.models import Event, Notification

pytestmark = pytest.mark.django_db


def stage(kind="open", place=0):
    return OpportunityStage.objects.filter(kind=kind).in_order()[place]


def told_about(found):
    return list(
        Event.objects.about(found).filter(is_part=False).order_by("id").values_list("verb", flat=True)
    )


def test_it_begins_in_the_first_stage_with_its_probability_and_the_owner_of_the_account(salem, sell):
    found = sell()
    assert (found.stage.name_en, found.probability, found.owner) == ("Qualification", 10, salem)
    assert OpportunityStage.objects.count() == 6
    assert [stay.until_at for stay in found.stays.all()] == [None]


def test_moving_keeps_the_history_and_the_probability_follows_unless_it_was_set_by_hand(salem, sell):
    found, own = sell(), sell(probability=33, has_own_probability=True)
    for each in (found, own):
        each.move_to(stage(place=2), by=salem)
    assert (found.probability, own.probability) == (50, 33)
    before, now = found.stays.order_by("pk")
    assert (before.until_at, now.until_at) == (now.from_at, None)
    assert told_about(found) == ["opportunity.created", "opportunity.moved"]


def test_what_is_won_or_lost_is_reopened_where_it_was(salem, sell):
    found = sell()
    found.move_to(stage(place=1), by=salem)
    found.win(by=salem, amount_minor=500)
    assert (found.state, found.probability, found.amount_minor) == ("won", 100, 500)
    with pytest.raises(NotOpen):
        found.lose(by=salem)
    with pytest.raises(NotOpen):
        found.move_to(stage(), by=salem)
    found.reopen(by=salem)
    assert (found.state, found.stage, found.closed_at) == ("open", stage(place=1), None)
    keep_usual(LostReason)
    found.lose(by=salem, reason=LostReason.objects.first(), note="Too dear")
    found.reopen(by=salem)
    assert (found.lost_reason, found.lost_note, found.probability) == (None, "", 25)


def test_a_double_click_wins_it_once(salem, sell):
    found = sell()
    again = Opportunity.objects.get(pk=found.pk)
    found.win(by=salem)
    with pytest.raises(NotOpen):
        again.win(by=salem)
    assert told_about(found).count("opportunity.won") == 1


def test_an_edit_is_taken_back_only_while_it_is_the_last_change(salem, sell):
    found = sell()
    found.name, found.amount_minor = "Other", 9_900
    change_opportunity(found, by=salem, read_version=1, changed=["name", "amount_minor"])
    undo_change(found, 2, by=salem)
    found.refresh_from_db()
    assert (found.name, found.amount_minor) == ("Paper for a year", 100_000)
    with pytest.raises(TooLate):
        undo_change(found, 2, by=salem)


def test_the_next_step_is_a_follow_up(salem, sell, afaq):
    found = sell()
    step = promise_next(
        found, by=salem, fields={"reason": "Send the offer", "due_on": timezone.localdate(), "owner": salem}
    )
    assert FollowUp.objects.open().get(account=afaq) == step
    assert Opportunity.objects.get(pk=found.pk).open_step == step
    step.finish(by=salem)
    assert Opportunity.objects.get(pk=found.pk).open_step is None


def test_the_owner_hears_of_it_but_not_of_what_he_did_himself(salem, mona, sell):
    found = sell()
    found.move_to(stage(place=1), by=salem)
    assert not Notification.objects.exists()
    found.move_to(stage(place=2), by=mona)
    found.owner = mona
    change_opportunity(found, by=salem, read_version=found.version, changed=["owner"])
    assert set(Notification.objects.values_list("kind", "recipient")) == {
        ("opportunity.moved", salem.pk),
        ("opportunity.handed", mona.pk),
    }


def test_an_overdue_close_is_told_once_for_each_day_that_was_set(salem, sell):
    today = timezone.localdate()
    found = sell(expected_on=today - timedelta(days=1))
    sell(expected_on=today)
    assert (tell_overdue(), tell_overdue()) == (1, 0)
    assert Notification.objects.get(kind="opportunity.overdue").subject_id == found.pk
    Opportunity.objects.filter(pk=found.pk).update(expected_on=today - timedelta(days=3))
    assert tell_overdue() == 1


def test_nothing_is_changed_while_the_customer_is_archived(salem, sell, afaq):
    found = sell()
    afaq.archive(by=salem)
    for change in (
        lambda: found.win(by=salem),
        lambda: found.archive(by=salem),
        lambda: add_opportunity(account=afaq, by=salem, fields={}),
    ):
        with pytest.raises(Archived):
            change()


def test_the_forecast_weighs_amounts_by_month_and_currency(sell):
    june = timezone.localdate().replace(month=6, day=10, year=timezone.localdate().year + 1)
    sell(expected_on=june, amount_minor=1_000)
    sell(expected_on=june.replace(day=20), amount_minor=3_000)
    sell(expected_on=june, amount_minor=500, currency="USD")
    expected = list(Opportunity.objects.open().forecast())
    assert expected == [(june.replace(day=1), "SAR", 400), (june.replace(day=1), "USD", 50)]


def test_a_stage_in_use_cannot_vanish_and_the_ends_stay(huda, salem, sell):
    found = sell()
    with pytest.raises(InUse):
        archive_listed(found.stage, by=huda)
    with pytest.raises(InUse):
        archive_listed(stage("won"), by=huda)
    found.move_to(stage(place=1), by=salem)
    first = stage()
    archive_listed(first, by=huda)
    assert [each.name_en for each in OpportunityStage.objects.offered()][0] == "Needs understood"
    first.restore(by=huda)
    assert not OpportunityStage.objects.archived().exists()


def test_stages_are_ordered_and_a_new_one_stands_before_the_ends(huda, sell):
    sell()
    made = add_listed(OpportunityStage, by=huda, fields={"name_ar": "تجربة", "probability": 60})
    names = [each.name_ar for each in OpportunityStage.objects.standing()]
    assert names[-3:] == ["تجربة", "رابحة", "خاسرة"]
    assert shift(made, by=huda, is_up=True)
    assert not shift(stage("won"), by=huda, is_up=True)
    assert [each.name_ar for each in OpportunityStage.objects.standing()][3:5] == ["تجربة", "تفاوض"]


def test_another_probability_of_a_stage_reaches_those_that_stand_in_it(huda, sell):
    found, own = sell(), sell(probability=33, has_own_probability=True)
    first = stage()
    first.probability = 15
    change_listed(first, by=huda, read_version=first.version, changed=["probability"])
    found.refresh_from_db()
    own.refresh_from_db()
    assert (found.probability, own.probability) == (15, 33)


def test_what_is_won_is_entered_among_the_purchases_once_and_cancelled_when_it_is_reopened(salem, sell, afaq):
    found = sell()
    found.win(by=salem, amount_minor=700)
    (purchase,) = Purchase.objects.filter(account=afaq)
    assert (purchase.total_minor, purchase.status, found.purchase) == (700, "ordered", purchase)
    assert spent([afaq.pk])[afaq.pk]["SAR"].amount_minor == 700
    found.reopen(by=salem)
    purchase.refresh_from_db()
    assert (purchase.status, found.purchase) == ("cancelled", None)
    assert "SAR" not in spent([afaq.pk]).get(afaq.pk, {})


def test_a_purchase_that_was_delivered_stays_when_it_is_reopened(salem, sell):
    found = sell()
    found.win(by=salem)
    found.purchase.set_status("delivered", by=salem)
    purchase = found.purchase
    found.reopen(by=salem)
    purchase.refresh_from_db()
    assert purchase.status == "delivered"


def test_without_an_amount_nothing_is_entered(salem, sell, afaq):
    sell(amount_minor=0).win(by=salem)
    sell().win(by=salem, has_purchase=False)
    assert not Purchase.objects.filter(account=afaq).exists()
