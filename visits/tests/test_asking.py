"""What automations and segments ask: looked at and not bought, carts that were left."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from accounts.segments.querying import people, places, vocabulary
from accounts.segments.tree import read
from accounts.services import place_contact
from sales.catalogue import add_product
from sales.purchasing import Line, add_purchase
from visits.models import Visit
from visits.querysets import abandoned_carts, viewed_not_bought

pytestmark = pytest.mark.django_db


@pytest.fixture
def chair(huda, in_noor):
    return add_product(
        by=huda, fields={"name_en": "Chair", "sku": "CHAIR-01", "price_minor": 100, "currency": "SAR"}
    )


def seen(contact, kind, *, hours_ago, event="", **fields):
    at = timezone.now() - timedelta(hours=hours_ago)
    event = event or f"{kind}-{hours_ago}"
    return Visit.objects.create(
        contact=contact, kind=kind, event_id=event, at=at, on=timezone.localdate(at), **fields
    )


def buy(afaq, huda, *, product=None, days_ago=0):
    line = Line("Chair", Decimal(1), unit_price_minor=100, product=product)
    fields = {"ordered_on": timezone.localdate() - timedelta(days=days_ago), "currency": "SAR"}
    return add_purchase(account=afaq, by=huda, fields=fields, lines=[line])


def test_looked_at_and_not_bought(noura, afaq, chair, salem, huda):
    place_contact(noura, afaq, by=salem)
    seen(noura, "product", hours_ago=50, product=chair)
    seen(noura, "page", hours_ago=1)
    assert [(each["contact_id"], each["product_id"]) for each in viewed_not_bought(days=7)] == [
        (noura.pk, chair.pk)
    ]
    assert not viewed_not_bought(days=1)
    buy(afaq, huda, product=chair, days_ago=20)  # before they looked
    buy(afaq, huda)  # something else
    assert len(viewed_not_bought(days=7)) == 1
    bought = buy(afaq, huda, product=chair)
    assert not viewed_not_bought(days=7)
    bought.archive(by=huda)
    assert len(viewed_not_bought(days=7)) == 1


def test_carts_that_were_left(noura, afaq, salem, huda):
    place_contact(noura, afaq, by=salem)
    seen(noura, "cart", hours_ago=30, event="first")
    seen(noura, "cart", hours_ago=26, event="last")
    assert [each.event_id for each in abandoned_carts(hours=2, days=30)] == ["last"]
    assert not abandoned_carts(hours=48, days=30)
    assert not abandoned_carts(hours=2, days=1)
    order = seen(noura, "order", hours_ago=25)
    assert not abandoned_carts(hours=2, days=30)
    order.delete()
    assert abandoned_carts(hours=2, days=30)
    buy(afaq, huda)
    assert not abandoned_carts(hours=2, days=30)


def meant(field, op, **values):
    known, rule = vocabulary(), {"field": f"contact.{field}", "op": op, "values": values}
    return list(people(places(read({"kind": "all", "parts": [rule]}, known), known)))


def test_segments_ask_what_was_looked_at(noura, afaq, chair, salem, huda):
    place_contact(noura, afaq, by=salem)
    assert meant("site_last", "empty") == [noura.pk]
    seen(noura, "product", hours_ago=50, product=chair)
    seen(noura, "page", hours_ago=49, address="https://shop.example.com/offers/50%")
    seen(noura, "cart", hours_ago=48)
    one = {"choices": [str(chair.number)]}
    asked = [
        ("site_last", "within", {"days": "7"}, {"days": "0"}),
        ("site_last", "longer", {"days": "0"}, {"days": "7"}),
        ("site_product", "one_of", {**one, "days": "7"}, {**one, "days": "0"}),
        ("site_product", "not_bought", {"days": "7"}, {"days": "0"}),
        ("site_page", "holds", {"text": "/OFFERS", "days": "7"}, {"text": "_ffers", "days": "7"}),
        ("site_cart", "left", {"days": "1"}, {"days": "7"}),
    ]
    for field, op, yes, no in asked:
        assert (meant(field, op, **yes), meant(field, op, **no)) == ([noura.pk], []), (field, op)
    assert meant("site_last", "empty") == []
    buy(afaq, huda, product=chair)
    assert meant("site_product", "not_bought", days="7") == []
    assert meant("site_cart", "left", days="1") == []
