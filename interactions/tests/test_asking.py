"""What customers owe, asked by a link: mailed, answered once, filed, told, taken back; never another customer's."""

import re
import uuid
from datetime import timedelta

import pytest
from django.core import mail as outbox
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts.deletion import delete_for_good
from accounts.models import Account, Contact
from interactions.asking import NotAsked, ask, fill_link, take_answer
from interactions.models import CustomerAnswer, CustomerRequest, FollowUp, Interaction, RequestLink
from interactions.services import add_follow_up
from lib.tenancy.state import workspace
from messaging.models import OutgoingMail
from messaging.sending import send_due
from timeline.models import Attachment, Event, Notification
from timeline.tests.test_attachments import PDF

pytestmark = pytest.mark.django_db
LINK = re.compile(r"https?://[^/\s]+(/p/noor/requests/[^/\s\"]+/)")


@pytest.fixture
def reachable(salem, noura):
    with workspace(salem.workspace_id):
        Contact.objects.filter(pk=noura.pk).update(email_1="noura@afaq.example", language="ar")
        noura.refresh_from_db()
    return noura


def owed(by, account, **fields):
    given = {"reason": "أمر الشراء موقعًا", "due_on": timezone.localdate() + timedelta(days=5), "owner": by}
    with workspace(by.workspace_id):
        return add_follow_up(account=account, by=by, fields={"owed_by": "customer", **given, **fields})


@pytest.fixture
def step(salem, afaq, reachable):
    return owed(salem, afaq, contact=reachable)


def typed(contact):
    return {
        "form_token": str(uuid.uuid4()),
        "contact": contact.number,
        "asked": "أمر الشراء موقعًا",
        "wants": ["wants_text", "wants_files"],
        "is_mailed": "on",
    }


def asking(client, step, to, **fields):
    return client.post(f"/w/noor/follow-ups/{step.number}/request/", {**typed(to), **fields})


@pytest.fixture
def path(sign_in, salem, step, reachable):
    """Where the customer answers, by a link that was shown to salem."""
    page = asking(sign_in(salem), step, reachable, is_mailed="", is_shown="on").text
    return LINK.search(page)[1]


def customer():
    return Client(headers={"accept-language": "en"})


def answer(path, client=None, **fields):
    return (client or customer()).post(path, {"form_token": str(uuid.uuid4()), "text": "مرفق.", **fields})


def pdf(name="أمر الشراء.pdf", content=PDF):
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def test_the_mail_carries_a_link_that_is_kept_nowhere_and_opens_the_page(
    sign_in, salem, step, reachable, in_noor
):
    answered = asking(sign_in(salem), step, reachable, text="نحتاجه قبل الشحن.")
    assert answered.status_code == 303
    OutgoingMail.objects.update(due_at=timezone.now())
    assert send_due() == 1
    [letter] = outbox.outbox
    assert letter.to == ["Noura <noura@afaq.example>"]
    found = LINK.search(letter.body)
    token = found[1].rstrip("/").rpartition("/")[2]
    html = letter.alternatives[0].content
    assert f'href="{found[0]}"' in html
    assert '<html lang="ar" dir="rtl">' in html
    page = customer().get(found[1])
    assert page.status_code == 200
    for shown in ("أمر الشراء موقعًا", "نحتاجه قبل الشحن.", "سالم", '<html lang="ar" dir="rtl"'):
        assert shown in page.text
    rows = [
        *OutgoingMail.objects.values_list(),
        *RequestLink.objects.values_list(),
        *CustomerRequest.objects.values_list(),
        *Interaction.objects.values_list(),
        *Event.objects.values_list(),
    ]
    assert token not in str(rows)


