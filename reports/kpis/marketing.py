"""Marketing and loyalty: what it costs to win a customer, and what campaigns brought in."""

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.models.acquisition import AcquisitionCost
from campaigns.models import Campaign
from campaigns.returning import may_see_money, returns_of
from loyalty.liability import Cost
from loyalty.models import LoyaltyProgram, PointsEntry
from reports.kpis import MARKETING
from reports.kpis.base import ALL, FEW, Kpi, Rate, Total
from reports.kpis.customers import NewCustomers
from reports.kpis.sales import LifetimeValue
from reports.measures import Good, Measure, Unit
from workspaces.roles import Permission


class AcquisitionSpend(Total):
    key = "acquisition-spend"
    name = _("Spent to win customers")
    definition = _(
        "The costs of acquisition that were entered for the months of the period, in the currency of the workspace. A "
        "month that begins in the period counts as a whole."
    )
    section = MARKETING
    permission = Permission.VIEW_COSTS
    good = Good.NEITHER
    model = AcquisitionCost
    at = "month"
    lies_in_one = True
    is_of_workspace = True
    amount = F("amount_minor")
    rows_name = _("Costs")

    def facts(self, scope):
        return AcquisitionCost.objects.filter(currency=scope.membership.workspace.currency)


class AcquisitionCostKpi(Rate):
    key = "acquisition-cost"
    name = _("Cost of winning a customer")
    definition = _(
        "What was spent to win customers in the period, divided by the customers who came new in it."
    )
    section = MARKETING
    permission = Permission.VIEW_COSTS
    unit = Unit.MONEY
    good = Good.DOWN
    is_of_workspace = True
    of, per = AcquisitionSpend(), NewCustomers()
    rows_name = _("Costs")


class ValueToCost(Rate):
    key = "ltv-cac"
    name = _("Lifetime value to cost of winning (LTV:CAC)")
    definition = _(
        "The lifetime value of customers so far, divided by the cost of winning a customer in the period: how many "
        "times a customer brings in what winning one costs."
    )
    section = MARKETING
    permission = Permission.VIEW_COSTS
    unit = Unit.MEAN
    least = FEW
    is_of_workspace = True
    of, per = LifetimeValue(), AcquisitionCostKpi()
    rows_name = _("Purchases")


class PointsLiability(Kpi):
    key = "points-liability"
    name = _("Cost of the points customers hold")
    definition = _(
        "What the points that customers held at the end of the period will cost: points times the cost of a point, "
        "less the share that is never used, both as the programme has them today."
    )
    section = MARKETING
    permission = Permission.VIEW_COSTS
    unit = Unit.MONEY
    good = Good.NEITHER
    model = PointsEntry
    account = "wallet__account"
    at = "at"
    rows_name = _("Entries of points")

    def facts(self, scope):
        return scope.narrowed(PointsEntry.objects.all(), self.account)

    def within(self, period):
        return Q(at__lt=period.until_at)

    def aggregates(self, period):
        within = self.within(period)
        return {
            "numerator": Coalesce(Sum("points", filter=within), 0),
            "n": Count("wallet", distinct=True, filter=within),
        }

    def measures(self, scope, periods):
        cost = self.cost(scope)
        return [self.costing(each, cost) for each in super().measures(scope, periods)]

    def measures_by(self, scope, split, period):
        cost = self.cost(scope)
        found = super().measures_by(scope, split, period)
        return {value: self.costing(each, cost) for value, each in found.items()}

    @staticmethod
    def cost(scope) -> Cost | None:
        program = LoyaltyProgram.objects.first()
        return program and Cost.of(program, scope.membership.workspace.currency)

    @staticmethod
    def costing(held: Measure, cost: Cost | None) -> Measure:
        return Measure(cost.minor(int(held.numerator)) if cost else 0, None, held.n)


class CampaignReturn(Kpi):
    key = "campaign-return"
    name = _("Return on campaigns")
    definition = _(
        "Of campaigns that began in the period and have a cost: (revenue − cost) ÷ cost, in the currency of the "
        "workspace. Revenue is what the rule of returns puts down to them; what would have been bought anyway is in it."
    )
    section = MARKETING
    unit = Unit.PERCENT
    is_of_workspace = True
    model = Campaign
    at = "started_at"
    rows_name = _("Campaigns")

    def is_for(self, scope):
        return super().is_for(scope) and may_see_money(scope.membership)

    def facts(self, scope):
        return Campaign.objects.filter(started_at__isnull=False)

    def measures(self, scope, periods):
        if not periods:
            return []
        first, last = min(each.from_at for each in periods), max(each.until_at for each in periods)
        begun = list(self.facts(scope).filter(started_at__gte=first, started_at__lt=last))
        returns = returns_of(begun)
        currency = scope.membership.workspace.currency
        found = []
        for period in periods:
            mine = [each for each in begun if period.from_at <= each.started_at < period.until_at]
            amounts = [returns[each.pk].of(currency) for each in mine]
            paid = [each for each in amounts if each.cost_minor]
            cost = sum(each.cost_minor for each in paid)
            found.append(Measure(sum(each.revenue_minor for each in paid) - cost, cost, len(paid)))
        return found

    def records(self, scope, period, which=ALL):
        """Those that have a cost."""
        begun = list(super().records(scope, period))
        returns, currency = returns_of(begun), scope.membership.workspace.currency
        paid = [each.pk for each in begun if returns[each.pk].of(currency).cost_minor]
        return self.facts(scope).filter(pk__in=paid)

    def splits(self):
        return {}


KPIS = (AcquisitionSpend, AcquisitionCostKpi, ValueToCost, PointsLiability, CampaignReturn)
