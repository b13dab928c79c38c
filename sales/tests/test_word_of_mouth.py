"""Referrals and testimonials: what came of them, consent and where they stand."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import services
from accounts.models import Account
from interactions.mailing import LINK
from lib.tokens import hash_of
from messaging.models import OutgoingMail
from sales.models import Referral, Testimonial
from sales.models.referral import Circle
from sales.models.testimonial import NoConsent
from sales.referring import add_referral, bought_since, make_prospect
from sales.testimonials import ask, fill_link, write_down

pytestmark = pytest.mark.django_db


def url(name, **kwargs):
    return reverse(f"sales:{name}", kwargs={"slug": "noor", **kwargs})


@pytest.fixture
def refer(salem, afaq, in_noor):
    def make(account=None, referred=None, **fields):
        given = {"referred_name": "شركة المنار", "on_day": timezone.localdate(), **fields}
        return add_referral(account=account or afaq, by=salem, fields=given, referred=referred)

    return make


def other(salem, name="Manar"):
    return services.add_account(by=salem, fields={"name_en": name, "owner": salem})


def test_a_name_becomes_a_prospect_once_and_a_customer_when_it_buys(salem, afaq, refer, bought):
    found = refer(reach="0501234567")
    made = make_prospect(found, by=salem)
    assert make_prospect(found, by=salem) == made
    assert (made.name_ar, made.source, made.status, made.owner) == (
        "شركة المنار",
        "referral",
        "prospect",
        salem,
    )
    bought(7_000, account=made, on=timezone.localdate())
    assert bought_since(Referral.objects.get()) == [(7_000, "SAR")]
    Account.objects.get(pk=made.pk).set_status("active", by=salem)
    assert Referral.objects.get().state == "customer"


def test_nobody_refers_himself_and_nothing_goes_in_a_circle(salem, afaq, refer):
    with pytest.raises(Circle):
        refer(referred=afaq)
    second, third = other(salem), other(salem, "Rimal")
    refer(referred=second)
    refer(account=second, referred=third)
    for account in (second, third):
        with pytest.raises(Circle):
            refer(account=account, referred=afaq)


def test_the_pages_of_a_referral(sign_in, salem, reem, karim, afaq, in_noor):
    client = sign_in(salem)
    address = f"{url('referral_new')}?account={afaq.number}"
    assert client.post(address, {"on_day": ""}).status_code == 422
    fields = {"referred_name": "Rimal", "on_day": timezone.localdate().isoformat()}
    assert client.post(address, fields).status_code == 303
    assert client.post(address, {"referred": str(afaq.number), **fields}).status_code == 422
    found = Referral.objects.get()
    client.post(url("referral_state", number=found.number), {"state": "contacted"})
    client.post(url("referral_thanks", number=found.number))
    found.refresh_from_db()
    assert (found.state, found.thanked_on) == ("contacted", timezone.localdate())
    assert "Rimal" in client.get(url("referrals")).content.decode()
    assert "Rimal" in client.get(url("referral", number=found.number)).content.decode()
    assert client.get(url("referral_conversion")).context["counts"] == {"all": 1, "customers": 0}
    assert sign_in(reem).post(url("referral_thanks", number=found.number)).status_code == 403
    assert sign_in(karim).get(url("referral", number=found.number)).status_code == 404
    assert client.post(url("referral_prospect", number=found.number)).status_code == 303


def said(salem, afaq, **consents):
    fields = {"text": "They deliver on time.", "rating": 5, "with_name": False}
    boxes = dict.fromkeys(("on_website", "on_social", "in_proposals"), False)
    return write_down(account=afaq, by=salem, fields={**fields, **boxes, **consents})


def test_only_what_was_agreed_to_is_used_and_a_withdrawal_tells_what_to_take_down(salem, afaq, in_noor):
    found = said(salem, afaq, on_website=True)
    found.use(by=salem, scope="website", place="Home page")
    with pytest.raises(NoConsent):
        found.use(by=salem, scope="social", place="A post")
    assert [each.place for each in found.withdraw(by=salem)] == ["Home page"]
    with pytest.raises(NoConsent):
        found.use(by=salem, scope="website", place="About us")
    found.uses.get().end(by=salem)
    assert found.uses.filter(ended_on=None).count() == 0
    found.agree_again(by=salem)
    assert found.scopes == ["website"]


def test_without_a_tick_nothing_may_be_used(sign_in, salem, afaq, in_noor):
    found = said(salem, afaq)
    assert (found.consent_on, found.scopes) == (None, [])
    client = sign_in(salem)
    fields = {"scope": "website", "place": "Home", "on_day": timezone.localdate().isoformat()}
    page = client.post(url("testimonial_uses", number=found.number), fields)
    assert page.status_code == 422
    assert "has not agreed" in page.content.decode()


def test_the_customer_gives_it_once_by_a_link_and_looking_changes_nothing(salem, afaq, in_noor):
    found = ask(account=afaq, contact=None, by=salem, language="en", token="secret")
    address, client = reverse("testimonial", kwargs={"workspace": "noor", "token": "secret"}), Client()
    assert client.get(address).status_code == 200
    found.refresh_from_db()
    assert found.state == "asked"
    assert client.post(address, {"text": ""}).status_code == 422
    assert client.post(address, {"text": "Good people", "on_social": "on"}).status_code == 200
    assert client.post(address, {"text": "Again", "on_website": "on"}).status_code == 200
    found.refresh_from_db()
    assert (found.text, found.scopes, found.consent_on) == ("Good people", ["social"], timezone.localdate())
    forged = reverse("testimonial", kwargs={"workspace": "noor", "token": "forged"})
    assert client.get(forged).status_code == 404


def test_an_expired_link_takes_nothing(salem, afaq, in_noor):
    found = ask(account=afaq, contact=None, by=salem, language="en", token="secret")
    Testimonial.objects.filter(pk=found.pk).update(expires_at=timezone.now())
    address = reverse("testimonial", kwargs={"workspace": "noor", "token": "secret"})
    assert Client().post(address, {"text": "Late"}).status_code == 410
    found.refresh_from_db()
    assert found.state == "asked"


def test_the_letter_gets_its_link_as_it_leaves(salem, afaq, in_noor):
    fields = {"name_en": "Noura", "email_1": "noura@afaq.example"}
    noura = services.add_contact(by=salem, fields=fields, account=afaq)
    found = ask(account=afaq, contact=noura, by=salem, language="en", subject="Hello", text=f"Please: {LINK}")
    filled = fill_link(OutgoingMail.objects.get(), f"Please: {LINK}")
    token = filled.rstrip("/").rpartition("/")[2]
    found.refresh_from_db()
    assert found.token_hash == hash_of(token)


def test_the_pages_of_a_testimonial(sign_in, salem, karim, afaq, in_noor):
    client = sign_in(salem)
    day = timezone.localdate().isoformat()
    written = {"text": "Good", "rating": "4", "given_on": day, "on_website": "on"}
    assert client.post(f"{url('testimonial_new')}?account={afaq.number}", written).status_code == 303
    found = Testimonial.objects.get()
    fields = {"scope": "website", "place": "Home", "on_day": day}
    assert client.post(url("testimonial_uses", number=found.number), fields).status_code == 303
    page = client.post(url("testimonial_withdrawal", number=found.number), follow=True)
    assert "1 place has to be cleared" in page.content.decode()
    assert client.get(url("testimonials")).status_code == 200
    assert client.get(f"{url('testimonial_ask')}?account={afaq.number}").status_code == 200
    link = client.post(
        f"{url('testimonial_ask')}?account={afaq.number}", {"way": "link", "subject": "S", "text": "T"}
    )
    assert "/p/noor/testimonial/" in link.content.decode()
    assert sign_in(karim).get(url("testimonial", number=found.number)).status_code == 404
