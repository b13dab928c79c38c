"""What customers cost: the rates with their history, the pages and panels, and who sees nothing of it."""

from datetime import timedelta

import pytest
from dateutil.relativedelta import relativedelta
from django.db import ProgrammingError, transaction
from django.utils import timezone, translation

from accounts.panels import panels
from complaints.filing import file_complaint
from interactions.services import log_interaction
from lib.tenancy.state import workspace
from reports.boards import boards
from reports.costs.rating import change_rates, rates_now
from reports.costs.showing import of_account, served
from reports.kpis import kpis
from reports.models import CostRates
from reports.models.costs import USUAL_MINUTES
from reports.papers import asked_of_board, paper_of_board
from reports.periods import Period
from reports.scope import Scope
from sales.models import Purchase
from timeline.models import Event
from workspaces.roles import Permission

pytestmark = pytest.mark.django_db
PAGE, RATES, KEYS = (
    "/w/noor/reports/costs/",
    "/w/noor/settings/costs/",
    [
        "cost-to-serve",
        "contribution",
        "cost-of-time",
        "cost-of-complaints",
        "cost-of-compensations",
        "cost-of-apology-points",
    ],
)


def rates(months_ago=0, **fields):
    usual = {"hourly_minor": 60_00, "by_role": {}, "complaint_minor": 35_00, "minutes": dict(USUAL_MINUTES)}
    from_on = timezone.localdate().replace(day=1) - relativedelta(months=months_ago)
    return {"from_on": from_on, **usual, **fields}


def called(account, by, minutes=None, days_ago=0, **fields):
    made = log_interaction(
        account=account, by=by, fields={"channel": "call", "subject": "Call", "minutes": minutes, **fields}
    )
    if days_ago:
        type(made).objects.filter(pk=made.pk).update(at=timezone.now() - timedelta(days=days_ago))
    return made


@pytest.fixture
def year(opened):
    today = timezone.localdate()
    return Period(today - timedelta(days=365), today + timedelta(days=1))


@pytest.fixture
def loss(customer, huda, salem, buys):
    """A customer of salem's who bought for 50 and cost 110 and 35."""
    account = customer("Costly Trading")
    buys(account, 5, amount_minor=50_00)
    change_rates(rates(13), by=huda)
    called(account, salem, 100)
    called(account, salem)  # nobody wrote down how long it took
    file_complaint(account=account, by=salem, fields={"subject": "Late", "text": "Late"})
    return account


def test_a_customer_costs_time_at_its_rate_and_complaints(loss, huda, year):
    found = of_account(loss, huda, year)
    assert {key: each.numerator for key, each in found.measures.items()} == {
        "cost-of-time": 110_00,
        "cost-of-complaints": 35_00,
    }
    assert (found.revenue_minor, found.cost_minor, found.left_minor) == (50_00, 145_00, -95_00)
    assert (found.time.minutes, found.time.estimated) == (110, 1)


def test_page_panel_and_numbers_say_the_same(loss, huda, year):
    (row,) = served(Scope(huda), year)
    panel = panels.get("costs").read(loss, huda)["served"]
    one = of_account(loss, huda, year)
    totals = [kpis.get(key).measure(Scope(huda), year).numerator for key in KEYS[:2]]
    assert [row.cost_minor, row.left_minor] == [one.cost_minor, one.left_minor] == totals
    assert [panel.cost_minor, panel.left_minor] == totals


def test_the_past_keeps_its_rate(customer, huda, salem, year):
    account = customer()
    change_rates(rates(13), by=huda)
    called(account, salem, 60, days_ago=70)
    called(account, salem, 60)
    assert of_account(account, huda, year).cost_minor == 120_00
    change_rates(rates(hourly_minor=90_00), by=huda)
    assert of_account(account, huda, year).cost_minor == 60_00 + 90_00


def test_a_role_has_its_own_hour_and_automatic_messages_cost_nothing(customer, huda, salem, year):
    account = customer()
    change_rates(rates(by_role={"admin": 120_00}), by=huda)
    called(account, salem, 30)
    called(account, huda, 30)
    called(account, salem, channel="email", outcome="automatic")
    assert of_account(account, huda, year).measures["cost-of-time"].numerator == 30_00 + 60_00


def test_rates_are_written_once_and_the_same_twice_is_one_change(opened, huda):
    made = change_rates(rates(), by=huda)
    assert change_rates(rates(), by=huda) == made
    assert Event.objects.filter(verb="costrates.changed").count() == 1
    told = Event.objects.get(verb="costrates.changed")
    assert "6000" not in str(told.detail)
    with pytest.raises(ProgrammingError), transaction.atomic():
        CostRates.objects.update(hourly_minor=1)


def form(**changed):
    usual = {f"minutes_{channel}": minutes for channel, minutes in USUAL_MINUTES.items()}
    month = timezone.localdate().replace(day=1).isoformat()
    return {
        "from_on": month,
        "hourly_minor": "75.50",
        "complaint_minor": "",
        "role_agent": "٥٠",
        **usual,
        **changed,
    }


