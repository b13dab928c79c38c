"""LoyaltyTier: what customers reach by points that count; where each stands, and how they came there."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models.naming import NamedModel, in_two_languages
from interactions.models.kept import Offered, OfferedQuerySet
from lib.tenancy.constraints import AppendOnly
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager, WorkspaceModel
from loyalty import ladder
from loyalty.models.entry import LONGEST_REASON
from loyalty.models.wallet import Wallet
from timeline.models import tracked

LONGEST_PRIVILEGES = 2_000
MOST_THRESHOLD = 100_000_000
LEAST_PERCENT, MOST_PERCENT = 100, 1_000


class LoyaltyTierQuerySet(OfferedQuerySet):
    def in_order(self):
        """The lowest first."""
        return self.order_by("threshold_points", "id")


@tracked()
class LoyaltyTier(NamedModel, Offered):
    """The rank of a tier is what it asks for; the programme says in how many months this has to be earned."""

    class Colour(models.TextChoices):
        PLAIN = "plain", pgettext_lazy("colour of a tier", "Grey")
        BRONZE = "bronze", pgettext_lazy("colour of a tier", "Bronze")
        SILVER = "silver", pgettext_lazy("colour of a tier", "Silver")
        GOLD = "gold", pgettext_lazy("colour of a tier", "Gold")
        BLUE = "blue", pgettext_lazy("colour of a tier", "Blue")
        GREEN = "green", pgettext_lazy("colour of a tier", "Green")
        PURPLE = "purple", pgettext_lazy("colour of a tier", "Purple")

    threshold_points = models.PositiveIntegerField(
        _("points to reach it"), validators=[MaxValueValidator(MOST_THRESHOLD)]
    )
    # What its members earn, of what others earn.
    percent = models.PositiveSmallIntegerField(
        _("members earn, per cent"),
        default=LEAST_PERCENT,
        validators=[MinValueValidator(LEAST_PERCENT), MaxValueValidator(MOST_PERCENT)],
    )
    privileges_ar = models.TextField(_("privileges in Arabic"), max_length=LONGEST_PRIVILEGES, blank=True)
    privileges_en = models.TextField(_("privileges in English"), max_length=LONGEST_PRIVILEGES, blank=True)
    colour = models.CharField(_("colour"), max_length=10, choices=Colour, default=Colour.PLAIN)

    objects = WorkspaceManager.from_queryset(LoyaltyTierQuerySet)()

    class Meta:
        verbose_name = _("loyalty tier")
        verbose_name_plural = _("loyalty tiers")
        constraints = [
            models.CheckConstraint(
                condition=~Q(name_ar="") | ~Q(name_en=""), name="loyalty_loyaltytier_has_a_name"
            ),
            models.CheckConstraint(
                condition=Q(percent__range=(LEAST_PERCENT, MOST_PERCENT)), name="loyalty_loyaltytier_percent"
            ),
            models.UniqueConstraint(
                fields=["workspace", "threshold_points"],
                condition=Q(archived_at=None),
                name="loyalty_loyaltytier_rank",
            ),
        ]

    @property
    def privileges(self) -> str:
        return in_two_languages(self.privileges_ar, self.privileges_en)


class OfMembersQuerySet(models.QuerySet):
    def visible_to(self, membership):
        if membership.sees_everything:
            return self
        return self.filter(wallet__in=Wallet.objects.visible_to(membership))


class TierStanding(WorkspaceModel):
    """Where a member stands, under the lock of the wallet; ladder.Place tells what its days are."""

    # As all that goes with the ledger: forget_points() removes it with the customer.
    wallet = WorkspaceForeignKey(
        Wallet,
        on_delete=models.DO_NOTHING,
        is_indexed=False,
        related_name="tier_standings",
        verbose_name=_("points of a customer"),
    )
    tier = WorkspaceForeignKey(
        LoyaltyTier, on_delete=models.PROTECT, null=True, is_indexed=False, related_name="standings",
        verbose_name=_("loyalty tier"),
    )  # fmt: skip
    since = models.DateField(_("since"), null=True)
    reviewed_on = models.DateField(_("reviewed on"), null=True)
    due_on = models.DateField(_("points are counted on"), null=True)
    falls_on = models.DateField(_("falls on"), null=True)
    fixed_until = models.DateField(_("set by hand until"), null=True)
    back_to = WorkspaceForeignKey(
        LoyaltyTier, on_delete=models.PROTECT, null=True, is_indexed=False, related_name="+",
        verbose_name=_("before it was set by hand"),
    )  # fmt: skip

    objects = WorkspaceManager.from_queryset(OfMembersQuerySet)()

    class Meta:
        verbose_name = _("loyalty tier of a customer")
        verbose_name_plural = _("loyalty tiers of customers")
        constraints = [
            models.UniqueConstraint(fields=["workspace", "wallet"], name="loyalty_tierstanding_one"),
            models.CheckConstraint(
                condition=Q(falls_on=None, due_on=None) | Q(due_on__isnull=False, falls_on__gte=F("due_on")),
                name="loyalty_tierstanding_announced",
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "tier", "wallet"], name="loyalty_tierstanding_in_tier"),
            models.Index(
                fields=["workspace", "falls_on"],
                condition=Q(falls_on__isnull=False),
                name="loyalty_tierstanding_falling",
            ),
        ]

    def __str__(self):
        return str(self.tier or "")


class TierChange(WorkspaceModel):
    """What happened to the tier of a member, written once: who, when, why, and the points that counted then."""

    class Move(models.TextChoices):
        RISE = ladder.Move.RISE.value, pgettext_lazy("loyalty tier", "Reached")
        WARN = ladder.Move.WARN.value, pgettext_lazy("loyalty tier", "Warned")
        KEEP = ladder.Move.KEEP.value, pgettext_lazy("loyalty tier", "Kept")
        FALL = ladder.Move.FALL.value, pgettext_lazy("loyalty tier", "A step down")
        SET = ladder.Move.SET.value, pgettext_lazy("loyalty tier", "Set by hand")
        END = ladder.Move.END.value, pgettext_lazy("loyalty tier", "Ended")
        MERGE = ladder.Move.MERGE.value, pgettext_lazy("loyalty tier", "By a merge")

    wallet = WorkspaceForeignKey(
        Wallet,
        on_delete=models.DO_NOTHING,
        is_indexed=False,
        related_name="tier_changes",
        verbose_name=_("points of a customer"),
    )
    move = models.CharField(_("what happened"), max_length=5, choices=Move)
    from_tier = WorkspaceForeignKey(
        LoyaltyTier, on_delete=models.PROTECT, null=True, is_indexed=False, related_name="+",
        verbose_name=_("tier before"),
    )  # fmt: skip
    to_tier = WorkspaceForeignKey(
        LoyaltyTier, on_delete=models.PROTECT, null=True, is_indexed=False, related_name="+",
        verbose_name=_("tier after"),
    )  # fmt: skip
    day = models.DateField(_("day"))
    points = models.BigIntegerField(_("points that counted"))
    # Of a warning the day of the step down, of a setting by hand its last day.
    until = models.DateField(_("until"), null=True)
    reason = models.CharField(_("reason"), max_length=LONGEST_REASON, blank=True)
    at = models.DateTimeField(_("at"), default=timezone.now)
    by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        is_indexed=False,
        related_name="+",
        verbose_name=_("by"),
    )
    # Names what it comes of, where it may come once only, such as a merge.
    key = models.CharField(max_length=120, blank=True)

    objects = WorkspaceManager.from_queryset(OfMembersQuerySet)()

    class Meta:
        verbose_name = _("change of a loyalty tier")
        verbose_name_plural = _("changes of loyalty tiers")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "key"], condition=~Q(key=""), name="loyalty_tierchange_once"
            ),
            models.CheckConstraint(
                condition=~Q(move="set") | (~Q(reason="") & Q(until__isnull=False, by__isnull=False)),
                name="loyalty_tierchange_set_for_a_reason",
            ),
            AppendOnly(name="loyalty_tierchange_append_only"),
        ]
        indexes = [models.Index(fields=["workspace", "wallet", "id"], name="loyalty_tierchange_of_wallet")]

    def __str__(self):
        return self.get_move_display()
