"""Winning an opportunity of a prospect makes it a customer, and taking that back makes it a prospect again."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.merging.services import merge
from accounts.models import Account, Conversion
from accounts.services import add_account, change_account
from sales.models import Opportunity
from timeline.models import Event

pytestmark = pytest.mark.django_db


def url(name, number):
    return reverse(f"sales:{name}", kwargs={"slug": "noor", "number": number})


def stands(account):
    return Account.objects.get(pk=account.pk)


def test_a_prospect_becomes_a_customer_and_history_tells_by_what(salem, sell, afaq):
    stage = afaq.lead_stage
    sell().win(by=salem)
    account = stands(afaq)
    assert (account.status, account.lead_stage, account.owner) == ("active", None, salem)
    status = account.statuses.get(until_at=None)
    assert (status.by, "Paper for a year" in status.reason) == (salem, True)
    conversion = Conversion.objects.get(account=afaq, undone_at=None)
    assert (conversion.stage, conversion.by) == (stage, salem)
    told = Event.objects.about(afaq).filter(verb="account.status_changed").get()
    assert (told.detail["old"], told.detail["new"]) == ("prospect", "active")


def test_reopened_it_is_a_prospect_again_and_whoever_looks_after_it_by_now_stays(salem, faisal, sell, afaq):
    found, stage = sell(), afaq.lead_stage
    found.win(by=salem)
    account = stands(afaq)
    account.owner, account.tier = faisal, "A"
    change_account(account, by=salem, read_version=account.version, changed=["owner", "tier"])
    found.reopen(by=salem)
    account = stands(afaq)
    assert (account.status, account.lead_stage, account.owner, account.tier) == (
        "prospect",
        stage,
        faisal,
        "A",
    )
    assert not Conversion.objects.filter(undone_at=None).exists()
    found.win(by=salem, has_purchase=False)
    assert stands(afaq).status == "active"


def test_it_stays_a_customer_while_something_else_makes_it_one(salem, sell, afaq, bought):
    first, second = sell(), sell()
    first.win(by=salem, has_purchase=False)
    second.win(by=salem, has_purchase=False)
    first.reopen(by=salem)
    assert stands(afaq).status == "active"
    purchase = bought(7_000, on=timezone.localdate())
    second.refresh_from_db()
    second.reopen(by=salem)
    assert stands(afaq).status == "active"
    second.win(by=salem, has_purchase=False)
    purchase.set_status("cancelled", by=salem)
    second.reopen(by=salem)
    # It was a customer before this one was won: only the verb of its own takes that back.
    assert stands(afaq).status == "active"


def test_the_last_one_that_made_it_a_customer_takes_it_back(salem, sell, afaq):
    first, second = sell(), sell()
    first.win(by=salem)
    second.win(by=salem)
    first.reopen(by=salem)
    assert stands(afaq).status == "active"
    Opportunity.objects.get(pk=second.pk).reopen(by=salem)
    assert stands(afaq).status == "prospect"


def test_who_is_a_customer_already_is_converted_by_nothing(salem, sell, afaq):
    found = sell()
    afaq.refresh_from_db()
    afaq.set_status("active", by=salem)
    found.win(by=salem)
    assert not Conversion.objects.exists()
    found.reopen(by=salem)
    assert stands(afaq).status == "active"


def test_won_with_the_absorbed_one_it_leaves_the_survivor_alone(salem, sell, afaq):
    found = sell()
    found.win(by=salem, has_purchase=False)
    survivor = add_account(by=salem, fields={"name_en": "Afaq", "owner": salem}, status="active")
    merge(survivor, stands(afaq), by=salem)
    Opportunity.objects.get(pk=found.pk).reopen(by=salem)
    assert stands(survivor).status == "active"


def test_the_page_says_so_and_its_undo_takes_it_back(sign_in, salem, sell, afaq):
    found, client = sell(), sign_in(salem)
    address = url("opportunity_win", found.number)
    assert "lead becomes a customer" in client.get(address).content.decode()
    page = client.post(address, {"amount_minor": "1,000", "has_purchase": "on"}, follow=True)
    assert "is a customer now" in page.content.decode()
    assert client.post(address, {"amount_minor": "1,000"}).status_code == 303  # pressed twice
    page = client.post(address, {"undo": "1"}, follow=True)
    assert "is a lead again" in page.content.decode()
    assert stands(afaq).status == "prospect"
