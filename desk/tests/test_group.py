"""The group of an account: its tree, what adds up over it, and who sees how much of it."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts import services
from accounts.branches import DEEPEST
from accounts.models import Account
from desk.grouping import Group, Node, show_under
from interactions.models import FollowUp
from interactions.services import log_interaction
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


class TestMoving:
    def url(self, account):
        return reverse("desk:branch_place", kwargs={"slug": "noor", "number": account.number})

    def test_a_branch_is_moved_from_the_group_and_back(self, sign_in, salem, holding):
        client, west = sign_in(salem), Account.objects.get(name_en="West")
        east = Account.objects.get(name_en="East")
        path = f"{self.url(west)}?group={holding.number}"
        assert path in page(client, holding).text
        answer = client.post(path, {"parent": f"{east.number} · East"}, follow=True)
        assert answer.redirect_chain[-1][0].endswith(f"/accounts/{holding.number}/group/")
        assert names(Group(holding, salem).tree()) == ["Holding", ["East", ["West", ["Jeddah"]]]]
        undo = list(answer.context["messages"])[0].extra_tags.removeprefix("undo:")
        for _press in range(2):
            assert client.post(undo).status_code == 303
        assert names(Group(holding, salem).tree()) == ["Holding", ["East"], ["West", ["Jeddah"]]]
        client.post(path, {"parent": ""})
        assert Account.objects.get(pk=west.pk).parent_id is None

    def test_not_below_itself_and_not_under_what_is_archived(self, sign_in, salem, holding):
        west, jeddah, east = (Account.objects.get(name_en=name) for name in ("West", "Jeddah", "East"))
        east.archive(by=salem)
        client = sign_in(salem)
        for typed in (west.number, jeddah.number, east.number, "nobody", "9" * 40):
            answer = client.post(self.url(west), {"parent": typed})
            assert answer.status_code == 422, typed
        assert Account.objects.get(pk=west.pk).parent_id == holding.pk

    def test_who_may_not(self, sign_in, in_noor, salem, faisal, reem, karim, holding):
        west = Account.objects.get(name_en="West")
        assert sign_in(reem).post(self.url(west), {"parent": ""}).status_code == 403
        assert sign_in(karim).get(self.url(west)).status_code == 404
        in_noor.visibility = in_noor.Visibility.TEAM
        in_noor.save()
        Account.objects.filter(name_en="West").update(owner=faisal)
        jeddah = Account.objects.get(name_en="Jeddah")
        Account.objects.filter(pk=jeddah.pk).update(owner=salem)
        # Its parent is another team's: it is not taken away from there unseen.
        assert sign_in(salem).post(self.url(jeddah), {"parent": ""}).status_code == 404
        assert Account.objects.get(pk=jeddah.pk).parent_id == west.pk


class TestStory:
    def url(self, account):
        return reverse("desk:group_story", kwargs={"slug": "noor", "number": account.number})

    def test_it_tells_of_the_whole_group_and_of_nobody_else(self, sign_in, salem, holding):
        other = add(salem, "Somebody else")
        talk = {"channel": "call", "direction": "out", "outcome": "reached", "subject": "Prices"}
        for account in (Account.objects.get(name_en="Jeddah"), other):
            log_interaction(account=account, by=salem, fields=talk, contacts=[], at=timezone.now(), notice="")
        client = sign_in(salem)
        everything = client.get(self.url(holding))
        shown = {each.account.name_en for each in everything.context["lines"]}
        assert shown == {"Holding", "West", "Jeddah", "East"}
        talks = client.get(self.url(holding), {"kind": "interactions"})
        assert [each.account.name_en for each in talks.context["lines"]] == ["Jeddah"]
        assert client.get(self.url(holding), {"kind": "nonsense", "after": "x"}).status_code == 200

    def test_only_what_is_seen_is_told(self, in_noor, sign_in, salem, holding):
        in_noor.visibility = in_noor.Visibility.TEAM
        in_noor.save()
        answer = sign_in(salem).get(self.url(holding))
        assert {each.account.name_en for each in answer.context["lines"]} == {"Holding", "West", "East"}

    def test_older_lines_come_on_demand_in_few_queries(
        self, sign_in, salem, holding, django_assert_max_num_queries
    ):
        for place in range(40):
            add(salem, f"Shop {place:02}", holding)
        client = sign_in(salem)
        with django_assert_max_num_queries(25):
            first = client.get(self.url(holding))
        second = client.get(first.context["older_url"])
        told = [each.account.number for part in (first, second) for each in part.context["lines"]]
        assert len(told) == len(set(told)) == 44

    def test_a_stranger_finds_none(self, sign_in, karim, holding):
        assert sign_in(karim).get(self.url(holding)).status_code == 404
