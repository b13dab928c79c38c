"""Pages of referrals by a code: the friend's, the member's own, the colleagues' and the settings."""

import pytest
from django.core.cache import cache
from django.db import transaction

from lib import stamps
from lib.tenancy.state import workspace
from lib.tokens import hash_of
from loyalty.models import CodeReferral, PointsLink, ReferralCode, ReferralTerms
from loyalty.recommending import make_code
from timeline.models import Notification

LIST = "/w/noor/loyalty/friends/"
WRITTEN = {"name": "Layla", "email": "layla@example.com", "phone": "0501234567", "consent": "on"}


@pytest.fixture(autouse=True)
def _no_limits_from_before(monkeypatch):
    cache.clear()
    monkeypatch.setattr(stamps, "FASTEST_SECONDS", 0)


@pytest.fixture
def afaq(customer):
    return customer(email="me@afaq.example")


@pytest.fixture
def page(afaq, programme):
    """The address of the page of afaq's code."""
    programme()
    ReferralTerms.objects.create(is_open=True, intro_en="Come in")
    return f"/p/noor/friends/{make_code(afaq).shown_code}/"


def send(client, page, **changed):
    stamp = client.get(page).context["form"]["stamp"].value()
    return client.post(page, {**WRITTEN, "stamp": stamp, **changed})


class TestTheFriend:
    def test_what_is_left_is_a_referral_and_a_prospect_once(self, client, page, afaq):
        stamp = client.get(f"{page}?lang=en").context["form"]["stamp"].value()
        assert not CodeReferral.objects.exists()
        for _twice in range(2):
            answer = client.post(page, {**WRITTEN, "stamp": stamp})
            assert (answer.status_code, answer.headers["Location"]) == (303, f"{page}?sent=1&lang=ar")
        made = CodeReferral.objects.get()
        assert (made.account, made.state, made.phone_e164) == (afaq, "registered", "+966501234567")
        assert "النور" in made.consent
        assert made.friend.owner == afaq.owner
        assert client.get(answer.headers["Location"]).status_code == 200

    def test_a_customer_a_stranger_and_oneself_are_answered_alike(self, client, page, customer):
        customer("Known", email="known@x.example").set_status("active", by=None)
        answers = []
        for email in ("known@x.example", "new@x.example", "me@afaq.example"):
            answer = send(client, page, email=email, phone="")
            answers.append((answer.status_code, answer.headers["Location"], answer.content))
        assert len(set(answers)) == 1
        assert sorted(CodeReferral.objects.values_list("state", flat=True)) == [
            "registered",
            "rejected",
            "rejected",
        ]

    @pytest.mark.parametrize(
        "changed",
        [{"name": ""}, {"consent": ""}, {"email": "", "phone": ""}, {"email": "no"}, {"stamp": "x"}],
    )
    def test_what_is_wrong_is_told_keeps_what_was_typed_and_writes_nothing(self, client, page, changed):
        answer = send(client, page, **changed)
        assert answer.status_code == 422
        assert 'value="Layla"' in answer.content.decode() or changed.get("name") == ""
        assert not CodeReferral.objects.exists()

    def test_wrong_codes_closed_pages_and_archived_members_are_closed_alike(self, client, page, afaq, salem):
        assert client.get("/p/noor/friends/ABCD-EFGH/").status_code == 404
        assert client.get(page.lower()).status_code == 200
        assert client.head(page).status_code == 200
        ReferralTerms.objects.update(is_open=False)
        assert client.get(page).status_code == 404
        ReferralTerms.objects.update(is_open=True)
        afaq.archive(by=salem)
        assert client.get(page).status_code == 404

    def test_who_sends_too_often_or_guesses_codes_waits(self, client, page):
        answers = [send(client, page, email=f"a{place}@x.example", phone="") for place in range(11)]
        assert {each.status_code for each in answers[:10]} == {303}
        assert answers[10].status_code == 429
        for _guess in range(10):
            client.get("/p/noor/friends/ABCD-EFGH/")
        assert client.get(page).status_code == 429


