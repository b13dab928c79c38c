"""How points came and went by month, and what the rules did: right to the point, and only for who leads."""

import csv
import io
from datetime import date, datetime

import pytest
import time_machine
from django.utils import timezone

from loyalty import ledger
from loyalty.expiring import expire
from loyalty.ledger import wallet_of
from loyalty.models import EarnRule, Wallet
from loyalty.tests.sound import assert_sound
from loyalty.trends import trends
from timeline.models import Event

pytestmark = pytest.mark.django_db
NOON = datetime.fromisoformat("2030-06-15T12:00+03:00")
PAGE = "/w/noor/loyalty/trends/"


@pytest.fixture(autouse=True)
def clock(opened):
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def moment(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}T12:00+03:00")


class TestMonths:
    def test_each_figure_stands_in_the_month_in_which_it_happened(self, programme, customer):
        programme()
        wallet = wallet_of(customer())
        end = moment("2030-04-30")
        ledger.credit(wallet, 100, kind="earn", key="a", at=moment("2030-03-01"), expires_at=end)
        made = ledger.credit(wallet, 50, kind="bonus", key="b", at=moment("2030-04-02"))
        ledger.debit(wallet, 30, kind="redeem", key="c", at=moment("2030-04-03"))
        ledger.reverse(made, 20, key="d", at=moment("2030-04-04"))
        expire(wallet, at=moment("2030-05-01"))
        found = trends(timezone.localdate(), "SAR", 6)
        told = {
            each.first.month: (each.earned, each.used, each.taken_back, each.expired) for each in found.months
        }
        assert told[3] == (100, 0, 0, 0)
        assert told[4] == (50, 30, 20, 0)
        assert told[5] == (0, 0, 0, 70)
        assert [each.first.month for each in found.months] == [1, 2, 3, 4, 5, 6]
        assert found.used_percent == 23  # 30 of 130
        assert found.used_cost_minor == 1_50
        assert_sound()


class TestRules:
    @pytest.fixture
    def bought(self, programme, rule, customer, buy, clock):
        """Two customers under a rule of money, one of them under another; a refund, and a reward."""
        programme(pending_days=0), rule("Riyals"), rule("Big ones", trigger="purchase", points=500,
                                                         currency="SAR", least_minor=200_00)  # fmt: skip
        first, second = customer("Afaq"), customer("Other")
        for account, amount, day in (
            (first, 50_00, date(2030, 3, 1)),
            (first, 300_00, date(2030, 4, 1)),
            (first, 70_00, date(2030, 4, 20)),
            (second, 90_00, date(2030, 6, 10)),
        ):
            buy(account, amount, on=day)
        return first, second

    def figures(self, months=12):
        return {each.rule.name: each for each in trends(timezone.localdate(), "SAR", months).rules}

    def test_what_each_gave_reached_and_cost(self, bought, salem, buy):
        first, _second = bought
        returned = buy(first, 40_00, on=date(2030, 6, 1))
        returned.refund(10_00, by=salem)
        found = self.figures()
        riyals, big = found["Riyals"], found["Big ones"]
        assert (riyals.grants, riyals.members, riyals.points, riyals.taken_back) == (5, 2, 540, 10)
        assert (big.grants, big.members, big.points) == (1, 1, 500)
        assert riyals.cost_minor == 27_00
        assert_sound()

    def test_how_much_of_them_was_used_follows_the_points(self, bought):
        first, _second = bought
        spent = ledger.debit(Wallet.objects.get(account=first), 470, kind="redeem", key="spent")
        found = self.figures()
        assert found["Riyals"].used + found["Big ones"].used == 470
        assert found["Riyals"].used == 350  # the oldest lots first: 50, then those of April, in their order
        ledger.give_back(spent, key="back", points=100)
        found = self.figures()
        assert found["Riyals"].used + found["Big ones"].used == 370

    def test_purchases_around_the_first_points_where_the_days_are_over(self, bought, buy):
        first, _second = bought
        big = self.figures()["Big ones"]
        # 1 April: within 30 days before nothing (1 March is 31 days ago), 70 after; the day itself is left out.
        assert (big.measured, big.before_minor, big.after_minor) == (1, 0, 70_00)
        buy(first, 25_00, on=date(2030, 3, 5))
        assert self.figures()["Big ones"].before_minor == 25_00
        # Of the second, whose first points are five days old, nobody knows yet.
        assert self.figures()["Riyals"].measured == 1

    def test_a_period_counts_only_its_own(self, bought):
        assert self.figures(3)["Riyals"].points == 300 + 70 + 90
        assert set(self.figures(3)) == {"Riyals", "Big ones"}

    def test_an_archived_rule_stays_while_it_gave_something(self, bought, rule, mona):
        rule("Never")
        EarnRule.objects.filter(name_en__in=("Never", "Riyals")).update(archived_at=timezone.now())
        assert set(self.figures()) == {"Riyals", "Big ones"}


class TestThePage:
    def test_who_leads_sees_it_and_nobody_else(
        self, client, programme, rule, customer, buy, mona, salem, karim
    ):
        programme(pending_days=0), rule("Riyals")
        buy(customer(), 50_00, on=date(2030, 5, 1))
        client.force_login(mona.user)
        page = client.get(f"{PAGE}?months=6")
        assert page.status_code == 200
        assert "Riyals" in page.content.decode()
        assert client.get(f"{PAGE}?months=nonsense").status_code == 200
        client.force_login(salem.user)
        assert client.get(PAGE).status_code == 403
        client.force_login(karim.user)
        assert "Riyals" not in client.get("/w/bahr/loyalty/trends/").content.decode()

    def test_nothing_yet(self, client, mona):
        client.force_login(mona.user)
        assert client.get(PAGE).status_code == 200

    def test_the_same_as_a_file(self, client, programme, rule, customer, buy, mona, salem, sign_in):
        programme(pending_days=0), rule("Riyals")
        buy(customer(), 50_00, on=date(2030, 5, 1))
        client = sign_in(mona)
        answer = client.post(f"{PAGE}export/?months=6&what=rules", {"format": "csv"})
        assert answer.status_code == 200, answer.content
        lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert len(lines) == 2
        assert lines[1][:1] + lines[1][2:5] == ["Riyals", "1", "1", "50"]
        months = client.post(f"{PAGE}export/?months=6&what=months", {"format": "xlsx"})
        assert months.content[:2] == b"PK"
        assert Event.objects.filter(verb="loyaltyprogram.exported").count() == 2
        assert client.post(f"{PAGE}export/", {"format": "pdf"}).status_code == 400
