"""A segment built by clicking, seen at once, kept and read; one of chosen people filled and emptied; put away."""

import pytest
from django.db import transaction
from playwright.sync_api import expect

from accounts import services
from accounts.models import Segment, SegmentReading
from lib.tenancy.state import workspace

HOME = "/w/noor/segments/"


@pytest.fixture
def customers(in_noor, salem):
    with transaction.atomic():
        account = services.add_account(by=salem, fields={"name_en": "Afaq Trading", "owner": salem})
        for name, gender, city in (
            ("Sara", "female", "Riyadh"),
            ("Noura", "female", "Jeddah"),
            ("Omar", "male", "Riyadh"),
        ):
            fields = {
                "name_en": name,
                "gender": gender,
                "city": city,
                "email_1": f"{name.lower()}@afaq.example",
            }
            services.add_contact(by=salem, fields=fields, account=account)


def test_a_segment_is_built_by_clicking_and_read(browse, mona, customers, language):
    staff = browse(mona, language=language)
    staff.open(f"{HOME}new/")
    meant = staff.page.locator("#builder tbody tr")
    staff.type("Name", "Women of Jeddah")
    staff.page.locator("[name='r.0-field']").select_option("contact.gender")
    staff.is_settled()
    staff.page.locator("[name='r.0-v-choices'][value=female]").check()
    expect(meant).to_have_count(2)
    staff.press("Add rule")
    expect(staff.page.locator("[name='r.1-field']")).to_be_visible()
    staff.is_settled()
    staff.page.locator("[name='r.1-field']").select_option("contact.city")
    staff.is_settled()
    staff.page.locator("[name='r.1-v-text']").fill("Riyadh")
    staff.page.keyboard.press("Tab")
    expect(meant).to_have_count(1)
    expect(meant).to_contain_text("Sara")
    staff.press("Turn round", within=staff.page.locator("[id='r.1']"))
    expect(meant).to_contain_text("Noura")
    expect(staff.field("Name")).to_have_value("Women of Jeddah")
    with staff.on_a_phone():
        assert staff.sideways() <= 0
    staff.press("Save")
    expect(staff.title).to_have_text("Women of Jeddah")
    staff.sees_text("Noura")
    staff.press("Read it now")
    expect(staff.page.locator("[aria-labelledby=readings-title] tbody tr")).to_have_count(1)
    with workspace(mona.workspace_id), transaction.atomic():
        assert SegmentReading.objects.get().people == 1


def test_what_is_typed_while_the_rules_are_read_stays(browse, mona, customers):
    staff = browse(mona)
    staff.open(f"{HOME}new/")
    staff.page.locator("[name='r.0-field']").select_option("contact.city")
    staff.is_settled()
    on_their_way = []
    staff.page.route(f"**{HOME}new/", lambda route: on_their_way.append(route))
    staff.page.locator("[name='r.0-op']").select_option(index=1)
    staff.page.locator("[name='r.0-v-text']").fill("Riyadh")
    with staff.page.expect_response(f"**{HOME}new/"):
        on_their_way[0].continue_()
    staff.is_settled()
    expect(staff.page.locator("[name='r.0-v-text']")).to_have_value("Riyadh")
    staff.page.unroute(f"**{HOME}new/")
    staff.page.keyboard.press("Tab")
    meant = staff.page.locator("#builder tbody tr")
    expect(meant).to_have_count(2)
    expect(meant.first).to_contain_text("Riyadh")


def test_people_are_put_in_and_taken_out_by_hand_and_the_segment_is_put_away(
    browse, mona, customers, language
):
    staff = browse(mona, language=language)
    staff.open(f"{HOME}new/?kind=static")
    staff.type("Name", "Guests of the dinner")
    staff.press("Save")
    expect(staff.title).to_have_text("Guests of the dinner")
    chosen = staff.page.locator("[aria-labelledby=glance-title] tbody tr")
    staff.page.locator("[name=people]").fill("sara@afaq.example\nnobody@afaq.example")
    staff.press("Put in")
    staff.sees_text("nobody@afaq.example")
    expect(chosen).to_have_count(0)
    staff.page.locator("[name=people]").fill("sara@afaq.example\nomar@afaq.example")
    staff.press("Put in")
    expect(chosen).to_have_count(2)
    staff.page.get_by_role("button", name=staff.says("Take %(name)s out") % {"name": "Omar"}).click()
    expect(chosen).to_have_count(1)
    expect(chosen).to_contain_text("Sara")
    staff.open(HOME)
    staff.page.get_by_role("button", name=staff.says("Archive")).first.click()
    expect(staff.toast).to_contain_text("Guests of the dinner")
    with workspace(mona.workspace_id), transaction.atomic():
        assert Segment.objects.get().is_archived
    staff.press("Undo", within=staff.toast)
    expect(staff.toast).to_contain_text(staff.says("Back among the segments: %(name)s").partition("%(")[0])
    with workspace(mona.workspace_id), transaction.atomic():
        assert not Segment.objects.get().is_archived
