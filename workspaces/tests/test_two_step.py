import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.core.cache import cache

from conftest import PASSWORD
from workspaces.models import SystemMail, Workspace
from workspaces.tests.conftest import is_signed_in
from workspaces.two_step import spend_code

pytestmark = pytest.mark.django_db

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code(secret=SECRET, at=0):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + at))


@pytest.fixture
def mona_with_app(mona):
    TOTP.activate(mona.user, SECRET)
    RecoveryCodes.activate(mona.user)
    return mona


def switch_on(client):
    """Set two-step sign-in up as people do: the password again, then a code of the app."""
    asked = client.get("/auth/mfa/totp/activate/")
    client.post(asked["location"], {"password": PASSWORD})
    page = client.get("/auth/mfa/totp/activate/")
    key = page.context["form"].key_to_type.replace(" ", "")
    return client.post("/auth/mfa/totp/activate/", {"code": code(key)})


@pytest.mark.django_db(transaction=True)
def test_switching_on_shows_recovery_codes_and_tells_the_person(sign_in, mona):
    client = sign_in(mona)
    assert switch_on(client)["location"] == "/auth/mfa/recovery-codes/"
    page = client.get("/auth/mfa/recovery-codes/").content.decode()
    codes = Authenticator.objects.get(user=mona.user, type="recovery_codes").wrap().get_unused_codes()
    assert len(codes) == 10
    assert all(each in page for each in codes)
    assert SystemMail.objects.filter(to="mona@noor.example").count() == 1


@pytest.mark.django_db(transaction=True)
def test_switching_on_ends_all_other_sessions(sign_in, mona):
    here, elsewhere = sign_in(mona), sign_in(mona)
    switch_on(here)
    assert is_signed_in(here)
    assert not is_signed_in(elsewhere)


def test_after_the_password_comes_the_code(browser, mona_with_app, sign_in_by_page):
    assert sign_in_by_page(browser, "mona@noor.example")["location"] == "/auth/mfa/authenticate/"
    assert not is_signed_in(browser)
    assert browser.post("/auth/mfa/authenticate/", {"code": code()})["location"] == "/"
    assert is_signed_in(browser)


def test_a_code_may_be_typed_in_arabic_digits_and_in_groups(browser, mona_with_app, sign_in_by_page):
    sign_in_by_page(browser, "mona@noor.example")
    arabic = code().translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    browser.post("/auth/mfa/authenticate/", {"code": f"{arabic[:3]} {arabic[3:]}"})
    assert is_signed_in(browser)


def test_a_code_works_once(browser, mona_with_app, sign_in_by_page):
    used = code()
    for _time in range(2):
        browser.cookies.clear()
        sign_in_by_page(browser, "mona@noor.example")
        answer = browser.post("/auth/mfa/authenticate/", {"code": used})
    assert answer.status_code == 422
    assert not is_signed_in(browser)


def test_a_code_works_once_also_when_the_cache_forgets(browser, mona_with_app, sign_in_by_page):
    used, answers = code(), []
    for _time in range(2):
        browser.cookies.clear()
        cache.clear()
        sign_in_by_page(browser, "mona@noor.example")
        answers.append(browser.post("/auth/mfa/authenticate/", {"code": used}).status_code)
    assert answers == [302, 422]


def test_a_code_older_than_the_last_one_is_refused(browser, mona_with_app, sign_in_by_page):
    older, answers = code(at=-1), []
    for each in (code(), older):
        browser.cookies.clear()
        sign_in_by_page(browser, "mona@noor.example")
        answers.append(browser.post("/auth/mfa/authenticate/", {"code": each}).status_code)
    assert answers == [302, 422]


@pytest.mark.django_db(transaction=True)
def test_the_code_that_switched_it_on_signs_nobody_in(sign_in, browser, mona, sign_in_by_page):
    switch_on(sign_in(mona))
    app = Authenticator.objects.get(user=mona.user, type="totp")
    sign_in_by_page(browser, "mona@noor.example")
    used = code(decrypt(app.data["secret"]))
    assert browser.post("/auth/mfa/authenticate/", {"code": used}).status_code == 422


def test_a_code_is_spent_by_whoever_comes_first(mona_with_app):
    app, used = Authenticator.objects.get(user=mona_with_app.user, type="totp"), code()
    assert [spend_code(app, used), spend_code(app, used), spend_code(app, "000000")] == [True, False, False]


def test_a_recovery_code_works_once(browser, mona_with_app, sign_in_by_page):
    spare = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]
    answers = []
    for _time in range(2):
        browser.cookies.clear()
        sign_in_by_page(browser, "mona@noor.example")
        answers.append(browser.post("/auth/mfa/authenticate/", {"code": spare}).status_code)
    assert answers == [302, 422]


def test_ten_wrong_codes_lock_as_ten_wrong_passwords_do(browser, mona_with_app, sign_in_by_page):
    sign_in_by_page(browser, "mona@noor.example")
    answers = [browser.post("/auth/mfa/authenticate/", {"code": "000000"}).status_code for _try in range(11)]
    assert answers == [422] * 9 + [429] * 2
    assert browser.post("/auth/mfa/authenticate/", {"code": code()}).status_code == 429
    assert not is_signed_in(browser)


