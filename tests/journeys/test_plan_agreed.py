"""From a stranger on the web form to a strategic customer who agreed to the plan, in either language."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import Account, LeadForm
from lib import stamps
from lib.tenancy.state import workspace
from planning.models import Objective
from tests.journeys.visitor import PHONE


@pytest.fixture
def lead_form(in_noor, monkeypatch):
    monkeypatch.setattr(stamps, "FASTEST_SECONDS", 0)  # a test writes its name faster than people
    with transaction.atomic():
        return LeadForm.objects.create(is_open=True)


def test_from_the_web_form_to_a_strategic_customer_with_an_agreed_plan(browse, mona, lead_form, language):
    stranger = browse(language=language, width=PHONE, scripts=False)
    stranger.open(f"/p/noor/lead/?lang={language}")
    for name, text in (
        ("name", "نورة القحطاني"),
        ("company", "شركة النخيل"),
        ("email", "noura@palms.example"),
    ):
        stranger.page.locator(f"[name={name}]").fill(text)
    stranger.press("Send")
    stranger.sees("Thank you")
    with workspace(mona.workspace_id), transaction.atomic():
        account = Account.objects.prospects().get()
    staff = browse(mona, language=language)
    staff.open(f"/w/noor/accounts/{account.number}/conversion/")
    staff.page.locator("[name=owner]").select_option(label=mona.user.name)
    staff.press("Make a customer", within=staff.page.locator("form:has([name=owner])"))
    staff.sees("Active")
    staff.open(f"/w/noor/accounts/{account.number}/classification/")
    staff.page.locator("[name=management_type]").select_option("strategic")
    staff.press("Save")
    staff.open(f"/w/noor/accounts/{account.number}/")
    expect(staff.page.locator("#record-head")).to_contain_text(staff.says("Strategic", "type of account"))
    staff.open(f"/w/noor/accounts/{account.number}/plan/")
    staff.press("New plan")
    staff.press("Begin the plan")
    staff.page.locator("#summary").get_by_role("link").click()
    staff.page.locator("#summary textarea").fill("نريد أن نصبح المورد الأول")
    staff.press("Save", within=staff.page.locator("#summary"))
    staff.sees_text("نريد أن نصبح المورد الأول")
    staff.page.locator("#objectives").get_by_role("link").first.click()
    staff.type("What is to be reached", "طلبيات أكثر")
    staff.type("Where we begin", "10")
    staff.type("Target", "٥٠")
    staff.type("Due", (timezone.localdate() + timedelta(days=90)).isoformat())
    staff.press("Save")
    staff.sees("Not agreed yet")
    staff.press("Put in force")
    staff.sees("In force")
    staff.press("Agree by a link")
    staff.press("Make a link")
    link = "/p/" + staff.page.locator("#shared-url").input_value().partition("/p/")[2]
    customer = browse(language=language, width=PHONE, scripts=False)
    customer.open(link)
    customer.sees_text("طلبيات أكثر")
    assert customer.sideways() <= 0
    customer.page.locator("[value=agreed]").first.check()
    customer.press("Send my answers")
    customer.sees("You agreed to this")
    with workspace(mona.workspace_id), transaction.atomic():
        assert Objective.objects.get().is_agreed
    staff.open(f"/w/noor/accounts/{account.number}/plan/")
    expect(staff.page.locator("#objectives")).to_contain_text(staff.says("Agreed"))
