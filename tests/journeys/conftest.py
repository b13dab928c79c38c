"""A real Chromium before a real server: what the product promises about its pages."""

import os
import shutil
from collections import defaultdict

import pytest
from django.db import transaction
from django.test import Client
from playwright.sync_api import expect, sync_playwright

from accounts import services
from conftest import prove
from lib.tenancy.state import workspace
from tests.journeys.visitor import (
    ARABIC,
    ENGLISH,
    EVERY_SEAT,
    HEIGHTS,
    PHONE,
    TWO_SEATS,
    WIDE,
    Complaints,
    Visitor,
)
from timeline.jobs import run_slice
from timeline.models import Job
from workspaces.models import Workspace

LOCALES = {ARABIC: "ar-SA", ENGLISH: "en-GB"}
ANSWER_WITHIN = 10_000  # milliseconds
# What Playwright switches off and these tests need off (a list of ours takes the place of its own), and the pages
# behind the address bar, which nobody sees here: each window would draw two of them, at half a second of CPU.
FEATURES_OFF = [
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "PreconnectToSearch",
    "AimEnabled",
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
]
SWITCHES = [
    "--no-sandbox",  # root may not have one, and the pages are our own
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    f"--disable-features={','.join(FEATURES_OFF)}",
    # Nothing but this machine exists for the browser.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]
expect.set_options(timeout=ANSWER_WITHIN)


def pytest_collection_modifyitems(items):
    for item in items:
        if {"browse", "chromium"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.browser)


def chromium_path() -> str:
    named = os.environ.get("SILA_CHROMIUM") or os.environ.get("CHROMIUM")
    found = named or shutil.which("chromium") or shutil.which("chromium-browser")
    if not found or not os.access(found, os.X_OK):
        pytest.fail(f"The journeys need Chromium and there is none ({found or 'apt-get install chromium'}).")
    return found


@pytest.fixture(scope="session")
def chromium():
    """One browser for all journeys of this worker; each visitor gets a profile of their own."""
    # Playwright's loop makes Django think that the tests run inside async code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=SWITCHES)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


class Profiles:
    """Browser profiles by what they are set to; one that was used before has the styles and fonts at hand."""

    def __init__(self, browser, url):
        self.browser, self.url = browser, url
        self.free = defaultdict(list)

    def take(self, **options):
        waiting = self.free[tuple(sorted(options.items()))]
        return waiting.pop() if waiting else (self._new(**options), options)

    def _new(self, *, language, width, dark, scripts):
        context = self.browser.new_context(
            base_url=self.url,
            viewport={"width": width, "height": HEIGHTS[width]},
            is_mobile=width == PHONE,
            has_touch=width == PHONE,
            locale=LOCALES[language],
            timezone_id="Asia/Riyadh",
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            java_script_enabled=scripts,
            accept_downloads=True,
        )
        context.set_default_timeout(ANSWER_WITHIN)
        context.complaints = Complaints(context, self.url.split("//")[1])
        return context

    def give_back(self, taken):
        """As new, but for the cache: no page, no cookie, nothing stored."""
        context, options = taken
        keys = context.new_cdp_session(context.pages[0])
        keys.send("Storage.clearDataForOrigin", {"origin": self.url, "storageTypes": "cookies,local_storage"})
        for page in context.pages:
            page.close()
        self.free[tuple(sorted(options.items()))].append(taken)


@pytest.fixture(scope="session")
def profiles(chromium, live_server):
    return Profiles(chromium, live_server.url)


@pytest.fixture
def browse(profiles, live_server):
    """browse(person, language=, width=, dark=, scripts=) opens a browser for somebody; problems fail the test."""
    taken = []

    def open_browser(person=None, *, language=ARABIC, width=WIDE, dark=False, scripts=True) -> Visitor:
        one = profiles.take(language=language, width=width, dark=dark, scripts=scripts)
        taken.append(one)
        context = one[0]
        context.complaints.found.clear()
        if person is not None:
            context.add_cookies([session_cookie(person, live_server.url)])
        return Visitor(context.new_page(), language=language, width=width)

    yield open_browser
    found = [problem for context, _options in taken for problem in context.complaints.found]
    for one in taken:
        profiles.give_back(one)
    assert found == []


def session_cookie(person, url):
    client = Client()
    user = getattr(person, "user", person)
    client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    prove(client, user)
    return {"name": "session", "value": client.cookies["session"].value, "url": url}


@pytest.fixture(params=[ARABIC, ENGLISH])
def language(request):
    return request.param


@pytest.fixture(params=[WIDE, PHONE])
def width(request):
    return request.param


def name_of(seat):
    return f"{seat['language']}-{seat['width']}"


@pytest.fixture(params=EVERY_SEAT, ids=name_of)
def every_seat(request):
    """browse(person, **every_seat): both languages, at a desk and on a phone."""
    return request.param


@pytest.fixture(params=TWO_SEATS, ids=name_of)
def seat(request):
    return request.param


@pytest.fixture
def work_off_jobs(live_server):
    """What the worker does with waiting jobs, done here and now, slice by slice."""

    def next_job():
        with transaction.atomic():
            return Job.objects.open().values_list("pk", flat=True).first()

    def work():
        for opened in Workspace.objects.all():
            with workspace(opened.pk):
                while waiting := next_job():
                    run_slice(waiting)

    return work


@pytest.fixture
def add_account(live_server):
    """Customers that are there before the journey begins."""

    def add(by, name, status="prospect", **fields):
        names = {"name_ar": name} if any(letter > "؀" for letter in name) else {"name_en": name}
        with workspace(by.workspace_id), transaction.atomic():
            return services.add_account(by=by, fields={"owner": by, **names, **fields}, status=status)

    return add