def test_a_mail_that_is_tried_again_gets_another_link_and_both_open(sign_in, salem, step, reachable, in_noor):
    asking(sign_in(salem), step, reachable)
    mail = OutgoingMail.objects.get()
    for text in (fill_link(mail, mail.text), fill_link(mail, mail.text)):
        assert customer().get(LINK.search(text)[1]).status_code == 200
    assert fill_link(mail, "without") == "without"


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_the_same_moment_are_one_answer(at_once, salem, afaq):
    token, wanted = uuid.uuid4(), {"wants_text": True, "wants_files": True, "wants_word": False}
    with workspace(salem.workspace_id), transaction.atomic():
        fields = {"asked": "أمر الشراء", "text": "", **wanted}
        ask(follow_up=owed(salem, afaq), contact=None, is_mailed=False, fields=fields, by=salem)

    def press():
        asked = CustomerRequest.objects.get()
        yield
        take_answer(asked, text="مرفق.", uploads=[pdf()], form_token=token)

    assert at_once(press, press) == []
    with workspace(salem.workspace_id), transaction.atomic():
        assert CustomerAnswer.objects.count() == 1
        assert Attachment.objects.count() == 1


def test_the_customer_answers_with_files_and_it_is_filed_told_and_done(
    sign_in, salem, step, path, afaq, noura
):
    sent = answer(path, files=[pdf(), pdf("بيان.pdf")])
    assert (sent.status_code, sent.url) == (303, path)
    assert "وصل ردك" in customer().get(path).text
    with workspace(salem.workspace_id):
        [made] = Interaction.objects.filter(channel="portal")
        assert (made.direction, made.is_visible_to_customer, made.logged_by) == ("in", True, None)
        assert made.text == "مرفق."
        assert made.contacts == [noura]
        files = Attachment.objects.of(made).order_by("pk")
        assert [(each.name, each.added_by) for each in files] == [
            ("أمر الشراء.pdf", None),
            ("بيان.pdf", None),
        ]
        step.refresh_from_db()
        assert (step.state, step.done_by_id) == ("done", made.pk)
        assert Notification.objects.filter(kind="followup.answered", recipient=salem).count() == 1
        number = CustomerRequest.objects.get().number
    page = sign_in(salem).get(f"/w/noor/requests/{number}/").text
    assert "Files from the customer" in page
    assert "مرفق." in page
    sign_in(salem).post(f"/w/noor/follow-ups/{step.number}/completion/", {"undo": "1"})
    with workspace(salem.workspace_id):
        assert FollowUp.objects.get(pk=step.pk).is_open


def test_the_same_form_sent_twice_adds_nothing_and_another_one_adds(salem, path):
    token = str(uuid.uuid4())
    for _press in range(2):
        assert answer(path, form_token=token, files=[pdf()]).status_code == 303
    with workspace(salem.workspace_id):
        assert CustomerAnswer.objects.count() == 1
        assert Attachment.objects.count() == 1
    assert "<details" in customer().get(path).text
    assert answer(path, text="وهذا أيضًا").status_code == 303
    with workspace(salem.workspace_id):
        assert CustomerAnswer.objects.count() == 2


def test_robots_that_open_the_link_change_nothing(salem, path):
    with workspace(salem.workspace_id):
        before = (Event.objects.count(), CustomerRequest.objects.values_list().get())
    for client in (Client(HTTP_USER_AGENT="WhatsApp/2.23"), customer()):
        page = client.get(path)
        assert page.status_code == 200
        assert client.head(path).status_code == 200
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in page["Cache-Control"]
    with workspace(salem.workspace_id):
        assert before == (Event.objects.count(), CustomerRequest.objects.values_list().get())


@pytest.mark.parametrize(
    ("word", "state"), [("yes", "done"), ("no", "open")], ids=["yes is done", "no is seen to"]
)
def test_a_confirmation(sign_in, salem, step, reachable, word, state):
    page = asking(sign_in(salem), step, reachable, is_mailed="", is_shown="on", wants=["wants_word"]).text
    path = LINK.search(page)[1]
    assert answer(path, text="").status_code == 422
    assert answer(path, word=word, text="").status_code == 303
    with workspace(salem.workspace_id):
        step.refresh_from_db()
        assert step.state == state
        assert CustomerAnswer.objects.get().is_yes == (word == "yes")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("صورة.jpg", b"MZ\x90\x00" + b"\0" * 200),
        ("invoice.pdf", b"<html><script>alert(1)</script></html>"),
        ("فارغ.pdf", b""),
        ("x.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"),
    ],
)
def test_hostile_files_are_refused_in_words_and_leave_nothing(salem, step, path, name, content):
    sent = answer(path, files=[pdf(), SimpleUploadedFile(name, content)])
    assert sent.status_code == 422
    assert "مرفق." in sent.text, "what was typed stands"
    with workspace(salem.workspace_id):
        assert not Attachment.objects.exists()
        assert not CustomerAnswer.objects.exists()
        step.refresh_from_db()
        assert step.is_open