class TestTheMember:
    def test_the_page_of_points_gives_the_code_and_counts_who_bought(self, client, page, customer, rule, buy):
        member = customer("Other")
        PointsLink.objects.create(account=member, language="en", token_hash=hash_of("mine"))
        url = "/p/noor/points/mine/"
        assert client.get(url).context["invitation"].code is None
        assert not ReferralCode.objects.filter(account=member).exists()
        for _twice in range(2):
            assert client.post(url, {"does": "invite"}).status_code == 303
        shown = client.get(url)
        invitation = shown.context["invitation"]
        assert f"/p/noor/friends/{invitation.code.shown_code}/" in shown.content.decode()
        send(client, f"/p/noor/friends/{invitation.code.shown_code}/")
        assert client.get(url).context["invitation"].joined == 0
        CodeReferral.objects.update(
            state="rewarded",
            due_at=None,
            purchase_key=1,
            qualified_on="2030-01-01",
            settled_at="2030-01-01T00:00Z",
        )
        assert client.get(url).context["invitation"].joined == 1

    def test_a_closed_programme_shows_no_code(self, client, customer):
        PointsLink.objects.create(account=customer("Other"), language="en", token_hash=hash_of("mine"))
        assert client.get("/p/noor/points/mine/").context["invitation"] is None


class TestColleagues:
    def test_who_leads_decides_and_the_others_only_look(self, client, page, salem, mona, customer):
        customer("Lead", email="layla@example.com", owner=salem)
        send(client, page)
        found = CodeReferral.objects.get()
        assert (found.state, found.friend) == ("held", None)
        assert Notification.objects.filter(kind="codereferral.held", recipient=mona).exists()
        client.force_login(salem.user)
        url = f"{LIST}{found.number}/"
        assert found.name in client.get(LIST).content.decode()
        assert client.get(url).context["may_approve"] is False
        assert client.post(f"{url}approval/").status_code == 403
        client.force_login(mona.user)
        assert client.get(f"{url}refusal/").status_code == 200
        assert client.post(f"{url}refusal/", {"reason": ""}).status_code == 422
        client.post(f"{url}approval/")
        found.refresh_from_db()
        assert (found.state, found.decided_by, found.friend.email) == (
            "registered",
            mona,
            "layla@example.com",
        )
        client.post(f"{url}refusal/", {"reason": "A joke"})
        found.refresh_from_db()
        assert (found.state, found.why) == ("rejected", "A joke")
        assert client.post(f"{url}refusal/", {"reason": "Again"}).status_code == 303
        assert client.get(f"{LIST}99999/").status_code == 404

    def test_a_code_is_entered_on_the_page_of_a_new_customer(self, client, page, salem, afaq, customer):
        client.force_login(salem.user)
        new = customer("New")
        url = f"/w/noor/accounts/{new.number}/came-by/"
        token = client.get(url).context["form"]["form_token"].value()
        refused = client.post(url, {"code": "ABCD-EFGH", "form_token": token})
        assert (refused.status_code, CodeReferral.objects.count()) == (422, 0)
        code = ReferralCode.objects.get().code
        for _twice in range(2):
            assert client.post(url, {"code": code.lower(), "form_token": token}).status_code == 303
        assert CodeReferral.objects.get().friend == new
        own = f"/w/noor/accounts/{new.number}/referral-code/"
        assert "New" in client.get(own).content.decode()
        client.post(own)
        assert ReferralCode.objects.filter(account=new).exists()

    def test_the_terms_are_kept_by_who_leads(self, client, opened, mona, salem):
        url = "/w/noor/settings/loyalty/referrals/"
        client.force_login(salem.user)
        assert client.get(url).status_code == 403
        client.force_login(mona.user)
        assert client.get(url).status_code == 200
        said = {"is_open": "on", "days": "30", "most_a_month": "٣", "least_minor": "100"}
        assert client.post(url, {**said, "days": "0"}).status_code == 422
        assert not ReferralTerms.objects.exists()
        assert client.post(url, said).status_code == 303
        terms = ReferralTerms.objects.get()
        assert (terms.is_open, terms.days, terms.most_a_month) == (True, 30, 3)
        assert (terms.least_minor, terms.currency) == (100_00, "SAR")


def test_the_neighbour_sees_none_of_it(client, page, bahr, karim):
    send(client, page)
    number = CodeReferral.objects.get().number
    with workspace(bahr.pk), transaction.atomic():
        assert not CodeReferral.objects.exists()
    client.force_login(karim.user)
    assert client.get(f"/w/bahr/loyalty/friends/{number}/").status_code == 404
    assert client.get(f"{LIST}{number}/").status_code == 404
