"""Complaints from files: every row told, nothing twice, no clock for what is over, and out and in again."""

import io
from datetime import UTC, datetime, timedelta

import pytest
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone, translation

from accounts.exports import EXPORTED, export_at_once
from accounts.services import add_account, add_contact
from complaints.escalating import escalate_next
from complaints.imports import work
from complaints.imports.columns import COLUMNS
from complaints.imports.rows import CHANNELS, DECISIONS, REMEDIES, SEVERITIES, STATES, Reader
from complaints.imports.telling import PROBLEMS, told_problem
from complaints.models import (
    Complaint,
    ComplaintClock,
    ComplaintImport,
    EffectRules,
    Escalation,
    RootCause,
    SatisfactionAsk,
)
from complaints.models.complaint import NEVER
from complaints.models.complaint import STATES as STATE_LABELS
from lib.tenancy.state import workspace
from lib.text import fold
from messaging.models import OutgoingMail
from timeline.jobs import run_slice
from timeline.models import Event, Job, Notification
from workspaces.models import Membership

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_noor", "acknowledges", "afaq")]
FILE = (
    "رقم التذكرة,العميل,الموضوع,الوصف,الخطورة,القناة,تاريخ الاستلام,الحالة,تاريخ الإغلاق,الحل\n"
    "T-1,Afaq Gulf,أكواب مكسورة,وصلت مكسورة,عالية,بريد,2026-03-01 10:30,جديدة,,\n"
    "T-2,AFAQ gulf,Late again,A week late.,low,phone,١/٢/٢٠٢٦,closed,2026-02-09 16:00,Sent anew.\n"
    "T-3,Nobody known,Lost,Lost.,low,phone,2026-02-01,,,\n"
    "T-4,Afaq Gulf,Lost,Lost.,dreadful,pigeon,2026-02-31,closed,,\n"
)


def url(name, **kwargs):
    return reverse(f"complaints:{name}", kwargs={"slug": "noor", **kwargs})


def bring(text, by):
    content = text.encode() if isinstance(text, str) else text
    return work.bring_file(io.BytesIO(content), name="old.csv", size=len(content), by=by)


def brought(text, by, **said):
    origin = bring(text, by)
    work.start_import(origin, by=by, mapping=origin.mapping, **said)
    finish(origin)
    return ComplaintImport.objects.get(pk=origin.pk)


def finish(origin):
    job = origin.job
    for _slice in range(20):
        run_slice(job.pk)
        job.refresh_from_db()
        if job.is_over:
            break
    assert job.state == Job.State.DONE, job.error


def counts(origin):
    return (origin.added, origin.history, origin.known, origin.refused)


def codes(origin):
    return {tuple(problem[:2]) for row in origin.rows.all() for problem in row.problems}


def test_complaints_come_in_with_what_cannot_be_read_told(salem):
    origin = brought(FILE, salem)
    assert counts(origin) == (1, 1, 0, 2)
    new, old = Complaint.objects.order_by("number")
    assert (new.subject, new.text, new.severity, new.channel, new.language) == (
        "أكواب مكسورة", "وصلت مكسورة", 3, "email", "ar",
    )  # fmt: skip
    assert new.filed_at == datetime(2026, 3, 1, 7, 30, tzinfo=UTC)  # ten thirty in Riyadh
    assert (new.state, new.owner, new.created_by) == ("new", salem, salem)
    assert (old.state, old.resolution, old.owner) == ("closed", "Sent anew.", None)
    assert old.filed_at == datetime(2026, 1, 31, 21, 0, tzinfo=UTC)
    assert old.closed_at == old.state_since == datetime(2026, 2, 9, 13, 0, tzinfo=UTC)
    assert codes(origin) == {
        ("account", "no_customer"), ("severity", "no_value"), ("channel", "no_value"), ("filed", "no_moment"),
    }  # fmt: skip
    assert origin.table is None  # nothing of the file is left


def test_an_open_one_runs_from_when_it_was_received_and_one_that_is_over_never_runs(salem, huda):
    EffectRules.objects.create(survey=None)
    brought(FILE, salem)
    new, old = Complaint.objects.order_by("number")
    assert {each.started_at for each in new.clocks.all()} == {new.filed_at}
    assert new.due_at < timezone.now()
    assert old.due_at == NEVER
    assert not old.clocks.exists()
    told = Notification.objects.count()
    while escalate_next():
        pass
    assert Notification.objects.count() > told
    assert {each.clock.complaint_id for each in Escalation.objects.all()} == {new.pk}
    assert not SatisfactionAsk.objects.exists()


def test_an_old_one_that_is_opened_again_promises_anew_and_breaks_nothing_of_before(salem, cause):
    brought(FILE, salem)
    old = Complaint.objects.get(state="closed")
    old.reopen(by=salem)
    clocks = ComplaintClock.objects.filter(complaint=old)
    assert [(each.kind, each.number) for each in clocks.filter(stopped_at=None)] == [("resolution", 2)]
    assert not clocks.filter(is_late=True).exists()
    assert all(each.is_dropped for each in clocks.exclude(stopped_at=None))


