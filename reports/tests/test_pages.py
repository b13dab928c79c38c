"""The pages of numbers: what they answer, to whom, and what of other people's customers they never count."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Account
from accounts.services import add_account
from lib.tenancy.state import workspace
from reports.kpis import kpis
from sales.models import Purchase

pytestmark = pytest.mark.django_db
PAGE = "/w/noor/reports/"


@pytest.fixture
def opened(noor):
    with workspace(noor.pk):
        yield noor


def customer(owner, name, **fields):
    return add_account(
        by=owner, fields={"name_ar": name, "owner": owner, **fields}, status=Account.Status.ACTIVE
    )


def bought(account, minor, *, days_ago=5, currency="SAR"):
    return Purchase.objects.create(
        account=account,
        ordered_on=timezone.localdate() - timedelta(days=days_ago),
        currency=currency,
        total_minor=minor,
    )


@pytest.fixture
def customers(opened, salem, faisal):
    mine, other = customer(salem, "شركة الأول"), customer(faisal, "شركة الثاني")
    bought(mine, 100_00)
    bought(other, 250_00)
    return mine, other


@pytest.mark.parametrize("key", ["", "kpis/", *(f"{kpi.key}/" for kpi in kpis)])
def test_every_page_opens_with_and_without_customers(key, sign_in, huda, request):
    assert sign_in(huda).get(f"{PAGE}{key}").status_code == 200
    request.getfixturevalue("customers")
    assert sign_in(huda).get(f"{PAGE}{key}?period=12m&by=quarter").status_code == 200


@pytest.mark.parametrize("key", [kpi.key for kpi in kpis])
def test_rows_behind_every_number_open(key, sign_in, huda, customers):
    for rows in ("all", "part"):
        assert sign_in(huda).get(f"{PAGE}{key}/rows/?rows={rows}").status_code == 200


def test_numbers_are_read_and_nothing_else(sign_in, huda):
    for path in ("", "kpis/", "revenue/", "revenue/rows/"):
        assert sign_in(huda).post(f"{PAGE}{path}").status_code == 405


def test_strangers_find_no_reports(sign_in, karim, customers):
    for path in ("", "revenue/", "revenue/rows/"):
        assert sign_in(karim).get(f"{PAGE}{path}").status_code == 404


def test_no_such_number(sign_in, huda):
    assert sign_in(huda).get(f"{PAGE}no-such-number/").status_code == 404


def test_each_sees_the_revenue_of_the_customers_they_see(sign_in, noor, huda, salem, faisal, customers):
    noor.visibility = noor.Visibility.TEAM
    noor.save(update_fields=["visibility"])
    said = {
        person: sign_in(person).get(f"{PAGE}revenue/").content.decode() for person in (huda, salem, faisal)
    }
    assert "350.00" in said[huda]
    assert "100.00" in said[salem]
    assert "350.00" not in said[salem]
    assert "250.00" not in said[salem]
    assert "250.00" in said[faisal]
    assert "350.00" not in said[faisal]
    rows = sign_in(salem).get(f"{PAGE}revenue/rows/").content.decode()
    assert "شركة الأول" in rows
    assert "شركة الثاني" not in rows


def test_what_is_of_the_whole_workspace_is_not_shown_of_a_part(sign_in, huda):
    said = sign_in(huda).get(f"{PAGE}acquisition-spend/?tier=A").content.decode()
    assert "This number is of the whole workspace" in said
    assert sign_in(huda).get(f"{PAGE}acquisition-spend/rows/?tier=A").status_code == 403


def test_filters_hold_for_the_number_and_its_rows(sign_in, huda, salem, customers):
    path = f"revenue/?manager={salem.number}"
    assert "100.00" in sign_in(huda).get(f"{PAGE}{path}").content.decode()
    rows = sign_in(huda).get(f"{PAGE}revenue/rows/?manager={salem.number}").content.decode()
    assert "شركة الثاني" not in rows


@pytest.mark.parametrize(
    "query",
    [
        "period=own",
        "period=own&first=2026-05-01&last=2026-04-01",
        "period=own&first=0001-01-01&last=9999-12-31",
        "period=next_year&by=week&tier=Z&manager=999999999999999999&segment=x",
        "split=nothing&board=nothing",
        "period=own&first=30/2/1447&last=x",
    ],
)
def test_what_an_address_does_not_mean_is_left_out(query, sign_in, huda):
    for path in ("", "revenue/", "revenue/rows/"):
        assert sign_in(huda).get(f"{PAGE}{path}?{query}").status_code == 200


def test_money_of_other_currencies_is_in_no_sum(sign_in, huda, customers):
    bought(customers[0], 999_00, currency="USD")
    said = sign_in(huda).get(f"{PAGE}revenue/").content.decode()
    assert "350.00" in said
    assert "1,349" not in said
