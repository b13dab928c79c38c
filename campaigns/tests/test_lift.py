"""What a control group tells: the arithmetic against known figures, and the groups against the rows."""

from datetime import timedelta

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Position
from accounts.services import add_account
from campaigns.crediting import count_anew, credit_next
from campaigns.lift import Group, of_revenue, of_shares, too_few, wilson
from campaigns.models import Recipient, Split
from campaigns.returning import lift_of
from campaigns.tests.crowd import contact
from campaigns.tests.test_crediting import DAY, begun, bought, got


def test_the_interval_is_the_one_of_newcombe():
    """56 of 70 against 48 of 80: 0.2, from 0.0524 to 0.3339 (Newcombe 1998, table II, row a, method 10)."""
    found = of_shares(Group(70, 56), Group(80, 48))
    assert (round(found.is_by, 4), round(found.at_least, 4), round(found.at_most, 4)) == (0.2, 0.0524, 0.3339)
    assert found.is_certain


def test_revenue_a_head_has_welchs_interval():
    one, other = Group(100, 10, 1000, 100_000), Group(50, 2, 200, 20_000)
    found = of_revenue(one, other)
    assert found.is_by == pytest.approx(6.0)
    half = 1.96 * ((90_000 / 99) / 100 + (19_200 / 49) / 50) ** 0.5
    assert (found.at_least, found.at_most) == (pytest.approx(6 - half), pytest.approx(6 + half))


@given(st.integers(1, 10**6), st.integers(1, 10**6), st.data())
def test_the_difference_lies_within_what_is_certain(people, aside, data):
    one = Group(people, data.draw(st.integers(0, people)))
    other = Group(aside, data.draw(st.integers(0, aside)))
    found = of_shares(one, other)
    assert found.at_least - 1e-9 <= found.is_by <= found.at_most + 1e-9
    low, high = wilson(one)
    assert 0 <= low <= one.share + 1e-9
    assert one.share - 1e-9 <= high <= 1


@pytest.mark.parametrize(
    ("one", "other", "few"),
    [
        ((500, 40), (50, 5), False),
        ((500, 40), (49, 5), True),
        ((500, 40), (50, 4), True),
        ((0, 0), (0, 0), True),
    ],
)
def test_too_few_say_nothing(one, other, few):
    assert too_few(Group(*one), Group(*other)) is few


@pytest.mark.django_db
def test_groups_are_counted_as_they_were_drawn(made, in_noor, mona):
    campaign = begun(made)
    Split.objects.create(campaign=campaign, control_percent=50)
    people = [contact(f"P{n}", f"p{n}@a.example") for n in range(6)]
    for n, person in enumerate(people):
        account = add_account(by=mona, fields={"name_en": f"Shop {n}", "owner": mona})
        Position.objects.create(contact=person, account=account)
        if n < 3:
            got(campaign, person, campaign.started_at, "failed" if n == 2 else "sent")
        else:
            Recipient.objects.create(
                campaign=campaign, contact=person, address=person.email_1, state="skipped", reason="control"
            )
        if n in (0, 2, 4):
            bought(account, DAY + timedelta(days=n), 1000)
            bought(account, DAY + timedelta(days=n), 500, status="returned")
    bought(account, DAY + timedelta(days=31))
    bought(account, DAY - timedelta(days=1))
    count_anew()
    while credit_next():
        pass
    kept = Split.objects.get().lift
    assert kept["written_to"] == {"people": 3, "buyers": 2, "money": {"SAR": [2000, 2_000_000]}}
    assert kept["aside"] == {"people": 3, "buyers": 1, "money": {"SAR": [1000, 1_000_000]}}
    found = lift_of(campaign)
    assert found.is_too_few
    assert found.money == ()
    with override("en"):
        assert "Too few" in found.sentences[0]
