"""The statement of a customer's points, like a bank's: what there was, what came and went, what there is.

Entries of a wallet are numbered without a gap, and a period is a run of them: pages are found by these numbers, and
what there was before one of them is added up from the side that is nearer.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, time
from functools import cached_property

from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from interactions.filters import moment_of
from lib import formats
from loyalty.figures import last_day
from loyalty.models import Allocation, Lot, PointsEntry, Wallet
from timeline.kinds import PLAIN, kinds, seen_rows

PAGE_ENTRIES = 50
MOST_LOTS = 100


@dataclass
class Line:
    """One entry as it is read. `source` is what it comes from, where the reader may see it."""

    entry: PointsEntry
    balance: int
    source: object = None
    page: str = ""
    lots: list[dict] = field(default_factory=list)

    @property
    def points_in(self) -> int:
        return max(self.entry.points, 0)

    @property
    def points_out(self) -> int:
        return max(-self.entry.points, 0)

    @property
    def owed(self) -> str:
        """What became of what is owed, in words."""
        change = self.entry.debt_points
        if not change:
            return ""
        text = _("%(points)s more are owed") if change > 0 else _("%(points)s of what was owed are settled")
        return text % {"points": formats.number(abs(change))}


def balance_after(wallet: Wallet, seq: int) -> int:
    """What the wallet held after its entry of this number."""
    if seq <= 0:
        return 0
    if seq == wallet.last_seq:
        return wallet.balance_points
    is_late = seq * 2 > wallet.last_seq
    part = wallet.entries.filter(seq__gt=seq) if is_late else wallet.entries.filter(seq__lte=seq)
    points = part.order_by().aggregate(points=Sum("points"))["points"] or 0
    return wallet.balance_points - points if is_late else points


class Statement:
    """`since` and `until` are local days, both of them in it; `before` and `after` the number of an entry."""

    def __init__(
        self,
        wallet: Wallet,
        *,
        since: date | None = None,
        until: date | None = None,
        before: int | None = None,
        after: int | None = None,
    ):
        self.wallet, self.since, self.until = wallet, since, until
        self.first, self.last = self._bounds()
        self.entries = self._page(before, after)

    def _bounds(self) -> tuple[int, int]:
        """The numbers of the first and the last entry of the period; the last is below the first in an empty one."""
        first, last = 1, self.wallet.last_seq
        by_moment = self.wallet.entries.order_by("at", "seq")
        if self.since:
            on = by_moment.filter(at__gte=moment_of(self.since, time.min)).values_list("seq", flat=True)
            first = on.first() or last + 1
        if self.until:
            on = by_moment.filter(at__lte=moment_of(self.until, time.max)).values_list("seq", flat=True)
            last = on.last() or 0
        return first, last

    def _page(self, before, after) -> list[PointsEntry]:
        """Newest first. One more is read than is shown: whether there is a page beyond it."""
        found = self.wallet.entries.filter(seq__gte=self.first, seq__lte=self.last).select_related("by__user")
        if after is not None:
            page = list(found.filter(seq__gt=after).order_by("seq")[: PAGE_ENTRIES + 1])
            self.has_newer, self.has_older = len(page) > PAGE_ENTRIES, True
            return page[:PAGE_ENTRIES][::-1]
        if before is not None:
            found = found.filter(seq__lt=before)
        page = list(found.order_by("-seq")[: PAGE_ENTRIES + 1])
        self.has_newer, self.has_older = before is not None, len(page) > PAGE_ENTRIES
        return page[:PAGE_ENTRIES]

    @cached_property
    def opening(self) -> int:
        return balance_after(self.wallet, min(self.first, self.wallet.last_seq + 1) - 1)

    @cached_property
    def sums(self) -> dict[str, int]:
        found = self.wallet.entries.filter(seq__gte=self.first, seq__lte=self.last).order_by()
        sums = found.aggregate(
            came=Sum("points", filter=Q(points__gt=0)), went=Sum("points", filter=Q(points__lt=0))
        )
        return {"came": sums["came"] or 0, "went": -(sums["went"] or 0)}

    @property
    def closing(self) -> int:
        return self.opening + self.sums["came"] - self.sums["went"]

    def lines(self, membership, *, with_lots_of: int | None = None) -> list[Line]:
        """The entries of the page with what they left, and the lots of the one whose number is asked for."""
        if not self.entries:
            return []
        balance = balance_after(self.wallet, self.entries[0].seq)
        lines = []
        for entry in self.entries:
            lines.append(Line(entry, balance))
            balance -= entry.points
        link_sources(lines, membership)
        for line in lines:
            if line.entry.seq == with_lots_of:
                line.lots = lots_of(line.entry)
        return lines


def link_sources(lines: list[Line], membership) -> None:
    """What each entry comes from, read at once for all of one table and as far as its reader may see it."""
    asked = defaultdict(set)
    for line in lines:
        if line.entry.source_id is not None:
            asked[line.entry.source_kind].add(line.entry.source_id)
    seen = {label: seen_rows(label, keys, membership) for label, keys in asked.items()}
    for line in lines:
        line.source = seen.get(line.entry.source_kind, {}).get(line.entry.source_id)
        line.page = kinds.get(line.entry.source_kind, PLAIN).page if line.source is not None else ""


def lots_of(entry: PointsEntry) -> list[dict]:
    """Which lots an entry made, and which it took from or gave back to: points, earned on, from when, until when."""
    made = [
        told(lot, lot.points, is_new=True)
        for lot in Lot.objects.filter(entry=entry).order_by("pk")[:MOST_LOTS]
    ]
    moved = (
        Allocation.objects.filter(entry=entry).select_related("lot__entry").order_by("lot__expires_at", "lot")
    )
    return made + [told(each.lot, each.points, is_new=False) for each in moved[:MOST_LOTS]]


def told(lot: Lot, points: int, *, is_new: bool) -> dict:
    return {
        "points": points,
        "is_new": is_new,
        "earned_at": lot.entry.at,
        "available_at": lot.available_at,
        "last_day": last_day(lot.expires_at) if lot.expires_at else None,
        "left": lot.remaining_points,
    }
