"""The page by which a customer follows a complaint: what it shows, what may be done there, and to whom it opens."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from complaints import tracking
from complaints.answering import answer, communicate, note
from complaints.letters import fill_link, renew_link
from complaints.models import Complaint, ComplaintIntake, ComplaintLink, ComplaintMessage
from complaints.tracking import may_do
from lib.file_fields import Brought
from lib.tenancy.state import workspace
from lib.tokens import hash_of, new_token
from messaging.models import OutgoingMail
from portal.opening import MOST_GUESSES
from timeline.attaching import attach

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def _in_noor(in_noor, acknowledges):
    cache.clear()


@pytest.fixture
def filed(complain):
    return complain()


@pytest.fixture
def follow(filed):
    """follow(): a browser of the customer, and the address of the page."""
    token = new_token()
    ComplaintLink.objects.create(complaint=filed, token_hash=hash_of(token))
    client = Client(headers={"accept-language": "en"})
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client, f"/p/noor/complaints/{token}/"


def pdf(name="photo.pdf"):
    return SimpleUploadedFile(name, PDF)


def post(follow, does="write", **fields):
    client, page = follow
    return client.post(page, {"does": does, "form_token": str(uuid.uuid4()), "text": "", **fields})


def shown(follow) -> str:
    client, page = follow
    response = client.get(page)
    assert response.status_code == 200
    return response.content.decode()


def decide(complaint, by, decision="refused"):
    complaint.assess(by=by, category=None, impact=2, urgency=2, severity=2)
    complaint.decide(by=by, decision=decision, text="Reasons among colleagues.")
    communicate(complaint, by=by, text="We are sorry. They were whole when they left us.")


def close(complaint, by, cause, decision="refused"):
    decide(complaint, by, decision)
    complaint.close(by=by, resolution="Nothing sent.", root_cause=cause)


class TestShowing:
    def test_the_way_of_what_was_taken_back_tells_of_no_decision(self, filed, follow, salem):
        client, page = follow
        filed.withdraw(by=salem)
        steps = client.get(page).context["steps"]
        with override("en"):
            assert [(str(each["label"]), each["is_done"]) for each in steps] == [
                ("Received", True),
                ("Being looked into", True),
                ("Taken back", False),
            ]

    def test_the_way_of_what_was_decided_keeps_the_decision(self, filed, follow, salem, cause):
        close(filed, salem, cause)
        steps = follow[0].get(follow[1]).context["steps"]
        with override("en"):
            assert [str(each["label"]) for each in steps][2:] == ["Decided", "Closed"]
        assert [each["is_done"] for each in steps] == [True, True, True, False]

    def test_what_was_said_to_the_customer_and_nothing_of_colleagues(self, filed, follow, salem):
        answer(filed, by=salem, text="We look into the parcel.", files=Brought(uploads=[pdf("reply.pdf")]))
        note(filed, by=salem, text="He always complains.")
        attach(filed, PDF, name="inner.pdf", by=salem)
        attach(filed, PDF, name="theirs.pdf", by=None)
        page = shown(follow)
        assert "We look into the parcel." in page
        assert "reply.pdf" in page
        assert "theirs.pdf" in page
        for secret in ("He always complains", "inner.pdf", "سالم", "Low", "Medium"):
            assert secret not in page

    def test_the_decision_only_once_it_was_told(self, filed, follow, salem):
        filed.assess(by=salem, category=None, impact=2, urgency=2, severity=2)
        filed.decide(by=salem, decision="refused", text="Reasons among colleagues.")
        assert "We do not accept" not in shown(follow)
        communicate(filed, by=salem, text="We are sorry.")
        page = shown(follow)
        assert "We do not accept your complaint." in page
        assert "Reasons among colleagues" not in page

    def test_nothing_of_a_new_decision_that_was_not_told(self, filed, follow, salem):
        decide(filed, salem)
        filed.appeal(reason="Look again")
        filed.decide(by=salem, decision="accepted", text="They are right after all.")
        filed.withdraw(reason="Found them")
        assert "We accept your complaint" not in shown(follow)

    def test_files_come_down_and_those_of_colleagues_do_not(self, filed, follow, salem):
        theirs = attach(filed, PDF, name="theirs.pdf", by=None)
        inner = attach(filed, PDF, name="inner.pdf", by=salem)
        client, page = follow
        got = client.get(f"{page}files/{theirs.number}/")
        assert got.status_code == 200
        assert got["Content-Disposition"].startswith("attachment")
        assert b"".join(got.streaming_content) == PDF
        assert client.get(f"{page}files/{inner.number}/").status_code == 404
        assert client.get(f"{page}files/{'9' * 5000}/").status_code == 404
        assert client.get(f"/p/noor/complaints/{new_token()}/files/{theirs.number}/").status_code == 404

    def test_markup_is_shown_as_it_was_typed(self, filed, follow):
        post(follow, text="<script>alert(1)</script>{{7*7}}")
        page = shown(follow)
        assert "<script>alert(1)" not in page
        assert "&lt;script&gt;alert(1)" in page

    def test_the_language_of_the_complaint_or_of_the_browser(self, filed, follow):
        client, page = follow
        assert 'lang="en"' in client.get(page).content.decode()
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "ar"
        assert 'dir="rtl"' in client.get(page).content.decode()

    def test_a_get_changes_nothing(self, filed, follow, world_of_filed):
        client, page = follow
        before = world_of_filed()
        for method in (client.get, client.head, client.get):
            method(page)
        assert world_of_filed() == before


@pytest.fixture
def world_of_filed(filed):
    """What hangs on the complaint, as numbers."""

    def count():
        filed.refresh_from_db()
        return (filed.version, filed.events.count(), filed.messages.count(), filed.links.count())

    return count


class TestDoing:
    def test_an_answer_is_kept_once_and_goes_on(self, filed, follow, salem):
        answer(filed, by=salem, text="Which box?", waits=True)
        token = str(uuid.uuid4())
        for _time in range(2):
            assert post(follow, text="The red one.", form_token=token, files=[pdf()]).status_code == 303
        said = ComplaintMessage.objects.filter(is_from_customer=True)
        assert [each.text for each in said] == ["The red one."]
        filed.refresh_from_db()
        assert filed.state == "investigating"
        assert "photo.pdf" in shown(follow)

    def test_nothing_written_and_hostile_files_are_refused(self, filed, follow):
        assert post(follow).status_code == 422
        bad = SimpleUploadedFile("x.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>")
        response = post(follow, text="Look here", files=[bad])
        assert response.status_code == 422
        assert "Look here" in response.content.decode()
        assert not ComplaintMessage.objects.exists()

    def test_withdrawn_and_reopened(self, filed, follow):
        post(follow, "withdraw")
        filed.refresh_from_db()
        assert filed.state == "withdrawn"
        assert post(follow, "reopen").status_code == 422
        post(follow, "reopen", text="It broke again.")
        filed.refresh_from_db()
        assert (filed.state, filed.reopened_count) == ("investigating", 1)

    def test_taken_back_by_the_same_form_only_once_also_without_words(self, filed, follow, salem):
        token = str(uuid.uuid4())
        post(follow, "withdraw", form_token=token)
        Complaint.objects.get(pk=filed.pk).reopen(by=salem)
        post(follow, "withdraw", form_token=token)
        filed.refresh_from_db()
        assert filed.state == "investigating"
        post(follow, "withdraw")
        filed.refresh_from_db()
        assert filed.state == "withdrawn"

    def test_whoever_has_said_all_that_is_taken_may_still_take_it_back(self, filed, follow, monkeypatch):
        monkeypatch.setattr(tracking, "MOST_WORDS", 1)
        assert post(follow, text="One.").status_code == 303
        assert post(follow, text="Two.").status_code == 422
        assert post(follow, "withdraw", text="Never mind.").status_code == 303
        filed.refresh_from_db()
        assert filed.state == "withdrawn"
        assert post(follow, "reopen", text="Again.").status_code == 422

    def test_reopened_by_the_same_form_only_once(self, filed, follow, salem, cause):
        close(filed, salem, cause, "accepted")
        token = str(uuid.uuid4())
        post(follow, "reopen", text="Still broken.", form_token=token)
        filed.refresh_from_db()
        communicate_again(filed, salem, cause)
        post(follow, "reopen", text="Still broken.", form_token=token)
        filed.refresh_from_db()
        assert (filed.state, filed.reopened_count) == ("closed", 1)

    def test_who_opens_it_again_waits_for_an_answer(self, filed, follow, salem, cause):
        close(filed, salem, cause, "accepted")
        post(follow, "reopen", text="Still broken.")
        running = {each.kind for each in filed.clocks.filter(stopped_at=None)}
        assert running == {"next_response", "resolution"}

    def test_what_turned_out_to_be_none_takes_no_words(self, filed, salem):
        filed.reject(by=salem, reason="Spam")
        assert may_do(filed) == []

    def test_only_so_many_days_after_its_end(self, filed, follow, salem, cause):
        close(filed, salem, cause, "accepted")
        ComplaintIntake.objects.create(reopen_days=14, shown_days=60)
        with time_machine.travel(timezone.now() + timedelta(days=15)):
            assert 'value="reopen"' not in shown(follow)
            assert post(follow, "reopen", text="Still").status_code == 303
        filed.refresh_from_db()
        assert filed.state == "closed"
        with time_machine.travel(timezone.now() + timedelta(days=61)):
            client, page = follow
            assert client.get(page).status_code == 404

    def test_an_appeal_goes_to_the_next_level_once(self, filed, follow, salem):
        assert 'value="appeal"' not in shown(follow)
        decide(filed, salem)
        for _time in range(2):
            post(follow, "appeal", text="They came in a torn box.")
        filed.refresh_from_db()
        assert (filed.state, filed.level) == ("investigating", 2)

    def test_thanks_after_the_end_does_not_open_it_again(self, filed, follow, salem, cause):
        close(filed, salem, cause, "accepted")
        post(follow, text="Thanks!")
        filed.refresh_from_db()
        assert filed.state == "closed"
        assert filed.messages.filter(text="Thanks!").exists()

    @pytest.mark.parametrize("does", ["close", "decide", "", "9" * 5000, "reject", "assign"])
    def test_what_is_not_the_customers_to_do_is_done_by_nobody(self, filed, follow, does, world_of_filed):
        before = world_of_filed()
        post(follow, does, text="x")
        assert world_of_filed() == before

    def test_too_often(self, filed, follow):
        assert [post(follow).status_code for _time in range(21)][-1] == 429


def communicate_again(complaint, by, cause):
    complaint.decide(by=by, decision="accepted", text="Sent anew.")
    communicate(complaint, by=by, text="Sent anew.")
    complaint.close(by=by, resolution="Sent anew.", root_cause=cause)


class TestOpening:
    def closed_pages(self, filed, follow, salem):
        client, page = follow
        yield client.get(f"/p/noor/complaints/{new_token()}/")
        yield client.get(f"/p/noor/complaints/{filed.reference}/")
        yield client.get(f"/p/noor/complaints/{filed.number}/")
        yield client.get(f"/p/bahr{page.removeprefix('/p/noor')}")
        yield client.get(page[:-2] + "/")
        ComplaintLink.objects.update(revoked_at=timezone.now())
        yield client.get(page)
        ComplaintLink.objects.update(revoked_at=None)
        filed.reject(by=salem, reason="Spam")
        yield client.get(page)

    def test_wrong_old_and_foreign_links_are_answered_alike(self, filed, follow, bahr, salem):
        answers = list(self.closed_pages(filed, follow, salem))
        assert {each.status_code for each in answers} == {404}
        assert len({main_of(each) for each in answers}) == 1

    def test_who_guesses_waits_even_with_the_right_one(self, filed, follow):
        client, page = follow
        for _time in range(MOST_GUESSES):
            assert client.get(f"/p/noor/complaints/{new_token()}/").status_code == 404
        assert client.get(page).status_code == 429
        elsewhere = Client(REMOTE_ADDR="203.0.113.7")
        assert elsewhere.get(page).status_code == 200

    @pytest.mark.parametrize("token", ["9" * 5000, "%00", "%ff", "\u202e", "a" * 43])
    def test_whatever_stands_in_the_address(self, in_noor, token):
        assert Client().get(f"/p/noor/complaints/{token}/").status_code in {400, 404}

    def test_a_letter_carries_a_link_that_opens_and_only_its_hash_is_kept(self, filed):
        mail = OutgoingMail.objects.get()
        text = fill_link(mail, mail.text)
        address = next(word for word in text.split() if "/p/noor/complaints/" in word)
        token = address.rstrip("/").rpartition("/")[2]
        assert token not in mail.text
        assert not ComplaintLink.objects.filter(token_hash=token).exists()
        assert Client().get(f"/p/noor/complaints/{token}/").status_code == 200

    def test_a_new_link_makes_those_before_dead(self, filed, follow, salem):
        token = new_token()
        renew_link(filed, token=token, by=salem)
        client, page = follow
        assert client.get(page).status_code == 404
        assert client.get(f"/p/noor/complaints/{token}/").status_code == 200

    def test_the_link_to_hand_over_is_shown_once_by_who_handles_complaints(
        self, filed, reem, faisal, karim, sign_in
    ):
        address = f"/w/noor/complaints/{filed.number}/link/"
        assert sign_in(reem).post(address).status_code == 403
        assert sign_in(karim).post(address).status_code == 404
        client = sign_in(faisal)
        assert "/p/noor/complaints/" not in client.get(address).content.decode()
        assert "/p/noor/complaints/" in client.post(address).content.decode()

    def test_the_complaint_of_another_workspace_is_not_opened_by_its_hash(self, filed, follow, bahr, karim):
        with workspace(bahr.pk):
            assert not ComplaintLink.objects.exists()


def main_of(response) -> str:
    text = response.content.decode()
    return text[text.index("<main") : text.index("</main>")]
