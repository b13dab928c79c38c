"""LoyaltyProgram: how a workspace rewards customers who stay; one for each workspace."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models.naming import NamedModel, in_two_languages
from lib.tenancy.models import WorkspaceManager, WorkspaceModel
from loyalty import ladder, points
from timeline.models import tracked

LONGEST_TERMS = 5_000
MOST_DAYS, MOST_MONTHS = 365, 120
COST_DIGITS, COST_PLACES = 12, 6


class LoyaltyProgramQuerySet(models.QuerySet):
    def standing(self) -> "LoyaltyProgram":
        """That of the open workspace; as it usually begins when nobody has kept one yet."""
        return self.first() or LoyaltyProgram()


@tracked()
class LoyaltyProgram(NamedModel, WorkspaceModel):
    """What holds for all points of the workspace. What points hold until is written into each lot: another

    expiry or another time of waiting holds for what is earned from then on and takes nothing from anybody.
    """

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("loyalty programme", "Being prepared")
        RUNNING = "running", pgettext_lazy("loyalty programme", "Running")
        # Points are used and expire, and none are earned.
        PAUSED = "paused", pgettext_lazy("loyalty programme", "Paused: no points are earned")

    class Joining(models.TextChoices):
        BY_ITSELF = "by_itself", _("Every customer, with the first points")
        BY_HAND = "by_hand", _("Only whom a colleague enrols")

    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    joining = models.CharField(_("who takes part"), max_length=10, choices=Joining, default=Joining.BY_ITSELF)
    # What was bought before it earns nothing; set when the programme starts, where nobody has said another day.
    starts_on = models.DateField(_("purchases earn from this day on"), null=True, blank=True)
    terms_ar = models.TextField(_("terms in Arabic"), max_length=LONGEST_TERMS, blank=True)
    terms_en = models.TextField(_("terms in English"), max_length=LONGEST_TERMS, blank=True)
    pending_days = models.PositiveSmallIntegerField(
        _("days until points of a purchase can be used"),
        default=14,
        validators=[MaxValueValidator(MOST_DAYS)],
    )
    expiry_months = models.PositiveSmallIntegerField(
        _("months until points expire"),
        null=True,
        blank=True,
        default=12,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_MONTHS)],
    )
    expiry_until = models.CharField(
        _("points hold until the end of"),
        max_length=5,
        choices=[
            (points.Until.DAY, _("that day")),
            (points.Until.MONTH, _("that month")),
            (points.Until.YEAR, _("that year")),
        ],
        default=points.Until.MONTH,
    )
    # What comes back after its own expiry, of a reward that was cancelled, holds for so long again.
    reinstate_days = models.PositiveSmallIntegerField(
        _("days that points of a cancelled reward hold at least"),
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_DAYS)],
    )
    hold_days = models.PositiveSmallIntegerField(
        _("days in which a reward must be collected"),
        default=14,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_DAYS)],
    )
    # Of the currency of the workspace, in its major unit: a point may cost a fraction of the smallest coin.
    point_cost = models.DecimalField(
        _("cost of a point"),
        max_digits=COST_DIGITS,
        decimal_places=COST_PLACES,
        default=Decimal("0.05"),
        validators=[MinValueValidator(0)],
    )
    breakage_percent = models.PositiveSmallIntegerField(
        _("share of points that are never used, per cent"), default=10, validators=[MaxValueValidator(100)]
    )
    # Above it a second person approves what a colleague gives or takes by hand.
    approval_points = models.PositiveIntegerField(_("by hand without approval, points"), default=1_000)

    # Loyalty tiers: what counts, when it is looked at again, and how long before a step down.
    tier_months = models.PositiveSmallIntegerField(
        _("months whose points count for tiers"),
        default=12,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_MONTHS)],
    )
    tier_review = models.CharField(
        _("tiers are reviewed"),
        max_length=6,
        choices=[
            (ladder.Review.DAILY.value, _("every day")),
            (ladder.Review.ANNIVERSARY.value, _("a year after the tier was reached")),
        ],
        default=ladder.Review.DAILY.value,
    )
    tier_warning_days = models.PositiveSmallIntegerField(
        _("days of warning before a review"),
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_DAYS)],
    )
    tier_grace_days = models.PositiveSmallIntegerField(
        _("days of grace after it"), default=30, validators=[MaxValueValidator(MOST_DAYS)]
    )

    objects = WorkspaceManager.from_queryset(LoyaltyProgramQuerySet)()

    class Meta:
        verbose_name = _("loyalty programme")
        verbose_name_plural = _("loyalty programmes")
        constraints = [
            models.UniqueConstraint(fields=["workspace"], name="loyalty_loyaltyprogram_one"),
            models.CheckConstraint(
                condition=Q(point_cost__gte=0, breakage_percent__lte=100), name="loyalty_loyaltyprogram_cost"
            ),
            models.CheckConstraint(
                condition=Q(expiry_months=None) | Q(expiry_months__gte=1, expiry_months__lte=MOST_MONTHS),
                name="loyalty_loyaltyprogram_expiry",
            ),
            models.CheckConstraint(
                condition=Q(tier_months__gte=1, tier_warning_days__gte=1), name="loyalty_loyaltyprogram_tiers"
            ),
        ]

    def __str__(self):
        return self.name or str(_("Loyalty programme"))

    @property
    def is_running(self) -> bool:
        return self.state == self.State.RUNNING

    @property
    def terms(self) -> str:
        return in_two_languages(self.terms_ar, self.terms_en)

    @property
    def tier_terms(self) -> ladder.Terms:
        return ladder.Terms(
            months=self.tier_months,
            review=ladder.Review(self.tier_review),
            warning_days=self.tier_warning_days,
            grace_days=self.tier_grace_days,
        )

    def expires_at(self, earned_on, zone):
        """When points that were earned on a local day are over; None for never."""
        if self.expiry_months is None:
            return None
        last = points.last_day(earned_on, months=self.expiry_months, until=points.Until(self.expiry_until))
        return points.end_of(last, zone)
