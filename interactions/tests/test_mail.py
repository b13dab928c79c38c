"""E-mail from the record: written, sent, answered, filed, and seen by those who may."""

import uuid

import pytest
from django.core import mail as outbox
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from accounts import services
from accounts.deletion import delete_for_good
from accounts.models import Contact
from interactions.mailing import write_mail
from interactions.models import Interaction, MailEntry
from messaging.models import InboundMail, OutgoingMail, Suppression
from messaging.receiving import receive
from messaging.sending import send_due, sender_of_workspace, suppress
from timeline.models import Attachment, Notification
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db
State = OutgoingMail.State


@pytest.fixture(autouse=True)
def _mail_comes_in():
    with override_settings(INBOUND_DOMAIN="in.sila.test"):
        yield


@pytest.fixture
def mailbox(in_noor):
    return sender_of_workspace().mailbox_address


def url(name, **kwargs):
    return reverse(f"interactions:{name}", kwargs={"slug": "noor", **kwargs})


def letter(**fields):
    return {
        "form_token": str(uuid.uuid4()),
        "to": "Noura@afaq.example",
        "subject": "The offer",
        "text": "Dear Noura,\nhere it is.",
        "seen_by": "customer",
        **fields,
    }


def written(salem, afaq, noura, **fields):
    columns = {"channel": "email", "direction": "out", "subject": "The offer", "text": "Here it is."}
    return write_mail(
        account=afaq, by=salem, fields=columns, to_address="Noura@afaq.example", contact=noura, **fields
    )


def incoming(mailbox, **headers):
    told = {
        "From": "Noura <noura@AFAQ.example>",
        "Subject": "Re: The offer",
        "Message-ID": f"<{uuid.uuid4()}@a>",
    }
    told |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"{name}: {value}" for name, value in told.items()]
    [mail] = receive("\r\n".join([*lines, "", "Thank you, we take it."]).encode(), to=[mailbox])
    return mail


def test_a_letter_is_written_queued_sent_and_stands_on_the_timeline(sign_in, salem, afaq, reachable, in_noor):
    client = sign_in(salem)
    page = f"/w/noor/accounts/{afaq.number}/"
    assert b"mail/new/?account=" in client.get(page).content
    answer = client.post(f"{url('mail_new')}?account={afaq.number}", letter())
    assert (answer.status_code, answer.url) == (303, page)
    entry = MailEntry.objects.get()
    assert entry.interaction.contacts == [reachable]
    assert (entry.outgoing.to_address, entry.outgoing.to_name) == ("Noura@afaq.example", "Noura")
    html = client.get(page).content.decode()
    assert "Waiting to be sent" in html
    assert "e-mail sent from Sila" in html
    OutgoingMail.objects.update(due_at=timezone.now())
    assert send_due() == 1
    assert "Sent</span>" in client.get(page).content.decode()
    assert outbox.outbox[0].subject == "The offer"


def test_the_same_letter_sent_twice_goes_out_once(sign_in, salem, afaq, reachable, in_noor):
    client, sent = sign_in(salem), letter()
    for _press in range(2):
        assert client.post(f"{url('mail_new')}?account={afaq.number}", sent).status_code == 303
    assert OutgoingMail.objects.count() == 1
    changed = client.post(f"{url('mail_new')}?account={afaq.number}", {**sent, "text": "Other"})
    assert changed.status_code == 422
    assert OutgoingMail.objects.count() == 1


@pytest.mark.parametrize(
    "wrong", [{"to": "other@x.example"}, {"to": ""}, {"subject": ""}, {"text": " "}, {"text": "x" * 10_001}]
)
def test_what_is_missing_is_told_and_nothing_is_queued(sign_in, salem, afaq, reachable, in_noor, wrong):
    answer = sign_in(salem).post(f"{url('mail_new')}?account={afaq.number}", letter(**wrong))
    assert answer.status_code == 422
    assert not OutgoingMail.objects.exists()
    assert not Interaction.objects.exists()


