"""Complaints as somebody sees them who means no good: texts that want to be more, forms of others, the same moment."""

import csv
import io
import uuid
from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models.functions import Now
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from accounts import services
from accounts.models import Account, Contact
from complaints.answering import communicate
from complaints.compensating import OverTheLimit, approve, propose
from complaints.letters import renew_link
from complaints.models import (
    Compensation,
    Complaint,
    ComplaintLink,
    ComplaintMessage,
    ComplaintNote,
    IncidentNotice,
    RootCause,
)
from complaints.states import NotNow
from complaints.tracking import take_word
from desk.tasks import mail_notifications
from lib.file_fields import Brought
from lib.filetypes import shown_name
from lib.tenancy.state import workspace
from lib.tokens import hash_of, new_token
from messaging.models import OutgoingMail
from messaging.sending import sender_of_workspace
from messaging.writing import message_of
from timeline.attaching import attach
from timeline.models import Event, Notification
from workspaces.models import SystemMail

SCRIPT = "</title><script>alert(1)</script><img src=x onerror=alert(2)>{{7*7}}"
FORMULA = '=HYPERLINK("http://evil.example";"Cups")'


def url(name, *arguments):
    return reverse(f"complaints:{name}", args=["noor", *arguments])


@pytest.fixture
def stranger(karim):
    """A customer of bahr, and what it has there, by name."""
    with workspace(karim.workspace_id):
        account = services.add_account(by=karim, fields={"name_en": "Foreign", "owner": karim})
        contact = services.add_contact(by=karim, fields={"name_en": "Foreign contact"}, account=account)
        return {"account": account, "contact": contact, "owner": karim}


@pytest.fixture
def infected(complain, salem, afaq, category):
    """A complaint whose every text is a script, and what came of it."""
    with workspace(salem.workspace_id):
        Account.objects.filter(pk=afaq.pk).update(name_en=SCRIPT)
        afaq.refresh_from_db()
        contact = services.add_contact(by=salem, fields={"name_en": SCRIPT}, account=afaq)
        type(category).objects.filter(pk=category.pk).update(label_ar=SCRIPT[:50], label_en=SCRIPT[:50])
        category.refresh_from_db()
    made = complain(
        subject=SCRIPT, text=SCRIPT, remedy="other", remedy_text=SCRIPT, contact=contact, category=category
    )
    with workspace(salem.workspace_id):
        take_word(made, does="write", text=SCRIPT, files=Brought())
        ComplaintNote.objects.create(complaint=made, text=SCRIPT, by=salem)
        file = attach(made, b"%PDF-1.4", name="a.pdf", by=salem)
        type(file).objects.filter(pk=file.pk).update(name=f"{SCRIPT}.pdf")
        propose(made, by=salem, fields={"kind": "other", "text": SCRIPT})
        IncidentNotice.objects.create(
            incident=made, written_by=salem, subject_ar=SCRIPT[:110], text_ar=SCRIPT
        )
        Complaint.objects.filter(pk=complain(subject=SCRIPT).pk).update(incident=made)
    return made


PAGES = [
    "complaints/", "complaints/board/", "complaints/load/", "complaints/learning/", "complaints/{n}/",
    "complaints/{n}/edit/", "complaints/{n}/assess/", "complaints/{n}/owner/", "complaints/{n}/incident/",
    "complaints/{n}/merging/", "complaints/{n}/affected/", "complaints/{n}/compensations/new/",
    "complaints/notices/{notice}/", "complaints/notices/{notice}/edit/",
    "accounts/{account}/", "accounts/{account}/complaints/", "search/?q=script", "complaints/?q=script", "",
    "settings/complaint-categories/",
]  # fmt: skip


