"""A plan from nothing to agreed by the customer, in either language."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from playwright.sync_api import expect

from accounts import services
from lib.tenancy.state import workspace
from planning.models import Objective
from tests.journeys.visitor import PHONE


def test_a_plan_from_nothing_to_agreed(browse, mona, add_account, language):
    account = add_account(mona, "شركة النخيل", language=language)
    with workspace(mona.workspace_id), transaction.atomic():
        services.add_contact(by=mona, fields={"name_ar": "نورة", "language": language}, account=account)
    staff = browse(mona, language=language)
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
