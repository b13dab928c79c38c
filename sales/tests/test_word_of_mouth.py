"""Referrals and testimonials: what came of them, consent and where they stand."""

from datetime import timedelta

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
from sales.models.referral import Circle, ReferredBefore
from sales.models.testimonial import NoConsent
from sales.referring import add_referral, bought_since, change_referral, make_prospect, worth_of
from sales.testimonials import OwnWords, ask, change_testimonial, fill_link, write_down
from timeline.models import Event, Notification

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


def test_a_name_becomes_a_prospect_once_and_a_customer_when_it_buys(salem, mona, afaq, refer, bought):
    found = refer(reach="0501234567")
    made = make_prospect(found, by=salem)
    assert make_prospect(found, by=salem) == made
    assert (made.name_ar, made.source, made.status, made.owner) == (
        "شركة المنار",
        "referral",
        "prospect",
        salem,
    )
    assert came_of(found) == "lead"
    bought(7_000, account=made, on=timezone.localdate())
    assert bought_since(Referral.objects.get()) == [(7_000, "SAR")]
    assert worth_of(Referral.objects.all()) == [(7_000, "SAR")]
    Account.objects.get(pk=made.pk).set_status("active", by=mona)
    assert came_of(found) == "customer"
    assert Event.objects.about(found).filter(verb="referral.won").count() == 2  # on the pages of both
    assert Notification.objects.get(kind="referral.won").recipient == salem


def came_of(referral):
    return Referral.objects.with_outcome().get(pk=referral.pk).outcome


def test_what_came_of_it_is_read_from_the_customer(salem, refer, in_noor):
    found = refer()
    for state in ("contacted", "not", "received"):
        found.set_state(state, by=salem)
        assert came_of(found) == state
    made = make_prospect(found, by=salem)
    stands = {"prospect": "lead", "lost": "not", "active": "customer", "dormant": "customer"}
    for status, outcome in stands.items():
        made.set_status(status, by=salem, asks_why=False)
        assert came_of(found) == outcome
    made.set_status("lost", by=salem)
    assert came_of(found) == "customer"  # who was one once
    made.set_status("prospect", by=salem)
    assert came_of(found) == "lead"
    Referral.objects.get().set_state("not", by=salem)
    assert came_of(found) == "not"


def test_the_same_referral_is_written_down_once(salem, afaq, refer, in_noor):
    known = other(salem)
    first = refer(referred=known)
    with pytest.raises(ReferredBefore):
        refer(referred=known)
    first.archive(by=salem)
    second = refer(referred=known)
    with pytest.raises(ReferredBefore):
        first.restore(by=salem)
    open_one = refer()
    open_one.referred = known
    with pytest.raises(ReferredBefore):
        change_referral(open_one, by=salem, read_version=open_one.version, changed=["referred"])
    second.archive(by=salem)
    first.restore(by=salem)
    assert not first.is_archived


def test_a_purchase_counts_once_however_often_the_customer_was_referred(salem, afaq, refer, bought, in_noor):
    known, third = other(salem), other(salem, "Rimal")
    today = timezone.localdate()
    refer(referred=known, on_day=today - timedelta(days=5))
    refer(account=third, referred=known)
    bought(1_000, account=known, on=today - timedelta(days=6))
    bought(200, account=known, on=today - timedelta(days=5))
    bought(30, account=known, on=today)
    assert worth_of(Referral.objects.all()) == [(230, "SAR")]


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
    assert client.get(url("referral_conversion")).context["counts"] == {
        "all": 1,
        "leads": 0,
        "customers": 0,
    }
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


def link_of(token="secret", workspace="noor"):
    return reverse("testimonial", kwargs={"workspace": workspace, "token": token})


def test_the_customer_gives_it_once_by_a_link_and_looking_changes_nothing(salem, afaq, in_noor):
    found = ask(account=afaq, contact=None, by=salem, language="en", token="secret")
    address, client = link_of(), Client()
    assert client.get(address).status_code == 200
    found.refresh_from_db()
    assert found.state == "asked"
    assert client.post(address, {"text": ""}).status_code == 422
    assert client.post(address, {"text": "Good people", "on_social": "on"}).status_code == 200
    assert client.post(address, {"text": "Again", "on_website": "on"}).status_code == 200
    found.refresh_from_db()
    assert (found.text, found.scopes, found.consent_on) == ("Good people", ["social"], timezone.localdate())
    for stranger in (link_of("forged"), link_of(workspace="bahr")):
        assert client.post(stranger, {"answer": "withdraw"}).status_code == 404


def test_the_customer_withdraws_by_the_same_link_long_after_it_took_answers(salem, mona, afaq, in_noor):
    found = ask(account=afaq, contact=None, by=mona, language="en", token="secret")
    client, address = Client(headers={"accept-language": "en"}), link_of()
    client.post(address, {"text": "Good people", "on_website": "on"})
    found.refresh_from_db()
    found.use(by=mona, scope="website", place="Home page")
    Testimonial.objects.filter(pk=found.pk).update(expires_at=timezone.now() - timedelta(days=400))
    found.archive(by=mona)
    afaq.archive(by=mona)
    assert "Good people" in client.get(address).content.decode()
    for _twice in range(2):
        page = client.post(address, {"answer": "withdraw"})
    assert "You withdrew your consent" in page.content.decode()
    found.refresh_from_db()
    assert (found.withdrawn_on, found.scopes) == (timezone.localdate(), [])
    assert [(each.place, each.must_go) for each in found.standing] == [("Home page", True)]
    assert Event.objects.about(found).get(verb="testimonial.withdrawn_by_link").actor is None
    told = Notification.objects.filter(kind="testimonial.withdrawn")
    assert set(told.values_list("recipient", "times")) == {(mona.pk, 1), (salem.pk, 1)}
    client.post(address, {"answer": "agree"})
    found.refresh_from_db()
    assert found.withdrawn_on is None


