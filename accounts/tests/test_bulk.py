"""Many customers changed at once: what is changed, what is left alone, and taking it back."""

import pytest

from accounts.bulk.jobs import BulkChanging
from accounts.bulk.work import change_all, change_selected, undo_change
from accounts.models import Account, BulkChange
from accounts.services import add_account, add_contact
from lib.tenancy.state import workspace
from timeline.jobs import cancel_job, run_slice
from timeline.models import Event, Job
from workspaces.models import Membership
from workspaces.roles import Role

pytestmark = pytest.mark.django_db
ACCOUNTS, BULK = "/w/noor/accounts/", "/w/noor/accounts/bulk/"


@pytest.fixture
def customers(in_noor, salem):
    return [
        add_account(by=salem, fields={"name_en": name, "owner": salem}, status="active")
        for name in ("Afaq", "Bahja", "Dar")
    ]


def ask(client, rows, verb, **fields):
    numbers = [row.number for row in rows]
    return client.post(BULK, {"list": "accounts", "number": numbers, "verb": verb, **fields}, follow=True)


def column(name):
    return list(Account.objects.order_by("name_fold").values_list(name, flat=True))


def toast(response):
    (message,) = list(response.context["messages"])
    return str(message), message.extra_tags


def test_ticked_rows_are_changed_and_taken_back(sign_in, salem, customers):
    client = sign_in(salem)
    customers[1].set_status("lost", by=salem)
    text, undo = toast(ask(client, customers[:2], "status", value_status="lost"))
    assert text == "1 record was changed."
    assert column("status") == ["lost", "lost", "active"]
    client.post(undo.removeprefix("undo:"))
    assert column("status") == ["active", "lost", "active"]
    client.post(undo.removeprefix("undo:"))
    assert column("status") == ["active", "lost", "active"]


@pytest.mark.parametrize("address", [BULK, f"{ACCOUNTS}export/"])
def test_of_a_list_narrowed_by_too_much_text_nothing_is_meant(sign_in, salem, customers, address):
    told = {"list": "accounts", "all": "1", "query": f"city={'x' * 2_000}", "number": [1], "format": "csv"}
    answer = sign_in(salem).post(address, {**told, "verb": "status", "value_status": "lost"})
    assert answer.status_code in {400, 422}
    assert "too much text" in answer.content.decode()
    assert column("status") == ["active"] * 3
    assert not BulkChange.objects.exists()


def test_the_change_and_its_way_back_lead_to_the_list_one_came_from(sign_in, salem, customers):
    client, place = sign_in(salem), "status=active&view=3"
    told = {"list": "accounts", "number": [1], "verb": "tier", "value_tier": "A", "in": place}
    changed = client.post(BULK, told)
    assert changed["Location"] == f"{ACCOUNTS}?{place}"
    _text, undo = toast(client.get(changed["Location"]))
    assert client.post(undo.removeprefix("undo:"))["Location"] == f"{ACCOUNTS}?{place}"


@pytest.mark.parametrize(
    ("verb", "value", "changed"),
    [
        ("tier", {"value_tier": "B"}, lambda each: each.tier == "B"),
        (
            "tag",
            {"value_tag": "VIP"},
            lambda each: [tagging.tag.name for tagging in each.taggings.all()] == ["VIP"],
        ),
        ("archive", {}, lambda each: each.is_archived),
        ("owner", {"value_owner": ""}, lambda each: each.owner is None),
    ],
)
def test_every_verb_does_and_undoes(sign_in, salem, customers, verb, value, changed):
    client = sign_in(salem)
    _text, undo = toast(ask(client, customers, verb, **value))
    assert all(map(changed, Account.objects.all()))
    client.post(undo.removeprefix("undo:"))
    assert not any(map(changed, Account.objects.all()))


def test_rows_are_given_to_a_colleague(sign_in, salem, mona, customers):
    _text, undo = toast(ask(sign_in(salem), customers, "owner", value_owner=mona.number))
    assert set(column("owner")) == {mona.pk}
    panel = sign_in(salem).get(f"{BULK}?list=accounts", headers={"HX-Request": "true"}).content.decode()
    assert mona.user.name in panel
    sign_in(salem).post(undo.removeprefix("undo:"))
    assert set(column("owner")) == {salem.pk}


