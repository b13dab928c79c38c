"""The public form for complaints: whom it takes, whom it joins, what it puts aside, and what leaves by mail."""

import re
import time
import uuid
from datetime import timedelta

import pytest
from django.core import signing
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts.models import Account, Contact
from accounts.services import add_account
from complaints.acknowledging import MOST_A_DAY
from complaints.answering import answer
from complaints.models import Complaint, ComplaintCategory, ComplaintIntake, ComplaintSubmission
from complaints.taking import accept, receive, refuse
from interactions.lead_taking import DecidedBefore
from lib import stamps
from lib.tenancy.state import workspace
from messaging.models import OutgoingMail
from messaging.sending import suppress
from timeline.models import Attachment, Notification

PAGE = "/p/noor/complaints/new/"
WRITTEN = {
    "name": "Layla Hassan",
    "email": "layla@example.com",
    "phone": "0501234567",
    "text": "The cups came broken.\nForty of a hundred.",
    "remedy": "replacement",
}
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def _as_it_is_for_customers(acknowledges):
    cache.clear()


@pytest.fixture
def intake(in_noor):
    return ComplaintIntake.objects.create(is_open=True)


@pytest.fixture
def visitor(intake):
    return Client(headers={"accept-language": "en"})


def stamp(slug="noor", *, age=60, token="0b2c6f1e5ab94ad0a2b6d1c0d5f3a111"):
    return signing.dumps([slug, token, int(time.time()) - age], salt="public form complaint")


def send(client, **fields):
    return client.post(f"{PAGE}?lang=en", {**WRITTEN, "stamp": stamp(), **fields})


def send_anew(client, **fields):
    return send(client, stamp=stamp(token=uuid.uuid4().hex), **fields)


def pdf(name="receipt.pdf"):
    return SimpleUploadedFile(name, PDF)


