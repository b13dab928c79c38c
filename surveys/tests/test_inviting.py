"""Who is asked: by mail or link, not too often, not against their will, many at once in a job."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Consent, Contact
from accounts.services import add_contact
from interactions.models import Interaction
from lib.tenancy.state import workspace
from lib.tokens import new_token
from messaging.models import OutgoingMail, Suppression
from surveys.inviting import NotInvited, invite
from surveys.models import SurveyInvitation, SurveyRules
from surveys.tests.conftest import token
from timeline.jobs import run_slice
from timeline.models import Job

pytestmark = pytest.mark.django_db
SEND = "/w/noor/surveys/sending/"


def form(visit, noura, **fields):
    return {
        "form_token": token(),
        "survey": str(visit.number),
        "contact": str(noura.number),
        "way": "mail",
        **fields,
    }


def invitations(of):
    with workspace(of.workspace_id):
        return list(SurveyInvitation.objects.order_by("pk"))


def test_it_goes_by_mail_and_stands_on_the_timeline_without_its_link(sign_in, salem, afaq, noura, visit):
    client = sign_in(salem)
    sent = form(visit, noura)
    for _pressed in range(2):
        assert client.post(f"{SEND}?account={afaq.number}", sent).status_code == 303
    (made,) = invitations(salem)
    with workspace(salem.workspace_id):
        mail = OutgoingMail.objects.get()
        kept = Interaction.objects.get()
        assert mail.to_address == "noura@afaq.example"
        assert "/p/noor/survey/" in mail.text
        assert "/p/noor/survey/" not in kept.text
        assert made.interaction_id == kept.pk
    secret = mail.text.partition("/p/noor/survey/")[2].partition("/")[0]
    assert client.get(f"/p/noor/survey/{secret}/").status_code == 200


def test_a_link_is_shown_once(sign_in, salem, noura, visit):
    client, asked = sign_in(salem), form(visit, noura, way="link")
    page = client.post(f"{SEND}?contact={noura.number}", asked)
    assert "/p/noor/survey/" in page.content.decode()
    again = client.post(f"{SEND}?contact={noura.number}", asked)
    assert "/p/noor/survey/" not in again.content.decode()
    assert len(invitations(salem)) == 1
    assert "made a link to the survey" in client.get(f"/w/noor/contacts/{noura.number}/").content.decode()


def test_nobody_is_asked_again_within_the_days_of_rest(sign_in, salem, afaq, noura, visit, asked):
    asked()
    client = sign_in(salem)
    page = client.post(f"{SEND}?account={afaq.number}", form(visit, noura))
    assert page.status_code == 422
    assert "the last survey went out on" in page.content.decode()
    with workspace(salem.workspace_id):
        SurveyInvitation.objects.update(sent_at=timezone.now() - timedelta(days=31))
    assert client.post(f"{SEND}?account={afaq.number}", form(visit, noura)).status_code == 303


def test_the_workspace_chooses_the_days_of_rest(sign_in, huda, salem, asked):
    asked()
    assert sign_in(salem).get("/w/noor/settings/surveys/").status_code == 403
    for wrong in ("-1", "366", "x", ""):
        assert sign_in(huda).post("/w/noor/settings/surveys/", {"rest_days": wrong}).status_code == 422
    assert sign_in(huda).post("/w/noor/settings/surveys/", {"rest_days": "٠"}).status_code == 303
    with workspace(huda.workspace_id):
        assert SurveyRules.objects.get().rest_days == 0
    asked()
    assert len(invitations(salem)) == 2


def test_a_withdrawn_invitation_does_not_count(sign_in, salem, asked):
    first, _link = asked()
    assert sign_in(salem).post(f"/w/noor/surveys/asked/{first.number}/withdrawal/").status_code == 303
    asked()
    assert [each.withdrawn_at is None for each in invitations(salem)] == [False, True]


def test_a_mail_that_still_waits_is_taken_back_with_its_invitation(sign_in, salem, asked):
    made, _link = asked(way="mail")
    sign_in(salem).post(f"/w/noor/surveys/asked/{made.number}/withdrawal/")
    with workspace(salem.workspace_id):
        assert OutgoingMail.objects.get().state == "cancelled"


def test_consent_and_suppression_are_kept(salem, asked, noura):
    with workspace(salem.workspace_id), transaction.atomic():
        given = {"contact": noura, "purpose": "survey", "wording": "x", "source": "phone"}
        Consent.objects.create(**given, channel="whatsapp", state="withdrawn")
    with pytest.raises(NotInvited, match="Noura"):
        asked(way="link")
    with workspace(salem.workspace_id):
        Suppression.objects.create(address="noura@afaq.example")
    with pytest.raises(NotInvited) as refused:
        asked(way="mail")
    assert refused.value.code == "suppressed"
    with workspace(salem.workspace_id):
        Contact.objects.filter(pk=noura.pk).update(email_1="")
    with pytest.raises(NotInvited) as refused:
        asked(contact=contact_again(salem, noura), way="mail")
    assert refused.value.code == "no_address"
    assert invitations(salem) == []


def contact_again(salem, noura):
    with workspace(salem.workspace_id):
        return Contact.objects.get(pk=noura.pk)


def test_only_an_open_survey_is_sent(sign_in, salem, huda, afaq, noura, visit):
    with workspace(huda.workspace_id), transaction.atomic():
        visit.close(by=huda)
    page = sign_in(salem).post(f"{SEND}?account={afaq.number}", form(visit, noura))
    assert page.status_code == 422
    assert "No survey is open" in sign_in(salem).get(f"{SEND}?account={afaq.number}").content.decode()


def test_who_may_not_does_not(sign_in, salem, reem, karim, afaq, noura, visit, asked):
    address = f"{SEND}?account={afaq.number}"
    assert sign_in(reem).get(address).status_code == 403
    assert sign_in(karim).get(address).status_code == 404
    assert sign_in(salem).delete(address).status_code == 405
    assert sign_in(salem).get(f"{SEND}?account=99").status_code == 404
    made, _link = asked()
    withdrawal = f"/w/noor/surveys/asked/{made.number}/withdrawal/"
    assert sign_in(reem).post(withdrawal).status_code == 403
    assert sign_in(karim).post(withdrawal).status_code == 404
    assert invitations(salem)[0].withdrawn_at is None


@pytest.mark.django_db(transaction=True)
def test_two_colleagues_at_once_ask_once(salem, mona, afaq, noura, visit):
    together, came = threading.Barrier(2), []

    def ask(by):
        try:
            together.wait()
            with workspace(salem.workspace_id), transaction.atomic():
                contact = Contact.objects.get(pk=noura.pk)
                account = type(afaq).objects.get(pk=afaq.pk)
                invite(survey=visit, contact=contact, account=account, by=by, way="link", token=new_token())
            came.append("sent")
        except NotInvited as refusal:
            came.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask, args=[by]) for by in (salem, mona)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(came) == ["recent", "sent"]


def test_ticked_contacts_are_asked_in_a_job(sign_in, salem, afaq, noura, visit, asked):
    with workspace(salem.workspace_id):
        given = [{"name_en": f"No {place}", "email_1": f"no{place}@afaq.example"} for place in range(30)]
        people = [add_contact(by=salem, fields=each, account=afaq) for each in given]
        add_contact(by=salem, fields={"name_en": "Nowhere"}, account=afaq)
        alone = add_contact(by=salem, fields={"name_en": "Alone", "email_1": "alone@x.example"}, account=None)
    asked(contact=people[0])
    client = sign_in(salem)
    ticked = {"list": "contacts", "all": "1", "query": "", "in": ""}
    page = client.post("/w/noor/surveys/batches/", ticked)
    assert page.status_code == 200
    assert "33 contacts are asked" in page.content.decode()
    sent = client.post("/w/noor/surveys/batches/", {**ticked, "survey": str(visit.number)})
    assert sent.status_code == 303
    with workspace(salem.workspace_id):
        job = Job.objects.get(kind="surveys.send")
        run_slice(job.pk)
        job.refresh_from_db()
        assert job.state == Job.State.DONE, job.error
        assert job.result == {"sent": 30, "recent": 1, "no_address": 1, "no_account": 1}
        assert not SurveyInvitation.objects.filter(contact=alone).exists()
    assert len(invitations(salem)) == 31
    assert "30 sent" in client.get(f"/w/noor/jobs/{job.number}/").content.decode()


def test_nothing_ticked_is_told(sign_in, salem, reem, visit):
    asked = {"list": "contacts", "query": "", "in": ""}
    assert sign_in(salem).post("/w/noor/surveys/batches/", asked).status_code == 303
    assert sign_in(salem).post("/w/noor/surveys/batches/", {"list": "accounts"}).status_code == 400
    assert sign_in(reem).post("/w/noor/surveys/batches/", asked).status_code == 403