@pytest.mark.django_db
class TestTexts:
    @pytest.mark.parametrize("language", ["ar", "en"])
    def test_a_script_is_a_text_on_every_page_of_colleagues(self, sign_in, huda, infected, language):
        client = sign_in(huda)
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        type(huda.user).objects.filter(pk=huda.user_id).update(language=language)
        with workspace(huda.workspace_id):
            numbers = {
                "n": infected.number,
                "account": infected.account.number,
                "notice": IncidentNotice.objects.get().number,
            }
        was_shown = 0
        for page in PAGES:
            response = client.get(f"/w/noor/{page.format(**numbers)}", follow=True)
            assert response.status_code == 200, page
            content = response.content.decode()
            assert "<script>alert" not in content, page
            assert "<img src=x" not in content, page
            assert "{{7*7}}".replace("7*7", "49") not in content, page
            was_shown += "&lt;script&gt;alert(1)" in content
        assert was_shown >= 15

    @pytest.mark.parametrize("language", ["ar", "en"])
    def test_and_on_the_page_of_the_customer(self, salem, infected, language):
        token = new_token()
        with workspace(salem.workspace_id):
            ComplaintLink.objects.create(complaint=infected, token_hash=hash_of(token))
        client = Client()
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        content = client.get(f"/p/noor/complaints/{token}/").content.decode()
        assert "<script>alert" not in content
        assert "&lt;script&gt;alert(1)" in content

    def test_and_in_the_mails_to_colleagues(self, infected, huda):
        with workspace(huda.workspace_id):
            Notification.objects.update(mail_at=Now() - timedelta(hours=1))
        mail_notifications()
        mails = list(SystemMail.objects.all())
        assert any("alert(1)" in mail.html for mail in mails)
        for mail in mails:
            assert "<script>alert" not in mail.html
            assert "<img src=x" not in mail.html
            assert "\n" not in mail.subject

    @pytest.mark.parametrize("kind", ["csv", "xlsx"])
    def test_a_formula_leaves_as_a_text(self, sign_in, mona, complain, kind):
        for subject in (FORMULA, "@SUM(1)", "+1+1", "-2+3", "\t=1", "＝1"):
            complain(subject=subject, text=FORMULA)
        response = sign_in(mona).post(url("complaint_export"), {"format": kind})
        assert response.status_code == 200
        content = b"".join(response.streaming_content) if response.streaming else response.content
        if kind == "csv":
            rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
            cells = [cell for row in rows[1:] for cell in row]
            assert len(rows) == 7
            assert not [cell for cell in cells if cell.lstrip("\t\r ")[:1] in set("=+-@＝") and len(cell) > 1]
            assert any("HYPERLINK" in cell for cell in cells)
        else:
            rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
            assert len(rows) == 7
            assert not [cell for row in rows for cell in row if str(cell).lstrip()[:1] in set("=+-@＝")]
            assert any(isinstance(cell, datetime) for cell in rows[1])

    @pytest.mark.parametrize(
        "hostile", ["Cups\r\nBcc: evil@example.com", "Cups\nX-Evil: 1", "Cups\u2028Bcc: x"]
    )
    def test_no_text_becomes_a_header_of_a_letter(self, salem, complain, acknowledges, hostile):
        with workspace(salem.workspace_id):
            fields = {"name_en": hostile, "owner": salem, "email": "care@line.example", "language": "en"}
            account = services.add_account(by=salem, fields=fields)
        complain(account=account, subject=hostile)
        with workspace(salem.workspace_id), transaction.atomic():
            mail = OutgoingMail.objects.get(to_address="care@line.example")
            message = message_of(mail, sender_of_workspace(), files=[]).message()
            assert not {"bcc", "x-evil"} & {name.lower() for name in message}
            assert len(message.get_all("to")) == 1
            assert "care@line.example" in message["to"]

    def test_what_a_file_is_called_leads_nowhere(self):
        for name in ("../../etc/passwd", "a\u202egpj.exe", "C:\\con.txt", "x" * 300):
            shown = shown_name(name)
            assert "/" not in shown
            assert "\\" not in shown
            assert "\u202e" not in shown


