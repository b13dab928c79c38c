"""Makes customers whose purchases nobody has settled yet, with points that are over and points to spend.

In a process of its own: python -m tests.faults.points_cast <customers> <purchases of each>, after cast.py.
"""

import os
import sys
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
django.setup()

from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts import services  # noqa: E402
from lib.tenancy.state import workspace  # noqa: E402
from loyalty import earning, ledger, rewarding  # noqa: E402
from loyalty.models import LoyaltyProgram, PointsEntry  # noqa: E402
from loyalty.rules import add_rule  # noqa: E402
from sales.purchasing import Line, add_purchase  # noqa: E402
from workspaces.models import Membership, Workspace  # noqa: E402

NAME, REWARD = "Points", "Coffee"
EARNED, COST, TO_SPEND, OVER, LOTS_OVER = 25, 10, 1_000_000, 40, 3
SAID = {
    "trigger": "money", "points": 1, "currency": "SAR", "step_minor": 100, "rounding": "full_steps",
    "least_minor": None, "product": None, "category": "", "is_hijri": False, "starts_on": None, "ends_on": None,
    "cap_points": None, "cap_period": "", "tier": "", "management_type": "", "industry": None, "region": None,
    "counts_for_tiers": True,
}  # fmt: skip


@transaction.atomic
def make(customers: int, purchases: int) -> None:
    mona = Membership.objects.get(user__email="mona@noor.example")
    today, now = timezone.localdate(), timezone.now()
    day = today - timedelta(days=30)
    program = LoyaltyProgram.objects.create(name_en=NAME, state="draft", starts_on=day, pending_days=0)
    rewarding.add_reward(by=mona, fields={"name_en": REWARD, "cost_points": COST})
    for number in range(customers):
        fields = {"name_en": f"{NAME} {number}", "owner": mona}
        account = services.add_account(by=mona, fields=fields)
        wallet = ledger.wallet_of(account)
        ledger.credit(wallet, TO_SPEND, kind=PointsEntry.Kind.OPENING, key=f"to spend/{number}")
        for lot in range(LOTS_OVER):
            key, over = f"over/{number}/{lot}", now - timedelta(days=1 + lot)
            kind = PointsEntry.Kind.OPENING
            ledger.credit(
                wallet, OVER, kind=kind, key=key, available_at=over - timedelta(days=9), expires_at=over
            )
        for _purchase in range(purchases):
            said = {"ordered_on": day + timedelta(days=5), "currency": "SAR"}
            lines = [Line("Coffee", unit_price_minor=EARNED * 100)]
            add_purchase(account=account, by=mona, fields=said, lines=lines)
    program.state = LoyaltyProgram.State.RUNNING
    program.save()
    add_rule(by=mona, fields={"name_en": "Each riyal"}, said=SAID)
    earning.queue_all_since(day)


if __name__ == "__main__":
    with workspace(Workspace.objects.get(slug="noor").pk):
        make(int(sys.argv[1]), int(sys.argv[2]))
