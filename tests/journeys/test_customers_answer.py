"""What customers do without signing in: on a phone, in either language, with scripts off, and seen by staff at once."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import expect

from accounts import services
from interactions.models import FollowUp
from interactions.services import add_follow_up
from lib.tenancy.state import workspace
from meetings.models import Meeting
from tests.journeys.visitor import PHONE


@pytest.fixture
def account(salem, add_account, language):
    """With somebody who reads this language."""
    made = add_account(salem, "شركة النخيل")
    with workspace(salem.workspace_id), transaction.atomic():
        services.add_contact(by=salem, fields={"name_ar": "نورة", "language": language}, account=made)
    return made


def link_shown(staff) -> str:
    return "/p/" + staff.page.locator("#shared-url").input_value().partition("/p/")[2]


def test_a_customer_chooses_a_time_and_moves_it(browse, salem, account, language):
    staff = browse(salem)
    staff.open(f"/w/noor/meetings/bookings/new/?account={account.number}")
    staff.type("What is it about?", "مراجعة العقد")
    staff.press("Make the link")
    customer = browse(language=language, width=PHONE, scripts=False)
    customer.open(link_shown(staff))
    expect(customer.title).to_have_text("مراجعة العقد")
    slots = customer.page.locator("[name=slot]")
    first = slots.first.get_attribute("value")
    slots.first.click()
    customer.sees("Into my calendar (.ics)")
    assert customer.sideways() <= 0
    customer.press("Choose another time")
    slots.nth(2).click()
    customer.sees("Into my calendar (.ics)")
    with workspace(salem.workspace_id), transaction.atomic():
        [meeting] = Meeting.objects.all()
        assert meeting.starts_at.isoformat() != first
    staff.open("/w/noor/meetings/")
    staff.sees_text("مراجعة العقد")
    customer.press("Call it off")
    customer.sees("The meeting was called off. You may choose another time.")
    staff.open(f"/w/noor/meetings/{meeting.number}/")
    staff.sees("Called off")


def test_a_customer_sends_what_is_owed_with_its_file(browse, salem, account, language):
    owed = {
        "reason": "السجل التجاري",
        "due_on": timezone.localdate() + timedelta(days=3),
        "owner": salem,
        "owed_by": "customer",
    }
    with workspace(salem.workspace_id), transaction.atomic():
        step = add_follow_up(account=account, by=salem, fields=owed)
    staff = browse(salem)
    staff.open(f"/w/noor/follow-ups/{step.number}/")
    staff.press("Ask them by a link")
    staff.press("Ask")
    customer = browse(language=language, width=PHONE, scripts=False)
    customer.open(link_shown(staff))
    expect(customer.title).to_have_text("السجل التجاري")
    customer.press("Send")
    expect(customer.page.locator(".invalid-feedback, [role=alert]").first).to_be_visible()
    customer.page.locator("textarea").fill("تفضلوا السجل محدثا")
    paper = {"name": "السجل التجاري.txt", "mimeType": "text/plain", "buffer": "رقم السجل ١٠١٠".encode()}
    customer.page.locator("[type=file]").set_input_files(paper)
    customer.press("Send")
    expect(customer.page.locator("[role=status]").first).to_be_visible()
    assert customer.sideways() <= 0
    with workspace(salem.workspace_id), transaction.atomic():
        assert FollowUp.objects.get(pk=step.pk).state == "done"
    staff.open(f"/w/noor/accounts/{account.number}/")
    staff.sees_text("تفضلوا السجل محدثا")
    staff.sees_text("السجل التجاري.txt")
