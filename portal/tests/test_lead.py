"""The public form for leads: whom it takes, whom it joins, what it puts aside, and where it may be shown."""

import re
import time

import pytest
from django.core import signing
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts.branches import one_change_of_parents
from accounts.consents import write_consent
from accounts.deletion import delete_for_good
from accounts.leads.settings_form import origin_of
from accounts.leads.sources import source_of
from accounts.models import Account, Consent, Contact, LeadForm, LeadSubmission
from accounts.models.lead_form import ASKED
from accounts.services import add_account, add_contact, change_account
from accounts.tests.test_bulk_at_once import until_somebody_waits
from interactions.lead_taking import DecidedBefore, accept, receive, refuse
from interactions.models import FollowUp, Interaction
from interactions.services import log_interaction
from lib import stamps
from lib.tenancy.state import workspace
from messaging.models import OutgoingMail, Sender
from timeline.models import Notification

PAGE, FRAME = "/p/noor/lead/", "/p/noor/lead/frame/"
WRITTEN = {
    "name": "Layla Hassan",
    "email": "layla@example.com",
    "phone": "0501234567",
    "message": "Call me, please",
}


@pytest.fixture(autouse=True)
def _no_limits_from_before():
    cache.clear()


@pytest.fixture
def lead_form(in_noor):
    return LeadForm.objects.create(
        is_open=True, consent_en="I agree to hear from you", consent_ar="أوافق على مراسلتي"
    )


@pytest.fixture
def visitor(lead_form):
    return Client(headers={"accept-language": "en"})


def stamp(slug="noor", *, age=60, token="0b2c6f1e5ab94ad0a2b6d1c0d5f3a111"):
    return signing.dumps([slug, token, int(time.time()) - age], salt="public form lead")


def send(client, page=PAGE, **fields):
    query = fields.pop("query", "?lang=en")
    return client.post(f"{page}{query}", {**WRITTEN, "stamp": stamp(), **fields})


def hand_to(account, owner, *, by):
    account.refresh_from_db()
    account.owner = owner
    change_account(account, by=by, read_version=account.version, changed=["owner"])


