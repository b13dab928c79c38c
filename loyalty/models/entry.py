"""The ledger of points: entries that are written once, the lots they made, and from which lot each was paid.

For every entry: points = what its lot began with + all its allocations. For every lot: remaining = what it began with
+ all allocations to it. For every wallet: balance = all entries = all that remains of its lots.
"""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lib.tenancy.constraints import AppendOnly
from lib.tenancy.fields import WorkspaceField, WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager, WorkspaceModel
from loyalty.models.wallet import Wallet

LONGEST_KEY, LONGEST_REASON = 120, 300
OUT = ["redeem", "expire", "reverse", "debt_settle", "transfer_out"]
IN = ["earn", "bonus", "referral", "birthday", "anniversary", "give_back", "transfer_in", "opening"]


class PointsEntryQuerySet(models.QuerySet):
    def visible_to(self, membership):
        if membership.sees_everything:
            return self
        return self.filter(wallet__in=Wallet.objects.visible_to(membership))


class PointsEntry(WorkspaceModel):
    class Kind(models.TextChoices):
        EARN = "earn", pgettext_lazy("points", "Earned")
        BONUS = "bonus", pgettext_lazy("points", "Bonus")
        REFERRAL = "referral", pgettext_lazy("points", "For a referral")
        BIRTHDAY = "birthday", pgettext_lazy("points", "For a birthday")
        ANNIVERSARY = "anniversary", pgettext_lazy("points", "For an anniversary")
        ADJUSTMENT = "adjust", pgettext_lazy("points", "Adjusted by hand")
        REDEMPTION = "redeem", pgettext_lazy("points", "Spent on a reward")
        GIVEN_BACK = "give_back", pgettext_lazy("points", "Given back")
        EXPIRY = "expire", pgettext_lazy("points", "Expired")
        REVERSAL = "reverse", pgettext_lazy("points", "Taken back")
        SETTLEMENT = "debt_settle", pgettext_lazy("points", "Settled what was owed")
        TRANSFER_IN = "transfer_in", pgettext_lazy("points", "Moved here")
        TRANSFER_OUT = "transfer_out", pgettext_lazy("points", "Moved away")
        OPENING = "opening", pgettext_lazy("points", "Opening balance")

    wallet = WorkspaceForeignKey(
        Wallet,
        on_delete=models.DO_NOTHING,
        is_indexed=False,
        related_name="entries",
        verbose_name=_("points of a customer"),
    )
    seq = models.PositiveIntegerField(_("entry"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    points = models.BigIntegerField(_("points"))
    # What the wallet owes changes by so much: up where points to be taken back were gone, down as they are settled.
    debt_points = models.BigIntegerField(_("owed"), default=0)
    # What it counts for loyalty tiers, on which local day; what is taken back counts on the day of what it takes back.
    qualifying_points = models.BigIntegerField(_("counts for tiers"), default=0)
    counts_on = models.DateField(_("counts on"))
    reason = models.CharField(_("reason"), max_length=LONGEST_REASON, blank=True)
    # What it comes from: the label of a table and its key, such as sales.purchase.
    source_kind = models.CharField(max_length=60, blank=True)
    source_id = models.BigIntegerField(null=True)
    reverses = WorkspaceForeignKey(
        "self",
        on_delete=models.DO_NOTHING,
        null=True,
        is_indexed=False,
        related_name="reversals",
        verbose_name=_("takes back"),
    )
    at = models.DateTimeField(_("at"), default=timezone.now)
    by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        is_indexed=False,
        related_name="+",
        verbose_name=_("by"),
    )
    # The same request twice is one entry; another request under the same key is refused.
    key = models.CharField(max_length=LONGEST_KEY)
    request_hash = models.CharField(max_length=64)

    objects = WorkspaceManager.from_queryset(PointsEntryQuerySet)()

    class Meta:
        verbose_name = _("entry of points")
        verbose_name_plural = _("entries of points")
        ordering = ["-id"]
        constraints = [
            # With the points: what a wallet held at any entry is added up from the index alone.
            models.UniqueConstraint(
                fields=["workspace", "wallet", "seq"], include=["points"], name="loyalty_pointsentry_seq"
            ),
            models.UniqueConstraint(fields=["workspace", "key"], name="loyalty_pointsentry_once"),
            models.CheckConstraint(
                condition=(~Q(points=0) | ~Q(debt_points=0) | ~Q(qualifying_points=0))
                & Q(seq__gte=1)
                & ~Q(key=""),
                name="loyalty_pointsentry_sound",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=OUT, points__lte=0) | Q(kind__in=IN, points__gte=0) | Q(kind="adjust"),
                name="loyalty_pointsentry_direction",
            ),
            AppendOnly(name="loyalty_pointsentry_append_only"),
        ]
        indexes = [
            models.Index(
                fields=["workspace", "source_kind", "source_id"],
                condition=Q(source_id__isnull=False),
                name="loyalty_pointsentry_source",
            ),
            models.Index(
                fields=["workspace", "reverses"],
                condition=Q(reverses__isnull=False),
                name="loyalty_pointsentry_reverses",
            ),
            models.Index(fields=["workspace", "at", "id"], name="loyalty_pointsentry_by_day"),
            models.Index(fields=["workspace", "wallet", "at"], name="loyalty_pointsentry_of_wallet"),
            models.Index(
                fields=["workspace", "wallet", "counts_on"],
                condition=~Q(qualifying_points=0),
                name="loyalty_pointsentry_qualifying",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} · {self.points}"


class LotQuerySet(models.QuerySet):
    def usable(self, *, at):
        return self.filter(
            Q(expires_at=None) | Q(expires_at__gt=at), available_at__lte=at, remaining_points__gt=0
        )

    def pending(self, *, at):
        return self.filter(available_at__gt=at, remaining_points__gt=0)

    def expired(self, *, at):
        """Those that are over and still hold something that no reward is waiting for."""
        return self.filter(expires_at__lte=at, remaining_points__gt=F("held_points"))


class Lot(WorkspaceModel):
    """What one entry brought, and what is left of it; of it only what is left and held ever changes."""

    entry = WorkspaceForeignKey(
        PointsEntry,
        on_delete=models.DO_NOTHING,
        is_indexed=False,
        related_name="lots",
        verbose_name=_("entry"),
    )
    wallet = WorkspaceForeignKey(
        Wallet,
        on_delete=models.DO_NOTHING,
        is_indexed=False,
        related_name="lots",
        verbose_name=_("points of a customer"),
    )
    points = models.BigIntegerField(_("points"))
    remaining_points = models.BigIntegerField(_("left"))
    held_points = models.BigIntegerField(_("kept for rewards"), default=0)
    # When its points were first earned: what is moved to another customer, or given back anew, keeps its year.
    earned_on = models.DateField(_("earned on"))
    # In which lot its points were before they were moved to another customer, or spent and given back anew.
    comes_from = WorkspaceForeignKey(
        "self",
        on_delete=models.DO_NOTHING,
        null=True,
        is_indexed=False,
        related_name="+",
        verbose_name=_("comes from"),
    )
    available_at = models.DateTimeField(_("can be used from"))
    expires_at = models.DateTimeField(_("expires at"), null=True)

    objects = WorkspaceManager.from_queryset(LotQuerySet)()

    class Meta:
        verbose_name = _("lot of points")
        verbose_name_plural = _("lots of points")
        ordering = [F("expires_at").asc(nulls_last=True), "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(points__gt=0, held_points__gte=0)
                & Q(held_points__lte=F("remaining_points"))
                & Q(remaining_points__lte=F("points")),
                name="loyalty_lot_sound",
            ),
            AppendOnly(name="loyalty_lot_append_only", but=("remaining_points", "held_points")),
        ]
        indexes = [
            models.Index(fields=["workspace", "entry"], name="loyalty_lot_of_entry"),
            models.Index(
                fields=["workspace", "wallet", "expires_at", "id"],
                condition=Q(remaining_points__gt=0),
                name="loyalty_lot_left",
            ),
            models.Index(
                fields=["workspace", "expires_at", "id"],
                condition=Q(remaining_points__gt=0),
                name="loyalty_lot_expiring",
            ),
            models.Index(fields=["workspace", "earned_on"], name="loyalty_lot_earned"),
            models.Index(
                fields=["workspace", "comes_from"],
                condition=Q(comes_from__isnull=False),
                name="loyalty_lot_comes_from",
            ),
            # All of a wallet, for the check of the ledger and for the removal with its customer.
            models.Index(fields=["workspace", "wallet", "id"], name="loyalty_lot_of_wallet"),
        ]

    def __str__(self):
        return f"{self.remaining_points} / {self.points}"

    @property
    def free_points(self) -> int:
        return self.remaining_points - self.held_points


class Allocation(WorkspaceModel):
    """So many points of an entry went out of a lot (less than zero) or back into it."""

    workspace = WorkspaceField(is_referenced=False)
    entry = WorkspaceForeignKey(
        PointsEntry,
        on_delete=models.DO_NOTHING,
        is_indexed=False,
        related_name="allocations",
        verbose_name=_("entry"),
    )
    lot = WorkspaceForeignKey(
        Lot, on_delete=models.DO_NOTHING, related_name="allocations", verbose_name=_("lot of points")
    )
    points = models.BigIntegerField(_("points"))

    class Meta:
        verbose_name = _("part of a lot")
        verbose_name_plural = _("parts of lots")
        constraints = [
            models.UniqueConstraint(fields=["workspace", "entry", "lot"], name="loyalty_allocation_once"),
            models.CheckConstraint(condition=~Q(points=0), name="loyalty_allocation_not_nothing"),
            AppendOnly(name="loyalty_allocation_append_only"),
        ]

    def __str__(self):
        return str(self.points)