def test_a_subject_stays_one_line(sign_in, salem, afaq, reachable, in_noor):
    sign_in(salem).post(
        f"{url('mail_new')}?account={afaq.number}", letter(subject="Offer\r\nBcc: thief@x.example")
    )
    assert OutgoingMail.objects.get().subject == "Offer Bcc: thief@x.example"


def test_logging_an_email_sends_nothing(sign_in, salem, afaq, reachable, in_noor):
    typed = {"form_token": str(uuid.uuid4()), "channel": "email", "text": "Wrote them", "seen_by": "internal"}
    assert sign_in(salem).post(f"{url('new')}?account={afaq.number}", typed).status_code == 303
    assert Interaction.objects.get().mail_entry is None
    assert not OutgoingMail.objects.exists()


def test_nothing_is_written_to_an_address_on_the_list(sign_in, salem, afaq, reachable, in_noor):
    suppress("noura@afaq.example", reason=Suppression.Reason.ASKED, by=salem)
    answer = sign_in(salem).post(f"{url('mail_new')}?account={afaq.number}", letter())
    assert answer.status_code == 422
    assert "Nothing is sent to" in answer.content.decode()


def test_taken_back_in_time_it_opens_again_with_what_was_written(sign_in, salem, afaq, reachable, in_noor):
    made, client = written(salem, afaq, reachable), sign_in(salem)
    answer = client.post(url("mail_cancellation", number=made.number))
    assert answer.status_code == 303
    made.refresh_from_db()
    assert made.is_removed
    assert OutgoingMail.objects.get().state == State.CANCELLED
    assert "Here it is." in client.get(answer.url).content.decode()
    # Too late for another one.
    second = written(salem, afaq, reachable)
    OutgoingMail.objects.filter(state="queued").update(due_at=timezone.now())
    send_due()
    client.post(url("mail_cancellation", number=second.number))
    second.refresh_from_db()
    assert not second.is_removed


def test_what_failed_is_told_and_sent_again(sign_in, salem, afaq, reachable, in_noor):
    made = written(salem, afaq, reachable)
    stop = suppress("noura@afaq.example", reason=Suppression.Reason.ASKED, by=salem)
    OutgoingMail.objects.update(due_at=timezone.now())
    send_due()
    assert Notification.objects.filter(kind="mail.unsent", recipient=salem).count() == 1
    client = sign_in(salem)
    html = client.get(f"/w/noor/accounts/{afaq.number}/").content.decode()
    assert "it is on the list of the settings" in html
    made.refresh_from_db()
    assert not made.is_contact
    stop.delete()
    assert client.post(url("mail_again", number=made.number)).status_code == 303
    made.refresh_from_db()
    assert made.is_contact
    assert send_due() == 1


def test_of_which_nobody_knows_is_settled_by_a_person(sign_in, salem, reem, afaq, reachable, in_noor):
    made = written(salem, afaq, reachable)
    OutgoingMail.objects.update(state="uncertain", due_at=None, reason="cut")
    assert "It arrived" in sign_in(salem).get(url("detail", number=made.number)).content.decode()
    assert sign_in(reem).post(url("mail_arrival", number=made.number)).status_code == 403
    assert sign_in(salem).post(url("mail_arrival", number=made.number)).status_code == 303
    assert OutgoingMail.objects.get().state == State.SENT


def test_an_answer_stands_on_the_record_and_its_owner_is_told(sign_in, salem, afaq, reachable, mailbox):
    made = written(salem, afaq, reachable)
    mail = incoming(mailbox, In_Reply_To=made.mail_entry.outgoing.message_id)
    assert mail.state == InboundMail.State.FILED
    entry = MailEntry.objects.get(inbound=mail)
    assert (entry.interaction.account, entry.interaction.direction) == (afaq, "in")
    assert entry.interaction.contacts == [reachable]
    assert Notification.objects.filter(kind="mail.received", recipient=salem).count() == 1
    html = sign_in(salem).get(f"/w/noor/accounts/{afaq.number}/").content.decode()
    assert "Thank you, we take it." in html
    assert f"reply={entry.interaction.number}" in html


