"""What a rule gives for an occasion, and the ledger that follows it: the only place that writes grants.

A grant says how many points the occasion is worth now, and its entries in the ledger come to just as many: more are
credited, fewer are taken back from its entries, the newest first. So whatever is asked twice changes nothing, and a
purchase that is refunded, cancelled and restored earns what it is worth in the end. The customer is locked by the
caller; the order of locks is that of the ledger.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Sum
from django.utils import timezone
from django.utils.translation import override

from loyalty import ledger
from loyalty import points as arithmetic
from loyalty.booking import Source
from loyalty.caps import room
from loyalty.models import Grant, LoyaltyProgram, PointsEntry, RuleVersion, Wallet
from loyalty.models.rule import Trigger
from loyalty.multiplier import multiplier_percent
from loyalty.trial import usable_at
from workspaces.models import Workspace

Kind = PointsEntry.Kind
Keep = Callable[[int], int]
KINDS = {
    **dict.fromkeys([Trigger.MONEY, Trigger.PURCHASE, Trigger.PRODUCT], Kind.EARN),
    Trigger.REFERRAL: Kind.REFERRAL,
    Trigger.FRIEND: Kind.REFERRAL,
    Trigger.BIRTHDAY: Kind.BIRTHDAY,
    Trigger.ANNIVERSARY: Kind.ANNIVERSARY,
}


@dataclass(frozen=True)
class Occasion:
    """What points are for; `name` is the same whenever it is asked of again.

    Those of a purchase are waited for as long as it can be sent back, and so are those that hang on one.
    """

    name: str
    day: date
    source: Source
    purchase_key: int | None = None
    hangs_on_a_purchase: bool = False

    @property
    def is_waited_for(self) -> bool:
        return self.purchase_key is not None or self.hangs_on_a_purchase

    @classmethod
    def of_purchase(cls, purchase) -> "Occasion":
        return cls(f"purchase/{purchase.pk}", purchase.ordered_on, Source.of(purchase), purchase.pk)


class Giver:
    """What one round of settling a customer reads once."""

    def __init__(self, account, program: LoyaltyProgram | None = None):
        self.account = account
        self.program = program or LoyaltyProgram.objects.standing()
        self.at: datetime | None = None  # of which it is told, where that is another moment than now
        self.language = Workspace.objects.only("language").get(pk=Wallet().workspace_id).language
        self._wallet: Wallet | None = None
        self._read: dict[tuple[int, str], Grant] = {}
        self._names: set[str] = set()

    def read(self, names: Iterable[str]) -> None:
        """What was given for these occasions, in one query."""
        self._names |= set(names)
        for each in Grant.objects.filter(occasion__in=self._names).select_related("rule", "rule_version"):
            self._read[each.rule_id, each.occasion] = each

    @property
    def takes_part(self) -> bool:
        is_by_hand = self.program.joining == LoyaltyProgram.Joining.BY_HAND
        return not is_by_hand or Wallet.objects.filter(account=self.account).exists()

    @property
    def wallet(self) -> Wallet:
        if self._wallet is None:
            self._wallet = ledger.wallet_of(self.account)
        return self._wallet

    def given(self, version: RuleVersion, occasion: Occasion) -> Grant | None:
        if occasion.name in self._names:
            return self._read.get((version.rule_id, occasion.name))
        rows = Grant.objects.select_related("rule", "rule_version")
        return rows.filter(rule=version.rule_id, occasion=occasion.name).first()

    def give(
        self, version: RuleVersion, occasion: Occasion, said_points: int, keep: Keep = lambda gross: gross
    ) -> Grant | None:
        """Bring the grant to what the rule says for this occasion now, of which `keep` leaves a part.

        None where nothing is to be given and nothing was, and for who does not take part.
        """
        grant = self.given(version, occasion)
        if grant is None:
            if said_points <= 0 or not self.takes_part:
                return None
            grant = Grant(rule=version.rule, occasion=occasion.name, purchase_key=occasion.purchase_key)
            self._begin(grant, version, occasion)
        elif (grant.day, grant.rule_version_id) != (occasion.day, version.pk):
            self.take_back(grant)  # it is of another day now
            self._begin(grant, version, occasion)
        grant.account = self.account
        self._reckon(grant, said_points, keep, occasion)
        return grant

    def give_again(self, grant: Grant) -> None:
        """What was taken back, as far as its limit leaves it: the occasion is one after all, on the day it was."""
        if not grant.gross_points:
            return  # its limit had left nothing
        first = PointsEntry.objects.get(key=grant.key_of(1))
        source = Source(first.source_kind, first.source_id)
        occasion = Occasion(grant.occasion, grant.day, source, grant.purchase_key)
        self._reckon(grant, grant.rule_version.points, lambda gross: gross, occasion)

    def _begin(self, grant: Grant, version: RuleVersion, occasion: Occasion) -> None:
        grant.rule_version, grant.day = version, occasion.day
        grant.percent = multiplier_percent(self.wallet, occasion.day)
        grant.raw_points = grant.gross_points = 0

    def _reckon(self, grant: Grant, said_points: int, keep, occasion: Occasion) -> None:
        raw = min(arithmetic.multiplied(said_points, grant.percent), arithmetic.MOST_POINTS)
        left = room(grant.rule_version, self.account, grant.day, but=grant)
        if raw != grant.raw_points:
            grant.raw_points = raw
            grant.gross_points = raw if left is None else min(raw, left)
        wanted = keep(grant.gross_points)
        if left is not None and wanted > grant.points:
            # Others may have taken the room meanwhile; nobody gets more than the limit leaves.
            wanted = min(wanted, max(left, grant.points))
        self._book(grant, wanted, occasion)

    def take_back(self, grant: Grant) -> None:
        """All of it: what it was for is no more."""
        self._book(grant, 0)

    def _book(self, grant: Grant, wanted: int, occasion: Occasion | None = None) -> None:
        more, grant.points = wanted - grant.points, wanted
        if grant.pk is None:
            grant.save()  # its key stands in the keys of its entries
        if more > 0 and occasion is not None:
            self._credit(grant, more, occasion)
        elif more < 0:
            self._take(grant, -more)
        grant.save()

    def _credit(self, grant: Grant, points: int, occasion: Occasion) -> None:
        version = grant.rule_version
        now, zone = self.at or timezone.now(), timezone.get_current_timezone_name()
        ledger.credit(
            self.wallet, points, kind=KINDS.get(Trigger(version.trigger), Kind.BONUS), key=self._next_key(grant),
            available_at=usable_at(self.program, grant.day, now) if occasion.is_waited_for else now,
            expires_at=self.program.expires_at(grant.day, zone), counts_on=grant.day,
            qualifying_points=points if version.counts_for_tiers else 0, reason=self._name(grant),
            source=occasion.source, at=now,
        )  # fmt: skip

    def _take(self, grant: Grant, points: int) -> None:
        """From its entries, the newest first, each what it still stands for."""
        entries = PointsEntry.objects.filter(key__in=grant.entry_keys, reverses=None).select_related("wallet")
        for entry in entries.order_by("-pk"):
            gone = entry.reversals.aggregate(gone=Sum(F("debt_points") - F("points")))["gone"] or 0
            part = min(points, entry.points - gone)
            if part > 0:
                ledger.reverse(
                    entry,
                    part,
                    key=self._next_key(grant),
                    reason=self._name(grant),
                    wallet=self.wallet,
                    at=self.at,
                )
                points -= part
        if points:
            raise AssertionError(f"the entries of {grant.occasion} come to {points} fewer than it gave")

    def _next_key(self, grant: Grant) -> str:
        grant.entries += 1
        return grant.key_of(grant.entries)

    def _name(self, grant: Grant) -> str:
        with override(self.language):
            return grant.rule.name[:300]
