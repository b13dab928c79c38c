"""A plan is required by the management type: said on the page of the customer, on Today, in lists."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Account
from planning.models import AccountPlan
from planning.panel import read_panel
from planning.requiring import STANDINGS, asking_types, holds, lacking, living_plans, plan_standing
from planning.starting import start_plan
from planning.today import missing_for
from planning.type_rules import change_type_rules

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_noor")]
LIST, MISSING = "/w/noor/accounts/?plan=missing", "/w/noor/plans/?which=missing"


def ask(by, **needs):
    rule = {"weight": 1, "roles": [], "people": []}
    change_type_rules({kind: {**rule, "needs_plan": needed} for kind, needed in needs.items()}, by=by)


def names(accounts):
    return {each.name_en for each in accounts}


@pytest.fixture
def planned(worth, salem, mona):
    """One customer for each way a plan may stand: in force, being written, ended, ended and followed, none."""
    today = timezone.localdate()
    past = {"from_on": today - timedelta(days=400), "until_on": today - timedelta(days=1)}
    now = {"from_on": today - timedelta(days=30), "until_on": today}
    made = {}
    for name, days, is_followed in (
        ("in_force", now, False),
        ("draft", now, False),
        ("expired", past, False),
        ("followed", past, True),
        ("none", None, False),
    ):
        account = made[name] = worth(name, management_type="strategic")
        if days:
            plan = start_plan(account, by=salem, owner=salem, **days)
            if name != "draft":
                plan.activate(by=mona)
        if is_followed:
            start_plan(account, by=salem, owner=salem, **now)
    return made


def test_lists_and_pages_agree_on_how_a_plan_stands(planned):
    found = holds()
    for account in Account.objects.prefetch_related(living_plans()):
        expected = "draft" if account.name_en == "followed" else account.name_en
        assert plan_standing(account) == expected
        assert [
            each for each in STANDINGS if Account.objects.filter(found[each], pk=account.pk).exists()
        ] == [expected]


def test_a_closed_plan_is_none(planned, mona):
    AccountPlan.objects.get(account=planned["in_force"]).close(by=mona)
    assert names(lacking(Account.objects.all())) == {"in_force", "expired", "none"}


def test_the_settings_of_the_types_say_who_needs_one(huda, worth):
    for kind in ("key", "strategic", "regional", ""):
        worth(kind or "no type", management_type=kind)
    assert names(lacking(Account.objects.all())) == {"key", "strategic"}
    ask(huda, key=False, regional=True)
    assert asking_types() == ["regional", "strategic"]
    assert names(lacking(Account.objects.all())) == {"regional", "strategic"}


def test_who_was_lost_or_archived_needs_none(planned, salem):
    planned["none"].set_status("lost", by=salem, asks_why=False)
    planned["expired"].archive(by=salem)
    assert missing_for(salem) == []


def test_today_tells_the_account_manager_and_nobody_else(sign_in, salem, mona, reem, planned):
    assert [(each.name_en, each.has_ended) for each in missing_for(salem)] == [
        ("expired", True),
        ("none", False),
    ]
    assert missing_for(mona) == missing_for(reem) == []
    page = sign_in(salem).get("/w/noor/").text
    assert f"/w/noor/accounts/{planned['none'].number}/plan/new/" in page
    assert f"/w/noor/accounts/{planned['in_force'].number}/plan/new/" not in page


def test_the_panel_and_the_page_say_that_it_is_missing(sign_in, salem, reem, planned, worth, huda):
    account = planned["none"]
    assert read_panel(account, salem)["is_missing"]
    assert not read_panel(account, reem)["may_begin"]
    linked = sign_in(salem).get(f"/w/noor/accounts/{account.number}/linked/").text
    assert "asks for a plan" in linked
    assert "asks for a plan" in sign_in(salem).get(f"/w/noor/accounts/{account.number}/plan/").text
    ask(huda, strategic=False)
    assert not read_panel(account, salem)["is_missing"]
    assert "asks for a plan" not in sign_in(salem).get(f"/w/noor/accounts/{account.number}/plan/").text


def test_the_lists_narrow_to_what_is_missing(sign_in, salem, huda, planned):
    client = sign_in(salem)
    for url in (LIST, MISSING):
        page = client.get(url).text
        for name, account in planned.items():
            assert (f"/accounts/{account.number}/" in page) == (name in {"expired", "none"}), (url, name)
    assert "Its period has ended" in client.get(MISSING).text
    ask(huda, strategic=False, key=False)
    assert "No management type asks for a plan" in client.get(MISSING).text
    assert client.get("/w/noor/accounts/?plan=nonsense").status_code == 200


def test_the_column_says_how_each_stands(planned, salem):
    from accounts.fields import account_listing
    from planning.plan_fields import plan_cell, written_plan

    columns = account_listing.columns_for(salem, ["plan"])
    rows = account_listing.with_parts(account_listing.queryset(salem), columns, salem)
    written = {each.name_en: written_plan(each, None) for each in rows}
    assert written["in_force"] == str(STANDINGS["in_force"])
    assert written["none"] == ""
    assert all("badge" in plan_cell(each, None) for each in rows if each.name_en != "none")
