"""A new plan begins from the newest assessment: what is weak becomes risks and obstacles of the draft."""

from datetime import timedelta

import pytest
from django.utils import timezone

from planning.assessing import assess
from planning.models import AccountPlan
from planning.starting import start_plan
from planning.tests.marks import GOOD

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_noor")]


def assessed(account, by, days=0, notes=None, **marks):
    on = timezone.localdate() - timedelta(days=days)
    return assess(account, by=by, on=on, next_on=None, notes=notes or {}, marks=GOOD | marks)


def risks(plan):
    return {each.text: each.likelihood for each in plan.risks.all()}


def test_the_newest_assessment_counts_and_only_what_is_weak(salem, worth, year):
    account = worth("Afaq")
    assessed(account, salem, days=90, growth=1)
    assessed(account, salem, notes={"competition": "Two others bid"}, competition=5, health=2, resources=4)
    plan = start_plan(account, by=salem, owner=salem, **year)
    assert len(risks(plan)) == 2
    assert {text.split(":")[0]: likely for text, likely in risks(plan).items()} == {
        "المنافسة": 4, "الصحة المالية": 3,
    }  # fmt: skip
    assert any("Two others bid" in text for text in risks(plan))
    assert len(plan.obstacles.splitlines()) == 1


def test_nothing_weak_and_nothing_assessed_begin_with_nothing(salem, worth, year):
    account, unknown = worth("Afaq"), worth("Bahja")
    assessed(account, salem)
    for each in (account, unknown):
        plan = start_plan(each, by=salem, owner=salem, **year)
        assert (plan.obstacles, risks(plan)) == ("", {})


def test_what_came_along_from_the_last_plan_stands_once(salem, mona, worth, year):
    account = worth("Afaq")
    assessed(account, salem, relationship=1, partnership=1)
    first = start_plan(account, by=salem, owner=salem, **year)
    first.activate(by=mona)
    days = {"from_on": first.until_on + timedelta(days=1), "until_on": first.until_on + timedelta(days=300)}
    second = start_plan(account, by=salem, owner=salem, **days)
    assert risks(second) == risks(first)
    assert second.obstacles == first.obstacles != ""


def test_the_page_says_so_before_the_draft_is_begun(sign_in, salem, worth):
    account = worth("Afaq")
    assessed(account, salem, relationship=1)
    page = sign_in(salem).get(f"/w/noor/accounts/{account.number}/plan/new/").text
    assert "Strength of the relationship: Very weak" in page
    assert not AccountPlan.objects.exists()