def test_nobody_is_written_to_unless_that_is_ticked(salem, afaq):
    today = f"{timezone.localtime():%Y-%m-%d 00:00}"
    head = "customer,subject,received,closed,resolution"
    text = f"{head}\nAfaq Gulf,Lost,{today},,\nAfaq Gulf,Old,2026-02-01,{today},Sent.\n"
    brought(text, salem)
    assert not OutgoingMail.objects.exists()
    assert Complaint.objects.get(subject="Lost").state == "new"
    origin = brought(text.replace("Lost", "Gone").replace("Old", "Older"), salem, acknowledges=True)
    assert counts(origin) == (1, 1, 0, 0)
    assert [each.to_address for each in OutgoingMail.objects.all()] == [afaq.email]
    assert Complaint.objects.get(subject="Gone").state == "acknowledged"


def test_the_same_file_again_adds_nothing(salem):
    brought(FILE, salem)
    assert counts(brought(FILE, salem)) == (0, 0, 2, 2)
    without = "\n".join(line.partition(",")[2] for line in FILE.splitlines())
    # Without references it is known by who said what, and when; the same row twice is one complaint.
    assert counts(brought(without + "\n" + without.splitlines()[1], salem)) == (1, 1, 1, 2)
    assert counts(brought(without, salem)) == (0, 0, 2, 2)
    assert Complaint.objects.count() == 4


def test_the_same_reference_of_another_system_is_another_complaint(salem):
    brought(FILE, salem, source="Zendesk")
    assert counts(brought(FILE, salem, source="Zendesk"))[2] == 2
    assert counts(brought(FILE, salem, source="Odoo"))[:3] == (1, 1, 0)


def test_what_is_brought_stands_on_the_pages_of_the_customer(salem, afaq):
    brought(FILE, salem)
    verbs = Event.objects.about(afaq).values_list("verb", flat=True)
    assert list(verbs).count("complaint.brought") == 2


@pytest.mark.parametrize(
    ("line", "column", "code"),
    [
        ("Afaq Gulf,Lost,2026-02-01,closed,,Sent.", "closed", "closed_when"),
        ("Afaq Gulf,Lost,,closed,2026-02-01,Sent.", "filed", "over_since_when"),
        ("Afaq Gulf,Lost,2026-02-01,closed,2026-01-01,Sent.", "closed", "closed_before"),
        ("Afaq Gulf,Lost,2026-02-01,closed,2026-03-01,", "resolution", "closed_how"),
        ("Afaq Gulf,Lost,2036-02-01,,,", "filed", "no_moment"),
        ("Afaq Gulf,Lost,2026-02-01,spam,,", "state", "not_counted"),
        ("Afaq Gulf,Lost,2026-02-01,duplicate,,", "state", "not_counted"),
        ("Afaq Gulf,,2026-02-01,,,", "subject", "no_words"),
        (",Lost,2026-02-01,,,", "account", "no_customer"),
        (f"Afaq Gulf,{'x' * 201},2026-02-01,,,", "subject", "too_long"),
    ],
)
def test_a_row_is_refused_with_its_reason(salem, line, column, code):
    origin = brought(f"customer,subject,received,state,closed,resolution\n{line}\n", salem)
    assert counts(origin) == (0, 0, 0, 1)
    assert (column, code) in codes(origin)


def test_what_was_done_may_be_said_for_all_rows(salem):
    text = "customer,subject,received,closed\nAfaq Gulf,Lost,2026-02-01,2026-02-03\n"
    assert counts(brought(text, salem, resolution="Closed in the former system.")) == (0, 1, 0, 0)
    assert Complaint.objects.get().resolution == "Closed in the former system."


def test_whose_it_is_and_who_complained(noor, salem, afaq, huda):
    lama = add_contact(
        by=salem, fields={"name_en": "Lama Saleh", "email_1": "lama@afaq.example"}, account=afaq
    )
    hidden = add_account(by=huda, fields={"name_en": "Hidden Co", "owner": huda})
    for _each in range(2):
        add_account(by=salem, fields={"name_en": "Twins", "owner": salem})
    put_away = add_account(by=salem, fields={"name_en": "Gone Co", "owner": salem})
    put_away.archive(by=salem)
    text = (
        "number of the account,account,email,contact,subject\n"
        f"{afaq.number},,,,By number\n"
        ",,LAMA@afaq.example,,By mail\n"
        ",Afaq Gulf,,lama  saleh,By name\n"
        ",Afaq Gulf,,Nobody,Unknown contact\n"
        "99999,,,,No such number\n"
        f"{hidden.number},,,,Not mine\n"
        ",Twins,,,Two of them\n"
        ",Gone Co,,,Archived\n"
    )
    noor.visibility = "team"
    noor.save()
    by = Membership.objects.select_related("workspace", "user").get(pk=salem.pk)
    origin = brought(text, by)
    assert counts(origin) == (3, 0, 0, 5)
    found = {each.subject: each.contact for each in Complaint.objects.all()}
    assert found == {"By number": None, "By mail": lama, "By name": lama}
    assert codes(origin) == {
        ("contact", "no_contact"), ("account_number", "no_such_number"), ("account_number", "not_yours"),
        ("account", "several"), ("account", "archived"),
    }  # fmt: skip