def test_too_many_files_or_too_much_is_refused_with_the_limits(salem, path, monkeypatch):
    sent = answer(path, files=[pdf(f"{each}.pdf") for each in range(11)])
    assert sent.status_code == 422
    monkeypatch.setattr("interactions.asking_forms.MOST_BYTES", 10)
    assert answer(path, files=[pdf()]).status_code == 422
    with workspace(salem.workspace_id):
        assert not Attachment.objects.exists()


def test_numbers_of_files_that_colleagues_sent_before_their_forms_take_nothing(sign_in, salem, path):
    staged = sign_in(salem).post("/w/noor/files/new/", {"files": pdf()})
    assert staged.status_code == 200
    with workspace(salem.workspace_id):
        number = Attachment.objects.get().number
    assert answer(path, files=[str(number)]).status_code == 303
    with workspace(salem.workspace_id):
        assert Attachment.objects.get().record_kind == ""


def test_an_empty_answer_is_told_so(path):
    assert answer(path, text="  ").status_code == 422


def shut(salem, step, how):
    with workspace(salem.workspace_id):
        asked = CustomerRequest.objects.get()
        if how == "taken back":
            asked.revoke(by=salem)
        elif how == "too old":
            CustomerRequest.objects.update(expires_at=timezone.now())
        elif how == "archived":
            Account.objects.get().archive(by=salem)
        elif how == "contact archived":
            Contact.objects.get().archive(by=salem)
        elif how == "called off":
            FollowUp.objects.get(pk=step.pk).cancel(by=salem)


@pytest.mark.parametrize(
    "how", ["taken back", "too old", "archived", "contact archived", "called off", "wrong"]
)
def test_a_link_that_does_not_work_tells_nothing_and_takes_nothing(salem, step, path, how):
    shut(salem, step, how)
    path = f"{path[:-5]}abcd/" if how == "wrong" else path
    for answered in (customer().get(path), answer(path)):
        assert answered.status_code == 404
        assert "الشراء" not in answered.text
    with workspace(salem.workspace_id):
        assert not CustomerAnswer.objects.exists()


def test_a_link_opens_nothing_in_another_workspace(path, karim):
    assert customer().get(path.replace("/p/noor/", "/p/bahr/")).status_code == 404


def test_what_colleagues_did_already_asks_for_nothing_more(salem, step, path):
    with workspace(salem.workspace_id):
        FollowUp.objects.get(pk=step.pk).finish(by=salem)
    page = customer().get(path).text
    assert '<form method="post" enctype' not in page


def test_what_became_our_own_promise_is_not_kept_by_an_answer(salem, step, path):
    with workspace(salem.workspace_id):
        FollowUp.objects.filter(pk=step.pk).update(owed_by="us")
    assert '<form method="post" enctype' not in customer().get(path).text
    assert answer(path).status_code == 303, "what they say is not lost"
    with workspace(salem.workspace_id):
        assert FollowUp.objects.get(pk=step.pk).is_open


def test_an_answer_to_what_is_taken_back_at_that_moment_is_not_taken(salem, path):
    with workspace(salem.workspace_id):
        asked = CustomerRequest.objects.get()
        CustomerRequest.objects.get().revoke(by=salem)
        with pytest.raises(NotAsked):
            take_answer(asked, text="تم")


