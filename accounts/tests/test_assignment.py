"""Assignment by rules: matching as arithmetic, new accounts, existing ones in bulk, the pages."""

import uuid

import pytest
from django.db import transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts import owning, services
from accounts.assignment.in_bulk import ALL, UNLED
from accounts.assignment.matching import Asked, Candidate, Facts, chosen, first_fitting, line_of
from accounts.assignment.services import Foresight, add_rule, assign_by_rules, move_rule
from accounts.bulk.work import change_all, undo_change
from accounts.models import Account, AssignmentRule, MemberSpecialism, Region, TeamMember, TeamRole
from lib.registry import Registry
from lib.tenancy.state import workspace
from timeline.jobs import run_slice
from timeline.models import Event

keys = st.integers(1, 6)
loads = st.dictionaries(keys, st.integers(0, 9))
pools = st.lists(keys, unique=True).map(lambda found: tuple(Candidate(pk) for pk in sorted(found)))


@given(pools, loads, st.sets(keys))
def test_of_a_pool_the_least_loaded_is_chosen_and_never_who_is_refused(pool, held, refused):
    pk = chosen(Asked(1, pool), Facts(), held, refused)
    left = [each.pk for each in pool if each.pk not in refused]
    if not left:
        assert pk is None
    else:
        assert pk in left
        assert all((held.get(pk, 0), pk) <= (held.get(each, 0), each) for each in left)


@given(pools.filter(bool), st.integers(1, 60))
def test_many_in_a_row_are_spread_evenly(pool, count):
    held = dict.fromkeys([each.pk for each in pool], 0)
    for _each in range(count):
        held[chosen(Asked(1, pool), Facts(), held)] += 1
    assert max(held.values()) - min(held.values()) <= 1


@given(st.dictionaries(keys, keys), keys)
def test_the_line_upwards_ends_even_in_a_circle(parents, key):
    line = line_of(key, parents)
    assert key in line
    assert all(parents[each] in line for each in line if each in parents)


def test_the_first_rule_that_fits_and_has_somebody_decides():
    somebody = (Candidate(7),)
    nobody, small, north, rest = (
        Asked(1, ()),
        Asked(2, somebody, values={"size": "1-9"}),
        Asked(3, somebody, region=10),
        Asked(4, somebody),
    )
    facts = Facts(region=frozenset({11, 10}), values={"size": "50-249"})
    assert first_fitting([nobody, small, north, rest], facts) is north
    assert first_fitting([small, nobody], facts) is None


def test_specialists_come_first_where_there_are_any():
    knows = Candidate(9, regions=frozenset({10}))
    asked = Asked(1, (Candidate(1), knows), prefers_specialists=True)
    assert chosen(asked, Facts(region=frozenset({10, 11})), {9: 40}) == 9
    assert chosen(asked, Facts(), {9: 40}) == 1


pytestmark = pytest.mark.django_db


def url(name, **kwargs):
    return reverse(name, kwargs={"slug": "noor", **kwargs})


@pytest.fixture
def riyadh(in_noor):
    middle = Region.objects.create(name="Middle")
    return Region.objects.create(name="Riyadh", parent=middle)


@pytest.fixture
def rule(in_noor, mona, salem, faisal):
    return add_rule(by=mona, name="The rest", pool=[salem, faisal])


def new(by, **fields):
    return services.add_account(by=by, fields={"name_en": f"New {uuid.uuid4()}", **fields})


def test_a_new_account_goes_to_the_least_loaded_and_tells_why(rule, mona, salem, faisal):
    owners = [new(mona).owner_id for _each in range(4)]
    assert owners == [salem.pk, faisal.pk, salem.pk, faisal.pk]
    told = Event.objects.filter(verb="account.assigned").last()
    assert told.detail == {"rule": "The rest", "member": "سالم"} or told.detail["rule"] == "The rest"


def test_who_chose_an_account_manager_is_not_overruled(rule, mona):
    assert new(mona, owner=mona).owner_id == mona.pk


def test_a_region_includes_those_under_it(in_noor, riyadh, rule, mona):
    add_rule(by=mona, name="Middle", region=riyadh.parent, pool=[mona])
    move_rule(AssignmentRule.objects.get(name="Middle"), by=mona, step=-1)
    assert new(mona, region=riyadh).owner_id == mona.pk
    assert new(mona).owner_id != mona.pk


def test_whoever_knows_the_region_comes_first(in_noor, riyadh, mona, salem, faisal):
    MemberSpecialism.objects.create(member=faisal, region=riyadh.parent)
    add_rule(by=mona, name="All", pool=[salem, faisal], prefers_specialists=True)
    assert [new(mona, region=riyadh).owner_id for _each in range(2)] == [faisal.pk, faisal.pk]


def test_who_left_is_given_nothing_and_a_paused_rule_gives_nothing(rule, mona, salem, faisal, huda):
    salem.end(by=huda)
    assert new(mona).owner_id == faisal.pk
    rule.pause(by=mona)
    assert new(mona).owner_id is None


def test_a_rule_for_the_team_puts_somebody_beside_the_lead(in_noor, rule, mona, reem):
    role = TeamRole.objects.create(name_en="Finance")
    add_rule(by=mona, name="Money", gives="team", team_role=role, pool=[reem])
    account = new(mona)
    row = TeamMember.objects.get(account=account)
    assert (row.member_id, row.role_id) == (reem.pk, role.pk)


