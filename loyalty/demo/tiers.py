"""Loyalty tiers of noor, with members in each: one who is warned, one who fell, one whose tier was set by hand."""

from datetime import date, datetime, time, timedelta

from django.db.models import Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from loyalty import ledger
from loyalty.expiring import expire
from loyalty.models import LoyaltyProgram, PointsEntry, Wallet
from loyalty.rewarding import add_reward
from loyalty.tier_editing import add_tier
from loyalty.tier_review import review_next
from loyalty.tiering import set_tier
from workspaces.demo import Stage

DAY = timedelta(days=1)
WEEKS = 60
# Arabic, English, points, per cent, colour, privileges in Arabic and English.
TIERS = (
    ("برونزي", "Bronze", 100, 100, "bronze", "عروض الأعضاء قبل غيرهم.", "Offers for members before others."),
    ("فضي", "Silver", 1_000, 110, "silver", "توصيل مجاني للطلبات الكبيرة.\nأولوية في الرد على الهاتف.",
     "Free delivery of large orders.\nAnswered first on the phone."),
    ("ذهبي", "Gold", 3_000, 125, "gold", "توصيل مجاني لكل الطلبات.\nمدير حساب مخصص.\nصيانة سنوية للآلات.",
     "Free delivery of all orders.\nAn account manager of their own.\nA service of the machines each year."),
    ("بلاتيني", "Platinum", 8_000, 150, "purple", "كل مزايا الذهبي.\nدعوة إلى الملتقى السنوي.\nأسعار خاصة باتفاق.",
     "All that gold has.\nAn invitation to the yearly meeting.\nPrices by agreement."),
)  # fmt: skip
# What those who have the fewest points that count are given beside, in turn: (days ago, points).
EARNED = (
    ((345, 3_200), (40, 300)),  # warned: the large part is over soon
    ((412, 3_100), (100, 1_100)),  # fell from gold
    ((300, 4_800), (60, 4_500)),
    ((120, 3_600),),
    ((30, 700),),  # set by hand
)


def seed_tiers(stage: Stage) -> None:
    if stage.workspace.slug != "noor":
        return
    with timezone.override(stage.zone):
        wallets = earn(stage)
        tiers = [add_tier(by=stage.member("mona"), fields=fields_of(each)) for each in TIERS]
        for weeks in range(WEEKS, -1, -1):
            review(stage, stage.today - 7 * weeks * DAY)
        if len(wallets) == len(EARNED):
            set_tier(
                wallets[-1], tiers[-1], by=stage.member("mona"), reason="اتفاقية توريد سنوية جديدة",
                until=stage.today + 120 * DAY,
            )  # fmt: skip
        fields = {
            "name_ar": "مقعد في الملتقى السنوي", "name_en": "A seat at the yearly meeting", "cost_points": 700,
            "description_ar": "لأعضاء المستوى الذهبي فما فوق.", "description_en": "For members from gold on.",
            "stock": 25, "least_tier": tiers[2],
        }  # fmt: skip
        add_reward(by=stage.member("mona"), fields=fields)


def fields_of(said) -> dict:
    names = (
        "name_ar", "name_en", "threshold_points", "percent", "colour", "privileges_ar", "privileges_en",
    )  # fmt: skip
    return dict(zip(names, said, strict=True))


def review(stage: Stage, day: date) -> None:
    at = min(moment(stage, day, 3), timezone.now())
    after: int | None = 0
    while after is not None:
        _looked, _moved, after = review_next(after, day, at=at)


def moment(stage: Stage, day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=stage.zone)


def earn(stage: Stage) -> list[Wallet]:
    """Before there are tiers: the reviews of the past year give them."""
    program, now = LoyaltyProgram.objects.standing(), timezone.now()
    found = Wallet.objects.standing().annotate(counts=Coalesce(Sum("entries__qualifying_points"), 0))
    wallets = list(found.select_related("account").order_by("counts", "pk")[: len(EARNED)])
    for wallet, parts in zip(wallets, EARNED, strict=False):
        for days, points in parts:
            on = stage.today - days * DAY
            ledger.credit(
                wallet, points, kind=PointsEntry.Kind.EARN, key=f"demo/tiers/{wallet.pk}/{days}", counts_on=on,
                expires_at=program.expires_at(on, str(stage.zone)), qualifying_points=points, at=moment(stage, on, 13),
                available_at=moment(stage, on, 13), reason="مشتريات من النظام السابق", by=stage.member("mona"),
            )  # fmt: skip
        expire(wallet, at=now)
    return wallets