@pytest.mark.django_db
class TestForms:
    @pytest.mark.parametrize(
        "name",
        ["workspace", "workspace_id", "state", "level", "severity", "decision", "number", "created_by"],
    )
    def test_what_no_form_asks_for_is_taken_from_none(self, sign_in, salem, afaq, in_noor, karim, name):
        values = {"state": "closed", "level": "3", "severity": "1", "decision": "accepted", "number": "777"}
        posted = {
            "subject": "Cups", "text": "Broken", "channel": "phone", "language": "en", "impact": "3", "urgency": "3",
            "form_token": str(uuid.uuid4()), name: values.get(name, str(karim.workspace_id)),
        }  # fmt: skip
        assert sign_in(salem).post(f"{url('complaint_new')}?account={afaq.number}", posted).status_code == 303
        made = Complaint.objects.get()
        assert (made.workspace_id, made.level, made.severity, made.decision) == (salem.workspace_id, 1, 4, "")
        assert (made.state in ("new", "acknowledged"), made.created_by) == (True, salem)
        assert made.number != 777

    def test_the_numbers_of_another_workspace_are_nobodys(self, sign_in, mona, complain, stranger, karim):
        made, client = complain(), sign_in(mona)
        Contact.across_workspaces.filter(pk=stranger["contact"].pk)
        with workspace(karim.workspace_id):
            foreign = stranger["contact"].number + 500
            Contact.objects.filter(pk=stranger["contact"].pk).update(number=foreign)
        posted = {
            "subject": "Cups", "text": "Broken", "channel": "phone", "language": "en", "impact": "3", "urgency": "3",
            "form_token": str(uuid.uuid4()), "contact": foreign,
        }  # fmt: skip
        with workspace(mona.workspace_id):
            account = made.account.number
        response = client.post(f"{url('complaint_new')}?account={account}", posted)
        assert response.status_code == 422
        assert client.post(url("owner", made.number), {"owner": karim.pk + 10**6}).status_code == 422
        assert client.post(url("merging", made.number), {"other": 10**6}).status_code == 422
        with workspace(mona.workspace_id):
            assert Complaint.objects.count() == 1
            assert "Foreign" not in response.content.decode()

    @pytest.mark.parametrize(("page", "model"), [("answers", ComplaintMessage), ("notes", ComplaintNote)])
    def test_the_form_of_another_complaint_says_it_here_all_the_same(
        self, sign_in, salem, complain, page, model
    ):
        one, other, token = complain(), complain(), str(uuid.uuid4())
        client = sign_in(salem)
        for number in (one.number, other.number, other.number):
            sent = client.post(url(page, number), {"text": "We look.", "form_token": token})
            assert sent.status_code == 303
        with workspace(salem.workspace_id):
            assert [model.objects.filter(complaint=each).count() for each in (one, other)] == [1, 1]

    def test_a_customer_with_two_complaints_and_one_form(self, salem, complain):
        cache.clear()
        one, other, token = complain(), complain(), str(uuid.uuid4())
        client = Client()
        for complaint in (one, other, other):
            link = new_token()
            with workspace(salem.workspace_id):
                ComplaintLink.objects.create(complaint=complaint, token_hash=hash_of(link))
            posted = {"does": "write", "form_token": token, "text": "The red one."}
            assert client.post(f"/p/noor/complaints/{link}/", posted).status_code == 303
        with workspace(salem.workspace_id):
            assert [each.messages.count() for each in (one, other)] == [1, 1]


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    """Two of them stand before the same step; the second one finds it taken."""

    @pytest.fixture
    def cause(self, noor):
        with workspace(noor.pk), transaction.atomic():
            return RootCause.objects.create(label_ar="التغليف", label_en="Packing")

    @pytest.fixture
    def decided(self, noor, complain, salem):
        with workspace(noor.pk), transaction.atomic():
            made = complain()
            made.assess(by=salem, category=None, impact=2, urgency=2, severity=2)
            made.decide(by=salem, decision="refused", text="Whole when they left.")
            return made

    @pytest.fixture
    def told(self, decided, noor, salem):
        with workspace(noor.pk), transaction.atomic():
            communicate(decided, by=salem, text="We are sorry.")
            return decided

    @pytest.fixture
    def race(self, at_once):
        """race(complaint, *verbs): each on a copy of its own, read before any goes on; what was raised."""

        def run(complaint, *verbs):
            def on_a_copy(verb):
                def work():
                    mine = Complaint.objects.with_people().get(pk=complaint.pk)
                    yield
                    verb(mine)
                    yield

                return work

            return at_once(*map(on_a_copy, verbs))

        return run

    def steps(self, complaint, *names):
        with workspace(complaint.workspace_id), transaction.atomic():
            told = Event.objects.filter(subject_kind="complaints.complaint", subject_id=complaint.pk)
            verbs = [f"complaint.{name}" for name in names]
            found = told.filter(verb__in=verbs).values_list("verb", flat=True)
            return sorted(verb.removeprefix("complaint.") for verb in found)

    def test_closed_by_two_it_is_closed_once(self, race, told, mona, salem, cause):
        close = {"resolution": "Nothing sent.", "root_cause": cause}
        raised = race(told, lambda one: one.close(by=mona, **close), lambda one: one.close(by=salem, **close))
        assert len(raised) == 1
        assert NotNow.__name__ in raised[0]
        assert self.steps(told, "close") == ["close"]

    def test_withdrawn_and_closed_at_once_it_ends_once(self, race, told, mona, cause):
        raised = race(
            told,
            lambda one: one.close(by=mona, resolution="Nothing sent.", root_cause=cause),
            lambda one: take_word(one, does="withdraw", text="", files=Brought(), form_token=uuid.uuid4()),
        )
        assert len(raised) == 1
        assert len(self.steps(told, "close", "withdraw")) == 1

    def test_the_decision_is_told_in_one_letter(self, race, decided, noor, mona, salem):
        raised = race(
            decided,
            lambda one: communicate(one, by=mona, text="We are sorry."),
            lambda one: communicate(one, by=salem, text="We are not."),
        )
        assert len(raised) == 1
        with workspace(noor.pk), transaction.atomic():
            assert decided.messages.filter(is_decision=True).count() == 1
            assert OutgoingMail.objects.count() == 1

    def test_an_appeal_and_an_end_at_once(self, race, told, mona, cause):
        raised = race(
            told,
            lambda one: take_word(
                one, does="appeal", text="Look again", files=Brought(), form_token=uuid.uuid4()
            ),
            lambda one: one.close(by=mona, resolution="Nothing sent.", root_cause=cause),
        )
        steps = self.steps(told, "appeal", "close")
        # Closed first it may still be appealed against; appealed first it is not closed.
        assert (raised, steps) == ([], ["appeal", "close"]) or (len(raised), steps) == (1, ["appeal"])

    def test_opened_again_by_two_it_is_opened_once(self, race, told, noor, mona, salem, cause):
        with workspace(noor.pk), transaction.atomic():
            Complaint.objects.with_people().get(pk=told.pk).close(
                by=mona, resolution="Nothing sent.", root_cause=cause
            )
        raised = race(
            told,
            lambda one: one.reopen(by=mona, reason="New facts"),
            lambda one: take_word(one, does="reopen", text="Again", files=Brought(), form_token=uuid.uuid4()),
        )
        assert len(raised) == 1
        with workspace(noor.pk), transaction.atomic():
            assert Complaint.objects.get(pk=told.pk).reopened_count == 1

    def test_two_compensations_approved_at_once_stay_within_the_limit(
        self, at_once, noor, salem, faisal, complain
    ):
        with workspace(noor.pk), transaction.atomic():
            made = complain()
            money = {"kind": "money", "amount_minor": 400_00, "currency": "SAR", "text": "For the cups"}
            offers = [propose(made, by=salem, fields=money) for _each in range(2)]

        def of(offer):
            def work():
                mine = Compensation.objects.select_related("complaint__account").get(pk=offer.pk)
                yield
                approve(mine, by=salem)
                yield

            return work

        raised = at_once(*map(of, offers))
        assert raised == [repr(OverTheLimit())]
        with workspace(noor.pk), transaction.atomic():
            assert Compensation.objects.granted().count() == 1

    def test_a_link_renewed_by_two_leaves_one_that_opens(self, race, decided, noor, mona, salem):
        raised = race(
            decided,
            lambda one: renew_link(one, token=new_token(), by=mona),
            lambda one: renew_link(one, token=new_token(), by=salem),
        )
        assert raised == []
        with workspace(noor.pk), transaction.atomic():
            assert decided.links.filter(revoked_at=None, token_hash__isnull=False).count() == 1