def test_a_tag_is_taken_off_and_what_is_archived_is_taken_out(sign_in, salem, customers):
    client = sign_in(salem)
    ask(client, customers, "tag", value_tag="VIP")
    ask(client, customers[:1], "untag", value_untag="vip")
    assert [each.taggings.count() for each in customers] == [0, 1, 1]
    ask(client, customers, "archive")
    assert toast(ask(client, customers, "tier", value_tier="A"))[0] == "Nothing had to be changed."
    ask(client, customers, "restore")
    assert column("archived_at") == [None] * 3


def test_taking_back_leaves_alone_what_somebody_changed_since(in_noor, salem, customers):
    numbers = [each.number for each in customers]
    change = change_selected(by=salem, list_key="accounts", verb="tier", value="B", numbers=numbers)
    Account.objects.filter(pk=customers[0].pk).update(tier="C")
    change = undo_change(change, by=salem)
    assert change.undone_count == 2
    assert column("tier") == ["C", "", ""]


def test_a_double_click_changes_once(sign_in, salem, customers):
    token = "4cf7ab0c-5a3e-4d8e-8f2e-3a1f4b7f9f10"
    for _click in range(2):
        ask(sign_in(salem), customers, "tag", value_tag="VIP", form_token=token)
    assert BulkChange.objects.count() == 1


def test_it_is_told_once_for_all_and_on_each_record(sign_in, salem, customers):
    ask(sign_in(salem), customers, "archive")
    change = BulkChange.objects.get()
    whole = Event.objects.get(verb="bulk.changed")
    assert (whole.is_part, whole.subject_id, whole.detail["count"]) == (False, change.pk, 3)
    parts = Event.objects.filter(verb="account.archived")
    assert {(part.is_part, part.detail["bulk"]) for part in parts} == {(True, change.number)}
    page = sign_in(salem).get(f"{ACCOUNTS}{customers[0].number}/")
    assert "archived this account" in page.content.decode()


def test_nothing_ticked_no_value_and_nonsense_change_nothing(sign_in, salem, customers):
    client = sign_in(salem)
    assert "Select at least one row first." in ask(client, [], "archive").content.decode()
    for fields in ({"value_status": ""}, {"value_status": "no"}):
        answer = ask(client, customers, "status", **fields)
        assert answer.status_code == 422
        assert answer.content.decode().count('name="number"') == 3
    odd = {"list": "accounts", "number": ["x", "٧", "-1", "9" * 30], "verb": "archive", "query": "x" * 5000}
    assert client.post(BULK, odd).status_code == 422
    assert client.post(BULK, {"number": customers[0].number, "verb": "drop table"}).status_code == 200
    assert BulkChange.objects.count() == 0


def test_only_who_may_edit_and_only_what_one_sees(sign_in, noor, salem, mona, reem, customers):
    assert ask(sign_in(reem), customers, "archive").status_code == 403
    noor.visibility = noor.Visibility.TEAM
    noor.save()
    with workspace(noor.pk):
        Account.objects.filter(pk=customers[0].pk).update(owner=mona)
    ask(sign_in(salem), customers, "tier", value_tier="B")
    assert column("tier") == ["", "B", "B"]


def test_a_change_is_its_makers_own(sign_in, salem, huda, customers):
    ask(sign_in(salem), customers, "archive")
    number = BulkChange.objects.get().number
    assert sign_in(huda).get(f"{BULK}{number}/").status_code == 404
    assert sign_in(huda).post(f"{BULK}{number}/undo/").status_code == 404
    assert "Take it back" in sign_in(salem).get(f"{BULK}{number}/").content.decode()


def test_contacts_are_archived_too(sign_in, in_noor, salem):
    one = add_contact(by=salem, fields={"name_en": "Noura"})
    posted = {"list": "contacts", "number": [one.number], "verb": "archive"}
    sign_in(salem).post(BULK, posted)
    one.refresh_from_db()
    assert one.is_archived


