"""PriceList: prices agreed for some customers, from a day until a day; sales/pricing.py tells which one wins."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Account
from accounts.models.naming import NamedModel, searchable
from interactions.models.kept import Offered, OfferedQuerySet
from lib import formats
from lib.tenancy.fields import WorkspaceField, WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager, WorkspaceModel
from lib.text import search_words
from sales.amounts import per_cent_off
from timeline.models import tracked

LONGEST_REASON = 2_000
LARGEST_PERCENT = Decimal(100)
# What a group of customers has in common; of several all have to be true.
CONDITIONS = ("tier", "management_type", "industry", "region")
TREES = ("industry", "region")
NO_CONDITION = Q(tier="", management_type="", industry=None, region=None)


def percent_field(label, **kwargs):
    """So many per cent off what the catalogue says, with two decimals."""
    return models.DecimalField(
        label,
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.01")), MaxValueValidator(LARGEST_PERCENT)],
        **kwargs,
    )


class PriceListQuerySet(OfferedQuerySet):
    def visible_to(self, membership):
        """Who sees one of its customers sees the list; those for groups are everybody's, as the catalogue is."""
        if membership.sees_everything:
            return self
        theirs = PriceListAccount.objects.filter(
            price_list=OuterRef("pk"), account__in=Account.objects.visible_to(membership)
        )
        is_for_chosen = Q(audience=self.model.Audience.CHOSEN)
        return self.filter(~is_for_chosen | Q(created_by=membership) | Exists(theirs))

    def kept(self):
        return self.in_use()

    def holding(self, on):
        """Both its first and its last day are days on which it holds."""
        return self.not_over(on).filter(from_on__lte=on)

    def not_over(self, on):
        return self.filter(Q(until_on=None) | Q(until_on__gte=on))

    def matching(self, query):
        words = search_words(query)
        if not words:
            return self.none() if query.strip() else self
        found = self
        for word in words:
            found = found.filter(search__contains=word)
        return found


# Why a price was agreed is written about customers: it is not kept where no deletion reaches it.
@tracked(exclude=["reason"])
class PriceList(NamedModel, Offered):
    class Audience(models.TextChoices):
        CHOSEN = "chosen", _("Chosen customers")
        GROUP = "group", _("A group of customers")
        EVERYBODY = "everybody", _("All customers")

    class State(models.TextChoices):
        COMING = "coming", pgettext_lazy("price list", "Not yet")
        HOLDS = "holds", pgettext_lazy("price list", "Holds")
        OVER = "over", pgettext_lazy("price list", "Over")

    currency = models.CharField(_("currency"), max_length=3)
    from_on = models.DateField(_("holds from"))
    until_on = models.DateField(_("holds until"), null=True, blank=True)
    reason = models.TextField(_("reason and notes"), max_length=LONGEST_REASON, blank=True)
    # Off every product of the catalogue that has no price of its own in this list.
    percent_off = percent_field(_("per cent off everything else"))
    audience = models.CharField(_("for whom"), max_length=10, choices=Audience, default=Audience.CHOSEN)
    tier = models.CharField(_("tier"), max_length=1, choices=Account.Tier, blank=True)
    management_type = models.CharField(
        _("management type"), max_length=10, choices=Account.ManagementType, blank=True
    )
    industry = WorkspaceForeignKey(
        "accounts.Industry",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("industry"),
    )
    region = WorkspaceForeignKey(
        "accounts.Region",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("region"),
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
    search = searchable("name_ar", "name_en")

    objects = WorkspaceManager.from_queryset(PriceListQuerySet)()

    class Meta:
        verbose_name = _("price list")
        verbose_name_plural = _("price lists")
        constraints = [
            models.CheckConstraint(
                condition=~Q(name_ar="") | ~Q(name_en=""), name="sales_pricelist_has_a_name"
            ),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")), name="sales_pricelist_days"
            ),
            models.CheckConstraint(
                condition=Q(percent_off=None) | Q(percent_off__gt=0, percent_off__lte=LARGEST_PERCENT),
                name="sales_pricelist_percent",
            ),
            # A group without a condition would be everybody, which is said in so many words.
            models.CheckConstraint(
                condition=(Q(audience="group") & ~NO_CONDITION) | (~Q(audience="group") & NO_CONDITION),
                name="sales_pricelist_conditions_of_a_group",
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "name_fold", "id"], name="sales_pricelist_name"),
            models.Index(fields=["workspace", "from_on", "id"], name="sales_pricelist_from"),
            models.Index(fields=["workspace", "audience", "from_on"], name="sales_pricelist_audience"),
        ]

    def state_on(self, day) -> str:
        if self.from_on > day:
            return self.State.COMING
        return self.State.OVER if self.until_on and self.until_on < day else self.State.HOLDS

    @property
    def state(self) -> str:
        return self.state_on(timezone.localdate())

    @property
    def conditions(self) -> dict:
        """What is asked of a customer of the group, without what is not."""
        named = {name: getattr(self, f"{name}_id" if name in TREES else name) for name in CONDITIONS}
        return {name: value for name, value in named.items() if value}

    @property
    def percent_text(self) -> str:
        return percent_text(self.percent_off)

    @property
    def for_whom(self) -> str:
        """“All customers”, “Chosen customers”, or the group: “Tier A · Riyadh”."""
        if self.audience != self.Audience.GROUP:
            return self.get_audience_display()
        tier = str(_("Tier %(tier)s")) % {"tier": self.tier} if self.tier else ""
        parts = [tier, self.get_management_type_display(), self.industry and self.industry.name]
        parts.append(self.region and self.region.name)
        return " · ".join(part for part in parts if part)