class TestTaking:
    def test_a_stranger_gets_a_number_and_a_letter_at_once(self, visitor, mona):
        response = send(visitor, files=[pdf()])
        assert response.status_code == 303
        made = Complaint.objects.get()
        assert (made.subject, made.channel, made.language) == (
            "The cups came broken. Forty of a hundred.", "form", "en",
        )  # fmt: skip
        assert (made.account.kind, made.account.status, made.account.email) == (
            "person", "prospect", "layla@example.com",
        )  # fmt: skip
        assert made.contact.name_en == "Layla Hassan"
        assert [each.name for each in Attachment.objects.of(made)] == ["receipt.pdf"]
        thanks = visitor.get(response.url).content.decode()
        assert made.reference in thanks
        mail = OutgoingMail.objects.get()
        assert (mail.to_address, mail.language) == ("layla@example.com", "en")
        assert mail.due_at - timezone.now() < timedelta(seconds=60)
        assert made.reference in mail.text
        assert Notification.objects.filter(recipient=mona, kind="complaint.filed").exists()

    def test_the_letter_acknowledges_and_is_no_answer(self, visitor):
        send(visitor)
        made = Complaint.objects.get()
        assert made.state == "acknowledged"
        assert [each.what for each in made.events.order_by("pk")] == ["filed", "acknowledged"]
        assert made.events.last().by is None

    def test_the_letter_is_in_the_language_of_the_form(self, visitor):
        visitor.post(f"{PAGE}?lang=ar", {**WRITTEN, "stamp": stamp()})
        mail = OutgoingMail.objects.get()
        assert mail.language == "ar"
        assert "وصلت شكواكم إلى النور" in mail.text

    def test_without_an_address_a_colleague_acknowledges(self, visitor):
        send(visitor, email="")
        assert (Complaint.objects.get().state, OutgoingMail.objects.count()) == ("new", 0)

    def test_a_suppressed_address_is_not_written_to(self, visitor, mona):
        suppress("layla@example.com", reason="bounced", by=mona)
        send(visitor)
        assert (Complaint.objects.get().state, OutgoingMail.objects.count()) == ("new", 0)

    def test_one_address_gets_so_many_acknowledgements_a_day(self, visitor, monkeypatch):
        for number in range(MOST_A_DAY + 3):
            send_anew(visitor, text=f"Broken again, {number}")
        assert Complaint.objects.count() == MOST_A_DAY + 3
        assert OutgoingMail.objects.count() == MOST_A_DAY

    def test_sent_twice_it_is_one_complaint_and_shows_the_same_number(self, visitor):
        first, second = send(visitor), send(visitor)
        assert first.url == second.url
        assert (Complaint.objects.count(), OutgoingMail.objects.count()) == (1, 1)

    def test_the_same_words_from_another_window_are_the_same_complaint(self, visitor):
        send(visitor)
        again = send_anew(visitor)
        assert Complaint.objects.count() == 1
        send_anew(visitor, text="Something else is wrong, too.")
        assert Complaint.objects.count() == 2
        assert again.status_code == 303

    def test_who_is_known_by_mail_gets_it_on_their_record_without_a_word_about_it(self, visitor, afaq):
        stranger = send(visitor)
        known = send_anew(visitor, email="CARE@afaq.example", phone="")
        assert Complaint.objects.order_by("-pk").first().account == afaq
        pages = [visitor.get(each.url).content.decode() for each in (stranger, known)]
        said = [
            re.sub(r"C-\d{4}-\d{6}", "", re.search(r"<main.*</main>", each, re.DOTALL)[0]) for each in pages
        ]
        assert said[0] == said[1]

    def test_a_phone_number_alone_does_not_send_what_we_answer_to_another_address(self, visitor, salem):
        victim = add_account(
            by=salem,
            fields={"kind": "person", "name_en": "Omar", "phone": "0501234567", "phone_e164": "+966501234567",
                    "email": "omar@example.com"},
        )  # fmt: skip
        send(visitor, email="mallory@example.com")
        assert Complaint.objects.get().account != victim
        send_anew(visitor, email="", text="By phone")
        assert Complaint.objects.order_by("-pk").first().account == victim
        assert OutgoingMail.objects.order_by("-pk").first().to_address == "omar@example.com"

    def test_who_is_on_record_without_an_address_is_written_to_at_the_one_they_typed(self, visitor, salem):
        known = add_account(
            by=salem,
            fields={
                "kind": "person",
                "name_en": "Omar",
                "phone": "0501234567",
                "phone_e164": "+966501234567",
            },
        )
        send(visitor)
        made = Complaint.objects.get()
        assert (made.account, made.state) == (known, "acknowledged")
        assert OutgoingMail.objects.get().to_address == "layla@example.com"

    def test_who_gets_it_is_who_the_settings_name(self, visitor, intake, faisal):
        intake.owner = faisal
        intake.save()
        send(visitor)
        assert Complaint.objects.get().owner == faisal

    def test_only_categories_for_customers_are_offered_and_taken(self, visitor):
        shown = ComplaintCategory.objects.create(label_ar="توصيل", label_en="Delivery")
        inner = ComplaintCategory.objects.create(label_ar="داخلي", label_en="Inner", is_public=False)
        page = visitor.get(f"{PAGE}?lang=en").content.decode()
        assert "Delivery" in page
        assert "Inner" not in page
        for wrong in (str(inner.number), "9" * 5000, "abc"):
            assert send(visitor, category=wrong).status_code == 422
        send(visitor, category=str(shown.number))
        assert Complaint.objects.get().category == shown