def test_categories_causes_and_colleagues_are_those_of_the_workspace(salem, faisal, reem, category, cause):
    head = "customer,subject,category,cause,owner,received,closed,resolution\n"
    text = (
        f"{head}Afaq Gulf,One,damage,,{faisal.user.email},2026-02-01,,\n"
        f"Afaq Gulf,Two,تلف,packing,{reem.user.name},2026-02-01,2026-02-02,Sent.\n"
        f"Afaq Gulf,Three,Unheard of,,{reem.user.name},2026-02-01,,\n"
        "Afaq Gulf,Four,,Unheard of,Nobody,2026-02-01,2026-02-02,Sent.\n"
    )
    origin = brought(text, salem)
    assert counts(origin) == (1, 1, 0, 2)
    one, two = Complaint.objects.order_by("number")
    assert (one.category, one.owner) == (category, faisal)
    assert (two.category, two.root_cause, two.owner) == (category, cause, reem)
    assert codes(origin) == {("category", "no_entry"), ("owner", "no_handler"), ("cause", "no_entry")}


def test_the_usual_categories_are_kept_when_a_file_names_one(salem):
    origin = brought(
        "customer,subject,category\nAfaq Gulf,One,Late delivery\nAfaq Gulf,Two,تأخر التوصيل\n", salem
    )
    assert counts(origin) == (2, 0, 0, 0)
    first, second = Complaint.objects.order_by("number")
    assert first.category.label_en == "Late delivery"
    assert first.category == second.category


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("language", ["ar", "en"])
def test_an_export_comes_back_as_known_and_elsewhere_as_it_was(salem, karim, cause, complain, kind, language):
    open_one = complain(remedy="other", remedy_text="=cash", at=timezone.now() - timedelta(days=9))
    complain(subject="Win a car").reject(by=salem)
    brought(FILE, salem)
    with translation.override(language):
        exported = EXPORTED["complaints"]
        content = export_at_once(
            exported, exported.found(salem, QueryDict("")), kind=kind, by=salem, query=QueryDict("")
        )
        assert counts(brought(content, salem)) == (0, 0, 4, 0)
        with workspace(karim.workspace_id):
            add_account(by=karim, fields={"name_en": "Afaq Gulf", "owner": karim})
            origin = bring(content, karim)
            # Numbers and colleagues are those of another workspace.
            mapping = ["" if key in ("account_number", "owner") else key for key in origin.mapping]
            work.start_import(origin, by=karim, mapping=mapping)
            finish(origin)
            assert codes(origin) == {("state", "not_counted")}
            there = Complaint.objects.order_by("filed_at")
            assert [(each.state, each.severity, each.channel) for each in there] == [
                ("closed", 1, "phone"), ("new", 3, "email"), ("new", 2, "other"),
            ]  # fmt: skip
            assert (there[2].remedy, there[2].remedy_text, there[0].resolution) == (
                "other", "=cash", "Sent anew.",
            )  # fmt: skip
    assert Complaint.objects.get(pk=open_one.pk).version == 1


def test_every_word_of_the_pages_is_known():
    for language in ("ar", "en"):
        with translation.override(language):
            for key, (label, _names) in COLUMNS.items():
                assert COLUMNS.match([str(label)]) == [key]
            for known, labels in (
                (SEVERITIES, {value: value.label for value in SEVERITIES}),
                (CHANNELS, {value: value.label for value in CHANNELS}),
                (REMEDIES, {value: value.label for value in REMEDIES}),
                (DECISIONS, {value: value.label for value in DECISIONS}),
            ):
                for value, label in labels.items():
                    assert fold(str(label)) in known[value], (language, label)
            for state, label in STATE_LABELS.items():
                assert any(fold(str(label)) in names for names in STATES.values()), (state, label)


@pytest.mark.parametrize(
    "cell", ["", "=1+1", "x" * 30_000, "9" * 5_000, "\0", "٣١/٢/٢٠٢٦", "\u202e", "-1", "🙂"]
)
def test_whatever_stands_in_a_cell_is_read_or_told(cell):
    keys = list(COLUMNS)
    for key in keys:
        row = Reader([key], "SA").read(1, [cell])
        for problem in row.problems:
            assert problem[1] in PROBLEMS
            assert told_problem(*problem)


def test_a_cause_stays_where_complaints_have_it(salem, cause):
    text = "customer,subject,cause,received,closed,resolution\nAfaq Gulf,One,Packing,2026-02-01,2026-02-02,Sent.\n"
    brought(text, salem)
    assert RootCause.objects.get().complaints.count() == 1
