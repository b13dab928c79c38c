"""What a purchase earns by one version of a rule: cases."""

from datetime import date
from decimal import Decimal

import pytest

from loyalty.models import RuleVersion
from loyalty.sale import Sale, SaleLine, Why, points_for

DAY = date(2030, 3, 5)


def version(**said):
    return RuleVersion(**{"trigger": "money", "points": 2, "currency": "SAR", "step_minor": 10_00, **said})


def sale(total_minor, *lines, currency="SAR", day=DAY):
    return Sale(day=day, currency=currency, total_minor=total_minor, lines=lines)


COFFEE = SaleLine(25_00, Decimal("2.5"), product_id=7, category="Coffee")
TEA = SaleLine(9_00, Decimal(3), product_id=8, category="Tea")
PIECES = {"trigger": "product", "currency": "", "step_minor": None}


@pytest.mark.parametrize(
    ("said", "bought", "points", "why"),
    [
        ({}, sale(19_99), 2, None),
        ({"rounding": "down"}, sale(19_99), 3, None),
        ({"rounding": "nearest"}, sale(19_99), 4, None),
        ({}, sale(9_99), 0, Why.TOO_LITTLE),
        ({}, sale(100_00, currency="USD"), 0, Why.CURRENCY),
        ({"currency": "USD"}, sale(100_00), 0, Why.CURRENCY),
        ({"least_minor": 100_00}, sale(99_99), 0, Why.LEAST),
        ({"least_minor": 100_00}, sale(100_00), 20, None),
        ({"starts_on": DAY, "ends_on": DAY}, sale(10_00), 2, None),
        ({"starts_on": date(2030, 3, 6)}, sale(10_00), 0, Why.DAY),
        ({"ends_on": date(2030, 3, 4)}, sale(10_00), 0, Why.DAY),
        ({"trigger": "purchase", "step_minor": None, "points": 50}, sale(1), 50, None),
        ({**PIECES, "product_id": 7}, sale(34_00, COFFEE, TEA), 4, None),
        ({**PIECES, "category": "TEA"}, sale(34_00, COFFEE, TEA), 6, None),
        ({**PIECES, "category": "Sugar"}, sale(34_00, COFFEE, TEA), 0, Why.PRODUCT),
        ({**PIECES, "category": "Sugar"}, sale(34_00, SaleLine(34_00)), 0, Why.PRODUCT),
        ({"trigger": "product", "category": "Coffee"}, sale(34_00, COFFEE, TEA), 4, None),
        ({"trigger": "product", "product_id": 8}, sale(34_00, COFFEE, TEA), 0, Why.TOO_LITTLE),
        ({"points": 10**7, "step_minor": 1}, sale(10**15), 10**12, None),
    ],
)
def test_what_a_purchase_earns_by_a_rule(said, bought, points, why):
    assert points_for(version(**said), bought) == (points, why)
