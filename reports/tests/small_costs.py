"""What costs are reckoned from, by lot: rates of some months, minutes, compensations, points as an apology."""

import contextlib
from datetime import timedelta
from decimal import Decimal

from complaints.models import Compensation, Complaint
from interactions.models import Interaction
from loyalty.ledger import credit, debit, wallet_of
from loyalty.models import EarnRule, Grant, LoyaltyProgram, RuleVersion
from loyalty.points import NotEnough
from reports.models import CostRates


def add_costs(world):
    """Rates begin and change within the days of the world; some are known late, some twice for one month."""
    lot, today = world.lot, world.today
    for days, currency in ((400, "SAR"), (250, "SAR"), (250, "SAR"), (60, "SAR"), (60, "USD"), (-40, "SAR")):
        CostRates.objects.create(
            from_on=(today - timedelta(days=days)).replace(day=1),
            currency=currency,
            hourly_minor=lot.choice((None, 9_999, 7_345)),
            by_role={"account_manager": lot.randrange(1, 20_000)},
            complaint_minor=2_551 if days == 400 else lot.choice((None, 0, 2_550)),
            minutes={"call": lot.choice((0, 7)), "visit": 91, "email": 10, "note": lot.choice((0, 3))},
        )
    for each in Interaction.objects.all():
        Interaction.objects.filter(pk=each.pk).update(minutes=lot.choice((None, None, 1, 25, 61)))
    add_compensations(world)
    add_points(world)


def add_compensations(world):
    lot = world.lot
    for complaint in Complaint.objects.all():
        kind, state = (
            lot.choice(Compensation.Kind.values),
            lot.choice(("proposed", "approved", "given", "refused")),
        )
        has_amount, is_granted = kind in {"money", "voucher"}, state in {"approved", "given"}
        Compensation.objects.create(
            complaint=complaint,
            kind=kind,
            amount_minor=lot.randint(1, 9_000) if has_amount else None,
            currency=lot.choice(("SAR", "SAR", "USD")) if has_amount else "",
            points=lot.randint(1, 900) if kind == "points" else None,
            text="Sorry",
            state=state,
            decided_at=world.moment() if is_granted else None,
            given_at=world.now if state == "given" else None,
        )


def add_points(world):
    lot = world.lot
    LoyaltyProgram.objects.create(name_en="Points", point_cost=Decimal("0.0375"), breakage_percent=15)
    moments = sorted(world.moment() for _entry in range(30))
    for n, at in enumerate(moments):
        wallet, told = wallet_of(lot.choice(world.accounts)), {"key": f"small {n}", "at": at}
        with contextlib.suppress(NotEnough):
            if n % 3:
                credit(wallet, lot.randint(1, 5_000), kind="bonus", **told)
            else:
                debit(wallet, lot.randint(1, 2_000), kind="redeem", **told)
    for trigger in ("apology", "visit"):
        rule = EarnRule.objects.create(name_en=trigger, place=0)
        version = RuleVersion.objects.create(rule=rule, trigger=trigger, points=100)
        for n in range(12):
            points = lot.choice((0, 33, 150))
            Grant.objects.create(
                account=lot.choice(world.accounts),
                rule=rule,
                rule_version=version,
                occasion=f"complaint/{n}",
                day=world.day(),
                raw_points=points,
                gross_points=points,
                points=points,
            )