def test_the_customer_declines_by_the_link_and_a_colleague_may_wait_again(
    sign_in, salem, mona, afaq, in_noor
):
    found = ask(account=afaq, contact=None, by=mona, language="en", token="secret")
    client = Client(headers={"accept-language": "en"})
    page = client.post(link_of(), {"answer": "decline"})
    assert "you would rather not" in page.content.decode()
    client.post(link_of(), {"text": "Late", "on_website": "on"})
    found.refresh_from_db()
    assert (found.state, found.text) == ("declined", "")
    assert Notification.objects.filter(kind="testimonial.declined").count() == 2
    staff = sign_in(salem)
    staff.post(url("testimonial_declining", number=found.number), {"undo": "1"})
    client.post(link_of(), {"text": "After all"})
    found.refresh_from_db()
    assert (found.state, found.scopes) == ("given", [])
    assert client.post(link_of(), {"answer": "decline"}).status_code == 200
    found.refresh_from_db()
    assert found.state == "given"


def test_what_a_colleague_wrote_down_is_edited_and_what_it_no_longer_allows_is_flagged(
    sign_in, salem, reem, karim, afaq, in_noor
):
    found = said(salem, afaq, on_website=True, in_proposals=True)
    found.use(by=salem, scope="website", place="Home page")
    address, client = url("testimonial_edit", number=found.number), sign_in(salem)
    form = client.get(address).context["form"]
    typed = {"text": "They deliver", "rating": "4", "given_on": timezone.localdate().isoformat()}
    typed |= {"in_proposals": "on", "version": form["version"].value()}
    page = client.post(address, typed, follow=True)
    assert "1 place has to be cleared" in page.content.decode()
    found.refresh_from_db()
    assert (found.text, found.scopes, found.version) == ("They deliver", ["proposals"], typed["version"] + 1)
    assert client.post(address, typed).status_code == 303  # pressed twice: nothing is left to change
    stale = client.post(address, {**typed, "text": "Other"})
    assert (stale.status_code, "A colleague saved this" in stale.content.decode()) == (422, True)
    assert client.post(address, {**typed, "text": ""}).status_code == 422
    found.refresh_from_db()
    assert found.text == "They deliver"
    assert sign_in(reem).get(address).status_code == 403
    assert sign_in(karim).get(address).status_code == 404


def test_nobody_edits_what_the_customer_wrote_nor_gives_a_withdrawn_consent_back(
    sign_in, salem, afaq, in_noor
):
    by_link = ask(account=afaq, contact=None, by=salem, language="en", token="secret")
    Client().post(link_of(), {"text": "My words"})
    by_link.refresh_from_db()
    client = sign_in(salem)
    typed = {"text": "Ours", "given_on": timezone.localdate().isoformat(), "on_website": "on"}
    client.post(url("testimonial_edit", number=by_link.number), {**typed, "version": by_link.version})
    by_link.refresh_from_db()
    assert by_link.text == "My words"
    with pytest.raises(OwnWords):
        change_testimonial(by_link, by=salem, read_version=by_link.version, changed=["text"])
    found = said(salem, afaq, on_social=True)
    found.withdraw(by=salem)
    client.post(url("testimonial_edit", number=found.number), {**typed, "version": found.version})
    found.refresh_from_db()
    assert (found.text, found.scopes, found.on_website) == ("Ours", [], False)


def test_a_referral_is_edited_and_two_at_once_are_told(sign_in, salem, reem, karim, afaq, refer, in_noor):
    found, known = refer(), other(salem)
    address, client = url("referral_edit", number=found.number), sign_in(salem)
    assert client.get(address).status_code == 200
    typed = {"referred_name": "Manar", "referred": str(known.number), "version": 1, "reach": "0500000000"}
    typed["on_day"] = timezone.localdate().isoformat()
    assert client.post(address, {**typed, "referred": str(afaq.number)}).status_code == 422  # of oneself
    assert client.post(address, typed).status_code == 303
    found.refresh_from_db()
    assert (found.referred, found.reach, found.version) == (known, "0500000000", 2)
    assert client.post(address, typed).status_code == 303
    assert Referral.objects.get().version == 2
    assert client.post(address, {**typed, "note": "Late"}).status_code == 422
    assert Referral.objects.get().note == ""
    assert sign_in(reem).post(address, typed).status_code == 403
    assert sign_in(karim).get(address).status_code == 404


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


def test_who_does_not_see_the_referred_customer_reads_neither_its_name_nor_what_it_bought(
    sign_in, noor, salem, faisal, afaq, bought, in_noor
):
    referrer = services.add_account(by=faisal, fields={"name_en": "Faisal Foods", "owner": faisal})
    fields = {"referred_name": "The people of the gulf", "on_day": timezone.localdate()}
    found = add_referral(account=referrer, by=salem, fields=fields, referred=afaq)
    bought(777_700, on=timezone.localdate())
    noor.visibility = noor.Visibility.TEAM
    noor.save()
    pages = [
        url("referral", number=found.number),
        url("referrals"),
        url("referral_conversion"),
        url("referral_edit", number=found.number),
        f"/w/noor/accounts/{referrer.number}/",
        f"/w/noor/accounts/{referrer.number}/linked/",
    ]
    client = sign_in(faisal)
    day = timezone.localdate().isoformat()
    sent = {"referred_name": "", "on_day": day, "version": found.version}
    assert client.post(pages[3], sent).status_code == 303
    for address in pages:
        page = client.get(address).content.decode()
        assert "Afaq Gulf" not in page, address
        assert "7,777" not in page, address
    assert "The people of the gulf" in client.get(pages[0]).content.decode()