class TestRefusing:
    @pytest.mark.parametrize(
        "fields",
        [
            {"name": ""},
            {"text": ""},
            {"text": "   \u200d \u200b"},
            {"text": "x" * 5001},
            {"email": "", "phone": ""},
            {"email": "a@b"},
            {"email": "x" * 320 + "@example.com"},
            {"phone": "9" * 5000},
            {"remedy": "everything"},
            {"order_number": "7" * 5000},
        ],
    )
    def test_what_is_typed_wrong_is_said_and_nothing_is_kept(self, visitor, fields):
        response = send(visitor, **fields)
        assert response.status_code == 422
        assert not ComplaintSubmission.objects.exists()

    def test_nul_surrogates_and_towers_of_marks_are_cleaned(self, visitor):
        send(visitor, text="Broken\x00 \u202ecups" + "\u0301" * 1000, name="Lay\x00la")
        made = Complaint.objects.get()
        assert "\x00" not in made.text
        assert "\u202e" not in made.text
        assert made.text.count("\u0301") < 10

    def test_markup_is_shown_as_it_was_typed(self, visitor, mona, sign_in):
        send(visitor, text="<script>alert(1)</script>{{7*7}}", name='"><img src=x onerror=1>')
        number = Complaint.objects.get().number
        page = sign_in(mona).get(f"/w/noor/complaints/{number}/").content.decode()
        assert "<script>alert(1)" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;{{7*7}}" in page
        assert "<img src=x" not in page

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>"),
            ("a.html", b"<html><script>1</script></html>"),
            ("empty.pdf", b""),
            ("prog.exe", b"MZ\x90\x00" + b"\x00" * 200),
        ],
    )
    def test_hostile_files_are_refused_and_what_was_typed_stays(self, visitor, name, content):
        response = send(visitor, files=[SimpleUploadedFile(name, content)])
        assert response.status_code == 422
        assert "Forty of a hundred" in response.content.decode()
        assert not Complaint.objects.exists()
        assert not Attachment.objects.exists()

    def test_too_many_files(self, visitor):
        assert send(visitor, files=[pdf(f"{each}.pdf") for each in range(11)]).status_code == 422

    @pytest.mark.parametrize("bad", ["", "x", "bahr", "old", "lead"])
    def test_a_stamp_of_another_form_or_workspace_is_refused_and_replaced(self, visitor, bad):
        lead = signing.dumps(["noor", uuid.uuid4().hex, int(time.time()) - 60], salt="public form lead")
        made = {"bahr": stamp("bahr"), "old": stamp(age=99_999), "lead": lead}
        response = send(visitor, stamp=made.get(bad, bad))
        assert response.status_code == 422
        fresh = re.search(r'name="stamp" value="([^"]+)"', response.content.decode())[1]
        assert stamps.read_stamp(fresh, "noor", form="complaint").is_fast
        assert not ComplaintSubmission.objects.exists()

    def test_too_often_from_one_address(self, visitor):
        assert [send(visitor, text="").status_code for _time in range(11)][-1] == 429

    def test_a_form_that_is_not_open_is_like_none(self, visitor):
        ComplaintIntake.objects.update(is_open=False)
        assert visitor.get(PAGE).status_code == 404
        assert send(visitor).status_code == 404
        assert visitor.get("/p/bahr/complaints/new/").status_code == 404

    def test_a_get_writes_nothing_and_the_token_of_somebody_shows_no_number(self, visitor):
        send(visitor)
        for asked in ("1", "x" * 5000, str(uuid.uuid4()), "%00"):
            page = visitor.get(f"{PAGE}?sent={asked}").content.decode()
            assert "C-20" not in page
        assert Complaint.objects.count() == 1


