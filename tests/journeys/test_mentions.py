"""A colleague is mentioned by the keyboard alone, and is told."""

import pytest
from django.db import transaction
from playwright.sync_api import expect

from interactions.models import Mention
from lib.tenancy.state import workspace
from tests.journeys.axe import violations
from tests.journeys.visitor import TWO_SEATS


@pytest.mark.parametrize("seat", TWO_SEATS, ids=str)
def test_a_colleague_is_chosen_while_typing_and_told(browse, noor, salem, mona, add_account, seat):
    account = add_account(salem, "شركة النخيل")
    visitor = browse(salem, **seat)
    page = visitor.page
    visitor.open(f"/w/noor/accounts/{account.number}/")
    page.locator("[data-composer] > summary").click()
    text = page.locator("[data-first]")
    expect(text).to_be_focused()
    page.keyboard.type(f"راجع العرض @{mona.user.name[:2]}")
    option = page.get_by_role("option", name=mona.user.name)
    expect(option).to_be_visible()
    expect(option).to_have_attribute("aria-selected", "true")
    expect(text).to_have_attribute("aria-activedescendant", "mention-0")
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(option).to_have_count(0)
    page.keyboard.press("Backspace")
    expect(option).to_be_visible()
    page.keyboard.press("Enter")
    expect(text).to_have_value(f"راجع العرض @{mona.user.name} ")
    page.keyboard.type("من فضلك")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".entry .mention")).to_have_text(f"@{mona.user.name}")
    with workspace(noor.pk), transaction.atomic():
        assert Mention.objects.get().member == mona
    told = browse(mona, **seat)
    told.open("/w/noor/notifications/")
    expect(told.page.locator("main")).to_contain_text("شركة النخيل")
