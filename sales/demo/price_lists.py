"""What noor agreed with its customers: a strategic group with its branches, a tier, an offer that is over."""

from datetime import timedelta
from decimal import Decimal

from accounts.models import Account
from sales.models import PriceListItem, Product
from sales.price_lists import Said, add_price, add_price_list, agree_with, copy_price_list
from workspaces.demo import Stage

# Off the catalogue in per cent, or a price in halalas.
AGREED = {"CUP-08": 7_800, "CUP-12": 8_900, "LID-12": 3_800, "BAG-P": 13_500, "DEL": Decimal(100)}


def seed_price_lists(stage: Stage) -> None:
    if stage.workspace.slug != "noor":
        return
    by = stage.member("manager")
    year = stage.today.year
    first, last = stage.today.replace(month=1, day=1), stage.today.replace(month=12, day=31)
    products = {each.sku: each for each in Product.objects.in_use()}

    def add(**fields):
        return add_price_list(by=by, fields={"currency": "SAR", "from_on": first, "until_on": last, **fields})

    agreed = add(
        name_ar=f"أسعار العقد السنوي {year}",
        name_en=f"Prices of the yearly contract {year}",
        reason="اتفقنا عليها في مراجعة الخطة مقابل حد أدنى من الكراتين كل ربع سنة؛ التوصيل العاجل على حسابنا.",
    )
    for sku, said in AGREED.items():
        price = Said(percent_off=said) if isinstance(said, Decimal) else Said(price_minor=said)
        add_price(agreed, products[sku], price, by=by)
    agree_with(agreed, Account.objects.get(number=1), by=by, with_branches=True)
    renewed = {
        "name_ar": f"أسعار العقد السنوي {year + 1}",
        "name_en": f"Prices of the yearly contract {year + 1}",
        "currency": "SAR",
        "from_on": last + timedelta(days=1),
        "until_on": last.replace(year=year + 1),
        "reason": "مسودة للتجديد.",
    }
    coming = copy_price_list(agreed, by=by, fields=renewed)
    PriceListItem.objects.filter(price_list=coming, product=products["CUP-08"]).update(price_minor=7_950)
    add(
        name_ar="خصم عملاء الفئة A",
        name_en="Discount for customers of tier A",
        until_on=None,
        percent_off=Decimal(5),
        audience="group",
        tier="A",
        reason="خمسة في المئة على كل المنتجات لعملاء الفئة الأولى.",
    )
    add(
        name_ar="عرض بداية الموسم",
        name_en="Offer for the beginning of the season",
        from_on=stage.today - timedelta(days=90),
        until_on=stage.today - timedelta(days=60),
        percent_off=Decimal("7.5"),
        audience="everybody",
    )
