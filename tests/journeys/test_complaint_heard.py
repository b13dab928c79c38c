"""A complaint from the public form to its end and beyond: heard, paused, escalated, closed, rated, learnt from."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from playwright.sync_api import expect

from complaints.escalating import escalate_next
from complaints.filing import file_complaint
from complaints.models import (
    Complaint,
    ComplaintCategory,
    ComplaintClock,
    ComplaintIntake,
    ComplaintLink,
    EffectRules,
    Escalation,
    RootCause,
    SatisfactionAsk,
)
from complaints.satisfaction import ask_next
from conftest import owner_sql
from lib import stamps
from lib.tenancy.state import workspace
from lib.tokens import hash_of, new_token
from surveys.models import SurveyInvitation
from surveys.writing import add_question, add_survey
from tests.journeys.visitor import PHONE
from timeline.models import Notification

WORDS = "وصلت أربعون كوبًا مكسورة من أصل مئة"


@pytest.fixture
def open_form(in_noor, monkeypatch, mona):
    monkeypatch.setattr(stamps, "FASTEST_SECONDS", 0)  # a test writes its name faster than people
    with transaction.atomic():
        ComplaintCategory.objects.create(label_ar="تلف أثناء النقل", label_en="Damage in transit")
        RootCause.objects.create(label_ar="التغليف", label_en="Packing")
        ComplaintIntake.objects.create(is_open=True, owner=mona)
        survey = add_survey(by=mona, fields={"title_ar": "بعد الشكوى", "title_en": "After a complaint"})
        rating = {"kind": "rating", "scale": 5, "text_ar": "كيف عولجت؟", "text_en": "How was it handled?"}
        add_question(survey, by=mona, fields=rating)
        survey.open(by=mona)
        EffectRules.objects.create(survey=survey, survey_after_hours=0)


def link_to(complaint) -> str:
    """As it stands in a letter: only its hash is kept."""
    token = new_token()
    with workspace(complaint.workspace_id), transaction.atomic():
        ComplaintLink.objects.create(complaint=complaint, token_hash=hash_of(token))
    return f"/p/noor/complaints/{token}/"


def run_out(complaint) -> None:
    """A month goes by: all of it happened so long ago, and the sweep comes."""
    month = timedelta(days=30)
    # What was written once is moved by the owner of the tables alone.
    owner_sql(
        "update complaints_complaintevent set at = at - interval '30 days' where complaint_id = %s",
        complaint.pk,
    )
    with workspace(complaint.workspace_id), transaction.atomic():
        soon = {"started_at": F("started_at") - month, "next_level_at": timezone.now() - timedelta(seconds=1)}
        ComplaintClock.objects.running().filter(complaint=complaint).update(**soon)
        assert escalate_next()


def asked_after(complaint) -> str:
    """The survey that the customer is asked to answer now that it is over."""
    token = new_token()
    with workspace(complaint.workspace_id), transaction.atomic():
        assert ask_next() == 1
        asked = SatisfactionAsk.objects.select_related("invitation").get(complaint=complaint)
        SurveyInvitation.objects.filter(pk=asked.invitation_id).update(token_hash=hash_of(token))
    return f"/p/noor/survey/{token}/"


def four_more_like(complaint) -> None:
    """The same happens to the same customer again and again."""
    with workspace(complaint.workspace_id), transaction.atomic():
        first = Complaint.objects.select_related("account", "category").get(pk=complaint.pk)
        for more in range(4):
            fields = {"subject": f"أكواب مكسورة {more}", "text": f"{WORDS}، المرة {more}"}
            file_complaint(account=first.account, fields={**fields, "category": first.category})


def assess_and_ask(staff, page) -> None:
    staff.open("/w/noor/complaints/?view=all")
    expect(staff.rows()).to_have_count(1)
    staff.open(page)
    staff.sees_text(WORDS)
    staff.press("Assess", exact=False)
    staff.page.locator("[name=category]").select_option(index=1)
    staff.page.locator("[name=impact][value='3']").check(force=True)
    staff.page.locator("[name=urgency][value='3']").check(force=True)
    staff.press("Assess")
    staff.sees("Critical", "severity")
    staff.page.locator("#answerform-text").fill("كم طلبية وصلت بهذه الحال؟")
    staff.page.locator("[name=waits]").check()
    staff.press("Send")
    staff.sees("Waiting for the customer", "complaint")


def decide_and_close(staff, page) -> None:
    staff.open(page)
    staff.sees_text("طلبيتان")
    staff.press("Decide", exact=False)
    staff.page.locator("[name=decision][value=accepted]").check(force=True)
    staff.type("Reasons", "التغليف لا يحمي الأكواب")
    staff.press("Decide")
    staff.press("Tell the customer", exact=False)
    staff.type("What the customer reads", "نعتذر، وقد أرسلنا بدلًا منها")
    staff.press("Tell the customer")
    staff.press("Close", exact=False)
    staff.type("What was done", "أُرسلت أربعون كوبًا")
    staff.page.locator("[name=root_cause]").select_option(index=1)
    staff.press("Close")
    staff.sees("Closed", "complaint")


def test_from_the_public_form_to_the_end_of_a_complaint(browse, mona, open_form, work_off_jobs, language):
    customer = browse(language=language, width=PHONE, scripts=False)
    customer.open(f"/p/noor/complaints/new/?lang={language}")
    for name, text in (("name", "نورة القحطاني"), ("email", "noura@palms.example"), ("text", WORDS)):
        customer.page.locator(f"[name={name}]").fill(text)
    customer.press("Send the complaint")
    customer.sees("Thank you")
    with workspace(mona.workspace_id), transaction.atomic():
        complaint = Complaint.objects.select_related("account").get()
    customer.sees_text(complaint.reference)
    assert customer.sideways() <= 0

    staff, page = browse(mona, language=language), f"/w/noor/complaints/{complaint.number}/"
    assess_and_ask(staff, page)
    link = link_to(complaint)
    customer.open(link)
    customer.sees_text("كم طلبية وصلت بهذه الحال؟")
    customer.page.locator("form:has([value=write]) textarea").fill("طلبيتان")
    customer.press("Send")
    customer.sees_text("طلبيتان")
    assert customer.sideways() <= 0

    run_out(complaint)
    with workspace(mona.workspace_id), transaction.atomic():
        assert Escalation.objects.filter(clock__complaint=complaint).exists()
        assert Notification.objects.filter(kind__startswith="complaint", recipient=mona).exists()

    decide_and_close(staff, page)
    customer.open(link)
    customer.sees_text("نعتذر، وقد أرسلنا بدلًا منها")
    expect(customer.page.locator("body")).not_to_contain_text("التغليف لا يحمي الأكواب")

    customer.open(asked_after(complaint))
    customer.page.locator("[type=radio][value='1']").check(force=True)
    customer.press("Send my answer")
    customer.sees("Thank you")
    staff.open("/w/noor/follow-ups/?view=all")
    staff.sees_text(complaint.reference)

    four_more_like(complaint)
    staff.open("/w/noor/complaints/learning/")
    staff.press("Look for patterns now")
    work_off_jobs()
    staff.open("/w/noor/complaints/learning/")
    alike = staff.page.locator(".steps-list li").filter(has_text=staff.says("Alike texts"))
    expect(alike).to_have_count(1)
