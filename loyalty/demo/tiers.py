"""Loyalty tiers of noor, with members in each: one who is warned, one who fell, one whose tier was set by hand."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import Account
from loyalty import ledger
from loyalty.models import LoyaltyProgram, PointsEntry
from loyalty.rewarding import add_reward
from loyalty.tier_editing import add_tier
from loyalty.tier_review import review_next
from loyalty.tiering import set_tier
from workspaces.demo import Stage

DAY = timedelta(days=1)
WEEKS = 64
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
# What each customer in turn earned: (days ago, points).
EARNED = (
    ((300, 5_000), (60, 4_500)),
    ((345, 3_200), (40, 300)),  # warned: the large part is over soon
    ((120, 3_600),),
    ((100, 1_800),),
    ((200, 1_200),),
    ((20, 1_050),),
    ((90, 400),),
    ((10, 150),),
    ((440, 3_100), (100, 1_100)),  # fell from gold
    ((30, 700),),  # set by hand
)


def seed_tiers(stage: Stage) -> None:
    if stage.workspace.slug != "noor":
        return
    with timezone.override(stage.zone):
        wallets = earn(stage)
        tiers = [add_tier(by=stage.member("mona"), fields=fields_of(each)) for each in TIERS]
        for weeks in range(WEEKS, -1, -1):
            after: int | None = 0
            while after is not None:
                _looked, _moved, after = review_next(after, stage.today - 7 * weeks * DAY)
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


def earn(stage: Stage) -> list:
    """Before there are tiers: the reviews of the past year give them."""
    program = LoyaltyProgram.objects.standing()
    found = Account.objects.kept().filter(status=Account.Status.ACTIVE).exclude(owner=None).order_by("number")
    wallets = [ledger.wallet_of(account) for account in found[: len(EARNED)]]
    for wallet, parts in zip(wallets, EARNED, strict=False):
        for days, points in parts:
            on = stage.today - days * DAY
            ledger.credit(
                wallet, points, kind=PointsEntry.Kind.EARN, key=f"demo/tiers/{wallet.pk}/{days}", counts_on=on,
                expires_at=program.expires_at(on, str(stage.zone)), qualifying_points=points,
                reason="مشتريات من النظام السابق", by=stage.member("mona"),
            )  # fmt: skip
    return wallets
