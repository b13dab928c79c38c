"""E-mail about complaints: answers are heard by the complaint they are about, others are made complaints of."""

import uuid

import pytest
from django.test import override_settings

from accounts.models import Account
from complaints.answering import answer
from complaints.mail_in import MOST_A_DAY
from complaints.models import Complaint, ComplaintMessage
from complaints.tracking import words_of
from messaging.models import InboundMail, OutgoingMail
from messaging.receiving import receive
from messaging.sending import sender_of_workspace

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def _mail_comes_in(in_noor, acknowledges):
    with override_settings(INBOUND_DOMAIN="in.sila.test"):
        yield


@pytest.fixture
def mailbox():
    return sender_of_workspace().mailbox_address


def written(mailbox, text="It was the red box.", **headers):
    told = {
        "From": "Afaq <care@AFAQ.example>",
        "To": mailbox,
        "Subject": "Re: your complaint",
        "Message-ID": f"<{uuid.uuid4()}@a>",
    }
    told |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"{name}: {value}" for name, value in told.items()]
    return "\r\n".join([*lines, "", text]).encode()


def incoming(mailbox, text="It was the red box.", **headers):
    [mail] = receive(written(mailbox, text, **headers), to=[mailbox])
    return mail


@pytest.fixture
def asked(complain, salem):
    """A complaint that waits for the customer, and the letter that asked."""
    filed = complain()
    answer(filed, by=salem, text="Which box was it?", waits=True)
    return filed, OutgoingMail.objects.order_by("-pk").first()


class TestAnswers:
    def test_an_answer_to_a_letter_is_heard_once_and_goes_on(self, asked, mailbox):
        filed, letter = asked
        raw = written(mailbox, In_Reply_To=letter.message_id)
        for _time in range(2):
            receive(raw, to=[mailbox])
        said = ComplaintMessage.objects.get(complaint=filed, is_from_customer=True)
        assert (said.text, said.interaction.mail_entry.inbound) == (
            "It was the red box.",
            InboundMail.objects.get(),
        )
        filed.refresh_from_db()
        assert filed.state == "investigating"

    def test_the_files_of_an_answer_are_on_the_page_of_the_customer(self, asked, mailbox):
        filed, letter = asked
        parts = (
            "--x\r\nContent-Type: text/plain\r\n\r\nSee the photo.\r\n--x\r\nContent-Type: application/pdf\r\n"
            'Content-Disposition: attachment; filename="photo.pdf"\r\n\r\n'
        )
        body = parts + PDF.decode() + "\r\n--x--\r\n"
        kind = 'multipart/mixed; boundary="x"'
        incoming(mailbox, body, In_Reply_To=letter.message_id, Content_Type=kind, MIME_Version="1.0")
        last = words_of(Complaint.objects.get(pk=filed.pk))[-1]
        assert [each.name for each in last.files] == ["photo.pdf"]

    @pytest.mark.parametrize("header", [{"Auto_Submitted": "auto-replied"}, {"Precedence": "bulk"}])
    def test_what_a_machine_wrote_is_heard_by_nobody(self, asked, mailbox, header):
        filed, letter = asked
        incoming(mailbox, "I am away.", In_Reply_To=letter.message_id, **header)
        filed.refresh_from_db()
        assert filed.state == "waiting"
        assert not filed.messages.filter(is_from_customer=True).exists()

    def test_the_reference_in_the_subject_is_enough_for_the_same_customer_alone(self, asked, mailbox, salem):
        filed, _letter = asked
        incoming(mailbox, Subject=f"About {filed.reference}")
        assert filed.messages.filter(is_from_customer=True).count() == 1
        incoming(mailbox, Subject=f"About {filed.reference}", From="mallory@example.com")
        incoming(mailbox, Subject="About C-2026-999999999")
        assert filed.messages.filter(is_from_customer=True).count() == 1

    def test_thanks_after_the_end_opens_nothing_and_is_there_to_read(self, complain, salem, mailbox):
        filed = complain()
        letter = OutgoingMail.objects.get()
        filed.withdraw(by=salem, reason="Settled")
        incoming(mailbox, "Thanks!", In_Reply_To=letter.message_id)
        filed.refresh_from_db()
        assert filed.state == "withdrawn"
        assert filed.messages.get().text == "Thanks!"

    def test_the_link_in_a_quotation_is_not_kept(self, asked, mailbox):
        filed, letter = asked
        link = f"https://sila.example/p/noor/complaints/{'a' * 43}/"
        incoming(mailbox, f"Yes\r\n> {link}\r\n", In_Reply_To=letter.message_id)
        assert "a" * 43 not in filed.messages.get(is_from_customer=True).text


class TestInbox:
    def test_a_colleague_makes_a_complaint_of_a_message_of_a_stranger(
        self, mailbox, faisal, reem, karim, sign_in
    ):
        mail = incoming(mailbox, "The cups broke.", From="layla@example.com", Subject="Broken cups")
        page = f"/w/noor/inbox/{mail.number}/"
        assert f"{page}complaint/".encode() in sign_in(faisal).get(page).content
        assert sign_in(reem).post(f"{page}complaint/").status_code == 403
        assert sign_in(karim).post(f"{page}complaint/").status_code == 404
        for _time in range(2):
            sign_in(faisal).post(f"{page}complaint/")
        made = Complaint.objects.get()
        assert (made.subject, made.text, made.channel) == ("Broken cups", "The cups broke.", "email")
        assert (made.account.email, made.account.status) == ("layla@example.com", "prospect")
        assert made.state == "acknowledged"

    def test_an_address_of_several_customers_is_filed_by_a_person_first(self, mailbox, afaq, salem, sign_in):
        from accounts.services import add_account

        add_account(by=salem, fields={"name_en": "Twin", "owner": salem, "email": "care@afaq.example"})
        mail = incoming(mailbox, Subject="Broken")
        answer_of = sign_in(salem).post(f"/w/noor/inbox/{mail.number}/complaint/", follow=True)
        assert b"Several customers" in answer_of.content
        assert not Complaint.objects.exists()


class TestMailbox:
    def tagged(self, mailbox):
        return mailbox.replace("@", "+complaints@")

    def test_what_is_sent_there_is_a_complaint_at_once(self, mailbox):
        incoming(self.tagged(mailbox), "The cups broke.", From="layla@example.com", Subject="Broken cups")
        made = Complaint.objects.get()
        assert (made.channel, made.created_by, made.state) == ("email", None, "acknowledged")
        assert InboundMail.objects.get().state == "filed"
        made.reject(by=None, reason="Spam")
        assert Account.objects.get().is_archived

    def test_of_a_known_customer_it_is_theirs_and_nothing_else_of_them_is_touched(self, mailbox, afaq, salem):
        incoming(self.tagged(mailbox), Subject="Broken")
        made = Complaint.objects.get()
        assert made.account == afaq
        made.reject(by=salem, reason="Spam")
        afaq.refresh_from_db()
        assert not afaq.is_archived

    @pytest.mark.parametrize("header", [{"Auto_Submitted": "auto-generated"}, {"Precedence": "list"}])
    def test_machines_make_no_complaints(self, mailbox, header):
        incoming(self.tagged(mailbox), Subject="Broken", **header)
        assert not Complaint.objects.exists()

    def test_a_flood_from_one_address_waits_in_the_inbox(self, mailbox):
        for number in range(MOST_A_DAY + 2):
            incoming(self.tagged(mailbox), f"Broken {number}", From="layla@example.com", Subject="Broken")
        assert Complaint.objects.count() == MOST_A_DAY
        assert OutgoingMail.objects.count() < MOST_A_DAY
