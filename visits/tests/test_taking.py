"""What a website tells: kept of those who agreed, once, and never an error of ours, whatever is sent."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.services import place_contact
from lib.tenancy.state import workspace
from portal.views import visits as page
from sales.catalogue import add_product
from sales.models import CustomerCode
from timeline.models import Event
from visits.keys import make_key, revoke_key
from visits.models import Visit, VisitDay, VisitKey
from visits.naming import visitor_token
from visits.tests.conftest import ADDRESS, person, say, send, visit

pytestmark = pytest.mark.django_db


def test_it_is_kept_once_and_told_in_one_line(noura, afaq, secret, salem):
    place_contact(noura, afaq, by=salem)
    said = [visit(f"e-{each}", url=f"https://shop.example.com/{each}") for each in range(5)]
    answer = send({"visits": said}, secret)
    assert (answer.status_code, answer.json()) == (200, {"accepted": 5, "refused": []})
    assert send(said, secret).json()["accepted"] == 5
    assert Visit.objects.count() == 5
    day = VisitDay.objects.get()
    with override("en"):
        assert (day.contact, day.pages, str(day)) == (noura, 5, "5 pages")
    told = Event.objects.filter(verb="visitday.seen").values_list("context_kind", "context_id")
    assert sorted(told) == [("accounts.account", afaq.pk), ("accounts.contact", noura.pk)]
    assert VisitKey.objects.get().used_at is not None


def test_each_kind_is_kept_with_what_it_says(noura, secret, huda):
    chair = add_product(
        by=huda, fields={"name_en": "Chair", "sku": "CHAIR-01", "price_minor": 100, "currency": "SAR"}
    )
    send(
        [
            visit("p", kind="product", product="CHAIR-01", url=""),
            visit("u", kind="product", product="UNKNOWN", url="", amount="9"),
            visit("c", kind="cart", amount=149.5, currency="kwd", reference="7"),
            visit("o", kind="order", amount="149.50", reference="7"),
        ],
        secret,
    )
    found = {each.event_id: each for each in Visit.objects.all()}
    assert (found["p"].product, found["u"].product, found["u"].sku) == (chair, None, "UNKNOWN")
    assert found["u"].amount_minor is None  # what a product costs stands in the catalogue
    assert (found["c"].amount_minor, found["c"].currency) == (149_500, "KWD")
    assert (found["o"].amount_minor, found["o"].currency, found["o"].reference) == (14_950, "SAR", "7")


def test_secrets_of_an_address_are_not_kept(noura, secret):
    send(visit(url="https://u:pw@shop.example.com:8443/reset/?token=s3cret#s3cret"), secret)
    assert Visit.objects.get().address == "https://shop.example.com:8443/reset/"


def test_who_did_not_agree_is_forgotten_and_answered_alike(noura, salem, secret):
    person(salem, "Sara", "sara@afaq.example")
    answers = [
        send(visit(str(place), customer={"email": email}), secret)
        for place, email in enumerate(("noura@afaq.example", "sara@afaq.example", "nobody@afaq.example"))
    ]
    assert {(each.status_code, each.content) for each in answers} == {
        (200, b'{"accepted": 1, "refused": []}')
    }
    assert [each.contact for each in Visit.objects.all()] == [noura]
    assert Event.objects.filter(verb="visitday.seen").count() == 1


def test_what_was_before_the_yes_is_not_kept(noura, secret):
    send(visit(at=(timezone.now() - timedelta(hours=1)).isoformat()), secret)
    assert not Visit.objects.exists()


def test_an_archived_customer_is_not_followed(noura, huda, secret):
    noura.archive(by=huda)
    assert send(visit(), secret).status_code == 200
    assert not Visit.objects.exists()


def test_customers_are_named_in_four_ways(noura, afaq, salem, secret, bahr):
    place_contact(noura, afaq, by=salem)
    noura.positions.update(is_primary=True)
    CustomerCode.objects.create(source="erp", code="C-77", account=afaq)
    with workspace(bahr.pk):
        foreign = visitor_token(noura)
    ways = [
        {"token": visitor_token(noura)},
        {"email": " NOURA+shop@Afaq.example"},
        {"number": noura.number},
        {"code": "C-77"},
        {"token": foreign},
        {"token": f"{noura.number}.forged"},
        {"number": "9" * 30},
        {"code": "C-78"},
    ]
    assert (
        send([visit(str(place), customer=each) for place, each in enumerate(ways)], secret).json()["accepted"]
        == 8
    )
    assert sorted(Visit.objects.values_list("event_id", flat=True)) == ["0", "1", "2", "3"]


def test_an_address_of_two_people_is_of_nobody(noura, salem, secret):
    say(person(salem, "Sara", "noura@afaq.example"), salem)
    assert send(visit(), secret).status_code == 200
    assert not Visit.objects.exists()


def test_what_is_refused_is_named_and_the_rest_is_taken(noura, secret):
    said = [
        visit("good"),
        visit("", kind="page"),
        visit("k", kind="poem"),
        visit("u", url="javascript:alert(1)"),
        visit("c", customer={"email": "a@b.example", "number": 1}),
        visit("a", kind="cart", amount="much"),
        visit("w", kind="order", amount="1", currency="XXX"),
        visit("t", at="yesterday"),
        visit("o", at="2020-01-01T00:00:00Z"),
        "nothing",
    ]
    answer = send(said, secret)
    refused = answer.json()["refused"]
    assert (answer.status_code, answer.json()["accepted"]) == (422, 1)
    assert [each["index"] for each in refused] == list(range(1, 10))
    assert [sorted(each["errors"]) for each in refused[:8]] == [
        ["id"], ["kind"], ["url"], ["customer"], ["amount"], ["currency"], ["at"], ["at"],
    ]  # fmt: skip
    assert Visit.objects.get().event_id == "good"


@pytest.mark.parametrize(
    ("body", "status", "error"),
    [
        (b"", 400, "not_json"),
        (b"{", 400, "not_json"),
        (b"[" * 100_000, 400, "not_json"),
        (b'{"visits": []}', 400, "not_visits"),
        (b'"text"', 400, "not_visits"),
        (json.dumps([{}] * 101).encode(), 400, "not_visits"),
        (b" " * (page.MOST_BYTES + 1), 413, "too_large"),
    ],
)
def test_a_body_that_is_no_list_of_visits_is_refused(noura, secret, body, status, error):
    answer = send(body, secret)
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert answer.json()["message"]


def test_a_wrong_key_is_answered_alike_everywhere(noura, secret, huda, karim, bahr):
    revoked = make_key(name="Old", by=huda)[1]
    revoke_key(VisitKey.objects.get(name="Old"), by=huda)
    with workspace(bahr.pk):
        foreign = make_key(name="Bahr", by=karim)[1]
    tried = [(None, ADDRESS), ("", ADDRESS), ("sv_forged", ADDRESS), (revoked, ADDRESS), (foreign, ADDRESS)]
    tried += [(secret, "/p/bahr/visits/"), (secret, "/p/nowhere/visits/")]
    answers = [send(visit(), key, address=address) for key, address in tried]
    assert {(each.status_code, each.content) for each in answers} == {(401, answers[0].content)}
    assert answers[0].json()["error"] == "wrong_key"
    assert not Visit.objects.exists()


def test_a_key_of_another_workspace_names_nobody_here(noura, karim, bahr):
    with workspace(bahr.pk):
        foreign = make_key(name="Bahr", by=karim)[1]
    assert send(visit(), foreign, address="/p/bahr/visits/").status_code == 200
    assert not Visit.objects.exists()
    with workspace(bahr.pk):
        assert not Visit.objects.exists()


def test_browsers_and_other_methods_are_refused(noura, secret):
    answer = send(visit(), secret, origin="https://shop.example.com")
    assert (answer.status_code, answer.json()["error"]) == (403, "from_a_browser")
    assert not any(name.lower().startswith("access-control") for name in answer.headers)
    for method in ("get", "head", "put", "delete", "options"):
        assert getattr(Client(), method)(ADDRESS).status_code == 405
    assert not Visit.objects.exists()


def test_a_key_may_only_so_often(noura, secret, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "visits_of_key": "2/m/key"}
    assert [send(visit(str(each)), secret).status_code for each in range(3)] == [200, 200, 429]
    assert Visit.objects.count() == 2


def test_ten_thousand_in_batches_stay_cheap(noura, secret, django_assert_max_num_queries):
    for batch in range(100):
        said = [visit(f"{batch}-{each}") for each in range(100)]
        with django_assert_max_num_queries(30):
            assert send(said, secret).json()["accepted"] == 100
    assert Visit.objects.count() == 10_000
    assert VisitDay.objects.get().pages == 10_000
    assert Event.objects.filter(verb="visitday.seen").count() == 1


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.floats()
    | st.integers()
    | st.text(max_size=20)
    | st.just("noura@afaq.example"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
NAMES = [
    "id",
    "kind",
    "customer",
    "url",
    "at",
    "amount",
    "currency",
    "product",
    "title",
    "reference",
    "visits",
]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    said=anything
    | st.dictionaries(st.sampled_from(NAMES), anything | st.sampled_from(list(Visit.Kind)), max_size=9)
)
def test_whatever_is_sent_is_answered(noura, secret, said):
    assert send(json.dumps(said).encode(errors="replace"), secret).status_code in {200, 400, 422, 429}
