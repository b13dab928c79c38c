"""What segments ask of purchases: how much, on average, and who is among those who bought for most."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts import services
from accounts.models import Account
from accounts.segments.querying import people, places, vocabulary
from accounts.segments.tree import describe, read
from sales.models import Purchase

pytestmark = pytest.mark.usefixtures("in_noor")


def named(field, op, **values):
    """The names of those whom one rule means."""
    known = vocabulary()
    tree = read({"kind": "all", "parts": [{"field": field, "op": op, "values": values}]}, known)
    assert describe(tree, known)
    found = people(places(tree, known)).values_list("contact__name_en", flat=True)
    return set(found)


@pytest.fixture
def customers(salem):
    """Five of them: the first bought for 100, the last for 500, and one who never bought."""
    found = []
    for place in range(6):
        account = services.add_account(by=salem, fields={"name_en": f"Account {place}", "owner": salem})
        services.add_contact(by=salem, fields={"name_en": f"P{place}"}, account=account)
        Account.objects.filter(pk=account.pk).update(bought_minor=place * 100_00)
        found.append(account)
    return found


def bought(account, number, amount, days=0, refunded=0):
    Purchase.objects.create(
        number=number, account=account, ordered_on=timezone.localdate() - timedelta(days=days), currency="SAR",
        status="delivered", total_minor=amount * 100, refunded_minor=refunded * 100,
    )  # fmt: skip


def test_the_most_valuable_customers(customers):
    assert named("account.worth", "top", percent="20") == {"P5"}
    assert named("account.worth", "top", percent="40") == {"P4", "P5"}
    assert named("account.worth", "top", percent="99") == {"P1", "P2", "P3", "P4", "P5"}


def test_who_bought_for_as_much_is_among_them_too(customers):
    Account.objects.filter(pk=customers[4].pk).update(bought_minor=500_00)
    assert named("account.worth", "top", percent="20") == {"P4", "P5"}


def test_an_archived_customer_moves_no_edge(customers, salem):
    customers[5].archive(by=salem)
    assert named("account.worth", "top", percent="25") == {"P4"}


def test_the_average_is_of_the_days_that_are_asked_and_less_what_was_paid_back(customers):
    bought(customers[0], 901, 100)
    bought(customers[0], 902, 300)
    bought(customers[1], 903, 300, refunded=150)
    bought(customers[2], 904, 900, days=400)
    assert named("account.average_purchase", "amount", amount="200", days="365") == {"P0"}
    assert named("account.average_purchase", "amount", amount="150", days="365") == {"P0", "P1"}
    assert named("account.average_purchase", "amount", amount="800", days="500") == {"P2"}