def finish(job_id):
    """As many slices as this machine needs."""
    while not Job.objects.get(pk=job_id).is_over:
        run_slice(job_id)


def all_matching(by, verb="status", value="dormant", query="status=prospect"):
    return change_all(by=by, list_key="accounts", verb=verb, value=value, query=query)


def test_all_that_match_are_changed_by_a_job_and_taken_back_by_one(salem, many):
    change = all_matching(salem)
    late = add_account(by=salem, fields={"name_en": "Late"})
    finish(change.job_id)
    change.refresh_from_db()
    assert (change.changed_count, change.job.state, change.job.done) == (120, Job.State.DONE, 120)
    late.refresh_from_db()
    assert late.status == "prospect"
    finish(change.job_id)
    change = undo_change(change, by=salem)
    finish(change.undo_job_id)
    change.refresh_from_db()
    assert (change.undone_count, set(column("status"))) == (120, {"prospect"})


def test_a_job_stopped_in_the_middle_tells_and_takes_back_what_was_done(salem, many, monkeypatch):
    change = all_matching(salem)
    work = BulkChanging.work

    def stopped_after_it(self, change, rows, by):
        work(self, change, rows, by)
        cancel_job(change.job)

    monkeypatch.setattr("accounts.bulk.jobs.BATCH_ROWS", 20)
    monkeypatch.setattr(BulkChanging, "work", stopped_after_it)
    finish(change.job_id)
    change.refresh_from_db()
    assert (change.changed_count, change.job.state) == (20, Job.State.CANCELLED)
    assert change.finished_at
    undo_change(change, by=salem)
    assert set(column("status")) == {"prospect"}


def test_a_worker_that_dies_in_a_batch_changes_nothing_twice(salem, many, monkeypatch):
    change = all_matching(salem, verb="tag", value="VIP", query="")
    deaths, work = [], BulkChanging.work

    def dies_once(self, change, rows, by):
        work(self, change, rows, by)
        if not deaths:
            deaths.append(1)
            raise RuntimeError("killed")

    monkeypatch.setattr(BulkChanging, "work", dies_once)
    finish(change.job_id)
    change.refresh_from_db()
    assert (change.changed_count, change.items.count()) == (120, 120)


def test_the_worker_asks_again_what_its_member_may(salem, many):
    change = all_matching(salem)
    Membership.objects.filter(pk=salem.pk).update(role=Role.VIEWER)
    finish(change.job_id)
    change.refresh_from_db()
    assert (change.changed_count, change.job.state, change.job.error) == (0, Job.State.FAILED, "not_allowed")


def test_a_colleague_who_left_meanwhile_is_given_nothing(salem, faisal, many):
    change = all_matching(salem, verb="owner", value=str(faisal.number))
    Membership.objects.filter(pk=faisal.pk).update(ended_at=faisal.started_at)
    finish(change.job_id)
    change.refresh_from_db()
    assert (change.changed_count, change.job.error) == (0, "value_gone")


def test_all_that_match_from_the_page(sign_in, salem, many):
    posted = {"list": "accounts", "all": "1", "query": "status=prospect", "verb": "tier", "value_tier": "D"}
    answer = sign_in(salem).post(BULK, posted)
    change = BulkChange.objects.get()
    assert answer["location"] == f"/w/noor/jobs/{change.job.number}/"
    finish(change.job_id)
    assert set(column("tier")) == {"D"}
    assert f"/accounts/bulk/{change.number}/" in sign_in(salem).get(answer["location"]).content.decode()


def test_only_the_ticked_rows_are_exported(sign_in, salem, customers):
    numbers = [customers[0].number, customers[2].number]
    posted = {"list": "accounts", "format": "csv", "query": "status=active", "number": numbers}
    exported = sign_in(salem).post(f"{ACCOUNTS}export/", posted).content.decode()
    assert [name in exported for name in ("Afaq", "Bahja", "Dar")] == [True, False, True]
    everything = sign_in(salem).post(f"{ACCOUNTS}export/?chosen=abc", {"format": "csv"}).content.decode()
    assert "Bahja" in everything
