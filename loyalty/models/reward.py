"""Reward: what customers get for points, as the catalogue offers it."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models.naming import NamedModel, in_two_languages
from interactions.models.kept import Offered, OfferedQuerySet
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager
from timeline.models import tracked
from workspaces.roles import Permission

LONGEST_DESCRIPTION = 2_000
MOST_COST, MOST_STOCK, MOST_TIMES, MOST_VOUCHER_DAYS = 10_000_000, 1_000_000, 1_000, 3_650
OF_A_VOUCHER = ("amount_minor", "percent", "currency", "least_minor", "voucher_days")


class RewardQuerySet(OfferedQuerySet):
    def on_offer(self, on):
        """Whose time includes a day, in stock or not."""
        since = Q(offered_from=None) | Q(offered_from__lte=on)
        until = Q(offered_until=None) | Q(offered_until__gte=on)
        return self.in_use().filter(since, until)

    def in_order(self):
        return self.order_by("cost_points", "name_fold", "id")


# Stock changes with every redemption, which tells it; what is added is told by an event of its own.
@tracked(exclude=["stock"])
class Reward(NamedModel, Offered):
    class Kind(models.TextChoices):
        GIFT = "gift", _("A gift or a service that is handed over")
        VOUCHER = "voucher", _("A voucher for a purchase")

    class LimitPer(models.TextChoices):
        EVER = "ever", pgettext_lazy("limit", "in all")
        YEAR = "year", pgettext_lazy("limit", "in a calendar year")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.GIFT)
    description_ar = models.TextField(_("description in Arabic"), max_length=LONGEST_DESCRIPTION, blank=True)
    description_en = models.TextField(_("description in English"), max_length=LONGEST_DESCRIPTION, blank=True)
    cost_points = models.PositiveIntegerField(
        _("cost in points"), validators=[MinValueValidator(1), MaxValueValidator(MOST_COST)]
    )
    # How many pieces there are; none stands for as many as are asked for.
    stock = models.PositiveIntegerField(_("stock"), null=True, blank=True, editable=False)
    limit_count = models.PositiveSmallIntegerField(
        _("most for one customer"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_TIMES)],
    )
    limit_per = models.CharField(_("the limit holds"), max_length=5, choices=LimitPer, default=LimitPer.EVER)
    offered_from = models.DateField(_("offered from"), null=True, blank=True)
    offered_until = models.DateField(_("offered until"), null=True, blank=True)
    # What a voucher that it becomes is good for.
    amount_minor = models.BigIntegerField(_("amount"), null=True, blank=True)
    percent = models.PositiveSmallIntegerField(
        _("per cent"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    least_minor = models.BigIntegerField(_("smallest purchase"), default=0)
    voucher_days = models.PositiveSmallIntegerField(
        _("days that the voucher holds"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_VOUCHER_DAYS)],
    )
    # Only for members of this loyalty tier and of those above it.
    least_tier = WorkspaceForeignKey(
        "loyalty.LoyaltyTier",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        is_indexed=False,
        related_name="rewards",
        verbose_name=_("only from this loyalty tier on"),
    )
    created_by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        is_indexed=False,
        related_name="+",
        verbose_name=_("added by"),
    )

    objects = WorkspaceManager.from_queryset(RewardQuerySet)()

    class Meta:
        verbose_name = _("reward")
        verbose_name_plural = _("rewards")
        constraints = [
            models.CheckConstraint(
                condition=~Q(name_ar="") | ~Q(name_en=""), name="loyalty_reward_has_a_name"
            ),
            models.CheckConstraint(
                condition=Q(cost_points__gte=1, cost_points__lte=MOST_COST)
                & (Q(limit_count=None) | Q(limit_count__gte=1))
                & Q(least_minor__gte=0)
                & (Q(offered_from=None) | Q(offered_until=None) | Q(offered_until__gte=F("offered_from"))),
                name="loyalty_reward_sound",
            ),
            models.CheckConstraint(
                condition=Q(
                    kind="gift", amount_minor=None, percent=None, currency="", least_minor=0,
                    voucher_days=None,
                )
                | (
                    Q(kind="voucher", voucher_days__gte=1)
                    & ~Q(currency="")
                    & (Q(amount_minor__gt=0, percent=None) | Q(amount_minor=None, percent__range=(1, 100)))
                ),
                name="loyalty_reward_of_its_kind",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["workspace", "cost_points", "id"], name="loyalty_reward_by_cost")]

    @property
    def description(self) -> str:
        return in_two_languages(self.description_ar, self.description_en)

    @property
    def is_voucher(self) -> bool:
        return self.kind == self.Kind.VOUCHER

    @property
    def is_sold_out(self) -> bool:
        return self.stock == 0

    @property
    def is_now(self) -> bool:
        return self.is_offered()

    def is_offered(self, on=None) -> bool:
        on = on or timezone.localdate()
        since, until = self.offered_from, self.offered_until
        return not self.is_archived and (since is None or since <= on) and (until is None or on <= until)

    def may_be_changed_by(self, membership) -> bool:
        """Its picture too."""
        return not self.is_archived and membership.can(Permission.MANAGE_LOYALTY)

    def save_version(self, *, read_version=None):
        """The stock stands as the row has it: whoever edited the rest has read an older one."""
        rows = type(self).objects.filter(pk=self.pk).select_for_update(no_key=True)
        self.stock = rows.values_list("stock", flat=True).get()
        super().save_version(read_version=read_version)
