"""The nightly comparison: a difference is found, told, and mended; what is only behind is no difference."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection, transaction

from accounts.services import add_account
from interactions.services import log_interaction
from reports.models import AccountMonth, CohortCell, RollupCheck
from reports.rollups import checking, keeping
from reports.tests.oracle import brought_up, kept, worked_out
from sales.purchasing import Line, add_purchase
from timeline.models import Notification

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("in_noor")]


@pytest.fixture
def afaq(salem):
    return add_account(by=salem, fields={"name_en": "Afaq Gulf", "owner": salem})


@pytest.fixture
def bought(huda, afaq):
    def buy(month=5, minor=10_000):
        fields = {"ordered_on": date(2026, month, 20), "currency": "SAR"}
        lines = [Line("Coffee", unit_price_minor=minor)]
        return add_purchase(account=afaq, by=huda, fields=fields, lines=lines)

    return buy


@transaction.atomic
def told(person):
    return list(Notification.objects.filter(recipient=person).values_list("kind", flat=True))


def test_what_agrees_is_noted_and_nobody_is_told(huda, bought):
    for month in (3, 4, 5, 6):
        bought(month)
    brought_up()
    found = checking.check()
    assert (found.checked_count, found.wrong_count) == (18, 0)
    assert told(huda) == []


def test_a_difference_is_told_with_both_sums_and_made_anew(noor, huda, salem, bought):
    bought()
    brought_up()
    with transaction.atomic():
        AccountMonth.objects.update(revenue_minor=1, interactions=3)
    found = checking.check()
    assert found.wrong == [
        {"what": "revenue_minor", "period": "2026-05", "kept": 1, "facts": 10_000},
        {"what": "interactions", "period": "2026-05", "kept": 3, "facts": 0},
    ]
    assert kept() == worked_out(noor)
    assert told(huda) == ["reports.do_not_agree"]
    assert "reports.do_not_agree" not in told(salem)
    assert checking.check().wrong_count == 0


def test_a_month_that_is_missing_or_too_many_is_found(noor, huda, afaq, bought):
    bought()
    brought_up()
    with transaction.atomic():
        AccountMonth.objects.update(month=date(2026, 6, 1))
    # Only months that are kept are drawn: the one too many leads to the one that is missing.
    assert checking.check().wrong_count == 3
    assert kept() == worked_out(noor)


def test_two_errors_that_even_out_are_two_errors(noor, huda, salem, bought):
    bought()
    other = add_account(by=salem, fields={"name_en": "Bahri"})
    log_interaction(account=other, by=salem, at=datetime(2026, 5, 5, tzinfo=UTC), fields={"channel": "call"})
    brought_up()
    with transaction.atomic():
        AccountMonth.objects.filter(account=other).update(interactions=0, complaints=1)
        AccountMonth.objects.exclude(account=other).update(interactions=1)
    wrong = checking.check().wrong
    assert [(each["what"], each["kept"], each["facts"]) for each in wrong] == [
        ("interactions", 1, 1),
        ("complaints", 1, 0),
    ]
    assert kept() == worked_out(noor)


def test_what_the_outbox_still_tells_is_no_difference(noor, huda, bought):
    bought()
    brought_up()
    bought()
    assert checking.check().wrong_count == 0
    brought_up()
    assert kept() == worked_out(noor)


def test_cells_of_a_large_workspace_are_compared_too(huda, bought, monkeypatch):
    monkeypatch.setattr(keeping, "MONTHS_WORTH_IT", 1)
    bought(4)
    bought(5)
    brought_up()
    with transaction.atomic():
        CohortCell.objects.filter(grain="month").update(customers=7)
    wrong = checking.check().wrong
    assert [each["what"] for each in wrong] == ["cohorts: customers", "cohorts: revenue_minor"]
    assert (wrong[0]["kept"], wrong[0]["facts"]) == (14, 2)
    brought_up()
    assert checking.check().wrong_count == 0


def test_it_is_due_once_in_a_night(noor, huda, bought, time_machine):
    bought()
    brought_up()
    assert noor.pk in due() or not is_night(noor)
    checking.check()
    assert noor.pk not in due()
    with transaction.atomic():
        assert RollupCheck.objects.count() == 1


def is_night(noor) -> bool:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select (now() at time zone %s)::time between '01:00' and '05:00'", [noor.time_zone])
        return cursor.fetchone()[0]


@transaction.atomic
def due() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("select due_workspaces_rollup_check(10)")
        return [row[0] for row in cursor.fetchall()]
