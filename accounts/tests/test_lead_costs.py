"""What leads and customers cost: the arithmetic, and the page by which managers enter and read it."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.leads.converting import convert
from accounts.leads.costing import counts_since
from accounts.leads.costs import Line, by_source, first_of_months, lines_of, per, summed
from accounts.merging.services import merge
from accounts.models import AccountStatus, AcquisitionCost
from accounts.services import add_account

PAGE = "/w/noor/leads/costs/"
MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)


class TestArithmetic:
    @pytest.mark.parametrize(
        ("cost", "count", "each"),
        [(1000, 3, 333), (1001, 2, 501), (100, 0, None), (0, 4, 0), (5, 10, 1), (4, 10, 0)],
    )
    def test_each_costs(self, cost, count, each):
        assert per(cost, count) == each

    def test_nothing_spent_is_no_price(self):
        assert (Line(leads=3, won=1).per_lead, Line(leads=3, won=1).per_customer) == (None, None)

    def test_money_without_leads_and_leads_without_money_both_stand(self):
        lines = lines_of({(MARCH, "website"): (4, 1)}, {(APRIL, "event"): 500})
        assert list(lines) == [(APRIL, "event"), (MARCH, "website")]
        assert lines[APRIL, "event"].per_lead is None
        assert by_source(lines) == {"event": Line(0, 0, 500), "website": Line(4, 1, 0)}

    @given(st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99), st.integers(0, 10**9)), max_size=20))
    def test_sums_are_of_all_and_never_of_averages(self, rows):
        total = summed(Line(*row) for row in rows)
        assert (
            total == Line(*(sum(column) for column in zip(*rows, strict=True))) if rows else total == Line()
        )

    def test_months_go_back_over_the_year(self):
        assert first_of_months(date(2026, 2, 27), 4) == [
            date(2026, 2, 1),
            date(2026, 1, 1),
            date(2025, 12, 1),
            date(2025, 11, 1),
        ]


@pytest.mark.usefixtures("in_noor")
class TestPage:
    def entered(self, **fields):
        month = timezone.localdate().replace(day=1)
        return {"month": f"{month:%Y-%m}", "source": "website", "amount_minor": "900", **fields}

    def test_leads_of_this_month_beside_what_was_spent(self, mona, sign_in):
        leads = [add_account(by=mona, fields={"name_en": f"Lead {n}", "source": "website"}) for n in range(3)]
        convert(leads[0], by=mona, owner=mona, tier="")
        add_account(by=mona, fields={"name_en": "No lead", "source": "website"}, status="active")
        old = add_account(by=mona, fields={"name_en": "Long ago", "source": "website"})
        AccountStatus.objects.filter(account=old).update(from_at=timezone.now() - timedelta(days=900))
        client = sign_in(mona)
        assert client.post(PAGE, self.entered()).status_code == 303
        total = client.get(PAGE).context["table"]["total"]
        assert (total.leads, total.won, total.cost_minor) == (3, 1, 90_000)
        assert (total.per_lead, total.per_customer) == (30_000, 90_000)
        file = client.post(f"{PAGE}export/", {"format": "csv"}).content.decode("utf-8-sig")
        assert "300.00" in file

    def test_two_that_are_one_are_one_lead(self, mona):
        one, other = (add_account(by=mona, fields={"name_en": "Lead", "source": "website"}) for _n in "ab")
        merge(one, other, by=mona)
        month = timezone.localdate().replace(day=1)
        assert counts_since(month) == {(month, "website"): (1, 0)}

    def test_the_same_once(self, mona, sign_in):
        client = sign_in(mona)
        client.post(PAGE, self.entered())
        again = client.post(PAGE, self.entered(amount_minor="1000"))
        assert again.status_code == 422
        assert "1000" in again.content.decode()
        assert AcquisitionCost.objects.get().amount_minor == 90_000

    def test_changed_and_taken_out(self, mona, sign_in):
        client = sign_in(mona)
        client.post(PAGE, self.entered())
        client.post(f"{PAGE}1/", self.entered(amount_minor="٤٥٠"))
        assert AcquisitionCost.objects.get().amount_minor == 45_000
        client.post(f"{PAGE}1/removal/")
        assert not AcquisitionCost.objects.exists()

    @pytest.mark.parametrize(
        "bad", [{"month": "2026-13"}, {"month": ""}, {"amount_minor": "-5"}, {"source": "luck"}]
    )
    def test_what_is_no_cost_is_told(self, mona, sign_in, bad):
        assert sign_in(mona).post(PAGE, self.entered(**bad)).status_code == 422
        assert not AcquisitionCost.objects.exists()

    def test_for_managers_alone(self, salem, karim, mona, sign_in):
        sign_in(mona).post(PAGE, self.entered())
        assert sign_in(salem).get(PAGE).status_code == 403
        assert sign_in(karim).get(f"{PAGE}1/").status_code == 404
