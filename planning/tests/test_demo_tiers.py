"""The demo's types, assessments and proposals, over a few customers."""

import pytest

from accounts.models import Account, Classification
from planning.demo.tiers import seed_tiers
from planning.models import Assessment, PlanningRules, TierProposal
from planning.requiring import asking_types
from timeline.models import Event
from workspaces.demo import Stage

pytestmark = pytest.mark.django_db


def test_types_assessments_and_proposals_are_seeded_as_of_the_past(in_noor, huda, mona, salem, worth):
    for place in range(12):
        worth(f"Customer {place}", 8_000 * (place + 1), tier="C")
    seed_tiers(Stage(in_noor, {"owner": huda, "huda": huda, "mona": mona, "salem": salem}))
    strategic = Account.objects.filter(management_type="strategic")
    assert {each.number for each in strategic} == {1, 2}
    for account in strategic:
        steps = (
            Classification.objects.of(account).filter(what="management_type").values_list("before", "after")
        )
        assert list(steps) == [("key", "strategic"), ("", "key")]
        assert Assessment.objects.of(account).count() == 3
    assert set(asking_types()) == {"key", "strategic"}
    assert PlanningRules.now().value_a_minor == 4_000_000
    assert 0 < TierProposal.objects.open().count() < 12
    told = Event.objects.filter(verb__in=("assessment.made", "account.classified"))
    assert told.exists()
    assert max(told.values_list("at", flat=True)) < max(Account.objects.values_list("created_at", flat=True))
