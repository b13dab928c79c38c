"""Where a bulk change ends: filters that went, rows out of sight, rows that are gone, forms sent again."""

import re
import uuid

import pytest
from django.db import transaction

from accounts import labelling
from accounts.bulk.jobs import BulkUndoing
from accounts.bulk.work import change_selected, undo_change
from accounts.custom import settings
from accounts.deletion import delete_for_good
from accounts.models import Account, AccountTag, BulkChange, CustomField, Tag
from accounts.services import add_account, add_contact
from accounts.tests.test_bulk import ACCOUNTS, BULK, all_matching, ask, column, finish, toast
from timeline.jobs import cancel_job
from timeline.models import Event, Job, Notification
from workspaces.models import Membership

pytestmark = pytest.mark.django_db


@pytest.fixture
def customers(in_noor, salem):
    return [
        add_account(
            by=salem,
            fields={"name_en": name, "owner": salem},
            status="active",
            tags=["Gold"] * (name == "Afaq"),
        )
        for name in ("Afaq", "Bahja", "Dar")
    ]


def all_of(client, query, verb="tier", **value):
    posted = {"list": "accounts", "all": "1", "query": query, "verb": verb, **(value or {"value_tier": "D"})}
    return client.post(BULK, posted)


@pytest.mark.parametrize(
    "query",
    [
        "chosen=abc",
        "tag=silver",
        "status=nonsense",
        "owner=99",
        "custom_77=1",
        "status=active&tag=silver",
        "chosen=1",
    ],
)
def test_filters_that_mean_nothing_are_not_everything(sign_in, salem, customers, query):
    answer = all_of(sign_in(salem), query)
    assert answer.status_code == 422
    assert not BulkChange.objects.exists()
    answer = sign_in(salem).post(BULK, {"list": "accounts", "all": "1", "query": query})
    assert answer.status_code == 422


def test_no_more_is_taken_out_than_the_list_showed(sign_in, salem, customers):
    posted = {"list": "accounts", "all": "1", "format": "csv"}
    refused = sign_in(salem).post(f"{ACCOUNTS}export/", {**posted, "query": "tag=silver"})
    assert refused.status_code == 400
    assert "Afaq" not in refused.content.decode()
    taken = sign_in(salem).post(f"{ACCOUNTS}export/", {**posted, "query": "tag=gold&sort=-name"})
    assert [name in taken.content.decode() for name in ("Afaq", "Bahja")] == [True, False]


@pytest.mark.parametrize("gone", ["tag", "owner", "custom"])
def test_a_filter_that_goes_while_the_job_waits_stops_it(salem, huda, faisal, custom, customers, gone):
    Account.objects.filter(pk=customers[1].pk).update(owner=faisal)
    queries = {"tag": "tag=gold", "owner": f"owner={faisal.number}", "custom": f"{custom('Zone').key}=x"}
    change = all_matching(salem, verb="tier", value="D", query=queries[gone])
    if gone == "tag":
        Tag.objects.all().delete()
    elif gone == "owner":
        faisal.end(by=huda)
    else:
        settings.archive_field(CustomField.objects.get(), by=huda)
    finish(change.job_id)
    change.refresh_from_db()
    assert (column("tier"), change.job.state) == (["", "", ""], Job.State.FAILED)
    assert change.finished_at


def test_what_went_out_of_ones_sight_is_not_taken_back(noor, salem, huda, customers):
    numbers = [each.number for each in customers]
    change = change_selected(by=salem, list_key="accounts", verb="tier", value="B", numbers=numbers)
    noor.visibility = noor.Visibility.TEAM
    noor.save()
    Account.objects.filter(pk=customers[0].pk).update(owner=huda)
    change = undo_change(change, by=Membership.objects.get(pk=salem.pk))
    assert (column("tier"), change.undone_count) == (["B", "", ""], 2)


def test_what_the_change_itself_gave_away_comes_back(noor, salem, huda, customers):
    noor.visibility = noor.Visibility.TEAM
    noor.save()
    by = Membership.objects.get(pk=salem.pk)
    numbers = [each.number for each in customers]
    change = change_selected(
        by=by, list_key="accounts", verb="owner", value=str(huda.number), numbers=numbers
    )
    assert undo_change(change, by=by).undone_count == 3
    assert set(column("owner")) == {salem.pk}


