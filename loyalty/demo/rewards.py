"""Rewards of noor, redemptions in every state, vouchers: used, waiting, taken back."""

import io
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image, ImageDraw

from accounts.models import Account
from loyalty import ledger, redeeming, vouchers
from loyalty.models import LoyaltyProgram, PointsEntry, Redemption, Reward, Wallet
from loyalty.rewarding import add_reward, add_stock
from sales.models import Purchase
from workspaces.demo import Stage

State = Redemption.State
DAY = timedelta(days=1)
ENOUGH, PEOPLE = 1_600, 7
OF_50 = {
    "kind": "voucher",
    "amount_minor": 50_00,
    "currency": "SAR",
    "least_minor": 300_00,
    "voucher_days": 90,
}
OF_TENTH = {"kind": "voucher", "percent": 10, "currency": "SAR", "voucher_days": 60}
# Key, Arabic, English, what it is in Arabic and English, points, the rest, the colours of its picture.
REWARDS = (
    ("delivery", "توصيل مجاني لشهر", "Free delivery for a month", "كل طلباتكم خلال شهر دون رسوم توصيل.",
     "All orders of a month without a fee.", 300, {}, ("#0f6268", "#bfe3e0")),
    ("coffee", "طقم قهوة سعودية", "Saudi coffee set", "دلة وستة فناجين في علبة هدية.",
     "A pot and six cups in a gift box.", 400, {"stock": 12}, ("#6b4a00", "#fdf0cf")),
    ("fuel", "بطاقة وقود بقيمة 50 ريالًا", "Fuel card of SAR 50", "تُستخدم في محطات الوقود المشاركة.",
     "For the stations that take part.", 600, {"stock": 20, "limit_count": 2, "limit_per": "year"},
     ("#8f1a12", "#fde4e1")),
    ("service", "صيانة مجانية لآلة القهوة", "Service of the coffee machine", "زيارة فني مع فحص وتنظيف.",
     "A visit with a check and cleaning.", 800, {"limit_count": 1, "limit_per": "year"}, ("#0b4a86", "#e1eefb")),
    ("earphones", "سماعات لاسلكية", "Wireless earphones", "مع علبة شحن.", "With their charging case.", 1_500,
     {"stock": 0}, ("#3d444d", "#eceef0")),
    ("fifty", "قسيمة 50 ريالًا", "Voucher of SAR 50", "خصم من عملية شراء بقيمة 300 ريال أو أكثر.",
     "Off a purchase of SAR 300 or more.", 250, OF_50, None),
    ("tenth", "خصم 10٪ على طلب", "10% off an order", "خصم على طلب واحد.", "Off one order.", 500, OF_TENTH, None),
    ("dates", "سلة تمور رمضانية", "Basket of dates for Ramadan", "تمور مختارة من القصيم.",
     "Chosen dates from Qassim.", 350, {"stock": 40, "offered_from": 60}, ("#155c2d", "#dff3e4")),
)  # fmt: skip


def seed_catalogue(stage: Stage) -> dict[str, Reward]:
    rewards = {each[0]: planted(stage, *each[1:]) for each in REWARDS}
    add_stock(rewards["coffee"], by=stage.member("mona"), pieces=15, note="دفعة جديدة من المورد")
    return rewards


def seed_rewards(stage: Stage) -> None:
    if stage.workspace.slug != "noor":
        return
    with timezone.override(stage.zone):
        kept = {each.name_en: each for each in Reward.objects.all()}
        tell(stage, {each[0]: kept[each[2]] for each in REWARDS}, rich(stage))


def planted(stage: Stage, name_ar, name_en, text_ar, text_en, points, more, colours) -> Reward:
    days = {key: stage.today + more[key] * DAY for key in ("offered_from",) if key in more}
    fields = {
        "name_ar": name_ar, "name_en": name_en, "description_ar": text_ar, "description_en": text_en,
        "cost_points": points, **more, **days,
    }  # fmt: skip
    return add_reward(by=stage.member("mona"), fields=fields, picture=drawn(*colours) if colours else None)


