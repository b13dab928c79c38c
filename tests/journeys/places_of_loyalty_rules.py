"""Pages of the loyalty programme and of its rules."""

from loyalty.rules import add_rule
from tests.journeys.house import LONG_NAME, UNBROKEN
from tests.journeys.places import Place, save_nothing

SAID = {
    "trigger": "money", "points": 2, "currency": "SAR", "step_minor": 10_00, "rounding": "full_steps",
    "least_minor": None, "product": None, "category": "", "is_hijri": False, "starts_on": None, "ends_on": None,
    "cap_points": 100, "cap_period": "month", "tier": "A", "management_type": "key", "industry": None, "region": None,
    "counts_for_tiers": True,
}  # fmt: skip


def rule_points(salem, huda):
    """One that is used, and one that is archived."""
    for name in (f"{LONG_NAME} {UNBROKEN}", "موسم الشتاء"):
        made = add_rule(by=huda, fields={"name_ar": name, "name_en": ""}, said=SAID)
    made.archive(by=huda)


FURNISH = [rule_points]


def at_rules():
    yield Place("/w/noor/loyalty/programme/")
    yield Place("/w/noor/loyalty/rules/")
    yield Place("/w/noor/loyalty/rules/?amount=450&currency=SAR&day=&account=&product=")
    yield Place("/w/noor/loyalty/rules/new/")
    yield Place("/w/noor/loyalty/rules/new/", act=save_nothing)
    yield Place("/w/noor/loyalty/rules/1/")


WALKS = [at_rules]
