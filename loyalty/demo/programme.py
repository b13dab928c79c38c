"""The loyalty programme of noor: since when it runs, what its points are given for, and whom it has taken in."""

from datetime import datetime, time, timedelta
from decimal import Decimal

from django.db.models import Count
from django.utils import timezone

from accounts.models import Account
from loyalty.demo.history import Member, play
from loyalty.demo.rewards import seed_catalogue
from loyalty.models import EarnRule, LoyaltyProgram
from loyalty.models.rule import Period, Trigger
from loyalty.rules import add_rule
from sales.models import Purchase
from workspaces.demo import Stage

DAYS, MEMBERS, LEAST_PURCHASES = 400, 24, 5
DAY = timedelta(days=1)
TERMS_AR = """تُحتسب النقاط على ما يُدفع فعلًا، وتصبح صالحة للاستخدام بعد أربعة عشر يومًا من الشراء.
تنتهي النقاط في نهاية الشهر الذي تُتم فيه سنة، ولا تُستبدل نقدًا.
عند إرجاع المشتريات تُسترد نقاطها."""
TERMS_EN = """Points are given on what is really paid, and can be used fourteen days after the purchase.
They hold until the end of the month in which they are a year old, and are not paid out.
What is returned takes its points back."""
USUAL = {
    "currency": "", "step_minor": None, "rounding": "full_steps", "least_minor": None, "product": None,
    "category": "", "is_hijri": False, "starts_on": None, "ends_on": None, "cap_points": None, "cap_period": "",
    "tier": "", "management_type": "", "industry": None, "region": None, "counts_for_tiers": False,
}  # fmt: skip
EACH_10 = {"currency": "SAR", "step_minor": 10_00}
# Arabic, English, what it says; its days are counted from today.
RULES = (
    ("نقطة لكل 10 ريالات", "A point for every 10 riyals", {"trigger": Trigger.MONEY, "points": 1, **EACH_10,
     "counts_for_tiers": True}),
    ("نقطة لكل 3 دولارات", "A point for every 3 dollars", {"trigger": Trigger.MONEY, "points": 1, "currency": "USD",
     "step_minor": 3_00, "counts_for_tiers": True}),
    ("نقاط مضاعفة على مواد التغليف", "Double points on packaging", {"trigger": Trigger.PRODUCT, "points": 1,
     **EACH_10, "category": "تغليف", "starts_on": -120, "ends_on": 60}),
    ("عرض الصيف على الطلبات الكبيرة", "Summer offer on big orders", {"trigger": Trigger.PURCHASE, "points": 150,
     "currency": "SAR", "least_minor": 2_000_00, "starts_on": -200, "ends_on": -140}),
    ("هدية الانضمام", "Welcome gift", {"trigger": Trigger.SIGN_UP, "points": 100}),
    ("عيد ميلاد المسؤول لدى العميل", "Birthday of the main contact", {"trigger": Trigger.BIRTHDAY, "points": 100,
     "cap_points": 200, "cap_period": Period.YEAR}),
    ("إحالة أصبحت عميلًا", "A referral that became a customer", {"trigger": Trigger.REFERRAL, "points": 500}),
    ("إجابة عن استبيان", "A survey that was answered", {"trigger": Trigger.SURVEY, "points": 25, "cap_points": 100,
     "cap_period": Period.YEAR}),
    ("شهادة من العميل", "A testimonial", {"trigger": Trigger.TESTIMONIAL, "points": 75}),
    ("اعتذار بعد شكوى", "An apology after a complaint", {"trigger": Trigger.APOLOGY, "points": 150}),
)  # fmt: skip


def seed_programme(stage: Stage) -> None:
    if stage.workspace.slug != "noor":
        return
    with timezone.override(stage.zone):
        program = LoyaltyProgram.objects.create(
            name_ar="أصدقاء النور", name_en="Friends of Noor", state=LoyaltyProgram.State.RUNNING,
            joining=LoyaltyProgram.Joining.BY_HAND, starts_on=stage.today - DAYS * DAY, terms_ar=TERMS_AR,
            terms_en=TERMS_EN, point_cost=Decimal("0.05"),
        )  # fmt: skip
        add_rules(stage, program)
        rewards = seed_catalogue(stage)
        for place, account in enumerate(chosen(program)):
            play(Member(stage, program, account, place), rewards)


def add_rules(stage: Stage, program: LoyaltyProgram) -> None:
    began_at = datetime.combine(program.starts_on - 7 * DAY, time(9), tzinfo=stage.zone)
    for name_ar, name_en, said in RULES:
        days = {
            key: stage.today + said[key] * DAY
            for key in ("starts_on", "ends_on")
            if said.get(key) is not None
        }
        add_rule(
            by=stage.member("mona"),
            fields={"name_ar": name_ar, "name_en": name_en},
            said={**USUAL, **said, **days, "at": began_at},
        )
    EarnRule.objects.update(created_at=began_at)


def chosen(program: LoyaltyProgram) -> list[Account]:
    """Those who have bought often enough since it runs, whom a colleague looks after."""
    often = (
        Purchase.objects.filter(ordered_on__gte=program.starts_on, archived_at=None)
        .order_by()
        .values("account")
        .annotate(count=Count("pk"))
        .filter(count__gte=LEAST_PURCHASES)
        .values("account")
    )
    found = Account.objects.kept().filter(status=Account.Status.ACTIVE, pk__in=often).exclude(owner=None)
    return list(found.order_by("number")[:MEMBERS])