class TestTaking:
    def test_a_stranger_becomes_a_lead_with_the_message_on_the_record(self, visitor):
        response = send(visitor, company="Nakheel Trading", consent="on")
        assert (response.status_code, response.url) == (303, f"{PAGE}?sent=1&lang=en")
        account = Account.objects.get()
        assert (account.name_en, account.status, account.source) == ("Nakheel Trading", "prospect", "website")
        assert (account.phone_e164, account.email, account.owner) == (
            "+966501234567",
            "layla@example.com",
            None,
        )
        assert account.lead_stage.label_en == "New"
        contact = Contact.objects.get(positions__account=account)
        assert contact.name_en == "Layla Hassan"
        written = Interaction.objects.get()
        assert (written.channel, written.direction, written.text) == ("portal", "in", "Call me, please")
        given = Consent.objects.filter(contact=contact).order_by("channel")
        assert [(each.channel, each.wording) for each in given] == [
            ("email", "I agree to hear from you"),
            ("phone", "I agree to hear from you"),
        ]

    def test_without_the_box_nothing_is_agreed_to(self, visitor):
        send(visitor)
        assert not Consent.objects.exists()

    def test_looking_writes_nothing(self, visitor):
        for address in (PAGE, FRAME, f"{PAGE}?sent=1"):
            assert visitor.get(address).status_code == 200
        assert not LeadSubmission.objects.exists()

    def test_sent_twice_it_is_one(self, visitor):
        first, second = send(visitor), send(visitor, message="Sent again")
        assert (first.status_code, second.status_code) == (303, 303)
        assert (Account.objects.count(), Interaction.objects.count()) == (1, 1)

    def test_the_same_person_soon_again_joins_the_same_lead(self, visitor):
        send(visitor)
        other = stamp(token="1b2c6f1e5ab94ad0a2b6d1c0d5f3a111")
        send(visitor, stamp=other, email="", phone="+966 50 123 4567", message="And one more thing")
        assert (Account.objects.count(), Interaction.objects.count()) == (1, 2)

    def test_a_customer_gets_it_on_the_record_and_the_answer_is_the_same(self, visitor, salem):
        fields = {"name_en": "Old friend", "email": "Layla@Example.com", "owner": salem}
        known = add_account(by=salem, fields=fields, status="active")
        response = send(visitor)
        assert response.url == f"{PAGE}?sent=1&lang=en"
        assert Account.objects.get() == known
        assert Interaction.objects.get().account == known
        known.refresh_from_db()
        assert known.status == "active"
        assert Notification.objects.filter(recipient=salem, kind="lead.wrote").count() == 1

    def test_what_was_withdrawn_is_not_given_back(self, visitor, salem):
        account = add_account(by=salem, fields={"name_en": "Old friend"})
        contact = add_contact(
            by=salem, fields={"name_en": "Layla", "email_1": "layla@example.com"}, account=account
        )
        told = {"channel": "email", "purpose": "marketing", "wording": "stop", "source": "call"}
        write_consent(contact, by=salem, state="withdrawn", **told)
        send(visitor, consent="on")
        assert contact.consents.filter(channel="email").first().state == "withdrawn"
        assert LeadSubmission.objects.get().consent == "I agree to hear from you"

    def test_who_refused_and_was_deleted_is_not_taken_for_somebody_who_agrees(self, visitor, salem):
        contact = add_contact(by=salem, fields={"name_en": "Layla", "email_1": "Layla@example.com"})
        told = {"channel": "email", "purpose": "marketing", "wording": "stop", "source": "call"}
        write_consent(contact, by=salem, state="withdrawn", **told)
        delete_for_good(contact, by=salem)
        send(visitor, consent="on")
        assert set(Consent.objects.values_list("channel", "state")) == {("phone", "given")}

    def test_where_it_came_from_is_kept_and_cut_to_size(self, visitor):
        page = visitor.get(
            f"{PAGE}?lang=en&utm_source=newsletter&utm_campaign=ramadan&evil=1"
        ).content.decode()
        assert 'name="utm_campaign" value="ramadan"' in page
        assert "evil" not in page
        send(visitor, utm_source="newsletter", utm_campaign="r" * 300)
        account = Account.objects.get()
        assert (account.source, account.campaign) == ("campaign", "r" * 80)

    def test_the_owner_answers_within_working_hours_and_managers_hear_of_nobodys(
        self, visitor, lead_form, salem, mona
    ):
        send(visitor)
        assert Notification.objects.filter(recipient=mona, kind="lead.arrived").count() == 1
        assert not FollowUp.objects.exists()
        lead_form.owner = salem
        lead_form.save()
        send(
            visitor,
            stamp=stamp(token="2b2c6f1e5ab94ad0a2b6d1c0d5f3a111"),
            email="other@example.com",
            phone="",
        )
        step = FollowUp.objects.get()
        assert (step.owner, step.priority) == (salem, "high")
        assert step.due_at > timezone.now()

    def test_who_gets_the_lead_later_answers_too_unless_a_colleague_did(self, visitor, salem, mona, faisal):
        send(visitor)
        account = Account.objects.get()
        hand_to(account, salem, by=mona)
        step = FollowUp.objects.get()
        assert (step.owner, step.priority) == (salem, "high")
        assert step.due_at > timezone.now()
        hand_to(account, None, by=mona)
        hand_to(account, faisal, by=mona)
        assert FollowUp.objects.count() == 1  # promised already
        step.finish(by=salem)
        hand_to(account, None, by=mona)
        fields = {"channel": "call", "direction": "out", "outcome": "reached", "text": ""}
        log_interaction(account=account, by=mona, fields=fields)
        hand_to(account, salem, by=mona)
        assert not FollowUp.objects.open().exists()

    def test_a_lead_that_wrote_nothing_promises_nothing(self, lead_form, salem, mona):
        account = add_account(by=mona, fields={"name_en": "Quiet", "owner": None})
        hand_to(account, salem, by=mona)
        assert not FollowUp.objects.exists()

    def test_an_acknowledgement_goes_out_once_a_day_when_there_is_a_sender(self, visitor):
        send(visitor)
        assert not OutgoingMail.objects.exists()
        Sender.objects.create(from_name="Noor", mailbox="noor-x")
        for number in (3, 4):
            send(
                visitor,
                stamp=stamp(token=f"{number}b2c6f1e5ab94ad0a2b6d1c0d5f3a111"),
                email="new@example.com",
                phone="",
            )
        mail = OutgoingMail.objects.get()
        assert (mail.to_address, mail.subject) == ("new@example.com", "We have received your message")


