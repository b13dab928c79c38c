"""Settings of industries and regions: what the workspace calls its customers by."""

import pytest
from django.urls import reverse

from accounts import lookups, services
from accounts.models import Account, Industry, Region
from lib.tenancy.state import workspace
from timeline.jobs import run_slice
from timeline.models import Event, Job

pytestmark = pytest.mark.django_db


def url(name, **kwargs):
    return reverse(f"accounts:{name}", kwargs={"slug": "noor", **kwargs})


@pytest.fixture
def trade(in_noor):
    return Industry.objects.named("التجارة")


@pytest.fixture
def admin(sign_in, huda):
    return sign_in(huda)


def undo_of(response):
    """Where the toast's Undo posts to."""
    tags = [message.extra_tags for message in response.wsgi_request._messages]
    return next(tag for tag in tags if tag).removeprefix("undo:")


def with_industry(by, entry, count):
    return [
        services.add_account(by=by, fields={"name_en": f"No {n}", "industry": entry}) for n in range(count)
    ]


@pytest.mark.parametrize(("kind", "model"), lookups.LOOKUPS.items())
def test_a_name_is_added_once_in_any_spelling(admin, in_noor, kind, model):
    assert admin.post(url(kind), {"name": "  النقل البري "}).status_code == 303
    again = admin.post(url(kind), {"name": "النقل البرى"})
    assert again.status_code == 422
    assert "النقل البرى" in again.content.decode()
    assert [each.name for each in model.objects.all()] == ["النقل البري"]
    assert Event.objects.filter(verb=f"{model._meta.model_name}.added").count() == 1


def test_the_list_counts_the_accounts_of_each(admin, salem, trade):
    with_industry(salem, trade, 3)
    Industry.objects.named("Energy")
    rows = admin.get(url("industries")).context["rows"]
    assert [(row.name, row.accounts_count) for row in rows] == [("Energy", 0), ("التجارة", 3)]


def test_a_new_name_is_on_every_account_and_can_be_taken_back(admin, salem, trade):
    (account,) = with_industry(salem, trade, 1)
    response = admin.post(url("industries_one", name_fold=trade.name_fold), {"name": "التجارة والتوزيع"})
    account.refresh_from_db()
    assert account.industry.name == "التجارة والتوزيع"
    undo = undo_of(response)
    admin.post(undo)
    assert Industry.objects.get().name == "التجارة"
    assert admin.post(undo).status_code == 404  # that name is gone: pressed twice


def test_another_spelling_of_its_own_name_is_a_rename(admin, trade):
    admin.post(url("industries_one", name_fold=trade.name_fold), {"name": "التجاره"})
    assert Industry.objects.get().name == "التجاره"


@pytest.mark.parametrize("name", ["", "   ", "x" * 81, "الطاقه", "'", ".."])
def test_a_name_that_cannot_be_is_refused_and_kept_on_the_form(admin, trade, name):
    Industry.objects.named("الطاقة")
    response = admin.post(url("industries_one", name_fold=trade.name_fold), {"name": name})
    assert response.status_code == 422
    assert response.context["naming"]["name"].value() == name
    trade.refresh_from_db()
    assert trade.name == "التجارة"


def test_merging_moves_every_account_and_tells_each_of_them(admin, salem, trade, monkeypatch):
    monkeypatch.setattr(lookups, "BATCH", 2)
    other = Industry.objects.named("التجارة والتوزيع")
    accounts = with_industry(salem, trade, 5)
    sent = {"into": "التجاره والتوزيع", "confirmation": "التجارة"}
    response = admin.post(url("industries_merge", name_fold=trade.name_fold), sent)
    job = Job.objects.get()
    assert response["location"].endswith(f"/jobs/{job.number}/")
    admin.post(url("industries_merge", name_fold=trade.name_fold), sent)
    assert Job.objects.count() == 1, "pressed twice"
    run_slice(job.pk)
    job.refresh_from_db()
    assert (job.state, job.done) == (Job.State.DONE, 5)
    assert list(Industry.objects.all()) == [other]
    assert set(Account.objects.values_list("industry__name", "version")) == {(other.name, 2)}
    told = Event.objects.filter(verb="account.changed", detail__fields=["industry"])
    assert {event.subject_id for event in told} == {account.pk for account in accounts}


def test_a_merge_that_fell_goes_on_and_does_nothing_twice(salem, trade, monkeypatch):
    monkeypatch.setattr(lookups, "BATCH", 2)
    other = Industry.objects.named("Other")
    with_industry(salem, trade, 3)
    job = lookups.merge_lookup(trade, other, by=salem)
    kind = lookups.Merging()
    assert kind.batch(job, None)
    job.refresh_from_db()  # the worker died before it kept what it had done
    run_slice(job.pk)
    assert set(Account.objects.values_list("industry__name", "version")) == {("Other", 2)}


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"into": "التجارة", "confirmation": "التجارة"},
        {"into": "nothing like it", "confirmation": "التجارة"},
        {"into": "Other", "confirmation": "Other"},
    ],
)
def test_a_merge_without_another_entry_or_its_name_typed_is_refused(admin, trade, sent):
    Industry.objects.named("Other")
    response = admin.post(url("industries_merge", name_fold=trade.name_fold), sent)
    assert response.status_code == 422
    assert response.context["merging"].errors
    assert not Job.objects.exists()


def test_what_no_account_has_is_deleted_and_comes_back_by_undo(admin, trade):
    response = admin.post(url("industries_delete", name_fold=trade.name_fold))
    assert not Industry.objects.exists()
    undo = undo_of(response)
    admin.post(undo)
    assert Industry.objects.get().name == "التجارة"
    admin.post(undo)
    assert Industry.objects.count() == 1


def test_what_an_account_has_is_not_deleted(admin, salem, trade):
    with_industry(salem, trade, 1)
    admin.post(url("industries_delete", name_fold=trade.name_fold))
    assert Industry.objects.get() == trade
    assert not Event.objects.filter(verb="industry.deleted").exists()


def test_nobody_but_who_leads_and_no_stranger(sign_in, mona, karim, huda, trade):
    for name, kwargs in (("industries", {}), ("industries_one", {"name_fold": trade.name_fold})):
        assert sign_in(mona).get(url(name, **kwargs)).status_code == 403
        assert sign_in(karim).get(url(name, **kwargs)).status_code == 404


def test_the_name_of_a_strangers_entry_is_not_there(admin, bahr, in_noor):
    with workspace(bahr.pk):
        Region.objects.named("Dubai")
    assert admin.get(url("regions_one", name_fold="dubai")).status_code == 404
    assert "Dubai" not in admin.get(url("regions")).content.decode()


def test_a_name_of_signs_and_words_of_addresses_has_its_page(admin, in_noor):
    for name in ("/", "a/b", "merge", "???"):
        entry = Industry.objects.named(name)
        entry.refresh_from_db()
        assert admin.get(url("industries_one", name_fold=entry.name_fold)).status_code == 200


def test_the_list_asks_the_same_number_of_questions_for_any_length(
    admin, in_noor, django_assert_max_num_queries
):
    for number in range(30):
        Industry.objects.named(f"Industry {number}")
    admin.get(url("industries"))
    with django_assert_max_num_queries(10):
        admin.get(url("industries"))
