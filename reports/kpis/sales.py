"""Sales: purchases that count (neither put away nor cancelled, returned or paid back whole), less what was paid back.

Money is of the workspace's currency alone; purchases in others are counted as purchases and in no amount.
"""

from django.db.models import Count, Exists, F, OuterRef, Q, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reports.kpis import SALES
from reports.kpis.base import FEW, Average, Kpi, Number, Rate, Share, Total
from reports.kpis.customers import Customers
from reports.measures import Unit
from reports.splits import Split, choices_of, rows_of
from sales.models import Opportunity, Product, Purchase, PurchaseLine, Referral, Testimonial

LEFT = F("total_minor") - F("refunded_minor")


class OfPurchases(Kpi):
    section = SALES
    model = Purchase
    at = "ordered_on"
    lies_in_one = True
    rows_name = _("Purchases")

    def facts(self, scope):
        return scope.narrowed(Purchase.objects.counted())


class InOwnCurrency(OfPurchases):
    def facts(self, scope):
        return super().facts(scope).filter(currency=scope.membership.workspace.currency)


class Revenue(InOwnCurrency, Total):
    key = "revenue"
    name = _("Revenue")
    definition = _(
        "What customers ordered in the period and was not paid back, by the day of the order. Cancelled, returned and "
        "archived purchases do not count. In the currency of the workspace."
    )
    amount = LEFT


class Orders(OfPurchases, Number):
    key = "orders"
    name = _("Purchases")
    definition = _(
        "Purchases that were ordered in the period, without cancelled, returned and archived ones."
    )


class AverageOrder(InOwnCurrency, Average):
    key = "average-order"
    name = _("Average purchase")
    definition = _(
        "Revenue divided by purchases: what a purchase of the period comes to on average, less refunds."
    )
    amount = LEFT
    least = FEW


class Buyers(OfPurchases, Kpi):
    key = "buyers"
    name = _("Customers who bought")
    definition = _("Different customers with at least one purchase in the period.")

    def aggregates(self, period):
        buyers = Count("account", distinct=True, filter=self.within(period))
        return {"numerator": buyers, "n": buyers}


class PurchaseFrequency(OfPurchases, Kpi):
    key = "purchase-frequency"
    name = _("Purchase frequency")
    definition = _(
        "Purchases of the period divided by the customers who bought: how often one of them bought."
    )
    unit = Unit.MEAN
    least = FEW

    def aggregates(self, period):
        within = self.within(period)
        buyers = Count("account", distinct=True, filter=within)
        return {"numerator": Count("pk", filter=within), "denominator": buyers, "n": buyers}


class NetRevenueRetention(InOwnCurrency, Kpi):
    key = "net-revenue-retention"
    lies_in_one = False
    name = _("Net revenue retention")
    definition = _(
        "What the customers who bought in the same period a year earlier brought in now, as a share of what they "
        "brought in then: with what they bought more, less what they bought less or not at all. New customers do not "
        "count. A period that is not over is held against as many days a year earlier."
    )
    unit = Unit.PERCENT
    least = FEW
    rows_name = _("Purchases a year earlier")

    def a_year_before(self, period):
        """Of a running period as many days as there were of it: the rest of last year's is not held against it."""
        return self.within(period.alike(period.year_before(), timezone.localdate()))

    def bought(self, period):
        earlier = Purchase.objects.counted().filter(
            self.a_year_before(period), account=OuterRef("account"), currency=OuterRef("currency")
        )
        return Q(Exists(earlier))

    def touched(self, period):
        return self.within(period) | self.a_year_before(period)

    def records(self, scope, period, which="all"):
        return self.facts(scope).filter(self.a_year_before(period))

    def aggregates(self, period):
        before = self.a_year_before(period)
        return {
            "numerator": Coalesce(Sum(LEFT, filter=self.within(period) & self.bought(period)), 0),
            "denominator": Coalesce(Sum(LEFT, filter=before), 0),
            "n": Count("account", distinct=True, filter=before),
        }


