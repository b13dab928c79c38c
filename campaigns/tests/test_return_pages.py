"""What campaigns brought in, on their pages: per currency, with its cost, for who may see money."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.models import Position
from accounts.services import add_account, add_contact
from campaigns.models import Campaign, CampaignCost, ContentVersion, Credit, Crediting, CreditRules, Recipient
from campaigns.returning import returns_of
from campaigns.tests.crowd import contact
from campaigns.tests.roads import days, enter, letter, running, walk
from campaigns.tests.test_crediting import begun, bought, count_all, got, pressed
from timeline.models import Event

pytestmark = pytest.mark.usefixtures("in_noor")
HOME = "/w/noor/campaigns/"
ENGLISH = {"accept-language": "en"}


@pytest.fixture
def sold(made, mona):
    """A campaign of ten days ago with two orders in riyals and one in dollars; one of them is paid back in part."""
    today = timezone.localdate()
    campaign = begun(made, on=today - timedelta(days=10))
    for n, amounts in enumerate((((40_000, "SAR"), (20_000, "SAR")), ((5_000, "USD"),), ())):
        person = contact(f"Buyer {n}", f"p{n}@a.example")
        account = add_account(by=mona, fields={"name_en": f"Shop {n}", "owner": mona})
        Position.objects.create(contact=person, account=account)
        pressed(got(campaign, person, campaign.started_at), campaign.started_at)
        for amount, currency in amounts:
            purchase = bought(account, today - timedelta(days=2), amount)
            type(purchase).objects.filter(pk=purchase.pk).update(currency=currency)
    purchase = Credit.objects.first() or purchase
    count_all()
    credit = Credit.objects.filter(purchase__total_minor=20_000).get()
    credit.purchase.refund(5_000, by=mona)
    return campaign


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())).replace("\xa0", " ")


def test_the_page_of_a_campaign_tells_what_it_brought_in_by_currency(sign_in, mona, sold):
    client = sign_in(mona)
    CampaignCost.objects.create(campaign=sold, amount_minor=11_000, currency="SAR", by=mona)
    shown = text_of(client.get(f"{HOME}{sold.number}/", headers=ENGLISH))
    assert "3 2 SAR 550.00 USD 50.00 SAR 110.00 — 400% —" in shown
    listed = client.get(f"{HOME}recipients/?campaign={sold.number}&bought=yes&view=all").content.decode()
    assert [f"Buyer {n}" in listed for n in range(3)] == [True, True, False]
    others = client.get(f"{HOME}recipients/?campaign={sold.number}&bought=no&view=all").content.decode()
    assert [f"Buyer {n}" in others for n in range(3)] == [False, False, True]


def test_all_campaigns_over_time_by_month_and_by_kind(sign_in, mona, sold):
    client = sign_in(mona)
    day = timezone.localtime(sold.started_at)
    answer = client.get(f"{HOME}returns/?month={day:%Y-%m}", headers=ENGLISH)
    shown = text_of(answer)
    assert "Once 1 3 2 SAR 550.00 USD 50.00" in shown
    assert "Season 3 2 SAR 550.00" in shown
    assert f"campaign={sold.number}&amp;bought=yes" in answer.content.decode()
    assert client.get(f"{HOME}returns/?month=nonsense").status_code == 200


def test_what_an_automation_sends_each_day_is_told_as_one(sign_in, mona, made, afaq, salem):
    found = running(mona, letter(made), days(1), letter(made))
    person = add_contact(by=salem, account=afaq, fields={"name_en": "Sara", "email_1": "sara@c.example"})
    enter(found, person)
    walk()
    with time_machine.travel(timezone.now() + timedelta(days=1, minutes=1), tick=True):
        walk()
        assert Campaign.objects.filter(kind="step").count() == 2
        client = sign_in(mona)
        shown = text_of(client.get(f"{HOME}returns/?month={timezone.localdate():%Y-%m}", headers=ENGLISH))
    assert "Automations 1 0 0" in shown
    assert shown.count(found.name) == 1


def test_a_cost_is_entered_once_kept_as_typed_when_wrong_and_taken_away(sign_in, mona, sold):
    client = sign_in(mona)
    page = f"{HOME}{sold.number}/cost/"
    for _time in range(2):
        assert client.post(page, {"amount_minor": "1,250.50", "currency": "SAR"}).status_code == 303
    assert CampaignCost.objects.get().amount_minor == 125_050
    assert Event.objects.filter(verb="campaign.cost_set").count() == 1
    assert "1250.50" in client.get(page).content.decode()
    for wrong in ({"amount_minor": "much", "currency": "SAR"}, {"amount_minor": "5", "currency": "XXX"},
                  {"amount_minor": "-5", "currency": "SAR"}):  # fmt: skip
        answer = client.post(page, wrong)
        assert answer.status_code == 422
        assert wrong["amount_minor"] in answer.content.decode()
    assert CampaignCost.objects.get().amount_minor == 125_050
    assert client.post(page, {"amount_minor": "", "currency": "SAR"}).status_code == 303
    assert not CampaignCost.objects.exists()


def test_the_rule_is_changed_in_the_settings_and_all_is_counted_anew(sign_in, huda, mona, sold):
    page = "/w/noor/settings/returns/"
    client = sign_in(huda)
    assert client.post(page, {"click_days": "1", "received_days": "0"}).status_code == 303
    assert CreditRules.objects.get().click_days == 1
    assert Crediting.objects.get().due_at <= timezone.now()
    assert count_all() == {}
    for wrong in ({"click_days": "0", "received_days": "0"}, {"click_days": "366", "received_days": "0"},
                  {"click_days": "", "received_days": "1"}, {"click_days": "x", "received_days": "1"}):  # fmt: skip
        assert client.post(page, wrong).status_code == 422
    assert CreditRules.objects.get().click_days == 1
    assert sign_in(mona).get(page).status_code == 403


def test_who_may_not_sees_no_money(sign_in, salem, reem, karim, mona, sold):
    pages = (f"{HOME}returns/", f"{HOME}{sold.number}/cost/")
    for member, status in ((salem, 403), (reem, 403), (karim, 404)):
        for page in pages:
            assert sign_in(member).get(page).status_code == status
        assert sign_in(member).post(pages[1], {"amount_minor": "5", "currency": "SAR"}).status_code == status
        assert sign_in(member).post(f"{HOME}returns/recount/").status_code == status
    assert not CampaignCost.objects.exists()
    type(mona.workspace).objects.filter(pk=mona.workspace.pk).update(visibility="team")
    client = sign_in(mona)
    if not type(mona).objects.get(pk=mona.pk).sees_everything:
        assert client.get(pages[0]).status_code == 403
        assert "SAR" not in client.get(f"{HOME}{sold.number}/", headers=ENGLISH).content.decode()


def test_counting_anew_is_asked_for_by_a_press(sign_in, mona, sold):
    later = timezone.now() + timedelta(hours=1)
    Crediting.objects.update(due_at=later)
    client = sign_in(mona)
    assert client.get(f"{HOME}returns/recount/").status_code == 405
    assert client.post(f"{HOME}returns/recount/").status_code == 303
    assert Crediting.objects.get().due_at <= timezone.now()


def test_a_number_that_nobody_has_is_not_found_before_anything_is_looked_at(sign_in, mona):
    assert sign_in(mona).post(f"{HOME}999/cost/", {"amount_minor": "much"}).status_code == 404


def test_nothing_was_counted_yet(sign_in, mona, made):
    campaign = begun(made, on=timezone.localdate())
    shown = text_of(sign_in(mona).get(f"{HOME}{campaign.number}/", headers=ENGLISH))
    assert "not been looked at yet" in shown
    assert not Recipient.objects.exists()


def test_what_its_messages_cost_is_added_to_what_was_entered(sold, mona):
    priced = {"cost": {"hundredths": 200, "price_minor": 5, "currency": "SAR"}}
    ContentVersion.objects.create(campaign=sold, version=1, texts=priced, blocks=[], domain="noor.example")
    CampaignCost.objects.create(campaign=sold, amount_minor=100, currency="SAR", by=mona)
    type(sold).objects.filter(pk=sold.pk).update(channel="sms", counted={"sent": 3})
    sold.refresh_from_db()
    assert returns_of([sold])[sold.pk].by_currency["SAR"].cost_minor == 100 + 3 * 2 * 5