def test_a_new_link_ends_the_former_ones(sign_in, salem, path):
    with workspace(salem.workspace_id):
        number = CustomerRequest.objects.get().number
    page = sign_in(salem).post(f"/w/noor/requests/{number}/link/").text
    renewed = LINK.search(page)[1]
    assert customer().get(path).status_code == 404
    assert customer().get(renewed).status_code == 200


def test_taking_it_back_keeps_the_mail_here_and_may_be_undone(sign_in, salem, step, reachable, in_noor):
    client = sign_in(salem)
    asking(client, step, reachable)
    number = CustomerRequest.objects.get().number
    client.post(f"/w/noor/requests/{number}/revocation/?again=1")
    assert OutgoingMail.objects.get().state == "cancelled"
    assert CustomerRequest.objects.get().is_revoked
    client.post(f"/w/noor/requests/{number}/revocation/?undo=1")
    assert not CustomerRequest.objects.get().is_revoked


def test_a_form_sent_twice_asks_once(sign_in, salem, step, reachable, in_noor):
    client, token = sign_in(salem), str(uuid.uuid4())
    for _press in range(2):
        assert asking(client, step, reachable, form_token=token).status_code == 303
    assert (CustomerRequest.objects.count(), OutgoingMail.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    "wrong",
    [
        {"asked": ""},
        {"wants": []},
        {"wants": ["everything"]},
        {"contact": "99999"},
        {"is_mailed": "", "is_shown": ""},
        {"contact": ""},  # the account itself, of which no address is known
    ],
)
def test_what_is_missing_is_told_and_nobody_is_asked(sign_in, salem, step, reachable, wrong):
    assert asking(sign_in(salem), step, reachable, **wrong).status_code == 422
    with workspace(salem.workspace_id):
        assert not CustomerRequest.objects.exists()
        assert not OutgoingMail.objects.exists()


def test_only_what_the_customer_owes_is_asked(sign_in, salem, afaq, reachable):
    ours = owed(salem, afaq, owed_by="us")
    assert asking(sign_in(salem), ours, reachable).status_code == 422
    assert "Ask them by a link" not in sign_in(salem).get(f"/w/noor/follow-ups/{ours.number}/").text


def test_who_may_what(sign_in, salem, reem, karim, step, path):
    with workspace(salem.workspace_id):
        page = f"/w/noor/requests/{CustomerRequest.objects.get().number}/"
    assert sign_in(reem).get(page).status_code == 200
    assert sign_in(karim).get(page).status_code == 404
    for verb in ("link/", "revocation/"):
        assert sign_in(reem).post(page + verb).status_code == 403
        assert sign_in(karim).post(page + verb).status_code == 404
        assert sign_in(salem).get(page + verb).status_code == 405
    ask = f"/w/noor/follow-ups/{step.number}/request/"
    assert sign_in(reem).get(ask).status_code == 403
    assert sign_in(karim).get(ask).status_code == 404
    assert customer().put(path).status_code == 405


def test_a_flood_is_refused_politely(salem, path):
    cache.clear()
    codes = [answer(path).status_code for _press in range(22)]
    cache.clear()
    assert codes[:20] == [303] * 20
    assert codes[-1] == 429


def test_more_than_enough_is_not_taken(salem, path, monkeypatch):
    monkeypatch.setattr("interactions.asking.MOST_ANSWERS", 1)
    assert answer(path).status_code == 303
    assert answer(path).status_code == 422


def test_an_at_of_a_customer_mentions_nobody(salem, path):
    answer(path, text="@سالم")
    with workspace(salem.workspace_id):
        assert not Notification.objects.filter(kind="interaction.mentioned").exists()


def test_what_was_asked_goes_with_the_customer(salem, huda, path, afaq):
    answer(path, files=[pdf()])
    with workspace(salem.workspace_id):
        account = Account.objects.get(pk=afaq.pk)
        account.archive(by=huda)
        delete_for_good(account, by=huda)
        assert not CustomerRequest.objects.exists()
        assert not CustomerAnswer.objects.exists()
        assert not Attachment.objects.exists()
