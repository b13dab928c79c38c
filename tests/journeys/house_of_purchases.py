"""What customers bought, for the tests that walk through every page."""

import io
from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from accounts.models import Account
from sales.catalogue import add_product
from sales.imports.steps import bring_file, start_import
from sales.models import Product
from sales.price_lists import Said, add_price, add_price_list, agree_with
from sales.product_imports import work as products
from sales.purchasing import Line, add_purchase
from tests.journeys.house import LONG_NAME, UNBROKEN

ROWS = f"ref,customer,date,item,total\n1,{LONG_NAME},2026-01-02,{LONG_NAME},90\n2,{UNBROKEN},nowhere,x,-1\n"


def sell_much(salem, huda):
    """A product with long words, a purchase of it with a refund, one delivered wrong, a file with a bad row."""
    account, today = Account.objects.get(number=1), timezone.localdate()
    fields = {"name_ar": LONG_NAME, "name_en": UNBROKEN, "sku": UNBROKEN[:40], "category": LONG_NAME[:60]}
    product = add_product(by=huda, fields={**fields, "price_minor": 12_345_678_90, "currency": "SAR"})
    lines = [
        Line(LONG_NAME, Decimal("12.5"), unit_price_minor=99_999_99, product=product),
        Line(UNBROKEN, Decimal(1), unit_price_minor=1, discount_minor=1),
    ]
    given = {"ordered_on": today - timedelta(days=40), "currency": "SAR", "external_ref": UNBROKEN[:60]}
    bought = add_purchase(account=account, by=salem, fields={**given, "note": LONG_NAME}, lines=lines)
    bought.set_status("delivered", by=salem)
    bought.refund(5_000, by=salem, reason=LONG_NAME)
    given = {"ordered_on": today, "currency": "USD"}
    wrong = add_purchase(account=account, by=salem, fields=given, lines=lines[1:])
    wrong.set_status("wrong", by=salem, reason=UNBROKEN)
    for begin in (False, True):
        content = ROWS.encode()
        origin = bring_file(io.BytesIO(content), name=f"{LONG_NAME}.csv", size=len(content), by=salem)
        if begin:
            chosen = {"source": "shop", "currency": "SAR", "status": "delivered", "adds_customers": True}
            start_import(origin, by=salem, mapping=origin.mapping, **chosen)


def agree_on_prices(salem, huda):
    """One with long words for a customer with its branches, one for a group that a viewer sees too."""
    account, product = Account.objects.get(number=1), Product.objects.get(number=1)
    today = timezone.localdate()
    given = {"currency": "SAR", "from_on": today, "until_on": today + timedelta(days=300)}
    agreed = add_price_list(
        by=salem, fields={**given, "name_ar": LONG_NAME, "name_en": UNBROKEN, "reason": UNBROKEN}
    )
    add_price(agreed, product, Said(price_minor=12_345_678_00), by=salem)
    agree_with(agreed, account, by=salem, with_branches=True)
    content = f"name,price\n{LONG_NAME} brought,90\n{UNBROKEN} again,{UNBROKEN}\n".encode()
    for begin in (False, True):
        origin = products.bring_file(
            io.BytesIO(content), name=f"{LONG_NAME}.csv", size=len(content), by=salem
        )
        if begin:
            products.start_import(origin, by=salem, mapping=origin.mapping, updates=True, currency="SAR")
    group = {"audience": "everybody", "percent_off": Decimal("12.5"), "from_on": today + timedelta(days=9)}
    add_price_list(by=huda, fields={**given, "name_en": UNBROKEN, **group})
