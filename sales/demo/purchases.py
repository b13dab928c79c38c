"""What noor sells, and what its customers bought over 24 months: most of it delivered, some of it with trouble."""

from datetime import datetime, time, timedelta
from decimal import Decimal

from accounts.demo.seed import insert_numbered
from accounts.models import Account
from sales.amounts import line_total
from sales.models import Product, Purchase, PurchaseLine, PurchaseStatus, Refund
from sales.models.totals import keep_totals
from workspaces.demo import Stage

Status = Purchase.Status
BATCH, DAYS = 500, 730
MOST, BIGGEST = 14, 40  # purchases of one customer; of the two that matter most
# SKU, Arabic, English, category, unit, price in halalas.
CATALOGUE = [
    ("CUP-08", "أكواب ورقية ٨ أونصة", "Paper cups 8 oz", "أكواب", "كرتون", 8_500),
    ("CUP-12", "أكواب ورقية ١٢ أونصة", "Paper cups 12 oz", "أكواب", "كرتون", 9_750),
    ("LID-12", "أغطية أكواب", "Cup lids", "أكواب", "كرتون", 4_200),
    ("BOX-S", "علب تغليف صغيرة", "Small boxes", "تغليف", "كرتون", 11_000),
    ("BOX-L", "علب تغليف كبيرة", "Large boxes", "تغليف", "كرتون", 16_500),
    ("BAG-K", "أكياس ورقية بنية", "Brown paper bags", "أكياس", "ربطة", 6_300),
    ("BAG-P", "أكياس مطبوعة بالشعار", "Printed bags", "أكياس", "ربطة", 14_900),
    ("NAP-2", "مناديل طاولة", "Table napkins", "ورقيات", "كرتون", 5_600),
    ("GLV-N", "قفازات نتريل", "Nitrile gloves", "سلامة", "علبة", 3_450),
    ("CLN-5", "منظف أسطح ٥ لتر", "Surface cleaner 5 l", "نظافة", "عبوة", 4_800),
    ("FILM-45", "تغليف شفاف ٤٥ سم", "Cling film 45 cm", "تغليف", "لفة", 3_900),
    ("FOIL-45", "ورق ألمنيوم ٤٥ سم", "Foil 45 cm", "تغليف", "لفة", 5_250),
    ("DEL", "توصيل عاجل", "Express delivery", "خدمات", "رحلة", 7_500),
]
TROUBLE = (
    [Status.DELIVERED] * 88 + [Status.LATE] * 3 + [Status.WRONG] * 2 + [Status.RETURNED] * 2
    + [Status.REFUNDED] * 2 + [Status.CANCELLED] * 3
)  # fmt: skip


def seed_purchases(stage: Stage) -> None:
    if stage.workspace.slug != "noor":
        return
    owner = stage.member("owner")
    products = [
        Product(
            sku=sku, name_ar=ar, name_en=en, category=category, unit=unit, price_minor=price, currency="SAR",
            created_by=owner,
        )
        for sku, ar, en, category, unit, price in CATALOGUE
    ]  # fmt: skip
    insert_numbered(products)
    Buying(stage, products).add()


class Buying:
    def __init__(self, stage: Stage, products: list[Product]):
        self.stage, self.products = stage, products
        self.random = stage.random("purchases")
        self.purchases: list[Purchase] = []
        self.lines: list[PurchaseLine] = []
        self.statuses: list[PurchaseStatus] = []
        self.refunds: list[Refund] = []

    def add(self) -> None:
        bought_by = (
            Account.objects.exclude(status=Account.Status.PROSPECT).select_related("owner").order_by("number")
        )
        for account in bought_by:
            for days_ago in self.days_of(account):
                self.buy(account, days_ago)
        self.purchases.sort(key=lambda purchase: purchase.ordered_on)
        insert_numbered(self.purchases)
        for model, rows in (
            (PurchaseLine, self.lines),
            (PurchaseStatus, self.statuses),
            (Refund, self.refunds),
        ):
            model.objects.bulk_create(rows, BATCH)
        keep_totals({purchase.account_id for purchase in self.purchases})

    def days_of(self, account: Account) -> list[int]:
        """How long ago it bought: who is gone or asleep bought long ago, and nobody before being a customer."""
        quiet = {Account.Status.DORMANT: 200, Account.Status.LOST: 320}.get(account.status, 0)
        known = min((self.stage.today - account.created_at.date()).days, DAYS)
        if known <= quiet:
            return []
        count = BIGGEST if account.number in (1, 2) else self.random.randint(1, MOST)
        return sorted(self.random.randint(quiet, known) for _purchase in range(count))

    def buy(self, account: Account, days_ago: int) -> None:
        on = self.stage.today - timedelta(days=days_ago)
        at = datetime.combine(on, time(11), tzinfo=self.stage.zone)
        by = account.owner or self.stage.member("owner")
        made = Purchase(
            account=account,
            ordered_on=on,
            currency="SAR",
            status=self.random.choice(TROUBLE) if days_ago > 5 else Status.ORDERED,
            created_by=by,
            created_at=at,
        )
        lines = self.lines_of(made, is_big=account.number in (1, 2))
        made.total_minor = sum(line.total_minor for line in lines)
        if made.status == Status.REFUNDED:
            made.refunded_minor = made.total_minor
            self.refunds.append(Refund(purchase=made, amount_minor=made.total_minor, at=at, by=by))
        self.purchases.append(made)
        self.lines += lines
        self.tell_statuses(made, at, by)

    def lines_of(self, purchase: Purchase, *, is_big: bool) -> list[PurchaseLine]:
        lines = []
        for place, product in enumerate(self.random.sample(self.products, self.random.randint(1, 4)), 1):
            quantity = Decimal(self.random.randint(1, 60 if is_big else 15))
            gross = line_total(quantity, product.price_minor)
            discount = gross // 20 if quantity >= 12 else 0
            lines.append(
                PurchaseLine(
                    purchase=purchase,
                    place=place,
                    product=product,
                    text=product.name_ar,
                    quantity=quantity,
                    unit_price_minor=product.price_minor,
                    discount_minor=discount,
                    total_minor=gross - discount,
                )
            )
        return lines

    def tell_statuses(self, purchase: Purchase, at: datetime, by) -> None:
        """Ordered first, and some days later what became of it."""
        later = at + timedelta(days=3) if purchase.status != Status.ORDERED else None
        self.statuses.append(
            PurchaseStatus(purchase=purchase, status=Status.ORDERED, from_at=at, until_at=later, by=by)
        )
        if later:
            self.statuses.append(
                PurchaseStatus(purchase=purchase, status=purchase.status, from_at=later, by=by)
            )