class TestRefusing:
    def test_neither_phone_nor_mail_keeps_what_was_typed(self, visitor):
        response = send(visitor, email="", phone="")
        assert response.status_code == 422
        assert "Call me, please" in response.content.decode()
        assert not LeadSubmission.objects.exists()

    @pytest.mark.parametrize("bad", ["", "nonsense", "bahr", "old", "tampered"])
    def test_no_stamp_of_ours(self, visitor, bad):
        made = {"bahr": stamp("bahr"), "old": stamp(age=99_999), "tampered": stamp()[:-2] + "xx"}
        response = send(visitor, stamp=made.get(bad, bad))
        assert response.status_code == 422
        text = response.content.decode()
        assert "Call me, please" in text
        assert not LeadSubmission.objects.exists()
        fresh = re.search(r'name="stamp" value="([^"]+)"', text)[1]
        assert stamps.read_stamp(fresh, "noor", form="lead").is_fast

    def test_too_often_from_one_address(self, visitor):
        answers = [send(visitor, email="").status_code for _time in range(11)]
        assert answers[-1] == 429

    def test_a_form_that_is_not_open_is_like_none(self, in_noor, visitor, lead_form):
        LeadForm.objects.update(is_open=False)
        assert visitor.get(PAGE).status_code == 404
        assert send(visitor).status_code == 404
        assert visitor.get("/p/bahr/lead/").status_code == 404
        assert visitor.get("/p/nobody/lead/").status_code == 404


class TestPuttingAside:
    @pytest.mark.parametrize(
        ("fields", "doubt"),
        [
            ({"website": "https://spam.example"}, "trap"),
            ({}, "fast"),
            ({"message": "http://a.example http://b.example www.c.example"}, "links"),
        ],
    )
    def test_what_no_person_may_have_sent_waits_and_the_answer_is_the_same(self, visitor, fields, doubt):
        if doubt == "fast":
            fields = {"stamp": stamp(age=0)}
        assert send(visitor, **fields).url == f"{PAGE}?sent=1&lang=en"
        waiting = LeadSubmission.objects.get()
        assert (waiting.state, waiting.doubt, waiting.account) == ("waiting", doubt, None)
        assert not Account.objects.exists()

    def test_a_manager_takes_it_once(self, visitor, mona, sign_in):
        send(visitor, website="x")
        client = sign_in(mona)
        assert b"Layla Hassan" in client.get("/w/noor/leads/review/").content
        for _time in range(2):
            client.post("/w/noor/leads/review/1/taking/")
        assert Account.objects.get().name_en == "Layla Hassan"
        with pytest.raises(DecidedBefore):
            refuse(LeadSubmission.objects.get(), by=mona)

    def test_a_manager_learns_no_name_of_a_customer_of_another_team(
        self, visitor, noor, mona, faisal, sign_in
    ):
        fields = {"name_en": "Secret Trading", "email": WRITTEN["email"], "owner": faisal}
        add_account(by=faisal, fields=fields)
        send(visitor, website="x")
        noor.visibility = noor.Visibility.TEAM
        noor.save()
        answer = sign_in(mona).post("/w/noor/leads/review/1/taking/", follow=True)
        assert answer.status_code == 200
        assert b"Secret" not in answer.content
        assert LeadSubmission.objects.get().state == "taken"

    def test_refused_and_back(self, visitor, mona, sign_in):
        send(visitor, website="x")
        client = sign_in(mona)
        client.post("/w/noor/leads/review/1/refusal/")
        assert LeadSubmission.objects.get().state == "refused"
        client.post("/w/noor/leads/review/1/refusal/?undo=1")
        assert LeadSubmission.objects.get().state == "waiting"
        accept(LeadSubmission.objects.get(), by=mona)
        assert Account.objects.count() == 1

    def test_roles_and_strangers(self, visitor, salem, karim, sign_in):
        send(visitor, website="x")
        assert sign_in(salem).get("/w/noor/leads/review/").status_code == 403
        assert sign_in(karim).post("/w/noor/leads/review/1/taking/").status_code == 404
        assert not Account.objects.exists()