class TestPuttingAside:
    def test_what_no_person_may_have_sent_waits_with_its_files(self, visitor):
        response = send(visitor, website="https://spam.example", files=[pdf()])
        waiting = ComplaintSubmission.objects.get()
        assert (waiting.state, waiting.doubt) == ("waiting", "trap")
        assert Attachment.objects.of(waiting).count() == 1
        assert not Account.objects.exists()
        assert not OutgoingMail.objects.exists()
        assert visitor.get(response.url).status_code == 200

    def test_a_colleague_takes_it_once_and_the_files_come_along(self, visitor, afaq, faisal, sign_in):
        send(visitor, website="x", files=[pdf()])
        client = sign_in(faisal)
        assert b"Layla Hassan" in client.get("/w/noor/complaints/put-aside/").content
        assert b"Layla Hassan" in client.get("/w/noor/").content
        for _time in range(2):
            client.post("/w/noor/complaints/put-aside/1/taking/")
        made = Complaint.objects.get()
        assert made.state == "acknowledged"
        assert Attachment.objects.of(made).count() == 1
        with pytest.raises(DecidedBefore):
            refuse(ComplaintSubmission.objects.get(), by=faisal)

    def test_refused_and_back(self, visitor, faisal, sign_in):
        send(visitor, website="x")
        client = sign_in(faisal)
        client.post("/w/noor/complaints/put-aside/1/refusal/")
        assert ComplaintSubmission.objects.get().state == "refused"
        client.post("/w/noor/complaints/put-aside/1/refusal/?undo=1")
        assert ComplaintSubmission.objects.get().state == "waiting"
        accept(ComplaintSubmission.objects.get(), by=faisal)
        assert Complaint.objects.count() == 1

    def test_roles_and_strangers(self, visitor, reem, karim, sign_in):
        send(visitor, website="x")
        assert sign_in(reem).get("/w/noor/complaints/put-aside/").status_code == 403
        assert sign_in(karim).post("/w/noor/complaints/put-aside/1/taking/").status_code == 404
        assert not Complaint.objects.exists()


class TestSpam:
    def test_an_account_made_by_spam_goes_with_it(self, visitor, salem):
        send(visitor)
        made = Complaint.objects.get()
        made.reject(by=salem, reason="Spam")
        assert Account.objects.get().is_archived

    @pytest.mark.parametrize("since", ["answered", "known", "second"])
    def test_what_has_more_to_it_stays(self, visitor, salem, afaq, since):
        send(visitor, email="care@afaq.example" if since == "known" else "layla@example.com")
        made = Complaint.objects.get()
        if since == "answered":
            answer(made, by=salem, text="What do you mean?")
        if since == "second":
            send_anew(visitor, text="And another thing.")
        made.refresh_from_db()
        made.reject(by=salem)
        made.account.refresh_from_db()
        assert not made.account.is_archived


class TestSettings:
    address = "/w/noor/settings/complaint-form/"

    def test_they_are_for_managers_and_keep_what_was_typed(self, in_noor, mona, salem, faisal, sign_in):
        inner = ComplaintCategory.objects.create(label_ar="داخلي", label_en="Inner")
        assert sign_in(salem).get(self.address).status_code == 403
        client = sign_in(mona)
        form = {"is_open": "on", "reopen_days": "١٤", "shown_days": "90", "title_ar": "شكاوى العملاء"}
        refused = client.post(self.address, {**form, "shown_days": "3"})
        assert refused.status_code == 422
        assert "شكاوى العملاء" in refused.content.decode()
        assert not ComplaintIntake.objects.exists()
        assert client.post(self.address, form).status_code == 303
        kept = ComplaintIntake.objects.get()
        assert (kept.is_open, kept.reopen_days, kept.shown_days) == (True, 14, 90)
        inner.refresh_from_db()
        assert not inner.is_public
        assert "/p/noor/complaints/new/" in client.get(self.address).content.decode()


@pytest.mark.django_db(transaction=True)
def test_the_same_person_twice_at_the_same_moment_is_one_complaint(at_once, noor):
    def arrive(token):
        def work():
            yield
            sent = {"name": "Layla", "email": "layla@example.com", "text": "Broken"}
            receive(sent, opened=noor, language="ar", form_token=token)

        return work

    assert at_once(*map(arrive, [uuid.uuid4(), uuid.uuid4()])) == []
    with workspace(noor.pk), transaction.atomic():
        assert (Account.objects.count(), Contact.objects.count(), Complaint.objects.count()) == (1, 1, 1)
