"""A campaign is written, tried, scheduled, watched, paused, left by a customer and sent to the end, and says why."""

import re
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from playwright.sync_api import expect

from accounts.consent_links import unsubscribe_link
from accounts.models import Contact
from accounts.models.contact import Channel
from campaigns import draining, starting
from campaigns.models import Campaign
from campaigns.tests.crowd import crowd
from campaigns.tests.sink import running_sink
from campaigns.writing import add_block, add_template
from lib.tenancy.state import workspace
from messaging.models import OutgoingMail
from tests.journeys.visitor import PHONE


@pytest.fixture
def season(in_noor, mona):
    with transaction.atomic():
        template = add_template(by=mona, name="Season", subject_ar="عرض الموسم", subject_en="Season offer")
        add_block(template, by=mona, fields={"kind": "text", "text_ar": "أهلًا", "text_en": "Welcome"})
        crowd(3)
    return template


@pytest.fixture
def mail_server(settings):
    with running_sink() as made:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", made.port
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        yield made


def test_a_campaign_is_sent(browse, language, noor, mona, season, mail_server):
    visitor = browse(mona, language=language)
    visitor.open("/w/noor/campaigns/new/")
    visitor.page.locator("[name=name]").fill("Spring")
    visitor.page.locator("[name=template]").select_option(label="Season")
    visitor.page.locator("#content form .btn-primary").click()
    expect(visitor.page).to_have_title(title_of("Spring"))
    visitor.page.locator("a[href$='/schedule/']").click()
    expect(visitor.page.locator("[name=version]")).to_have_count(1)
    visitor.page.locator("form[action*='/test/'] button").click()
    expect(visitor.toast.filter(has_text=mona.user.email)).to_be_visible()
    with workspace(noor.pk), transaction.atomic():
        assert OutgoingMail.objects.get().to_address == mona.user.email
    visitor.page.locator("#content form:has([name=version]) .btn-primary").click()
    expect(visitor.page).to_have_title(title_of("Spring"))
    expect(visitor.page.locator("form[action$='/unscheduling/']")).to_be_visible()
    with workspace(noor.pk):
        assert starting.start_next() == 1
    # The page sees by itself that it goes out, and offers what can be done then.
    pause = visitor.page.locator("form[action$='/pausing/'] button")
    expect(pause).to_be_visible(timeout=15_000)
    pause.click()
    resume = visitor.page.locator("form[action$='/resumption/'] button.btn-primary")
    expect(resume).to_be_visible()
    with workspace(noor.pk):
        assert draining.drain() == 0
    number = customer_withdraws(browse, language, noor)
    resume.click()
    expect(pause).to_be_visible()
    with workspace(noor.pk):
        assert draining.drain() == 2
        with transaction.atomic():
            assert Campaign.objects.get().state == "done"
    # Again by itself; then nothing is left to be done.
    expect(pause).to_have_count(0, timeout=15_000)
    expect(visitor.page.locator("#progress progress")).to_have_attribute("value", "3")
    assert sorted(mail_server.addresses) == ["guest0001@crowd.example", "guest0003@crowd.example"]
    assert visitor.sideways() == 0
    visitor.open(f"/w/noor/campaigns/1/recipients/{number}/")
    visitor.sees("They have not agreed to this, or withdrew it.")


def customer_withdraws(browse, language, noor) -> int:
    """By the link of a letter, while the campaign stands; the number of who it was."""
    with workspace(noor.pk), transaction.atomic():
        contact = Contact.objects.get(email_1="guest0002@crowd.example")
        link = unsubscribe_link(contact, Channel.EMAIL, "marketing")
    customer = browse(language=language, width=PHONE, scripts=False)
    customer.open(urlsplit(link).path)
    customer.page.locator(
        "form .btn-primary"
    ).click()  # in the language of the customer, whatever the browser's
    expect(customer.page.locator("[role=status]")).to_be_visible()
    return contact.number


def title_of(name: str):
    return re.compile(rf"^{name}")
