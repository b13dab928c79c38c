"""Queries of a page beyond the floor's: a list 6, a record and the audit log 12, a customer 15, a poll 2."""

from random import Random

import pytest
from django.test import Client

from accounts.custom.reading import definitions_for
from accounts.custom.settings import add_field
from accounts.custom.values import set_values
from accounts.models import Account, Contact
from accounts.segments.verbs import add_segment
from benchmarks.measuring import count_queries
from benchmarks.workspace import add_customers
from campaigns.tests.conftest import template_of
from campaigns.tests.crowd import begin, campaign_of, crowd
from campaigns.writing import add_template
from conftest import make_member
from lib.tenancy.state import workspace
from workspaces.models import Membership
from workspaces.roles import Role

pytestmark = pytest.mark.django_db
CUSTOMERS = 60
LIST, RECORD, CUSTOMER, POLL = 6, 12, 15, 2
PAGES = {
    "accounts/": LIST,
    "accounts/?q=الخليج&sort=-created": LIST,
    "accounts/?status=active&tier=A": LIST,
    "accounts/?custom_2=5&sort=-custom_2": LIST,
    "leads/": LIST,
    "leads/?lead_stage=null&untouched=7&sort=stage_age": LIST,
    "leads/board/": RECORD,
    "leads/funnel/": RECORD,
    "contacts/": LIST,
    "complaints/?view=all": LIST,
    "loyalty/": LIST,
    "loyalty/redemptions/": LIST,
    "loyalty/redemptions/?state=waiting": LIST,
    "loyalty/vouchers/": LIST,
    "loyalty/trends/": RECORD,
    "loyalty/liability/": RECORD,
    # One question for each room that is searched.
    "search/?q=الخليج": RECORD,
    "campaigns/": LIST,
    "campaigns/recipients/": LIST,
    "campaigns/templates/": LIST,
    "campaigns/series/": LIST,
    "segments/": LIST,
    "reports/actions/": RECORD,
    "reports/health/": RECORD,
    "accounts/30/health/": RECORD,
    "accounts/30/": CUSTOMER,
    "contacts/30/": RECORD,
    "settings/audit/": RECORD,
    "live/?on=account&number=30&seen=1&since=1": POLL,
    "live/?on=contact&number=30&seen=1&since=1": POLL,
    "live/?on=today&day=none": POLL,
}


def make_custom_fields(owner):
    """Several on both kinds of record, and values on the records whose pages are asked for."""
    for of, model in (("account", Account), ("contact", Contact)):
        labels = [{"label_ar": f"حقل {number}", "label_en": ""} for number in range(4)]
        for kind, label in zip(("text", "whole", "day", "choice"), labels, strict=True):
            rules = {"is_required": False, "is_searchable": kind == "text"}
            add_field(by=owner, form_token=None, of=of, kind=kind, choices=labels[:2], **label, **rules)
        text, whole, *_others = definitions_for(Membership.objects.get(pk=owner.pk), of)
        for each in model.objects.filter(number__lte=40):
            set_values(each, {text: "1010", whole: each.number})


def make_campaigns(owner):
    """Several of each list, and recipients of one campaign."""
    by = Membership.objects.get(pk=owner.pk)
    template = template_of(by)
    crowd(30)
    for number in range(6):
        add_segment(by=by, name=f"Segment {number}", kind="static")
        add_template(by=by, name=f"Template {number}", subject_en="An offer")
        campaign_of(template, by=by, name=f"Campaign {number}")
    begin()


@pytest.fixture
def browser(noor, settings):
    settings.ROOT_URLCONF = "benchmarks.floor"
    owner = make_member(noor, Role.OWNER, "nasser@noor.example", "ناصر")
    with workspace(noor.pk):
        add_customers(Random(1), range(CUSTOMERS))
        make_custom_fields(owner)
        make_campaigns(owner)
    client = Client()
    client.force_login(owner.user, "allauth.account.auth_backends.AuthenticationBackend")
    return client


def queries_of(browser, address):
    def ask():
        assert browser.get(f"/w/noor/{address}").status_code == 200

    ask()  # what is asked only once in a process
    return count_queries(ask)


def test_no_page_takes_more_queries_beyond_the_floor_than_it_may(browser):
    floor = queries_of(browser, "floor/")
    beyond = {address: queries_of(browser, address) - floor for address in PAGES}
    too_many = {address: count for address, count in beyond.items() if count > PAGES[address]}
    assert not too_many


def test_the_floor_is_25_rows_of_8_cells_in_the_base_page(browser):
    answer = browser.get("/w/noor/floor/")
    content = answer.content.decode().partition('id="content"')[2].partition("</main>")[0]
    assert content.count("<tr>") == 25
    assert content.count("<td>") == 25 * 8


def test_the_floor_is_not_among_the_shipped_addresses(browser, settings):
    settings.ROOT_URLCONF = "crm.urls"
    assert browser.get("/w/noor/floor/").status_code == 404