def test_the_same_form_with_other_rows_is_another_change(sign_in, salem, customers):
    client, token = sign_in(salem), str(uuid.uuid4())
    ask(client, customers[:1], "tier", value_tier="B", form_token=token)
    ask(client, customers[1:], "tier", value_tier="C", form_token=token)
    assert column("tier") == ["B", "C", "C"]
    answer = client.post(BULK, {"list": "accounts", "all": "1", "verb": "archive", "form_token": token})
    assert answer.status_code == 303


def test_the_same_form_after_its_undo_is_another_change(sign_in, salem, customers):
    client, token = sign_in(salem), str(uuid.uuid4())
    _text, undo = toast(ask(client, customers, "tier", value_tier="B", form_token=token))
    client.post(undo.removeprefix("undo:"))
    client.get(ACCOUNTS)
    ask(client, customers, "tier", value_tier="B", form_token=token)
    assert column("tier") == ["B", "B", "B"]


@pytest.mark.parametrize("typed", ["ـــ", " ـ ", "،", "VIP، Gold", "a,b", "VIP;x"])
def test_a_tag_without_a_letter_or_with_a_comma_is_refused(sign_in, salem, customers, typed):
    for verb in ("tag", "untag"):
        answer = ask(sign_in(salem), customers, verb, **{f"value_{verb}": typed})
        assert answer.status_code == 422
    assert column("version") == [1, 1, 1]
    assert not BulkChange.objects.exists()


def test_no_account_gets_more_tags_than_its_form_takes(sign_in, salem, customers):
    with transaction.atomic():
        labelling.set_tags(customers[0], [f"T{place}" for place in range(20)])
    ask(sign_in(salem), customers, "tag", value_tag="VIP")
    assert [each.taggings.count() for each in customers] == [20, 1, 1]
    assert BulkChange.objects.get().changed_count == 2


def test_a_colleague_who_is_given_many_is_told_once(sign_in, salem, mona, customers):
    ask(sign_in(salem), customers, "owner", value_owner=mona.number)
    told = Notification.objects.get(recipient=mona)
    assert told.times == 3


def test_odd_values_are_refused(sign_in, salem, customers):
    client = sign_in(salem)
    odd = ["9" * 5000, "-1", "x", "99", "1.5", "1;2", "²"]
    for value in odd:
        assert ask(client, customers, "owner", value_owner=value).status_code in {422}, value
    for value in ("E", "a" * 9999, "A,B"):
        assert ask(client, customers, "tier", value_tier=value).status_code == 422
    assert ask(client, customers, "tag", value_tag="x" * 81).status_code == 422
    assert (
        client.post(BULK, {"list": "contacts", "number": [1], "verb": "tier", "value_tier": "A"}).status_code
        == 200
    )
    assert not BulkChange.objects.exists()


@pytest.mark.parametrize("name", ["nothing", "interactions", "", "x" * 5000])
def test_the_rows_of_another_list_are_not_taken_for_accounts(sign_in, salem, customers, name):
    posted = {"list": name, "number": [each.number for each in customers], "verb": "archive"}
    assert sign_in(salem).post(BULK, posted).status_code == 404
    assert column("archived_at") == [None] * 3


def test_many_rows_and_odd_places(sign_in, salem, customers):
    client = sign_in(salem)
    answer = client.post(
        BULK,
        {
            "list": "accounts",
            "number": list(range(1, 300)),
            "verb": "tier",
            "value_tier": "A",
            "in": "a\r\nSet-Cookie: x=1&" + "&" * 900,
        },
    )
    assert answer.status_code == 303
    assert column("tier") == ["A"] * 3
    answer = client.post(
        BULK, {"list": "accounts", "all": "1", "query": "&".join(["a=1"] * 500), "verb": "archive"}
    )
    assert answer.status_code in {400, 422}


