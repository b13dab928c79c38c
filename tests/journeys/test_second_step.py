"""Two-step sign-in: switched on, asked for, and a way in when the phone is lost."""

import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import expect

from conftest import PASSWORD
from tests.journeys.axe import violations


def code_of(key: str) -> str:
    """What the app on the phone shows now."""
    return format_hotp_value(hotp_value(key.replace(" ", ""), int(time.time()) // 30))


def test_the_second_step_is_switched_on_asked_for_and_a_recovery_code_opens_too(browse, huda, seat):
    visitor = browse(huda, **seat)
    page, found = visitor.page, []
    visitor.open("/auth/mfa/")
    visitor.press("Switch on")
    visitor.type("Password", PASSWORD)
    page.locator("#content .btn-primary").click()
    key = page.locator("code").inner_text()
    found += violations(page)
    visitor.type("Code", "000000")
    visitor.press("Switch on")
    visitor.sees("This code is not right. Take the newest one from your app.")
    visitor.type("Code", code_of(key))
    visitor.press("Switch on")
    expect(page.locator("#content code").first).to_be_visible()
    recovery_code = page.locator("#content code").first.inner_text()
    for path in ("recovery-codes/", "recovery-codes/generate/", "totp/deactivate/", ""):
        visitor.open(f"/auth/mfa/{path}")
        found += violations(page)
        assert visitor.sideways() <= 0
    visitor.open("/auth/logout/")
    page.locator("#content .btn-primary").click()

    visitor.open("/auth/login/")
    visitor.type("E-mail", huda.user.email)
    visitor.type("Password", PASSWORD)
    visitor.press("Sign in")
    expect(visitor.title).to_have_text(visitor.says("Second step"))
    found += violations(page)
    visitor.type("Code", recovery_code)
    visitor.press("Sign in")
    expect(visitor.title).to_contain_text("هدى")
    assert found == []