def test_an_answer_from_another_address_belongs_to_what_it_answers(salem, afaq, reachable, mailbox):
    made = written(salem, afaq, reachable)
    ids = f"<unknown@x> {made.mail_entry.outgoing.message_id}"
    mail = incoming(mailbox, From="boss@elsewhere.example", References=ids)
    assert MailEntry.objects.get(inbound=mail).interaction.account == afaq


def test_a_known_address_is_enough_in_any_spelling(afaq, reachable, mailbox):
    mail = incoming(mailbox, From="NOURA@afaq.example", Subject="A new thing")
    assert MailEntry.objects.get(inbound=mail).interaction.account == afaq


def test_an_address_of_two_customers_waits_for_a_person(sign_in, salem, afaq, reachable, mailbox):
    other = services.add_account(by=salem, fields={"name_en": "Second", "owner": salem})
    services.place_contact(reachable, other, by=salem)
    mail = incoming(mailbox)
    assert mail.state == InboundMail.State.WAITING
    client = sign_in(salem)
    html = client.get(url("inbox_mail", number=mail.number)).content.decode()
    assert "Second" in html
    target = f"{url('inbox_filing', number=mail.number)}?account={other.number}&contact={reachable.number}"
    for _press in range(2):
        client.post(target)
    assert MailEntry.objects.get(inbound=mail).interaction.account == other


def test_who_is_unknown_becomes_a_contact_and_is_known_from_then_on(sign_in, salem, afaq, mailbox):
    mail = incoming(mailbox, From="هند <hind@new.example>")
    assert mail.state == InboundMail.State.WAITING
    client = sign_in(salem)
    assert "hind@new.example" in client.get(url("inbox")).content.decode()
    page = url("inbox_mail", number=mail.number)
    assert client.post(page, {"account": "", "name": ""}).status_code == 422
    assert client.post(page, {"account": str(afaq.number), "name": "هند"}).status_code == 303
    contact = Contact.objects.get(name_ar="هند")
    assert contact.email_1 == "hind@new.example"
    assert MailEntry.objects.get().interaction.contacts == [contact]
    assert client.get(page).status_code == 303  # leads to where it went
    assert incoming(mailbox, From="hind@new.example").state == InboundMail.State.FILED


def test_ignored_and_taken_up_again(sign_in, salem, mailbox):
    mail, client = incoming(mailbox, From="spam@x.example"), sign_in(salem)
    client.post(url("inbox_ignoring", number=mail.number))
    assert "spam@x.example" not in client.get(url("inbox")).content.decode()
    assert "spam@x.example" in client.get(f"{url('inbox')}?state=ignored").content.decode()
    client.post(url("inbox_ignoring", number=mail.number), {"undo": "1"})
    mail.refresh_from_db()
    assert mail.state == InboundMail.State.WAITING


def test_an_automatic_answer_is_filed_and_nobody_is_told(salem, afaq, reachable, mailbox):
    made = written(salem, afaq, reachable)
    mail = incoming(mailbox, In_Reply_To=made.mail_entry.outgoing.message_id, Auto_Submitted="auto-replied")
    assert not MailEntry.objects.get(inbound=mail).interaction.is_contact
    assert not Notification.objects.filter(kind="mail.received").exists()
    assert OutgoingMail.objects.count() == 1


def test_a_reply_quotes_and_belongs_to_the_thread(sign_in, salem, afaq, reachable, mailbox):
    mail = incoming(mailbox, References="<first@a>")
    answered = MailEntry.objects.get(inbound=mail).interaction
    client = sign_in(salem)
    page = f"{url('mail_new')}?reply={answered.number}"
    html = client.get(page).content.decode()
    assert 'value="Re: The offer"' in html
    assert client.post(page, letter(subject="Re: The offer", has_quote="on")).status_code == 303
    sent = OutgoingMail.objects.get()
    assert (sent.in_reply_to, sent.references) == (mail.message_id, f"<first@a> {mail.message_id}")
    assert "\n> Thank you, we take it." in sent.text
    assert MailEntry.objects.get(outgoing=sent).interaction.text == "Dear Noura,\nhere it is."