def test_rates_are_set_on_their_page(sign_in, mona, noor):
    page = sign_in(mona)
    assert page.post(RATES, form()).status_code == 303
    with workspace(noor.pk):
        now = rates_now("SAR", timezone.localdate())
        assert (now.hourly_minor, now.complaint_minor, now.by_role) == (75_50, None, {"agent": 50_00})
        assert now.minutes == USUAL_MINUTES
    assert "75.50" in page.get(RATES).content.decode()


@pytest.mark.parametrize(
    "changed",
    [
        {"hourly_minor": "-1"},
        {"hourly_minor": "many"},
        {"complaint_minor": "99999999999999"},
        {"from_on": "2026-01-15"},
        {"from_on": ""},
        {"minutes_call": "1441"},
        {"minutes_call": "-1"},
        {"role_admin": "1.2345"},
    ],
)
def test_what_makes_no_rate_is_refused_and_kept(changed, sign_in, huda, noor):
    answer = sign_in(huda).post(RATES, form(**changed))
    assert answer.status_code == 422
    (name,) = changed
    assert answer.context["form"].errors.keys() == {name}
    with workspace(noor.pk):
        assert not CostRates.objects.exists()


def test_customers_stand_by_what_is_left_of_them(sign_in, huda, mona, salem, loss, customer, buys):
    best, gone = customer("Best Trading"), customer("Gone Trading")
    buys(best, 5, amount_minor=900_00)
    buys(gone, 5, amount_minor=10_00)
    called(best, salem, 200)
    gone.archive(by=huda)
    answer = sign_in(mona).get(PAGE)
    assert [row.account.name_en for row in answer.context["rows"]] == ["Costly Trading", "Best Trading"]
    assert [answer.context[name] for name in ("loss_count", "estimated_count", "left_minor")] == [
        1,
        1,
        605_00,
    ]
    by_cost = sign_in(mona).get(f"{PAGE}?sort=cost")
    assert [row.account.name_en for row in by_cost.context["rows"]] == ["Best Trading", "Costly Trading"]


def test_other_currencies_are_named_and_in_no_sum(sign_in, huda, loss):
    Purchase.objects.create(account=loss, ordered_on=timezone.localdate(), currency="USD", total_minor=7_00)
    answer = sign_in(huda).get(PAGE)
    assert answer.context["revenue_minor"] == 50_00
    assert answer.context["currencies"] == ["USD"]
    assert "USD" in answer.content.decode()


def test_a_customer_has_a_page_with_the_rows(sign_in, huda, loss):
    answer = sign_in(huda).get(f"/w/noor/accounts/{loss.number}/costs/")
    assert [(part.kpi.key, part.count) for part in answer.context["parts"]] == [
        ("cost-of-time", 2),
        ("cost-of-complaints", 1),
        ("revenue", 1),
    ]
    assert [each["is_estimated"] for each in answer.context["parts"][0].rows] == [True, False]


@pytest.mark.parametrize("who", ["salem", "faisal", "reem"])
def test_nobody_else_sees_money_anywhere(who, request, sign_in, loss):
    member = request.getfixturevalue(who)
    visitor = sign_in(member)
    assert not member.can(Permission.VIEW_COSTS)
    closed = [PAGE, RATES, f"/w/noor/accounts/{loss.number}/costs/"]
    closed += [f"/w/noor/reports/{key}/{part}" for key in KEYS for part in ("", "rows/")]
    for address in closed:
        assert visitor.get(address).status_code == 403, address
    assert visitor.post(RATES, form()).status_code == 403
    assert panels.get("costs").read(loss, member) is None
    assert not any(kpis.get(key).is_for(Scope(member)) for key in KEYS)
    for address in (
        "/w/noor/reports/?board=executive",
        "/w/noor/reports/kpis/",
        "/w/noor/reports/built/new/",
    ):
        text = visitor.get(address).content.decode()
        assert not [key for key in KEYS if f"/{key}/" in text or f'"{key}"' in text], address


def test_a_file_holds_costs_for_who_may_see_them_alone(opened, huda, salem, loss, rf):
    with translation.override("en"):
        for member, is_there in ((huda, True), (salem, False)):
            asked = asked_of_board(member, rf.get("/").GET, boards.get("executive"))
            paper = paper_of_board(boards.get("executive"), asked)
            assert any(kpi.key == "cost-to-serve" for kpi, _found in paper.numbers) is is_there


def test_staff_of_the_platform_see_no_rate(opened, huda):
    from django.contrib import admin

    change_rates(rates(), by=huda)
    shown = admin.site._registry[CostRates].get_fields(None)
    names = {each if isinstance(each, str) else each.__name__ for each in shown}
    assert not names & {"hourly_minor", "by_role", "complaint_minor", "minutes"}