@tracked()
class PriceListItem(WorkspaceModel):
    """What one product costs in a list: a price, or so many per cent off what the catalogue says that day."""

    workspace = WorkspaceField(is_referenced=False)
    price_list = WorkspaceForeignKey(
        PriceList,
        on_delete=models.CASCADE,
        is_indexed=False,
        related_name="items",
        verbose_name=_("price list"),
    )
    product = WorkspaceForeignKey(
        "sales.Product", on_delete=models.CASCADE, related_name="+", verbose_name=_("product")
    )
    price_minor = models.BigIntegerField(_("price"), null=True, blank=True, validators=[MinValueValidator(0)])
    percent_off = percent_field(_("per cent off"))
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("price of a list")
        verbose_name_plural = _("prices of lists")
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "price_list", "product"], name="sales_pricelistitem_once"
            ),
            models.CheckConstraint(
                # Nothing compared with nothing would pass: one of the two has to be there.
                condition=Q(price_minor__isnull=False, price_minor__gte=0, percent_off=None)
                | Q(
                    price_minor=None,
                    percent_off__isnull=False,
                    percent_off__gt=0,
                    percent_off__lte=LARGEST_PERCENT,
                ),
                name="sales_pricelistitem_price_or_percent",
            ),
        ]

    def __str__(self):
        return str(self.product)

    @property
    def percent_text(self) -> str:
        return percent_text(self.percent_off)

    def price_in(self, currency: str) -> int | None:
        """Minor units; None where a percentage is off a price that the catalogue has in another currency."""
        if self.price_minor is not None:
            return self.price_minor
        return price_off(self.product, self.percent_off, currency)


def percent_text(percent: Decimal | None) -> str:
    """12.5%, with as many places as it has."""
    if percent is None:
        return ""
    shortest = percent.normalize()
    return formats.percent(percent, max(0, -int(shortest.as_tuple().exponent)))


def price_off(product, percent: Decimal, currency: str) -> int | None:
    return per_cent_off(product.price_minor, percent) if product.currency == currency else None


class PriceListAccount(WorkspaceModel):
    """A customer for whom a list was agreed, alone or with all its branches."""

    workspace = WorkspaceField(is_referenced=False)
    price_list = WorkspaceForeignKey(
        PriceList,
        on_delete=models.CASCADE,
        is_indexed=False,
        related_name="accounts",
        verbose_name=_("price list"),
    )
    account = WorkspaceForeignKey(
        "accounts.Account",
        on_delete=models.CASCADE,
        related_name="price_lists",
        verbose_name=_("account"),
    )
    with_branches = models.BooleanField(_("with all its branches"), default=False)

    class Meta:
        verbose_name = _("customer of a price list")
        verbose_name_plural = _("customers of price lists")
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "price_list", "account"], name="sales_pricelistaccount_once"
            ),
        ]

    def __str__(self):
        return str(self.account)