def drawn(ink: str, paper: str) -> SimpleUploadedFile:
    """A parcel with its ribbon, in two colours."""
    picture = Image.new("RGB", (640, 400), paper)
    pen = ImageDraw.Draw(picture)
    pen.rounded_rectangle((220, 160, 420, 320), 12, fill=ink)
    pen.rounded_rectangle((204, 128, 436, 176), 10, fill=ink)
    pen.rectangle((308, 128, 332, 320), fill=paper)
    pen.ellipse((248, 72, 318, 132), outline=ink, width=12)
    pen.ellipse((322, 72, 392, 132), outline=ink, width=12)
    written = io.BytesIO()
    picture.save(written, "PNG")
    return SimpleUploadedFile("reward.png", written.getvalue(), content_type="image/png")


def rich(stage: Stage) -> list[Wallet]:
    """Members who buy and have points, or are given some."""
    found = Account.objects.kept().filter(pk__in=Wallet.objects.values("account"))
    bought = Purchase.objects.filter(currency="SAR", total_minor__gte=300_00, archived_at=None)
    bought = bought.exclude(status__in=Purchase.UNCOUNTED).values("account")
    accounts = found.filter(pk__in=bought).order_by("number")[:PEOPLE]
    wallets = []
    for account in accounts:
        wallet = ledger.wallet_of(account)
        wallet.account = account
        if wallet.usable_points() < ENOUGH:
            ledger.credit(
                wallet, ENOUGH, kind=PointsEntry.Kind.BONUS, key=f"demo/rewards/{wallet.pk}",
                expires_at=LoyaltyProgram.objects.standing().expires_at(stage.today, str(stage.zone)),
                reason="هدية مرور عام على البرنامج", by=stage.member("mona"),
            )  # fmt: skip
        wallets.append(wallet)
    return wallets


def tell(stage: Stage, rewards: dict, wallets: list[Wallet]) -> None:
    """In every state; each customer in turn."""
    if len(wallets) < PEOPLE:
        return
    salem, mona = stage.member("salem"), stage.member("mona")

    def take(place, reward, way=State.FULFILLED, *, is_own=False):
        by = None if is_own else salem
        return redeeming.redeem(wallets[place], rewards[reward], by=by, is_by_customer=is_own, way=way)

    take(0, "coffee")
    take(0, "delivery")
    take(1, "fuel", State.HELD, is_own=True)
    take(2, "service", State.CAPTURED)
    redeeming.cancel(take(3, "coffee", State.HELD), by=salem, reason="اختار العميل مكافأة أخرى")
    redeeming.refund(take(4, "coffee"), by=mona, reason="وصلت العلبة مكسورة", puts_back=False)
    late = take(5, "fuel", State.HELD, is_own=True)
    Redemption.objects.filter(pk=late.pk).update(until_at=timezone.now() - DAY)
    redeeming.time_out_next()
    take(1, "coffee", State.HELD, is_own=True)
    used = take(3, "fifty").vouchers.get()
    bought = Purchase.objects.filter(account=used.account_id, currency="SAR", total_minor__gte=300_00)
    vouchers.use(used, bought.exclude(status__in=Purchase.UNCOUNTED).order_by("-ordered_on")[0], by=salem)
    take(6, "tenth", is_own=True)
    terms = {"amount_minor": 100_00, "currency": "SAR", "valid_until": stage.today + 45 * DAY}
    vouchers.give_voucher(
        wallets[2].account, by=mona, origin="apology", fields={**terms, "text": "اعتذار عن تأخر التوصيل"}
    )
    twice = vouchers.give_voucher(wallets[4].account, by=mona, fields={**terms, "text": "هدية افتتاح الفرع"})
    vouchers.take_back(twice, by=mona, reason="مُنحت مرتين")
