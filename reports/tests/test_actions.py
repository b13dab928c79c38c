"""Proposed actions: found in the night with a reason, taken up once, put aside for a while."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from accounts.models import Account
from interactions.models import FollowUp
from lib.tenancy.state import workspace
from reports import foreseeing
from reports.health import computing
from reports.models import ProposedAction
from reports.nextbest import deciding, kinds, proposing
from reports.nextbest.showing import acceptance, of_today
from timeline.models import Event

pytestmark = pytest.mark.django_db
MONTHLY = (30, 60, 90, 120, 150, 180, 210)


def read():
    held = list(computing.customers().order_by("pk").select_for_update(no_key=True))
    computing.read_these(held, timezone.localdate(), proposes=True)


@pytest.fixture
def proposed(customer, buys):
    """A customer who buys every 30 days and did so 30 days ago."""
    account = customer()
    buys(account, *MONTHLY)
    read()
    return ProposedAction.objects.get(account=account)


def test_who_is_about_to_buy_again_is_proposed_with_the_reason(proposed, salem, reem):
    assert proposed.kind == "buy_again"
    with override("en"):
        assert kinds.why(proposed) == "Buys every 30 days, last 30 days ago: about to buy again."
    assert of_today(salem) == [proposed]
    assert of_today(reem) == []


def test_reading_again_proposes_nothing_twice_and_ends_what_no_longer_holds(proposed, buys):
    read()
    assert ProposedAction.objects.count() == 1
    buys(proposed.account, 1)
    read()
    proposed.refresh_from_db()
    assert proposed.state == "over"


def test_taken_up_twice_is_one_follow_up(proposed, salem):
    step = deciding.accept(proposed, by=salem)
    assert deciding.accept(proposed, by=salem) == step
    assert FollowUp.objects.filter(account=proposed.account, source="person").count() == 1
    assert step.owner == salem
    assert step.due_on > timezone.localdate()
    assert Event.objects.filter(verb="proposedaction.accepted").count() == 1
    with pytest.raises(deciding.DecidedBefore):
        deciding.dismiss(proposed, by=salem, reason="later")


def test_what_was_put_aside_comes_back_after_a_month_or_by_an_undo(proposed, salem):
    deciding.dismiss(proposed, by=salem, reason="unfit")
    deciding.dismiss(proposed, by=salem, reason="later")
    proposed.refresh_from_db()
    assert (proposed.state, proposed.reason, proposed.decided_by) == ("dismissed", "unfit", salem)
    read()
    assert not ProposedAction.objects.open().exists()
    ProposedAction.objects.update(decided_at=timezone.now() - proposing.NOT_AGAIN - timedelta(hours=1))
    read()
    assert ProposedAction.objects.open().count() == 1
    with pytest.raises(deciding.DecidedBefore):
        deciding.propose_again(proposed, by=salem)  # it is proposed anew already


def test_undo_proposes_it_again(proposed, salem):
    deciding.dismiss(proposed, by=salem, reason="unfit")
    deciding.propose_again(proposed, by=salem)
    assert ProposedAction.objects.open().get() == proposed


def test_a_few_for_each_customer_the_most_urgent_first(customer, monkeypatch):
    account = customer()
    for place in range(5):
        name = f"kind {place}"
        one = kinds.Kind(
            name, place, lambda batch: {account.pk: {}}, lambda facts: "why", lambda facts: "what"
        )
        monkeypatch.setitem(kinds.action_kinds._items, name, (0, one))
    read()
    assert [row.rank for row in ProposedAction.objects.open().ranked()] == [4, 3, 2]


def test_deleted_and_archived_customers_are_proposed_no_more(proposed, salem, huda):
    proposed.account.archive(by=salem)
    assert of_today(salem) == []
    assert not ProposedAction.objects.open().exists()


def test_every_kind_says_why_and_what_in_words(proposed):
    told = {
        "before": 80,
        "now": 50,
        "part": "recency",
        "ago": 3,
        "number": 7,
        "rhythm": 14,
        "usual": 30,
        "in": 5,
        "late": 2,
    }
    for key in kinds.KINDS:
        kind = kinds.action_kinds.get(key)
        for text in (kind.why(told), kind.what(told)):
            assert text
            assert "%" not in text
            assert len(text) <= 300


def test_a_high_risk_of_losing_the_customer_is_proposed_until_the_customer_buys(customer, buys):
    account = customer()
    buys(account, 300, 290, 280)
    day = timezone.localdate() - timedelta(days=1)
    foreseeing.foresee_next(foreseeing.learn(day), 0)
    read()
    proposed = ProposedAction.objects.open().get(kind="leaving")
    with override("en"):
        assert kinds.why(proposed) == (
            "Bought every 10 days, silent for 280 days: the risk of losing the customer is high."
        )
    buys(account, 0)
    read()
    assert not ProposedAction.objects.open().filter(kind="leaving").exists()


# Pages


def post(client, proposed, what, **typed):
    return client.post(f"/w/noor/reports/proposed-actions/{proposed.number}/{what}/", typed)


def test_pages_take_up_once_and_put_aside(proposed, sign_in, salem, mona):
    client = sign_in(salem)
    assert "about to buy again" in client.get("/w/noor/reports/actions/").content.decode()
    for _twice in range(2):
        assert post(client, proposed, "acceptance").status_code == 303
    assert FollowUp.objects.filter(account=proposed.account, source="person").count() == 1
    assert post(client, proposed, "dismissal", reason="nonsense").status_code == 303
    proposed.refresh_from_db()
    assert proposed.state == "accepted"
    assert acceptance(mona)[0]["percent"] == 100
    assert "How often they are taken up" in sign_in(mona).get("/w/noor/reports/actions/").content.decode()
    assert "How often they are taken up" not in client.get("/w/noor/reports/actions/").content.decode()


def test_stranger_and_wrong_role(proposed, sign_in, karim, reem, salem):
    assert post(sign_in(karim), proposed, "acceptance").status_code == 404
    assert post(sign_in(reem), proposed, "acceptance").status_code == 403
    assert (
        sign_in(salem).get(f"/w/noor/reports/proposed-actions/{proposed.number}/acceptance/").status_code
        == 405
    )
    assert sign_in(salem).post("/w/noor/reports/proposed-actions/999999/dismissal/").status_code == 404


def test_who_does_not_see_the_customer_does_not_see_the_action(proposed, sign_in, noor, salem, faisal):
    noor.visibility = noor.Visibility.TEAM
    noor.save()
    with workspace(noor.pk):
        seen = Account.objects.visible_to(faisal).filter(pk=proposed.account_id).exists()
        assert ProposedAction.objects.visible_to(faisal).exists() == seen
        assert not seen
    assert post(sign_in(faisal), proposed, "acceptance").status_code == 404