class LifetimeValue(InOwnCurrency, Kpi):
    key = "lifetime-value"
    name = _("Lifetime value so far")
    definition = _(
        "What the customers who have bought brought in from their first purchase to the end of the period, on average, "
        "less refunds. What they are expected to bring yet stands on the page “Lifetime value”."
    )
    unit = Unit.MONEY
    lies_in_one = False
    least = FEW

    def within(self, period):
        return Q(ordered_on__lt=period.until_on)

    def aggregates(self, period):
        within = self.within(period)
        buyers = Count("account", distinct=True, filter=within)
        return {
            "numerator": Coalesce(Sum(LEFT, filter=within), 0),
            "denominator": buyers,
            "n": buyers,
        }


class Upsell(OfPurchases, Kpi):
    key = "upsell"
    name = _("Upsell and cross-sell")
    definition = _(
        "Of the customers who bought in the period and had bought before, those who bought a product they had never "
        "bought before."
    )
    unit = Unit.PERCENT
    least = FEW
    model = PurchaseLine
    at = "purchase__ordered_on"
    account = "purchase__account"
    rows_name = _("What was bought")
    part_name = pgettext_lazy("bought", "Of it for the first time")
    own_splits = {
        "product": Split("product", _("Product"), "product", rows_of(Product), _("Without a product"))
    }

    def facts(self, scope):
        bought = Purchase.objects.counted()
        rows = PurchaseLine.objects.filter(purchase__in=bought, product__isnull=False)
        earlier = bought.filter(
            account=OuterRef("purchase__account"), ordered_on__lt=OuterRef("purchase__ordered_on")
        )
        return scope.narrowed(rows, "purchase__account").filter(Exists(earlier))

    def part(self, period):
        earlier = PurchaseLine.objects.filter(
            purchase__in=Purchase.objects.counted(),
            purchase__account=OuterRef("purchase__account"),
            purchase__ordered_on__lt=OuterRef("purchase__ordered_on"),
            product=OuterRef("product"),
        )
        return ~Q(Exists(earlier))

    def aggregates(self, period):
        within = self.within(period)
        buyers = Count("purchase__account", distinct=True, filter=within)
        new = Count("purchase__account", distinct=True, filter=within & self.part(period))
        return {"numerator": new, "denominator": buyers, "n": buyers}


class NewSales(Total):
    key = "new-sales"
    name = _("Opportunities won")
    definition = _(
        "What the opportunities that were won in the period are worth, in the currency of the workspace."
    )
    section = SALES
    model = Opportunity
    at = "closed_at"
    lies_in_one = True
    rows_name = _("Opportunities won")
    amount = F("amount_minor")
    own_splits = {
        "kind": Split("kind", _("Kind of opportunity"), "kind", choices_of(Opportunity.Kind.choices))
    }

    def facts(self, scope):
        won = Opportunity.objects.filter(
            state=Opportunity.State.WON,
            archived_at=None,
            currency=scope.membership.workspace.currency,
        )
        return scope.narrowed(won)


class Referrals(Number):
    key = "referrals"
    name = _("Referrals")
    definition = _("Recommendations that customers gave in the period, whatever became of them.")
    section = SALES
    model = Referral
    at = "on_day"
    lies_in_one = True
    rows_name = _("Referrals")

    def facts(self, scope):
        return scope.narrowed(Referral.objects.filter(archived_at=None))


class ReferralRate(Rate):
    key = "referral-rate"
    name = _("Referrals per 100 customers")
    definition = _("Recommendations of the period for each hundred customers there were at its end.")
    section = SALES
    least = FEW
    of, per = Referrals(), Customers()
    rows_name = _("Referrals")


class Testimonials(Share):
    key = "testimonials"
    name = _("Testimonials given")
    definition = _("Of the testimonials customers were asked for in the period, those that were given.")
    section = SALES
    model = Testimonial
    at = "asked_on"
    lies_in_one = True
    least = FEW
    rows_name = _("Testimonials asked for")
    part_name = pgettext_lazy("testimonials", "Of them given")

    def facts(self, scope):
        return scope.narrowed(Testimonial.objects.filter(archived_at=None))

    def part(self, period):
        return Q(state=Testimonial.State.GIVEN)


KPIS = (
    Revenue,
    Orders,
    AverageOrder,
    Buyers,
    PurchaseFrequency,
    NetRevenueRetention,
    LifetimeValue,
    NewSales,
    Upsell,
    Referrals,
    ReferralRate,
    Testimonials,
)
