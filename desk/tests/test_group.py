"""The group of an account: its tree, what adds up over it, and who sees how much of it."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts import services
from accounts.branches import DEEPEST
from accounts.models import Account
from desk.grouping import Group, Node, show_under
from interactions.models import FollowUp
from lib.tenancy.state import workspace

pytestmark = pytest.mark.django_db


def add(by, name, parent=None, owner=None):
    return services.add_account(by=by, fields={"name_en": name, "owner": owner or by, "parent": parent})


@pytest.fixture
def holding(in_noor, salem, faisal):
    top = add(salem, "Holding")
    west = add(salem, "West", top)
    add(faisal, "Jeddah", west)
    add(salem, "East", top)
    return top


def names(node):
    name = Account.objects.get(pk=node.pk).name_en
    return [name, *[names(child) for child in node.children]]


def page(client, account, **query):
    return client.get(reverse("desk:group", kwargs={"slug": "noor", "number": account.number}), query)


def test_the_tree_and_what_adds_up(holding, salem):
    steps = {"owner": salem, "due_on": "2030-01-01", "reason": "Call"}
    for account in Account.objects.all():
        FollowUp.objects.create(account=account, created_by=salem, **steps)
    group = Group(holding, salem)
    assert names(group.tree()) == ["Holding", ["East"], ["West", ["Jeddah"]]]
    assert group.open_steps() == 4
    assert [(status, count) for status, _label, count in group.statuses()] == [("prospect", 4)]


def test_only_what_is_seen_is_counted_and_only_who_leads_learns_of_the_rest(holding, in_noor, salem, mona):
    in_noor.visibility = in_noor.Visibility.TEAM
    in_noor.save()
    salem.workspace = mona.workspace = in_noor
    mine = Group(holding, salem)
    assert len(mine.rows) == 3
    assert mine.hidden == 0
    assert Group(holding, mona).hidden == 1


def test_a_branch_under_one_that_is_not_seen_hangs_on_the_nearest_above(holding, in_noor, salem, faisal):
    in_noor.visibility = in_noor.Visibility.TEAM
    in_noor.save()
    salem.workspace = in_noor
    Account.objects.filter(name_en="West").update(owner=faisal)
    Account.objects.filter(name_en="Jeddah").update(owner=salem)
    assert names(Group(holding, salem).tree()) == ["Holding", ["East"], ["Jeddah"]]


def test_a_group_is_not_deeper_than_it_may_be(in_noor, salem):
    last = add(salem, "Level 0")
    for level in range(1, DEEPEST + 1):
        last = add(salem, f"Level {level}", last)
    with pytest.raises(ValidationError):
        add(salem, "Too deep", last)
    other = add(salem, "Other")
    below = add(salem, "Below other", other)
    assert below.parent_id == other.pk
    other.parent = Account.objects.get(name_en=f"Level {DEEPEST - 1}")
    with pytest.raises(ValidationError):
        services.change_account(other, by=salem, read_version=other.version, changed=["parent"])


def test_the_page_shows_the_group_page_by_page_in_few_queries(
    sign_in, noor, salem, holding, django_assert_max_num_queries
):
    with workspace(noor.pk):
        for place in range(60):
            add(salem, f"Shop {place:02}", holding)
    client = sign_in(salem)
    with django_assert_max_num_queries(32):
        first = page(client, holding).content.decode()
    assert "Shop 00" in first
    assert "Shop 59" not in first
    assert "Shop 59" in page(client, holding, page=2).content.decode()


def nodes(*widths, at=1):
    """A tree as wide as this at each level."""
    if not widths:
        return []
    width, *rest = widths
    return [Node(at * 1_000 + place, children=nodes(*rest, at=at * 1_000 + place)) for place in range(width)]


@pytest.mark.parametrize(
    ("widths", "under_each"),
    [((2, 10), 10), ((2, 300), 50), ((10, 30), 10), ((40, 25), 0), ((40, 1), 1), ((1, 2), 2)],
)
def test_a_page_shows_as_many_under_each_branch_and_never_too_many(widths, under_each):
    branches = nodes(*widths)
    shown = show_under(branches, 100)
    assert {len(each.shown) for each in branches} == {under_each}
    assert len(shown) == widths[0] * (1 + under_each)
    assert all(each.more == widths[1] - under_each for each in branches)


def test_branches_of_branches_that_find_no_place_are_a_press_away(sign_in, noor, salem, holding):
    with workspace(noor.pk):
        west, east = Account.objects.get(name_en="West"), Account.objects.get(name_en="East")
        for place in range(40):
            below = add(salem, f"Town {place:02}", holding)
            for shop in range(4):
                add(salem, f"Shop {place:02} {shop}", below)
    text = page(sign_in(salem), holding).content.decode()
    assert f"/accounts/{west.number}/" in text
    assert f"/accounts/{east.number}/" in text
    assert "Town 07" in text
    assert "Shop 07 0" not in text
    with workspace(noor.pk):
        below = Account.objects.get(name_en="Town 07")
    assert f"/accounts/{below.number}/group/" in text


def test_a_branch_is_added_from_its_parent(sign_in, salem, holding):
    client = sign_in(salem)
    assert "?parent=" in page(client, holding).content.decode()
    form = client.get(f"/w/noor/accounts/new/?parent={holding.number}").content.decode()
    assert f"{holding.number} · Holding" in form


def test_a_stranger_finds_no_group(sign_in, karim, holding):
    assert page(sign_in(karim), holding).status_code == 404
