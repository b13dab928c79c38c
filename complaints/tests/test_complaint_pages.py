"""The pages of complaints: the queue, filing one, its page and steps, and who may do what."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts import services as accounts
from complaints.answering import answer, communicate
from complaints.filing import change_complaint
from complaints.models import Complaint
from lib.tenancy.state import workspace
from timeline.models import Attachment
from workspaces.models import Membership

pytestmark = pytest.mark.django_db


def url(name, **kwargs):
    return reverse(f"complaints:{name}", kwargs={"slug": "noor", **kwargs})


def written(**fields):
    return {
        "subject": "Cups came broken",
        "text": "Forty of 100 cups",
        "channel": "phone",
        "language": "en",
        "impact": "3",
        "urgency": "3",
        **fields,
    }


def test_it_is_filed_once_for_a_customer(sign_in, salem, afaq, in_noor):
    client, address = sign_in(salem), f"{url('complaint_new')}?account={afaq.number}"
    token = client.get(address).context["form"]["form_token"].value()
    for _twice in range(2):
        response = client.post(address, written(form_token=token))
        assert response.status_code == 303
    found = Complaint.objects.get()
    assert (found.severity, found.created_by, found.account) == (4, salem, afaq)
    assert found.reference in str(client.get(response["Location"]).content.decode())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("subject", ""),
        ("text", " "),
        ("impact", "9"),
        ("channel", "pigeon"),
        ("contact", "99"),
        ("category", "777"),
    ],
)
def test_bad_input_writes_nothing_and_keeps_what_was_typed(sign_in, salem, afaq, in_noor, name, value):
    address = f"{url('complaint_new')}?account={afaq.number}"
    response = sign_in(salem).post(address, written(remedy_text="New cups", **{name: value}))
    assert response.status_code == 422
    assert response.context["form"].errors[name]
    assert "New cups" in response.content.decode()
    assert not Complaint.objects.exists()


def test_files_come_with_it(sign_in, salem, afaq, in_noor):
    address = f"{url('complaint_new')}?account={afaq.number}"
    file = SimpleUploadedFile("cups.txt", b"forty", content_type="text/plain")
    sign_in(salem).post(address, written(files=file))
    assert Attachment.objects.of(Complaint.objects.get()).get().name == "cups.txt"


def test_the_steps_lead_to_the_end(sign_in, salem, complain, cause, in_noor, fresh):
    found, client = complain(), sign_in(salem)
    steps = (
        ("assess", {"impact": "2", "urgency": "3"}, "assessed"),
        ("investigate", {}, "investigating"),
        ("decide", {"decision": "accepted", "text": "Broken indeed"}, "decided"),
        ("communicate", {"text": "New cups are on their way."}, "communicated"),
        ("close", {"resolution": "Forty cups sent", "root_cause": cause.number}, "closed"),
    )
    for step, fields, state in steps:
        assert client.get(url(step, number=found.number)).status_code == 200
        assert client.post(url(step, number=found.number), fields).status_code == 303
        assert fresh(found).state == state
    assert (fresh(found).severity, fresh(found).root_cause) == (3, cause)


def test_it_is_not_closed_without_a_resolution_and_a_cause(sign_in, salem, complain, in_noor, fresh):
    found, client = complain(), sign_in(salem)
    found.assess(by=salem, category=None, impact=2, urgency=2, severity=2)
    found.decide(by=salem, decision="refused", text="No")
    communicate(found, by=salem, text="No")
    response = client.post(url("close", number=found.number), {"resolution": "Told"})
    assert (response.status_code, fresh(found).state) == (422, "communicated")


def test_a_step_that_does_not_follow_is_refused_softly(sign_in, salem, complain, in_noor, fresh):
    found = complain()
    response = sign_in(salem).post(url("close", number=found.number), {"resolution": "x"}, follow=True)
    assert response.status_code == 200
    assert fresh(found).state == "new"


def test_who_handles_an_appeal(sign_in, salem, mona, complain, in_noor, fresh):
    found = complain()
    found.assess(by=salem, category=None, impact=2, urgency=2, severity=2)
    found.decide(by=salem, decision="refused", text="No")
    communicate(found, by=salem, text="No")
    found.appeal(reason="Look again")
    decision = {"decision": "accepted", "text": "They are right"}
    sign_in(salem).post(url("decide", number=found.number), decision)
    assert fresh(found).state == "investigating"
    sign_in(mona).post(url("decide", number=found.number), decision)
    assert fresh(found).state == "decided"


def test_who_decided_does_not_decide_the_appeal(sign_in, mona, huda, complain, in_noor, fresh):
    found = complain()
    found.assess(by=mona, category=None, impact=2, urgency=2, severity=2)
    found.decide(by=mona, decision="refused", text="No")
    communicate(found, by=mona, text="No")
    found.appeal(reason="Look again")
    decision = {"decision": "refused", "text": "Still no"}
    sign_in(mona).post(url("decide", number=found.number), decision)
    assert fresh(found).state == "investigating"
    Membership.objects.filter(pk=huda.pk).update(ended_at=timezone.now())
    sign_in(mona).post(url("decide", number=found.number), decision)
    assert fresh(found).state == "decided"


def test_an_incident_of_a_customer_one_does_not_see_is_not_named(
    sign_in, salem, faisal, mona, complain, in_noor
):
    in_noor.visibility = in_noor.Visibility.TEAM
    in_noor.save()
    hidden = accounts.add_account(by=mona, fields={"name_en": "Hidden Ltd", "owner": mona})
    incident = complain(account=hidden, by=mona, owner=mona, subject="Hidden Ltd got stale beans")
    found = complain(owner=faisal)
    Complaint.objects.filter(pk=found.pk).update(incident=incident)
    page = sign_in(faisal).get(url("complaint", number=found.number)).content.decode()
    assert incident.reference in page
    assert "Hidden Ltd" not in page
    assert "Hidden Ltd" in sign_in(mona).get(url("complaint", number=found.number)).content.decode()


def test_asking_once_more_while_waiting_goes_on_waiting(sign_in, salem, complain, in_noor, fresh):
    found, client = complain(), sign_in(salem)
    for text in ("How many were they?", "Which colour?"):
        given = {"text": text, "waits": "on"}
        assert client.post(url("answers", number=found.number), given).status_code == 303
    assert (fresh(found).state, found.messages.count()) == ("waiting", 2)


def test_sentences_name_that_nobody_has_it_and_that_no_reason_was_given(sign_in, salem, complain, in_noor):
    found = complain(owner=salem)
    found.assign_to(None, by=salem)
    found.withdraw(reason="")
    page = sign_in(salem).get(url("complaint", number=found.number)).content.decode()
    assert "gave it to: nobody" in page
    assert "Reason: none given" in page


def test_endless_digits_find_nothing(sign_in, salem, complain, in_noor):
    complain()
    for digits in ("9" * 5000, "C-2030-" + "9" * 5000, "9" * 30):
        for address in (f"/w/noor/search/?q={digits}", f"{url('complaints')}?q={digits}"):
            assert sign_in(salem).get(address, follow=True).status_code == 200


def test_an_edit_keeps_what_the_clocks_wrote_meanwhile(salem, complain, in_noor, fresh):
    found = complain()
    read = fresh(found)
    answer(found, by=salem, text="We look into it")
    found.wait_to_change()
    due = found.due_at
    assert due != read.due_at
    read.subject = "Mugs came broken"
    read.version = found.version
    change_complaint(read, by=salem, read_version=found.version, changed=["subject"])
    assert fresh(found).due_at == due


def test_an_answer_and_a_note_stand_apart_on_the_page(sign_in, salem, complain, in_noor):
    found, client = complain(), sign_in(salem)
    client.post(url("answers", number=found.number), {"text": "We look into it"})
    client.post(url("notes", number=found.number), {"text": "The driver dropped it"})
    said = client.get(url("complaint", number=found.number)).context["said"]
    assert [(each.text, each.is_note) for each in said] == [
        ("We look into it", False),
        ("The driver dropped it", True),
    ]


def test_an_answer_that_cannot_go_keeps_its_text(sign_in, salem, complain, in_noor):
    found = complain()
    found.withdraw(reason="Found them")
    given = {"text": "How many were they?", "waits": "on"}
    response = sign_in(salem).post(url("answers", number=found.number), given)
    assert response.status_code == 422
    assert "How many were they?" in response.content.decode()
    assert not found.messages.exists()


def test_giving_it_to_a_colleague_can_be_undone(sign_in, salem, faisal, complain, in_noor, fresh):
    found, client = complain(owner=salem), sign_in(salem)
    client.post(url("owner", number=found.number), {"owner": faisal.number})
    assert fresh(found).owner == faisal
    client.post(url("owner", number=found.number), {"owner": salem.number, "undo": "1"})
    assert fresh(found).owner == salem


def test_who_only_reads_changes_nothing(sign_in, reem, complain, in_noor, fresh):
    found, client = complain(), sign_in(reem)
    assert client.get(url("complaint", number=found.number)).status_code == 200
    for name in ("acknowledge", "answers", "notes", "owner", "complaint_edit"):
        assert client.post(url(name, number=found.number), {"text": "x"}).status_code == 403
    assert fresh(found).state == "new"


def test_a_stranger_finds_nothing(sign_in, karim, complain):
    found, client = complain(), sign_in(karim)
    assert client.get(url("complaint", number=found.number)).status_code == 404
    assert client.post(url("acknowledge", number=found.number)).status_code == 404


def test_the_queue_begins_with_ones_own_that_are_open(sign_in, salem, faisal, complain, in_noor):
    mine, his = complain(owner=salem), complain(owner=faisal, subject="Late again")
    over = complain(owner=salem, subject="Never mind")
    over.withdraw(reason="x")
    response = sign_in(salem).get(url("complaints"), follow=True)
    shown = response.content.decode()
    assert url("complaint", number=mine.number) in shown
    assert url("complaint", number=his.number) not in shown
    assert url("complaint", number=over.number) not in shown


@pytest.fixture
def sami(salem, afaq):
    """Who complains for Afaq."""
    with workspace(salem.workspace_id):
        fields = {"name_en": "Sami"}
        return accounts.add_contact(by=salem, account=afaq, fields=fields)


def test_the_page_of_a_contact_shows_what_they_complained_about_the_open_first(
    sign_in, mona, salem, karim, complain, sami
):
    over = complain(contact=sami, subject="Was short of lids")
    with workspace(salem.workspace_id):
        over.withdraw(by=salem)
    complain(contact=sami, subject="Cups are cracked")
    complain(subject="Somebody else's")
    client = sign_in(mona)
    address = f"/w/noor/contacts/{sami.number}/linked/"
    assert f'hx-get="{address}"' in client.get(f"/w/noor/contacts/{sami.number}/").content.decode()
    panel = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in panel
    assert "<html" in client.get(address).content.decode()
    assert panel.index("Cups are cracked") < panel.index("Was short of lids")
    assert "Somebody else" not in panel
    leads_to = client.get(url("of_contact", number=sami.number), follow=True)
    assert {each.subject for each in leads_to.context["page"].rows} == {
        "Cups are cracked",
        "Was short of lids",
    }
    stranger = sign_in(karim)
    assert stranger.get(url("of_contact", number=sami.number)).status_code == 404
    assert stranger.get(address).status_code == 404


def test_a_contact_who_never_complained_has_no_panel_of_it(sign_in, mona, complain, sami):
    complain(subject="Somebody else's")
    page = sign_in(mona).get(f"/w/noor/contacts/{sami.number}/linked/").content.decode()
    assert 'id="complaints-title"' not in page