def test_wrong_codes_are_not_forgotten_with_the_cache(browser, mona_with_app, sign_in_by_page):
    sign_in_by_page(browser, "mona@noor.example")
    for _try in range(10):
        cache.clear()
        answer = browser.post("/auth/mfa/authenticate/", {"code": "000000"})
    assert answer.status_code == 429


def test_a_right_password_alone_does_not_forget_wrong_codes(browser, mona_with_app, sign_in_by_page):
    for _try in range(9):
        browser.cookies.clear()
        sign_in_by_page(browser, "mona@noor.example")
        browser.post("/auth/mfa/authenticate/", {"code": "000000"})
    browser.cookies.clear()
    sign_in_by_page(browser, "mona@noor.example")
    assert browser.post("/auth/mfa/authenticate/", {"code": "000000"}).status_code == 429


def switch_off(client):
    client.post("/auth/reauthenticate/?next=/auth/mfa/totp/deactivate/", {"password": PASSWORD})
    return client.post("/auth/mfa/totp/deactivate/")


def test_switching_off_asks_for_the_password_again(sign_in, mona_with_app):
    client = sign_in(mona_with_app)
    client.post("/auth/mfa/totp/deactivate/")
    assert Authenticator.objects.filter(type="totp").exists()
    switch_off(client)
    assert not Authenticator.objects.exists()


def test_switching_off_ends_all_other_sessions(sign_in, mona_with_app):
    here, elsewhere = sign_in(mona_with_app), sign_in(mona_with_app)
    switch_off(here)
    assert is_signed_in(here)
    assert not is_signed_in(elsewhere)


def test_platform_staff_cannot_switch_it_off(sign_in, mona_with_app):
    type(mona_with_app.user).objects.update(is_staff=True)
    switch_off(sign_in(mona_with_app))
    assert Authenticator.objects.filter(type="totp").exists()


def test_new_recovery_codes_replace_the_old(sign_in, mona_with_app):
    client = sign_in(mona_with_app)
    old = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    client.post("/auth/reauthenticate/?next=/", {"password": PASSWORD})
    client.post("/auth/mfa/recovery-codes/generate/")
    new = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    assert not set(old) & set(new)


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize(
    "address", ["/auth/mfa/", "/auth/mfa/recovery-codes/", "/auth/mfa/recovery-codes/download/"]
)
def test_pages_of_two_steps_open(sign_in, mona_with_app, address, language):
    type(mona_with_app.user).objects.update(language=language)
    client = sign_in(mona_with_app)
    client.post("/auth/reauthenticate/?next=/", {"password": PASSWORD})
    assert client.get(address).status_code == 200


# A workspace that wants two steps of everybody


@pytest.fixture
def strict_noor(noor):
    Workspace.objects.update(two_step="all", two_step_grace_days=0)
    return noor


def test_a_strict_workspace_opens_after_the_second_step(browser, strict_noor, mona_with_app, sign_in_by_page):
    sign_in_by_page(browser, "mona@noor.example")
    browser.post("/auth/mfa/authenticate/", {"code": code()})
    assert browser.get("/w/noor/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_a_strict_workspace_asks_who_has_no_app_to_set_one_up(sign_in, strict_noor, mona):
    client = sign_in(mona)
    assert client.get("/w/noor/accounts/")["location"] == "/auth/mfa/totp/activate/?next=/w/noor/accounts/"
    switch_on(client)
    assert client.get("/w/noor/accounts/").status_code == 200


def test_a_strict_workspace_asks_a_session_of_one_step_for_the_code(sign_in, strict_noor, mona_with_app):
    client = sign_in(mona_with_app)
    asked = client.get("/w/noor/")
    assert asked["location"] == "/auth/mfa/reauthenticate/?next=/w/noor/"
    assert client.post(asked["location"], {"code": code()})["location"] == "/w/noor/"
    assert client.get("/w/noor/").status_code == 200


def test_a_strict_workspace_writes_nothing_before_the_second_step(sign_in, strict_noor, huda):
    answer = sign_in(huda).post("/w/noor/settings/members/invite/", {"email": "x@y.example", "role": "agent"})
    assert answer["location"].startswith("/auth/mfa/totp/activate/")
    assert not SystemMail.objects.exists()


def test_a_part_of_a_page_is_not_replaced_by_the_page_of_sign_in(browser, sign_in, strict_noor, mona):
    part = {"hx-request": "true", "hx-current-url": "http://testserver/w/noor/accounts/?q=a"}
    for client, page in ((browser, "/auth/login/"), (sign_in(mona), "/auth/mfa/totp/activate/")):
        answer = client.get("/w/noor/accounts/?q=ab", headers=part)
        assert answer.status_code == 200
        assert answer["hx-redirect"] == f"{page}?next=/w/noor/accounts/%3Fq%3Da"


def test_a_session_that_ended_forgets_its_second_step(browser, strict_noor, mona_with_app, sign_in_by_page):
    sign_in_by_page(browser, "mona@noor.example")
    browser.post("/auth/mfa/authenticate/", {"code": code()})
    switch_off(browser)
    assert browser.get("/w/noor/")["location"].startswith("/auth/mfa/totp/activate/")
