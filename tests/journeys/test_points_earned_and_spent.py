"""Points from the rule that gives them to the reward that takes them: earned, redeemed, given back, set right."""

import re
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from playwright.sync_api import expect

from accounts.models import Account
from lib.tenancy.state import workspace
from loyalty import codes
from loyalty.models import Redemption
from loyalty.tests.sound import assert_sound
from tests.journeys.visitor import ARABIC, PHONE

REWARD = {ARABIC: "طقم قهوة", "en": "Coffee set"}
CUSTOMER = "شركة النخيل"
BOUGHT, EARNED, COST, EXTRA = "1200", 1_200, 500, 3_000


@pytest.fixture
def customer(add_account, salem):
    return add_account(salem, CUSTOMER, status="active", email="palms@example.com")


def fill(staff, **fields) -> None:
    for name, text in fields.items():
        staff.page.locator(f"#content [name={name}]").fill(text)


def set_up(staff, language) -> None:
    """The programme begins, a riyal is a point, and there is something to have for it."""
    staff.open("/w/noor/loyalty/programme/")
    fill(staff, name_ar="وفاء النخيل", name_en="Palm Friends", pending_days="0", hold_days="5")
    staff.page.locator("[name=state]").select_option("running")
    staff.press("Save")
    staff.sees("The settings were saved.")
    staff.open("/w/noor/loyalty/rules/new/")
    fill(staff, name_ar="لكل ريال نقطة", name_en="A point for each riyal", points="1", step_minor="1")
    staff.page.locator("[name=trigger]").select_option("money")
    staff.page.locator("[name=currency]").select_option("SAR")
    staff.press("Save")
    staff.sees("Rules for earning points")
    staff.open("/w/noor/loyalty/rewards/new/")
    fill(staff, name_ar=REWARD[ARABIC], name_en=REWARD["en"], cost_points=str(COST))
    staff.press("Save")
    staff.sees_text(REWARD[language])


def buy(staff, customer) -> None:
    staff.open(f"/w/noor/purchases/new/?account={customer.number}")
    row = staff.page.locator(".bought-line").first
    row.locator(".bought-what input").fill("قهوة")
    row.locator(".bought-price input").fill(BOUGHT)
    staff.press("Save")
    expect(staff.title).to_be_visible()
    staff.sees_text("قهوة")


def sees_points(visitor, points: int) -> None:
    """Whatever stands between the digits of this language."""
    digits = f"{points:,}".replace(",", "[,٬]?")
    expect(visitor.page.locator("body")).to_contain_text(re.compile(digits))


def open_points(staff, customer) -> None:
    staff.open(f"/w/noor/accounts/{customer.number}/points/")
    expect(staff.page).to_have_url(re.compile(r"/loyalty/\d+/$"))


def redeem_at_the_counter(staff, language) -> None:
    """Two clicks from the list of rewards: which one, and yes."""
    staff.press("Redeem")
    staff.page.get_by_role("link", name=REWARD[language], exact=True).click()
    staff.press("Redeem")
    staff.sees("Handed over", "redemption")


def link_for(staff, customer) -> str:
    staff.open(f"/w/noor/accounts/{customer.number}/points-link/")
    staff.press("Make a link to hand over")
    return urlsplit(staff.page.locator("#customer-url").input_value()).path


def redeem_by_link(visitor, link, language) -> str:
    """The code with which the reward is collected."""
    visitor.open(link)
    sees_points(visitor, EARNED - COST)
    visitor.page.get_by_role(
        "link", name=visitor.says("Choose %(name)s") % {"name": REWARD[language]}
    ).click()
    visitor.press("Yes, redeem")
    visitor.sees("Done. You find the code below.")
    assert visitor.sideways() <= 0
    return visitor.page.locator(".redeem-code").first.inner_text()


def hand_over(staff, code) -> None:
    """By the code, as the customer reads it aloud."""
    staff.open(f"/w/noor/loyalty/redemptions/?q={code.lower()}")
    staff.press("Hand over", "reward")
    staff.sees("Handed over", "redemption")


def give_back(staff) -> None:
    staff.open(staff.page.url.rstrip("/") + "/refund/")
    fill(staff, reason="وصل مكسورًا")
    staff.press("Give the points back")
    staff.sees("Given back: the points are where they came from.")


def adjust_by_two(asking, approving, customer) -> None:
    """Above what one colleague may give alone: somebody else says yes."""
    open_points(asking, customer)
    asking.press("Adjust")
    fill(asking, points=str(EXTRA), reason="اعتذار عن التأخير")
    asking.press("Adjust")
    asking.sees("The points wait for somebody to approve them.")
    approving.open("/w/noor/loyalty/adjustments/1/")
    approving.press("Approve")
    approving.sees("Approved and done", "adjustment")


def test_points_are_earned_redeemed_given_back_and_set_right(browse, huda, mona, salem, customer, language):
    leading, staff = browse(huda, language=language), browse(salem, language=language)
    set_up(leading, language)
    buy(staff, customer)
    open_points(staff, customer)
    sees_points(staff, EARNED)
    redeem_at_the_counter(staff, language)

    visitor = browse(language=language, width=PHONE, scripts=False)
    code = redeem_by_link(visitor, link_for(staff, customer), language)
    hand_over(staff, code)
    with workspace(salem.workspace_id), transaction.atomic():
        assert Redemption.objects.get(code=codes.typed(code)).state == Redemption.State.FULFILLED
    give_back(staff)
    open_points(staff, customer)
    sees_points(staff, EARNED - COST)

    adjust_by_two(staff, browse(mona, language=language), customer)
    open_points(staff, customer)
    sees_points(staff, EARNED - COST + EXTRA)
    visitor.page.reload()
    sees_points(visitor, EARNED - COST + EXTRA)
    with workspace(salem.workspace_id), transaction.atomic():
        assert Account.objects.get(pk=customer.pk).wallets.get().usable_points() == EARNED - COST + EXTRA
        assert_sound()
