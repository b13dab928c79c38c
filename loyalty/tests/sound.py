"""What must be true of every wallet, whatever happened to it: asked of the rows, not of the code that wrote them."""

from django.db.models import F, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from loyalty.models import Hold, Lot, PointsEntry, Wallet


def assert_sound():
    total = Coalesce(Sum("points"), 0)
    qualifying = 0
    for wallet in Wallet.objects.all():
        entries = wallet.entries.aggregate(
            points=total,
            debt=Coalesce(Sum("debt_points"), 0),
            qualifying=Coalesce(Sum("qualifying_points"), 0),
        )
        lots = wallet.lots.aggregate(
            left=Coalesce(Sum("remaining_points"), 0), held=Coalesce(Sum("held_points"), 0)
        )
        held = wallet.holds.filter(state=Hold.State.HELD).aggregate(points=total)["points"]
        assert wallet.balance_points == entries["points"] == lots["left"] >= 0
        assert wallet.held_points == lots["held"] == held >= 0
        assert wallet.debt_points == entries["debt"] >= 0
        # What is over already and waits for the sweep settles nothing.
        lasting = wallet.lots.exclude(expires_at__lte=timezone.now())
        free = lasting.aggregate(free=Coalesce(Sum(F("remaining_points") - F("held_points")), 0))["free"]
        assert not wallet.debt_points or not free
        qualifying += entries["qualifying"]
        seqs = list(wallet.entries.order_by("seq").values_list("seq", flat=True))
        assert seqs == list(range(1, wallet.last_seq + 1))
    # What is taken back after a transfer is taken where it was earned; altogether it is never more than was earned.
    assert qualifying >= 0
    for lot in Lot.objects.annotate(moved=Coalesce(Sum("allocations__points"), 0)):
        assert lot.remaining_points == lot.points + lot.moved
    for entry in PointsEntry.objects.annotate(paid=Coalesce(Sum("allocations__points"), 0)):
        assert entry.points == entry.paid + sum(lot.points for lot in entry.lots.all())
    for hold in Hold.objects.all():
        parts = hold.parts.aggregate(points=total)["points"]
        assert parts == (hold.points if hold.state == Hold.State.HELD else 0)


def left(wallet) -> list[int]:
    """What remains of each lot, the oldest first."""
    return list(wallet.lots.order_by("pk").values_list("remaining_points", flat=True))