def test_leads_are_assigned_by_one_call(rule, mona, salem):
    rule.pause(by=mona)
    account = new(mona)
    rule.resume(by=mona)
    assert assign_by_rules(account, by=None).member == salem
    account.refresh_from_db()
    assert account.owner_id == salem.pk
    assert assign_by_rules(account, by=None) is None


def finish(change):
    while run_slice(change.job_id):
        pass
    change.refresh_from_db()
    change.job.refresh_from_db()
    return change


def test_existing_ones_are_foreseen_assigned_and_taken_back_but_what_changed_since_stays(
    in_noor, many, mona, salem, faisal, reem
):
    Account.objects.filter(number__lte=60).update(owner=None)
    add_rule(by=mona, name="The rest", pool=[salem, faisal])
    seen = Foresight(mona, UNLED)
    assert (seen.looked_at, seen.assigned) == (60, 60)
    assert sum(seen.by_member.values()) == 60
    change = change_all(by=mona, list_key="accounts", verb="rules", value=UNLED, query="owner=null")
    finish(change)
    assert change.changed_count == 60
    assert Account.objects.filter(owner=faisal).count() == 60  # salem has the other sixty
    moved = Account.objects.filter(owner=faisal).first()
    moved.owner = reem
    services.change_account(moved, by=mona, read_version=moved.version, changed=["owner"])
    undone = undo_change(change, by=mona)
    if undone.undo_job_id:
        while run_slice(undone.undo_job_id):
            pass
    undone.refresh_from_db()
    assert undone.undone_count == 59
    assert [item.record_id for item in change.items.filter(stays=True)] == [moved.pk]
    assert Account.objects.filter(owner=None).count() == 59


def test_with_all_only_those_of_the_wrong_colleague_move(in_noor, many, mona, faisal, salem):
    Account.objects.filter(number__lte=5).update(owner=faisal)
    add_rule(by=mona, name="The rest", pool=[salem])
    seen = Foresight(mona, ALL)
    assert (seen.assigned, seen.kept) == (5, 115)


def test_whether_a_colleague_may_is_asked_once_and_not_for_each_account(
    in_noor, many, mona, salem, faisal, monkeypatch
):
    Account.objects.update(management_type="key", owner=None)
    add_rule(by=mona, name="The rest", pool=[salem, faisal])
    asked, rules = [], Registry("rules of this test")

    def not_faisal(management_type, member):
        asked.append(member)
        return "Only others." if member == faisal else None

    rules.register("not faisal", not_faisal)
    monkeypatch.setattr(owning, "owner_rules", rules)
    assert Foresight(mona, UNLED).by_member == {salem: 120}
    assert sorted(asked, key=str) == sorted([salem, faisal], key=str)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_do_not_both_go_to_the_same_colleague(noor, mona, salem, faisal, at_once):
    with workspace(noor.pk), transaction.atomic():
        add_rule(by=mona, name="The rest", pool=[salem, faisal])

    def one():
        yield
        new(mona)

    assert at_once(one, one, one, one) == []
    with workspace(noor.pk), transaction.atomic():
        assert (
            Account.objects.filter(owner=salem).count() == Account.objects.filter(owner=faisal).count() == 2
        )


def typed(*pool, **fields):
    return {
        "form_token": str(uuid.uuid4()),
        "name": "Riyadh",
        "gives": "lead",
        "pool": [member.number for member in pool],
        "version": "1",
        **fields,
    }


def test_a_manager_adds_a_rule_once_and_an_account_manager_none(sign_in, noor, mona, salem):
    client, asked = sign_in(mona), typed(salem, size="1-9")
    for _press in range(2):
        assert client.post(url("accounts:assignment_rule_new"), asked).status_code == 303
    with workspace(noor.pk):
        assert AssignmentRule.objects.get().size == "1-9"
    assert sign_in(salem).get(url("accounts:assignment")).status_code == 403


def test_a_rule_for_nobody_is_refused_with_what_was_typed(sign_in, noor, mona):
    response = sign_in(mona).post(url("accounts:assignment_rule_new"), typed())
    assert response.status_code == 422
    assert "Riyadh" in response.content.decode()


def test_a_stale_edit_is_told(sign_in, noor, mona, salem, rule):
    client, page = sign_in(mona), url("accounts:assignment_rule", assignmentrule=rule.number)
    assert client.post(page, typed(salem, name="First")).status_code == 303
    assert client.post(page, typed(salem, name="Second")).status_code == 422
    with workspace(noor.pk):
        assert AssignmentRule.objects.get().name == "First"


def test_the_pages_show_move_pause_and_remove(sign_in, noor, mona, salem, rule, karim):
    client, parts = sign_in(mona), {"assignmentrule": rule.number}
    assert "The rest" in client.get(url("accounts:assignment")).content.decode()
    assert client.get(url("accounts:assignment_preview")).status_code == 200
    assert client.post(url("accounts:assignment_place", **parts), {"step": "sideways"}).status_code == 400
    for name in ("assignment_pause", "assignment_removal"):
        assert client.post(url(f"accounts:{name}", **parts)).status_code == 303
        assert client.post(url(f"accounts:{name}", **parts) + "?undo=1").status_code == 303
    with workspace(noor.pk):
        rule.refresh_from_db()
        assert (rule.paused_at, rule.removed_at) == (None, None)
    assert sign_in(karim).get(url("accounts:assignment")).status_code == 404
