"""A misspelt name still finds the customer, and never another workspace's or one that may not be seen."""

import time

import pytest
from django.db import connection
from django.urls import reverse

from accounts import services
from accounts.models import Account, Contact, Word
from accounts.near import near_queries
from lib.patience import patience
from lib.tenancy.state import workspace

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true", "HX-Target": "search-results"}
OTHERS = ["شركة النور للتجارة", "مؤسسة الريادة", "فهد العتيبي", "Gulf Logistics", "Blue Ocean Shipping"]
MISSPELT = [
    ("سعيد القحطاني", "القحطني"),  # a letter is missing
    ("سعيد القحطاني", "القحططاني"),  # one too many
    ("سعيد القحطاني", "القطحاني"),  # two swapped
    ("سعيد القحطاني", "القخطاني"),  # another letter
    ("سعيد القحطاني", "سعيد القحطني"),  # one word of two
    ("سعيد القحطاني", "سعسد القحطني"),  # both
    ("مؤسسة الأحمدي", "الاحمدى"),  # another spelling: found exactly
    ("مؤسسة الأحمدي", "الاحممدى"),
    ("شركة عبد الله السبيعي", "عبدالله السبيغي"),
    ("Mohammed Al-Qahtani", "mohamad"),
    ("Mohammed Al-Qahtani", "Kahtani"),
    ("Mohammed Al-Qahtani", "qahtanee mohammed"),
    ("Alrajhi Trading", "Al Rajhy"),
]


@pytest.fixture(autouse=True)
def _unhurried(monkeypatch):
    """What is near is one question, how long it may take another: a busy machine must not answer the first."""
    for place in ("desk.views.search", "accounts.views.lists"):
        monkeypatch.setattr(f"{place}.NEAR_MS", 10_000)


@pytest.fixture
def ask(sign_in):
    def asked(person, query, page="search", **headers):
        address = reverse(f"desk:{page}", kwargs={"slug": "noor"})
        return sign_in(person).get(address, {"q": query}, headers={"accept-language": "en", **headers})

    return asked


def names(response):
    return [hit["name"] for group in response.context["groups"] for hit in group["hits"]]


@pytest.mark.parametrize(("name", "query"), MISSPELT)
@pytest.mark.parametrize("model", [Account, Contact])
def test_a_misspelt_name_finds_the_nearest_first(ask, reem, in_noor, model, name, query):
    for each in (*OTHERS, name):
        model.objects.create(name_ar=each)
    response = ask(reem, query)
    assert names(response)[0] == name
    assert response.context["is_near"] is not model.objects.matching(query).exists()


@pytest.mark.parametrize("query", ["زنجبيل", "xyzzy", "0501234567", "سع", "%%%", "5", "ا" * 300])
def test_what_is_like_nothing_finds_nothing(ask, reem, in_noor, query):
    for each in OTHERS:
        Contact.objects.create(name_ar=each)
    response = ask(reem, query)
    assert names(response) == []
    assert "Nothing found" in response.content.decode()


def test_near_matches_are_called_so_wherever_one_searches(ask, salem, in_noor):
    services.add_account(by=salem, fields={"name_ar": "شركة القحطاني"})
    exact, near = ask(salem, "القحطاني"), ask(salem, "القطحاني")
    assert "Did you mean" not in exact.content.decode()
    assert "Did you mean" in near.content.decode()
    typing = ask(salem, "القطحاني", **HTMX).content.decode()
    assert "Did you mean" in typing
    assert "شركة القحطاني" in typing
    for headers in ({}, {"HX-Request": "true", "HX-Target": "palette-list"}):
        listed = ask(salem, "القطحاني", "palette", **headers).content.decode()
        assert "Did you mean" in listed
        assert "شركة القحطاني" in listed


def test_the_name_of_a_page_is_not_taken_for_a_misspelt_customer(ask, salem, in_noor):
    services.add_account(by=salem, fields={"name_en": "Acounts Ltd"})
    assert not ask(salem, "accounts", "palette").context["is_near"]


def test_a_list_where_nothing_matches_names_near_searches_that_find_something(sign_in, salem, in_noor):
    services.add_account(by=salem, fields={"name_ar": "شركة القحطاني"}, status="active")
    services.add_account(by=salem, fields={"name_ar": "مؤسسة القحطان"}, status="lost")
    page = sign_in(salem).get("/w/noor/accounts/", {"q": "القطحاني", "status": "active"})
    (near,) = page.context["near"]
    found = sign_in(salem).get(f"/w/noor/accounts/{near['url']}").context["page"].rows
    assert [each.name for each in found] == ["شركة القحطاني"]
    assert near["query"] in page.content.decode()
    assert sign_in(salem).get("/w/noor/accounts/", {"q": "القحطاني"}).context["near"] == []


def test_a_stranger_is_never_near(ask, salem, bahr, in_noor):
    with workspace(bahr.pk):
        Account.objects.create(name_en="Stranger Trading")
    assert names(ask(salem, "strangar")) == []
    assert near_queries("strangar") == []
    assert not Word.objects.exists()


def test_what_may_not_be_seen_is_not_near(ask, noor, mona, salem, faisal):
    noor.visibility = noor.Visibility.TEAM
    noor.save()
    with workspace(noor.pk):
        services.add_account(by=salem, fields={"name_en": "Hidden Treasure", "owner": salem})
    assert names(ask(faisal, "tresure")) == []
    assert names(ask(mona, "tresure")) == ["Hidden Treasure"]


def words():
    return set(Word.objects.values_list("text", flat=True))


def test_words_are_learnt_from_every_way_a_name_is_written(in_noor):
    Account.objects.bulk_create([Account(number=7, name_ar="أفق", name_en="Horizon 2030")])
    Contact.objects.create(name_en="Lina")
    assert words() == {"افق", "horizon", "lina"}
    Contact.objects.update(name_en="Lena of عبد الله")
    assert {"lena", "عبدالله"} <= words()
    count = Word.objects.count()
    Contact.objects.update(city="الرياض")
    assert Word.objects.count() == count


def test_who_is_deleted_for_good_leaves_no_word(in_noor, huda):
    from accounts.deletion import delete_for_good

    gone, _stays = (
        services.add_contact(by=huda, fields={"name_en": name}) for name in ("Zoe Ray", "Ann Ray")
    )
    delete_for_good(gone, by=huda)
    assert words() == {"ann", "ray"}


def test_a_question_that_takes_too_long_is_cut_off_and_the_transaction_goes_on(in_noor):
    Account.objects.create(name_en="Kept")
    began = time.monotonic()
    with patience(100) as renew, connection.cursor() as cursor:
        renew()
        cursor.execute("select pg_sleep(20)")
    assert time.monotonic() - began < 10
    assert Account.objects.get().name_en == "Kept"
    with connection.cursor() as cursor:
        cursor.execute("show statement_timeout")
        assert cursor.fetchone()[0] == "15s"


def test_no_time_is_no_match(ask, salem, in_noor, monkeypatch):
    services.add_account(by=salem, fields={"name_ar": "شركة القحطاني"})
    monkeypatch.setattr("desk.views.search.NEAR_MS", 0)
    response = ask(salem, "القطحاني")
    assert response.status_code == 200
    assert names(response) == []