def test_files_of_a_message_come_with_it(sign_in, salem, afaq, reachable, mailbox):
    raw = (
        b"From: who@new.example\r\nMessage-ID: <f@x>\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
        b"--b\r\n\r\nSee it.\r\n--b\r\nContent-Type: text/plain\r\n"
        b"Content-Disposition: attachment; filename=offer.txt\r\n\r\nhello\r\n"
        b"--b\r\nContent-Type: application/x-msdownload\r\n"
        b"Content-Disposition: attachment; filename=evil.exe\r\n\r\n\x7fELF\x02\x01\x01\x00\x00\r\n--b--\r\n"
    )
    [mail] = receive(raw, to=[mailbox])
    assert [each.get("is_kept", False) for each in mail.attachments] == [True, False]
    assert [each.name for each in Attachment.objects.of(mail)] == ["offer.txt"]
    sign_in(salem).post(url("inbox_mail", number=mail.number), {"account": str(afaq.number), "name": ""})
    made = MailEntry.objects.get().interaction
    assert [each.name for each in Attachment.objects.of(made)] == ["offer.txt"]


def test_what_was_sent_is_not_edited(sign_in, salem, afaq, reachable, in_noor):
    made = written(salem, afaq, reachable)
    answer = sign_in(salem).get(url("edit", number=made.number))
    assert (answer.status_code, answer.url) == (303, url("detail", number=made.number))


def test_strangers_and_those_who_only_look_see_no_inbox(
    sign_in, karim, reem, salem, afaq, reachable, mailbox
):
    mail, made = incoming(mailbox, From="who@x.example"), written(salem, afaq, reachable)
    for name, number in (("inbox_mail", mail.number), ("mail_cancellation", made.number)):
        place = url(name, number=number)
        assert sign_in(karim).post(place).status_code == 404
        assert sign_in(reem).post(place).status_code == 403
    assert sign_in(reem).get(url("inbox")).status_code == 403
    assert sign_in(reem).get(f"{url('mail_new')}?account={afaq.number}").status_code == 403


def test_mail_of_a_customer_that_is_not_theirs_is_hidden(
    sign_in, salem, faisal, mona, afaq, reachable, mailbox
):
    Workspace.objects.update(visibility="team")
    other = services.add_account(by=mona, fields={"name_en": "Second", "owner": mona})
    services.place_contact(reachable, other, by=mona)
    mail = incoming(mailbox)
    stranger = incoming(mailbox, From="who@x.example")
    assert sign_in(faisal).get(url("inbox_mail", number=mail.number)).status_code == 404
    assert sign_in(faisal).get(url("inbox_mail", number=stranger.number)).status_code == 200
    html = sign_in(salem).get(url("inbox_mail", number=mail.number)).content.decode()
    assert "Second" not in html  # offered are the customers one may see


def test_html_is_shown_in_a_sandbox(sign_in, salem, afaq, reachable, mailbox):
    raw = (
        b"From: noura@afaq.example\r\nMessage-ID: <h@x>\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
        b'<p>Hello <script>alert(1)</script><b>"there"</b></p>'
    )
    receive(raw, to=[mailbox])
    made = MailEntry.objects.get().interaction
    html = sign_in(salem).get(url("detail", number=made.number)).content.decode()
    assert 'sandbox="allow-popups' in html
    assert 'srcdoc="&lt;!doctype' in html
    assert "<b>" not in html.split("srcdoc=", 1)[1].split("</iframe>")[0]
    assert "alert(1)" not in html


