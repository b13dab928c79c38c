"""The page of cohorts: who came back, in whose eyes, and from which rows."""

from datetime import date

import pytest
from django.db import transaction
from django.urls import reverse

from accounts.services import add_account
from lib.tenancy.state import workspace
from reports import cohort_table, cohorts
from reports.cohorts import Grain, added_up, customers, from_facts
from reports.rollups import keeping
from reports.tests.oracle import brought_up
from sales.purchasing import Line, add_purchase

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/w/noor/reports/cohorts/"


@pytest.fixture
def _today(time_machine):
    time_machine.move_to("2026-06-15T09:00:00Z", tick=False)


@pytest.fixture
def shop(in_noor, _today, salem, huda):
    """Two customers who began in March (one of them huda's), one in May."""
    bought = {
        "Afaq": [(3, salem), (4, salem), (6, salem)],
        "Bahri": [(3, huda)],
        "Cedar": [(5, salem), (6, salem)],
    }
    made = {}
    for name, months in bought.items():
        owner = months[0][1]
        made[name] = add_account(by=owner, fields={"name_en": name, "owner": owner})
        for month, by in months:
            fields = {"ordered_on": date(2026, month, 9), "currency": "SAR"}
            lines = [Line("Coffee", unit_price_minor=1_000 * month)]
            add_purchase(account=made[name], by=by, fields=fields, lines=lines)
    return made


@transaction.atomic
def rows(member, **said):
    usual = {"grain": "month", "count": 12, "by_revenue": False, "currency": "SAR"}
    found = cohort_table.table(member, **{**usual, **said})
    return {
        row.cohort.month: [cell and (cell.customers, cell.is_open) for cell in row.cells]
        for row in found.rows
    }


def test_a_period_beyond_today_is_empty_and_the_running_one_is_marked(shop, huda):
    assert rows(huda) == {
        3: [(2, False), (1, False), (0, False), (1, True)],
        5: [(1, False), (1, True), None, None],
    }


def test_quarters_count_each_customer_once(shop, huda):
    assert rows(huda, grain="quarter") == {1: [(2, False), (1, True)], 4: [(1, True), None]}


@transaction.atomic
def test_the_line_of_all_leaves_out_what_is_not_over(shop, huda):
    found = cohort_table.table(huda, "month", 12, by_revenue=False, currency="SAR")
    together = [cell and (cell.customers, cell.size) for cell in found.together]
    assert together == [(3, 3), (1, 2), (0, 2), None]


def test_who_sees_few_customers_sees_their_cohorts(noor, shop, huda, salem, monkeypatch):
    noor.visibility = "team"
    noor.save()
    salem.workspace = huda.workspace = noor
    expected = {3: [(1, False), (1, False), (0, False), (1, True)], 5: [(1, False), (1, True), None, None]}
    assert rows(salem) == expected
    assert rows(huda)[3][0] == (2, False)
    # What is kept for everybody is nobody's who sees less.
    monkeypatch.setattr(keeping, "MONTHS_WORTH_IT", 1)
    brought_up()
    assert rows(salem) == expected
    monkeypatch.setattr(cohorts, "from_facts", None)
    assert rows(huda)[3][0] == (2, False)


def test_kept_cells_are_those_of_the_facts(shop, huda, monkeypatch):
    monkeypatch.setattr(keeping, "MONTHS_WORTH_IT", 1)
    brought_up()
    with transaction.atomic():
        for grain in Grain:
            said = added_up(from_facts(customers(), grain, "SAR"))
            assert sorted(map(repr, cohorts.kept_cells(grain))) == sorted(map(repr, said))
            assert len(said) > 2


def test_sums_that_are_too_old_are_not_shown(shop, huda, salem, monkeypatch, time_machine):
    monkeypatch.setattr(keeping, "MONTHS_WORTH_IT", 1)
    brought_up()
    fields = {"ordered_on": date(2026, 6, 10), "currency": "SAR"}
    lines = [Line("Coffee", unit_price_minor=1_000)]
    add_purchase(account=shop["Bahri"], by=huda, fields=fields, lines=lines)
    assert rows(huda)[3][3] == (1, True)  # the worker has not come yet
    time_machine.move_to("2026-06-15T09:06:00Z", tick=False)
    assert rows(huda)[3][3] == (2, True)


class TestPages:
    def test_every_number_leads_to_its_customers(self, shop, huda, sign_in):
        client = sign_in(huda)
        for shows, said in (("share", "50%"), ("customers", ">1<"), ("revenue", "40")):
            page = client.get(PAGE, {"shows": shows}).content.decode()
            assert said in page
        link = reverse("reports:cohort_customers", kwargs={"slug": "noor"})
        assert f"{link}?by=month&amp;first=2026-03-01&amp;then=2026-04-01" in page
        assert "then=2026-07-01" not in page
        listed = client.get(
            link, {"by": "month", "first": "2026-03-01", "then": "2026-04-01"}
        ).content.decode()
        assert "Afaq" in listed
        assert "Bahri" not in listed

    def test_a_part_at_a_time(self, shop, huda, sign_in, monkeypatch):
        monkeypatch.setattr("reports.views.cohorts.AT_ONCE", 1)
        said = {"by": "month", "first": "2026-03-01", "then": "2026-03-01"}
        client, link = sign_in(huda), f"{PAGE}customers/"
        first = client.get(link, said).content.decode()
        second = client.get(link, {**said, "page": "2"}).content.decode()
        assert ("Afaq" in first, "Bahri" in first) == (True, False)
        assert ("Afaq" in second, "Bahri" in second) == (False, True)
        assert "page=3" not in second

    def test_nobody_sees_customers_of_others_behind_a_cell(self, noor, shop, salem, sign_in):
        noor.visibility = "team"
        noor.save()
        said = {"by": "month", "first": "2026-03-01", "then": "2026-03-01"}
        listed = sign_in(salem).get(f"{PAGE}customers/", said).content.decode()
        assert ("Afaq" in listed, "Bahri" in listed) == (True, False)

    @pytest.mark.parametrize(
        "said",
        [
            {},
            {"first": "2026-03-02", "then": "2026-04-01"},
            {"first": "2026-03-01", "then": "nonsense!!"},
            {"first": "2026-03-01", "then": "2026-04-01", "page": "0"},
            {"by": "quarter", "first": "2026-03-01", "then": "2026-04-01"},
        ],
    )
    def test_what_is_no_cell_leads_to_the_table(self, shop, huda, sign_in, said):
        assert sign_in(huda).get(f"{PAGE}customers/", said).url == PAGE

    def test_nonsense_is_the_usual_page(self, shop, huda, sign_in):
        answer = sign_in(huda).get(PAGE, {"by": "x", "shows": "y", "count": "-1"})
        assert answer.status_code == 200

    def test_wrong_methods_and_strangers(self, shop, huda, karim, sign_in):
        assert sign_in(huda).post(PAGE).status_code == 405
        assert sign_in(karim).get(PAGE).status_code == 404
        assert sign_in(karim).get(f"{PAGE}customers/").status_code == 404

    def test_without_purchases_it_says_what_to_do(self, noor, huda, sign_in):
        with workspace(noor.pk):
            answer = sign_in(huda).get(PAGE)
        assert "Nobody has bought anything yet" in answer.content.decode()