def test_undo_of_nothing_tells_nothing(sign_in, salem, customers):
    _text, undo = toast(ask(sign_in(salem), customers, "tier", value_tier="B"))
    Account.objects.update(tier="C")
    text, _undo = toast(sign_in(salem).post(undo.removeprefix("undo:"), follow=True))
    assert text == "0 records are as before."
    assert not Event.objects.filter(verb="bulk.undone").exists()


@pytest.mark.parametrize("listing", ["accounts", "contacts"])
def test_enter_in_a_box_does_nothing_that_was_not_pressed(sign_in, salem, customers, listing):
    add_contact(by=salem, fields={"name_en": "Noura"})
    client = sign_in(salem)
    for page in (
        client.get(f"/w/noor/{listing}/"),
        client.post(BULK, {"list": listing, "number": [1], "value_tag": "VIP"}),
    ):
        form = page.content.decode().partition(f'action="{BULK}"')[2].partition("</form>")[0]
        first, *others = re.findall(r"<button[^>]*>", form)
        assert 'type="submit"' in first
        assert "name=" not in first
        assert any('value="archive"' in other for other in others)


def test_ticked_rows_are_counted_in_the_digits_of_the_page(sign_in, noor, salem, customers):
    noor.digits = "arabic"
    noor.save()
    for language, figures in (("ar", "٠١٢٣٤٥٦٧٨٩"), ("en", "0123456789")):
        page = sign_in(salem).get(ACCOUNTS, headers={"accept-language": language}).content.decode()
        assert f'data-figures="{figures}"' in page


def test_the_undo_of_many_counts_what_it_took_back_and_no_more(salem, many):
    change = all_matching(salem)
    finish(change.job_id)
    change.refresh_from_db()
    many[0].set_status("active", by=salem)
    many[1].archive(by=salem)
    delete_for_good(many[2], by=salem)
    change = undo_change(change, by=salem)
    assert undo_change(change, by=salem).undo_job_id == change.undo_job_id
    finish(change.undo_job_id)
    change.refresh_from_db()
    assert (change.changed_count, change.undone_count) == (120, 117)
    assert sorted(column("status")) == ["active", "dormant", *["prospect"] * 117]
    assert Event.objects.filter(verb="bulk.undone").get().detail["count"] == 117


def test_who_takes_back_too_early_is_shown_the_work(sign_in, salem, many):
    change = all_matching(salem)
    answer = sign_in(salem).post(f"{BULK}{change.number}/undo/")
    assert answer["location"] == f"/w/noor/jobs/{change.job.number}/"
    change.refresh_from_db()
    assert change.undone_at is None


def test_an_undo_that_was_stopped_goes_on_where_it_was_left(salem, many, monkeypatch):
    change = all_matching(salem, verb="tag", value="VIP", query="")
    assert undo_change(change, by=salem).undone_at is None  # not while it runs
    finish(change.job_id)
    change.refresh_from_db()
    change, take_back = undo_change(change, by=salem), BulkUndoing.work

    def stopped_after_it(self, change, rows, by):
        take_back(self, change, rows, by)
        cancel_job(change.undo_job)

    monkeypatch.setattr(BulkUndoing, "work", stopped_after_it)
    finish(change.undo_job_id)
    change.refresh_from_db()
    assert (change.undone_count, change.undone_at) == (50, None)
    monkeypatch.setattr(BulkUndoing, "work", take_back)
    change = undo_change(change, by=salem)
    finish(change.undo_job_id)
    change.refresh_from_db()
    assert (change.undone_count, AccountTag.objects.count()) == (120, 0)


def test_a_member_who_left_or_sees_less_meanwhile_changes_no_more(noor, salem, mona, huda, many):
    change = all_matching(salem)
    noor.visibility = noor.Visibility.TEAM
    noor.save()
    Account.objects.filter(pk__in=[each.pk for each in many[:20]]).update(owner=mona)
    finish(change.job_id)
    assert sorted(column("status")) == [*["dormant"] * 100, *["prospect"] * 20]
    change.refresh_from_db()
    assert change.changed_count == 100
    second = all_matching(salem, query="", value="active")
    salem.end(by=huda)
    finish(second.job_id)
    assert "active" not in column("status")