def test_an_archived_customer_gets_nothing_and_its_mail_waits(sign_in, salem, afaq, reachable, mailbox):
    made = written(salem, afaq, reachable)
    afaq.archive(by=salem)
    assert sign_in(salem).post(f"{url('mail_new')}?account={afaq.number}", letter()).status_code == 303
    assert OutgoingMail.objects.count() == 1
    mail = incoming(mailbox, In_Reply_To=made.mail_entry.outgoing.message_id)
    assert mail.state == InboundMail.State.WAITING
    answer = sign_in(salem).post(
        url("inbox_mail", number=mail.number), {"account": str(afaq.number), "name": ""}
    )
    assert answer.status_code == 422


def test_with_a_customer_its_mail_is_deleted(salem, afaq, reachable, mailbox):
    written(salem, afaq, reachable)
    incoming(mailbox)
    waiting = incoming(mailbox, From="who@x.example")
    delete_for_good(afaq, by=salem)
    assert not OutgoingMail.objects.exists()
    assert list(InboundMail.objects.all()) == [waiting]


def test_files_go_with_a_letter_and_with_the_one_that_is_written_instead(
    sign_in, salem, afaq, reachable, in_noor, monkeypatch
):
    client = sign_in(salem)
    sent = {**letter(), "files": SimpleUploadedFile("عرض.txt", b"hello")}
    assert client.post(f"{url('mail_new')}?account={afaq.number}", sent).status_code == 303
    first = Interaction.objects.get()
    back = client.post(url("mail_cancellation", number=first.number))
    assert "عرض.txt" in client.get(back.url).content.decode()
    assert client.post(back.url, letter()).status_code == 303
    OutgoingMail.objects.filter(state="queued").update(due_at=timezone.now())
    assert send_due() == 1
    [(name, content, kind)] = outbox.outbox[0].attachments
    assert (name, content, kind) == ("عرض.txt", "hello", "text/plain")
    monkeypatch.setattr("interactions.mailing.MOST_ENCLOSED", 3)
    heavy = {**letter(), "files": SimpleUploadedFile("a.txt", b"hello")}
    answer = client.post(f"{url('mail_new')}?account={afaq.number}", heavy)
    assert answer.status_code == 422
    assert "mail servers do not take" in answer.content.decode()
    assert not OutgoingMail.objects.filter(state="queued").exists()


def test_what_colleagues_add_to_a_letter_that_waits_does_not_leave_with_it(
    sign_in, salem, afaq, reachable, in_noor
):
    client = sign_in(salem)
    sent = {**letter(), "files": SimpleUploadedFile("عرض.txt", b"hello")}
    client.post(f"{url('mail_new')}?account={afaq.number}", sent)
    entry = Interaction.objects.get()
    client.post(url("files", number=entry.number), {"files": SimpleUploadedFile("هامش ربحنا.txt", b"secret")})
    assert Attachment.objects.of(entry).count() == 2
    OutgoingMail.objects.update(due_at=timezone.now())
    assert send_due() == 1
    assert [name for name, _content, _kind in outbox.outbox[0].attachments] == ["عرض.txt"]


def test_only_what_was_taken_back_from_this_customer_is_written_again(
    sign_in, salem, afaq, reachable, in_noor
):
    made = written(salem, afaq, reachable)
    page = f"{url('mail_new')}?account={afaq.number}&again={made.number}"
    assert sign_in(salem).get(page).status_code == 404


def test_a_reply_that_was_taken_back_stays_in_its_thread(sign_in, salem, afaq, reachable, mailbox):
    mail, client = incoming(mailbox), sign_in(salem)
    answered = MailEntry.objects.get(inbound=mail).interaction
    client.post(f"{url('mail_new')}?reply={answered.number}", letter(has_quote="on"))
    first = MailEntry.objects.get(outgoing__isnull=False).interaction
    back = client.post(url("mail_cancellation", number=first.number)).url
    assert client.post(back, letter(has_quote="on")).status_code == 303
    assert [each.in_reply_to for each in OutgoingMail.objects.all()] == [mail.message_id] * 2
