"""EarnRule: what points are given for, in versions of which the newest holds for what happens from its day on."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Account
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager, WorkspaceModel
from loyalty.points import Rounding
from sales.models.listed import Listed, ListedQuerySet
from timeline.models import tracked

MOST_POINTS_OF_A_RULE = 10_000_000
LONGEST_CATEGORY = 80
# What the customers of a group have in common; of several all have to be true.
CONDITIONS = ("tier", "management_type", "industry", "region")


class Trigger(models.TextChoices):
    MONEY = "money", _("Money that is spent")
    PURCHASE = "purchase", _("Each purchase")
    PRODUCT = "product", _("A product or a category")
    VISIT = "visit", _("A meeting or visit")
    SIGN_UP = "sign_up", _("Joining the programme")
    BIRTHDAY = "birthday", _("A birthday")
    ANNIVERSARY = "anniversary", _("A year as a customer")
    REFERRAL = "referral", _("A referral that became a customer")
    FRIEND = "friend", _("Coming by the code of a member")
    SURVEY = "survey", _("A survey that was answered")
    TESTIMONIAL = "testimonial", _("A testimonial")
    APOLOGY = "apology", _("A complaint that was closed, as an apology")


# What a purchase earns by; the others wait for an occasion.
OF_PURCHASES = (Trigger.MONEY, Trigger.PURCHASE, Trigger.PRODUCT)


class Period(models.TextChoices):
    DAY = "day", pgettext_lazy("cap", "a day")
    MONTH = "month", pgettext_lazy("cap", "a month")
    YEAR = "year", pgettext_lazy("cap", "a year")
    EVER = "ever", pgettext_lazy("cap", "altogether")


ROUNDINGS = (
    (Rounding.FULL_STEPS, _("Only full steps count")),
    (Rounding.DOWN, _("Parts of a step count, rounded down")),
    (Rounding.NEAREST, _("Parts of a step count, rounded to the nearest point")),
)


class EarnRuleQuerySet(ListedQuerySet):
    def with_newest(self) -> list["EarnRule"]:
        """All of the list in order, each with `newest`, its version that holds now."""
        rules = list(self.in_order())
        versions = RuleVersion.objects.filter(rule__in=rules).select_related("product", "industry", "region")
        newest = {each.rule_id: each for each in versions.order_by("rule", "-round").distinct("rule")}
        for each in rules:
            each.newest = newest[each.pk]
        return rules


@tracked()
class EarnRule(Listed):
    """Every rule in use that fits gives its points; the order is that in which they are told."""

    newest: "RuleVersion"

    objects = WorkspaceManager.from_queryset(EarnRuleQuerySet)()

    class Meta:
        verbose_name = _("rule for earning points")
        verbose_name_plural = _("rules for earning points")
        constraints = [
            models.CheckConstraint(
                condition=~Q(name_ar="") | ~Q(name_en=""), name="loyalty_earnrule_has_a_name"
            )
        ]
        indexes = [models.Index(fields=["workspace", "place", "id"], name="loyalty_earnrule_place")]


class RuleVersion(WorkspaceModel):
    """What a rule says from one day on; never changed, followed by the next."""

    rule = WorkspaceForeignKey(
        EarnRule, on_delete=models.CASCADE, is_indexed=False, related_name="versions", verbose_name=_("rule")
    )
    round = models.PositiveIntegerField(_("version"), default=1)
    at = models.DateTimeField(_("valid from"), default=timezone.now)
    by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        is_indexed=False,
        related_name="+",
        verbose_name=_("by"),
    )
    trigger = models.CharField(_("points are for"), max_length=12, choices=Trigger)
    points = models.PositiveIntegerField(
        _("points"), validators=[MinValueValidator(1), MaxValueValidator(MOST_POINTS_OF_A_RULE)]
    )
    # For every step of money, in this currency; without a step once for each purchase, or for each unit of a product.
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    step_minor = models.BigIntegerField(_("for every"), null=True, blank=True)
    rounding = models.CharField(
        _("rounding"), max_length=10, choices=ROUNDINGS, default=Rounding.FULL_STEPS.value
    )
    least_minor = models.BigIntegerField(_("purchases from"), null=True, blank=True)
    product = WorkspaceForeignKey(
        "sales.Product",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        is_indexed=False,
        related_name="+",
        verbose_name=_("product"),
    )
    category = models.CharField(_("category of products"), max_length=LONGEST_CATEGORY, blank=True)
    is_hijri = models.BooleanField(_("by the Hijri calendar"), default=False)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    cap_points = models.PositiveIntegerField(_("at most for one customer"), null=True, blank=True)
    cap_period = models.CharField(_("in"), max_length=5, choices=Period, blank=True)
    tier = models.CharField(_("tier"), max_length=1, choices=Account.Tier, blank=True)
    management_type = models.CharField(
        _("management type"), max_length=10, choices=Account.ManagementType, blank=True
    )
    industry = WorkspaceForeignKey(
        "accounts.Industry",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        is_indexed=False,
        related_name="+",
        verbose_name=_("industry"),
    )
    region = WorkspaceForeignKey(
        "accounts.Region",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        is_indexed=False,
        related_name="+",
        verbose_name=_("region"),
    )
    counts_for_tiers = models.BooleanField(_("counts for loyalty tiers"), default=True)

    class Meta:
        verbose_name = _("version of a rule for earning points")
        verbose_name_plural = _("versions of rules for earning points")
        ordering = ["-round"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "rule", "round"], name="loyalty_ruleversion_round"),
            models.CheckConstraint(
                condition=Q(points__gte=1, points__lte=MOST_POINTS_OF_A_RULE)
                & (Q(step_minor=None) | (Q(step_minor__gt=0) & ~Q(currency="")))
                & (Q(least_minor=None) | (Q(least_minor__gt=0) & ~Q(currency=""))),
                name="loyalty_ruleversion_amounts",
            ),
            models.CheckConstraint(
                condition=~Q(trigger="money") | Q(step_minor__isnull=False), name="loyalty_ruleversion_money"
            ),
            models.CheckConstraint(
                condition=(Q(trigger="product") & (Q(product__isnull=False) | ~Q(category="")))
                | (~Q(trigger="product") & Q(product=None, category="")),
                name="loyalty_ruleversion_product",
            ),
            models.CheckConstraint(
                condition=Q(trigger__in=[each.value for each in OF_PURCHASES])
                | Q(step_minor=None, least_minor=None, currency=""),
                name="loyalty_ruleversion_of_purchases",
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="loyalty_ruleversion_window",
            ),
            models.CheckConstraint(
                condition=Q(cap_points=None, cap_period="") | (Q(cap_points__gte=1) & ~Q(cap_period="")),
                name="loyalty_ruleversion_cap",
            ),
        ]

    def __str__(self):
        return f"{self.rule} · {self.round}"

    @property
    def is_of_purchases(self) -> bool:
        return self.trigger in OF_PURCHASES

    @property
    def conditions(self) -> dict:
        """What a customer has to be, by field; none for everybody."""
        named = {"tier": self.tier, "management_type": self.management_type}
        keys = {"industry": self.industry_id, "region": self.region_id}
        return {name: value for name, value in {**named, **keys}.items() if value}

    def is_within(self, day) -> bool:
        """Both its first and its last day are days on which it holds."""
        return (self.starts_on is None or self.starts_on <= day) and (
            self.ends_on is None or day <= self.ends_on
        )


# What a person may say of a rule; another of these is another version.
SAID = (
    "trigger", "points", "currency", "step_minor", "rounding", "least_minor", "product", "category", "is_hijri",
    "starts_on", "ends_on", "cap_points", "cap_period", *CONDITIONS, "counts_for_tiers",
)  # fmt: skip
