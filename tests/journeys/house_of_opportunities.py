"""Opportunities as they stand in every stage, for the tests that walk through every page."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import Account
from sales.models import LostReason, OpportunityStage
from sales.opportunities import add_opportunity
from sales.stages import keep_usual
from tests.journeys.house import LONG_NAME, UNBROKEN


def sell(salem, huda):
    """A long one that is overdue, one with a next step, one won and one lost."""
    keep_usual(LostReason)
    account, today = Account.objects.get(number=1), timezone.localdate()
    for place, (name, days) in enumerate(
        ((f"{LONG_NAME} {UNBROKEN}", -3), ("تجديد العقد السنوي", 20), ("توريد القرطاسية", 40), ("عطاء", 9))
    ):
        fields = {
            "name": name,
            "amount_minor": 12_345_678_900,
            "currency": "SAR",
            "expected_on": today + timedelta(days=days),
            "competitors": UNBROKEN,
        }
        step = {"reason": "إرسال العرض", "due_on": today, "owner": salem} if place == 1 else None
        found = add_opportunity(account=account, by=salem, fields=fields, next_step=step)
        if place == 1:
            found.move_to(OpportunityStage.objects.get(number=3), by=huda)
        elif place == 2:
            found.win(by=salem)
        elif place == 3:
            found.lose(by=salem, reason=LostReason.objects.first(), note=name)