class TestEmbedding:
    def policy(self, client, page):
        response = client.get(page)
        found = re.search(r"frame-ancestors ([^;]+)", response["Content-Security-Policy"])[1]
        return found.strip(), response.get("X-Frame-Options")

    def test_only_the_frame_and_only_for_the_named_sites(self, visitor, lead_form):
        assert self.policy(visitor, FRAME) == ("'none'", "DENY")
        lead_form.sites = "https://www.noor.example\nhttps://shop.noor.example"
        lead_form.save()
        assert self.policy(visitor, FRAME) == ("https://www.noor.example https://shop.noor.example", None)
        assert self.policy(visitor, PAGE) == ("'none'", "DENY")

    def test_the_frame_takes_a_message_without_any_cookie(self, lead_form):
        bare = Client(enforce_csrf_checks=True)
        assert send(bare, FRAME).status_code == 303
        assert Account.objects.count() == 1
        assert send(Client(enforce_csrf_checks=True)).status_code == 403

    @pytest.mark.parametrize(
        ("typed", "origin"),
        [
            ("https://www.example.com/contact?x=1", "https://www.example.com"),
            ("example.com", "https://example.com"),
            ("http://localhost:8000", "http://localhost:8000"),
            ("http://example.com", None),
            ("https://*.example.com", None),
            ("javascript:alert(1)", None),
            ("https://a.example;script-src", None),
            ("https://user@example.com", None),
            ("*", None),
        ],
    )
    def test_a_site_is_an_origin_and_nothing_else(self, typed, origin):
        assert origin_of(typed) == origin

    def test_settings_are_for_managers_and_keep_what_was_typed(self, in_noor, mona, salem, sign_in):
        address = "/w/noor/settings/lead-form/"
        assert sign_in(salem).get(address).status_code == 403
        asks = {f"asks_{name}": "may" for name in ASKED}
        form = {"is_open": "on", **asks, "answer_hours": "4", "sites": "https://www.noor.example/page"}
        client = sign_in(mona)
        refused = client.post(address, {**form, "sites": "https://*.noor.example"})
        assert refused.status_code == 422
        assert "https://*.noor.example" in refused.content.decode()
        assert client.post(address, form).status_code == 303
        kept = LeadForm.objects.get()
        assert (kept.is_open, kept.sites, kept.answer_hours) == (True, "https://www.noor.example", 4)


def test_sources():
    told = {"utm_source": "", "campaign": "", "ref": ""}
    assert source_of(**told) == "website"
    assert source_of(**told | {"utm_source": "Instagram", "campaign": "x"}) == "social"
    assert source_of(**told | {"campaign": "x"}) == "campaign"
    assert source_of(**told | {"campaign": "x", "ref": "ahmad"}) == "referral"


@pytest.mark.django_db(transaction=True)
def test_the_same_person_twice_at_the_same_moment_is_one_lead(at_once, noor):
    def arrive(token):
        def work():
            yield
            sent = {"name": "Layla", "email": "layla@example.com", "message": "Hello"}
            receive(sent, opened=noor, lead_form=LeadForm(), language="ar", form_token=token)

        return work

    tokens = ("5b2c6f1e-5ab9-4ad0-a2b6-d1c0d5f3a111", "6b2c6f1e-5ab9-4ad0-a2b6-d1c0d5f3a111")
    assert at_once(*map(arrive, tokens)) == []
    with workspace(noor.pk), transaction.atomic():
        assert (Account.objects.count(), LeadSubmission.objects.count()) == (1, 2)


@pytest.mark.django_db(transaction=True)
def test_a_message_of_a_customer_and_a_merge_of_this_customer_do_not_wait_in_a_ring(at_once, noor, salem):
    with workspace(noor.pk), transaction.atomic():
        known = add_account(by=salem, fields={"name_en": "Layla", "email": "layla@example.com"})

    def merging():
        Account.objects.get(pk=known.pk).wait_to_change()
        yield
        until_somebody_waits()
        one_change_of_parents(noor.pk)

    def arriving():
        yield
        sent = {"name": "Layla", "email": "layla@example.com", "message": "Hello"}
        token = "5b2c6f1e-5ab9-4ad0-a2b6-d1c0d5f3a111"
        receive(sent, opened=noor, lead_form=LeadForm(), language="ar", form_token=token)

    assert at_once(merging, arriving) == []
    with workspace(noor.pk), transaction.atomic():
        assert LeadSubmission.objects.get().account == known
