"""What was said about a complaint, and to whom: the database lets nobody change it, and lets it go in one way only."""

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from accounts.deletion import delete_for_good
from accounts.merging.services import merge
from accounts.models import Account, Contact
from accounts.services import add_account, add_contact
from complaints.answering import answer, hear, note
from complaints.models import Complaint, ComplaintEvent, ComplaintMessage, ComplaintNote
from complaints.models.notice import IncidentNotice, NoticeRecipient
from complaints.notices import approve, draft_notice, tell
from lib.tenancy.state import workspace
from timeline.attaching import attach
from timeline.models import Attachment

pytestmark = pytest.mark.django_db
WORDS = {"subject_en": "Deliveries are late", "text_en": "The power failed."}
WRITTEN = {
    ComplaintEvent: "step",
    ComplaintMessage: "text",
    ComplaintNote: "text",
    NoticeRecipient: "address",
}


@pytest.fixture
def incident(salem, complain):
    return complain(subject="Power failure")


@pytest.fixture
def content(salem):
    with workspace(salem.workspace_id):
        fields = {"name_en": "Content", "owner": salem, "email": "we@content.example", "language": "en"}
        return add_account(by=salem, fields=fields)


@pytest.fixture
def notice(salem, mona, incident, content, complain):
    """Told to the customer of the incident and to another one, with something said about each."""
    other = complain(account=content)
    with workspace(salem.workspace_id):
        Complaint.objects.filter(pk=other.pk).update(incident=incident)
        made = draft_notice(incident=incident, by=salem, fields=WORDS)
        approve(made, by=mona)
        for each in (incident, other):
            note(each, by=salem, text="Among us.")
            tell(made, Complaint.objects.get(pk=each.pk), by=mona)
        return made


def refused(work) -> str:
    try:
        with transaction.atomic():
            work()
    except (ProgrammingError, IntegrityError) as refusal:
        return str(refusal)
    return ""


@pytest.mark.parametrize("model", WRITTEN)
def test_no_code_of_the_app_changes_or_deletes_what_was_written(notice, model):
    with workspace(notice.workspace_id):
        before = sorted(model.objects.values_list(WRITTEN[model], flat=True))
        assert len(before) >= 2
        row = model.objects.first()
        setattr(row, WRITTEN[model], "forged")
        for work in (
            row.save,
            row.delete,
            lambda: model.objects.update(**{WRITTEN[model]: "forged"}),
            lambda: model.objects.all().delete(),
        ):
            assert "permission denied" in refused(work)
        assert sorted(model.objects.values_list(WRITTEN[model], flat=True)) == before


def test_of_a_message_only_its_letter_and_its_contact_may_change(notice):
    with workspace(notice.workspace_id):
        message = ComplaintMessage.objects.first()
        ComplaintMessage.objects.filter(pk=message.pk).update(interaction=None, contact=None)
        other = ComplaintMessage.objects.exclude(pk=message.pk).first().complaint_id
        for change in ({"complaint": other}, {"at": message.complaint.filed_at}, {"is_decision": True}):
            again = ComplaintMessage.objects.filter(pk=message.pk)
            assert "permission denied" in refused(lambda again=again, change=change: again.update(**change))


def test_asking_to_forget_a_customer_who_is_there_forgets_nothing(notice, afaq, content):
    with workspace(notice.workspace_id):
        before = {model: model.objects.count() for model in WRITTEN}
        with connection.cursor() as cursor:
            for key in (afaq.pk, content.pk, 0, -1, None):
                cursor.execute("SELECT forget_complaints(%s)", [key])
        assert {model: model.objects.count() for model in WRITTEN} == before


def test_a_deleted_customer_takes_along_what_was_said_and_its_files_and_nothing_of_others(
    notice, content, huda, salem, django_capture_on_commit_callbacks
):
    with workspace(notice.workspace_id):
        mine, theirs = notice.incident, Complaint.objects.get(account=content)
        for each in (mine, theirs):
            attach(each, b"%PDF-1.4 of the complaint", name="a.pdf", by=salem)
            attach(hear(each, text="Look."), b"%PDF-1.4 of the message", name="b.pdf")
            attach(note(each, by=salem, text="Hm."), b"%PDF-1.4 of the note", name="c.pdf", by=salem)
        kept = {model: model.objects.filter(complaint=mine).count() for model in WRITTEN}
        delete_for_good(Account.objects.get(pk=content.pk), by=huda)
        for model in WRITTEN:
            assert model.objects.count() == model.objects.filter(complaint=mine).count() == kept[model]
        assert Attachment.objects.count() == 3
        assert Complaint.objects.get() == mine


def test_with_the_customer_of_the_incident_goes_the_notice_and_who_was_told(notice, afaq, content, huda):
    with workspace(notice.workspace_id):
        theirs = ComplaintMessage.objects.filter(complaint__account=content).count()
        delete_for_good(Account.objects.get(pk=afaq.pk), by=huda)
        assert not IncidentNotice.objects.exists()
        assert not NoticeRecipient.objects.exists()
        assert ComplaintMessage.objects.count() == theirs == 1


def test_a_deleted_contact_leaves_the_words_without_a_name(salem, huda, incident, afaq):
    with workspace(salem.workspace_id):
        noura = add_contact(by=salem, fields={"name_en": "Noura"}, account=afaq)
        heard = hear(incident, text="Look.", contact=noura)
        delete_for_good(Contact.objects.get(pk=noura.pk), by=huda)
        heard.refresh_from_db()
        assert (heard.text, heard.contact) == ("Look.", None)


def test_merged_customers_keep_every_word_of_both(notice, afaq, content, mona):
    with workspace(notice.workspace_id):
        before = {model: model.objects.count() for model in WRITTEN}
        merge(*(Account.objects.get(pk=each.pk) for each in (content, afaq)), by=mona)
        assert {model: model.objects.count() for model in WRITTEN} == before


@pytest.mark.parametrize("state", ["sending", "sent", "stopped"])
def test_a_notice_that_went_out_is_rewritten_by_nobody(notice, huda, state):
    with workspace(notice.workspace_id):
        one = IncidentNotice.objects.filter(pk=notice.pk)
        one.update(state=state)
        changes = [{"text_en": "forged"}, {"subject_ar": "مزور"}, {"approved_by": huda}, {"state": "draft"}]
        changes += [{"state": "approved"}] + ([{"state": "stopped"}] if state == "sent" else [])
        for change in changes:
            assert "stays as it was" in refused(lambda change=change: one.update(**change))
        assert one.get().text_en == WORDS["text_en"]


def test_the_words_of_an_answer_outlive_the_letter_that_carried_them(salem, incident):
    with workspace(salem.workspace_id):
        said = answer(incident, by=salem, text="We look into it.")
        said.interaction.mail_entries.all().delete()
        said.interaction.delete()
        said.refresh_from_db()
        assert (said.text, said.interaction_id) == ("We look into it.", None)
