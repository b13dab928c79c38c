"""A notice to all customers affected by an incident: approved by another, to each exactly once, also after a fall."""

import uuid

import pytest

from accounts.services import add_account
from complaints import notices
from complaints.models import Complaint, ComplaintMessage
from complaints.models.notice import IncidentNotice, NoticeRecipient
from complaints.notices import NotThisNotice, approve, change_notice, draft_notice, may_approve, send, tell
from lib.tenancy.state import workspace
from messaging.models import OutgoingMail
from messaging.sending import suppress
from timeline.jobs import cancel_job, run_slice
from timeline.models import Job
from workspaces.models import Membership

pytestmark = pytest.mark.django_db
WORDS = {"subject_en": "Deliveries are late", "text_en": "The power failed. All goes out by Sunday."}


@pytest.fixture
def incident(salem, afaq, complain):
    """Of Afaq, with six more customers on it; each complained once, one of them twice."""
    first = complain(subject="Power failure")
    for place in range(6):
        with workspace(salem.workspace_id):
            fields = {"name_en": f"Customer {place}", "owner": salem, "email": f"c{place}@example.com"}
            account = add_account(by=salem, fields=fields | ({"email": ""} if place == 5 else {}))
        made = complain(account=account)
        twin = complain(account=account) if place == 0 else made
        with workspace(salem.workspace_id):
            Complaint.objects.filter(pk__in=[made.pk, twin.pk]).update(incident=first)
    return first


@pytest.fixture
def notice(salem, mona, incident):
    with workspace(salem.workspace_id):
        made = draft_notice(incident=incident, by=salem, fields=WORDS)
        approve(made, by=mona)
        return made


def run(job):
    for _slice in range(20):
        run_slice(job.pk)
        job.refresh_from_db()
        if job.is_over:
            return job
    raise AssertionError("the job does not end")


def outcomes(notice):
    return sorted(notice.recipients.values_list("outcome", flat=True))


def test_who_wrote_it_does_not_approve_it_unless_alone(salem, mona, huda, incident):
    with workspace(salem.workspace_id):
        made = draft_notice(incident=incident, by=mona, fields=WORDS)
        with pytest.raises(NotThisNotice):
            approve(made, by=mona)
        with pytest.raises(NotThisNotice):
            approve(made, by=salem)
        approve(made, by=huda)
        assert made.state == "approved"
        change_notice(made, by=huda, read_version=made.version, fields={"text_en": "Another text."})
        assert made.state == "draft"
        assert not may_approve(made, huda)
        Membership.objects.exclude(pk__in=[huda.pk]).update(role="agent")
        assert may_approve(made, huda)


def test_a_draft_is_not_sent(salem, mona, incident):
    with workspace(salem.workspace_id):
        made = draft_notice(incident=incident, by=salem, fields=WORDS)
        with pytest.raises(NotThisNotice):
            send(made, by=mona)
        assert not Job.objects.filter(kind=notices.JOB).exists()


def test_each_customer_hears_it_once_and_can_answer_it(salem, mona, notice, incident):
    with workspace(salem.workspace_id):
        suppress("c1@example.com", reason="manual", by=mona)
        before = OutgoingMail.objects.count()
        job = send(notice, by=mona)
        assert send(notice, by=mona).pk == job.pk
        run(job)
        notice.refresh_from_db()
        assert notice.state == "sent"
        assert outcomes(notice) == ["no_address", *["queued"] * 5, "same", "suppressed"]
        letters = OutgoingMail.objects.order_by("pk")[before:]
        addresses = [each.to_address for each in letters]
        assert len(addresses) == len(set(addresses)) == 5
        assert "c1@example.com" not in addresses
        # It stands among what was said, with the link by which the customer answers.
        message = ComplaintMessage.objects.get(complaint=incident)
        assert message.text == WORDS["text_en"]
        assert incident.links.filter(mail__in=letters).exists()
        # A notice to all is no answer to what this customer wrote.
        assert not incident.events.filter(what="answered").exists()


def test_stopped_in_the_middle_it_goes_on_and_writes_to_nobody_twice(
    salem, mona, notice, incident, monkeypatch
):
    monkeypatch.setattr(notices, "BATCH", 2)
    with workspace(salem.workspace_id):
        before = OutgoingMail.objects.count()
        job = send(notice, by=mona)
        real, calls = notices.tell, []

        def stumble(*args, **kwargs):
            calls.append(1)
            if len(calls) == 4:
                cancel_job(Job.objects.get(pk=job.pk))
            return real(*args, **kwargs)

        monkeypatch.setattr(notices, "tell", stumble)
        run(job)
        notice.refresh_from_db()
        assert (job.state, notice.state) == (Job.State.CANCELLED, "stopped")
        assert NoticeRecipient.objects.count() == 4
        again = send(notice, by=mona)
        run(again)
        notice.refresh_from_db()
        assert notice.state == "sent"
        assert NoticeRecipient.objects.count() == 8
        addresses = list(OutgoingMail.objects.order_by("pk")[before:].values_list("to_address", flat=True))
        assert len(addresses) == len(set(addresses)) == 6


def test_a_batch_that_falls_leaves_nothing_half_done(salem, mona, notice, incident, monkeypatch):
    with workspace(salem.workspace_id):
        before = OutgoingMail.objects.count()
        job = send(notice, by=mona)
        real, calls = notices.keep, []

        def fall(*args, **kwargs):
            calls.append(1)
            if len(calls) == 3:
                raise RuntimeError("killed")
            return real(*args, **kwargs)

        monkeypatch.setattr(notices, "keep", fall)
        run(job)
        assert job.state == Job.State.DONE
        assert NoticeRecipient.objects.count() == 8
        assert OutgoingMail.objects.count() == before + 6


def test_the_same_complaint_is_told_once_whoever_comes_to_it(salem, mona, notice, incident):
    with workspace(salem.workspace_id):
        assert tell(notice, Complaint.objects.get(pk=incident.pk), by=mona) is not None
        assert tell(notice, Complaint.objects.get(pk=incident.pk), by=mona) is None
        assert NoticeRecipient.objects.count() == 1


def test_its_pages(sign_in, salem, mona, reem, karim, incident):
    client, url = sign_in(salem), f"/w/noor/complaints/{incident.number}/notices/new/"
    page = client.get(f"/w/noor/complaints/{incident.number}/").content.decode()
    assert url in page
    token = str(uuid.uuid4())
    refused = client.post(url, {"form_token": token, "text_en": "No subject."})
    assert refused.status_code == 422
    assert "No subject." in refused.content.decode()
    sent = client.post(url, {"form_token": token, **WORDS})
    assert sent.status_code == 303
    client.post(url, {"form_token": token, **WORDS})
    with workspace(salem.workspace_id):
        made = IncidentNotice.objects.get()
    assert client.post(f"{sent.url}approval/").status_code == 403
    assert sign_in(reem).get(url).status_code == 403
    assert sign_in(karim).get(sent.url).status_code in (403, 404)
    head = sign_in(mona)
    assert head.post(f"{sent.url}sending/", follow=True).status_code == 200
    assert head.post(f"{sent.url}approval/").status_code == 303
    assert head.post(f"{sent.url}sending/").status_code == 303
    with workspace(salem.workspace_id):
        made.refresh_from_db()
        assert made.state == "sending"
        run(made.job)
    page = head.get(sent.url).content.decode()
    assert "c2@example.com" in page
    edited = head.post(f"{sent.url}edit/", {"version": "99", **WORDS, "text_en": "Too late."})
    assert edited.status_code == 422
