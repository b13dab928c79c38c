"""Proposed tiers: what the rules propose, what a person decides, and taking that back."""

import pytest

from accounts.models import Account, Classification
from planning.models import PlanningRules, TierProposal
from planning.reckoning import start_reckoning
from timeline.jobs import run_slice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_noor")]
TIERS = "/w/noor/tiers/"


def reckon(by):
    job = start_reckoning(by=by, proposes=True)
    for _slice in range(5):
        run_slice(job.pk)
    job.refresh_from_db()
    assert job.is_over
    return job


@pytest.fixture
def proposed(worth, salem):
    """A customer worth a tier A, one worth a D, one who is what the rules say, one of whom nothing is known."""
    customers = [
        worth("Big", 2_000_000),
        worth("Small", 10, tier="A"),
        worth("Right", 300_000, tier="B"),
        worth("Nobody"),
    ]
    reckon(salem)
    return customers


def open_ones():
    return dict(TierProposal.objects.open().values_list("account__name_en", "after"))


def test_what_differs_is_proposed_and_nothing_changes_by_itself(proposed):
    assert open_ones() == {"Big": "A", "Small": "D"}
    assert Account.objects.get(name_en="Big").tier == ""


def test_reckoned_again_it_is_the_same_proposal(proposed, salem):
    before = set(TierProposal.objects.values_list("pk", flat=True))
    reckon(salem)
    assert set(TierProposal.objects.values_list("pk", flat=True)) == before


def test_one_is_confirmed_with_its_history_and_taken_back(sign_in, salem, proposed):
    number = TierProposal.objects.get(account=proposed[0]).number
    client = sign_in(salem)
    answer = client.post(TIERS, {"number": number, "verb": "confirm"}, follow=True)
    (message,) = list(answer.context["messages"])
    assert Account.objects.get(pk=proposed[0].pk).tier == "A"
    row = Classification.objects.of(proposed[0]).first()
    assert (row.before, row.after, row.by) == ("", "A", salem)
    client.post(message.extra_tags.removeprefix("undo:"))
    assert Account.objects.get(pk=proposed[0].pk).tier == ""
    assert open_ones() == {"Big": "A", "Small": "D"}


def test_confirmed_twice_is_once(sign_in, salem, proposed):
    number = TierProposal.objects.get(account=proposed[0]).number
    for _time in range(2):
        sign_in(salem).post(TIERS, {"number": number, "verb": "confirm"})
    assert Classification.objects.filter(account=proposed[0]).count() == 1


def test_what_was_refused_is_not_proposed_again(sign_in, salem, proposed):
    numbers = list(TierProposal.objects.values_list("number", flat=True))
    sign_in(salem).post(TIERS, {"number": numbers, "verb": "refuse"})
    reckon(salem)
    assert open_ones() == {}
    assert Account.objects.get(name_en="Small").tier == "A"


def test_a_tier_that_was_changed_meanwhile_is_left_alone(sign_in, salem, proposed):
    Account.objects.filter(pk=proposed[0].pk).update(tier="C")
    number = TierProposal.objects.get(account=proposed[0]).number
    sign_in(salem).post(TIERS, {"number": number, "verb": "confirm"})
    assert Account.objects.get(pk=proposed[0].pk).tier == "C"


def test_strangers_and_viewers_decide_nothing(sign_in, karim, reem, proposed):
    number = TierProposal.objects.get(account=proposed[0]).number
    for who, status in ((karim, 404), (reem, 303)):
        assert sign_in(who).post(TIERS, {"number": number, "verb": "confirm"}).status_code == status
    assert len(open_ones()) == 2


def test_nonsense_is_answered(sign_in, salem, proposed):
    for sent in ({}, {"number": "x", "verb": "confirm"}, {"number": "9" * 30}):
        assert sign_in(salem).post(TIERS, sent).status_code == 303
    assert sign_in(salem).post(f"{TIERS}?undo=999").status_code == 303


def test_rules_are_looked_at_before_they_are_saved(sign_in, huda, proposed):
    client, url = sign_in(huda), "/w/noor/settings/planning/"
    form = client.get(url).context["form"]
    data = {field.html_name: field.value() for field in form}
    data |= {"value_a_minor": "5000000", "value_b_minor": "250000", "value_c_minor": "50000"}
    answer = client.post(url, {**data, "look": "1"})
    assert answer.context["foreseen"]["changed"] == 2
    assert {(each["before"], each["after"]) for each in answer.context["foreseen"]["moves"]} == {
        ("", "B"), ("A", "D"),
    }  # fmt: skip
    assert not PlanningRules.objects.exists()
    assert client.post(url, data).status_code == 303
    assert PlanningRules.now().value_a_minor == 500_000_000


def test_thresholds_that_do_not_fall_are_refused(sign_in, huda, salem):
    client, url = sign_in(huda), "/w/noor/settings/planning/"
    data = {field.html_name: field.value() for field in client.get(url).context["form"]}
    answer = client.post(url, data | {"value_b_minor": "99999999", "lower_below": "90"})
    assert answer.status_code == 422
    assert {"value_b_minor", "lower_below"} <= set(answer.context["form"].errors)
    assert sign_in(salem).get(url).status_code == 403
