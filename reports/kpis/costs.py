"""What it costs to serve customers: time, complaints, compensations and points as an apology, each at its rate; and

what is left of revenue after it. For who may see it.

Only what has a rate in its month is reckoned; amounts are of the workspace's currency, others are left out.
"""

from django.db.models import BigIntegerField, F, Q
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from complaints.models import Compensation, Complaint
from interactions.models import Interaction
from loyalty.models import Grant
from loyalty.models.rule import Trigger
from reports.costs.reckoning import complaint_cost, minutes_spent, points_cost, time_cost
from reports.kpis import COSTS
from reports.kpis.base import ALL, Kpi, Total
from reports.kpis.complaints import OfComplaints
from reports.kpis.sales import Revenue
from reports.kpis.work import Interactions
from reports.measures import Good, Measure, Unit
from reports.models import CostRates
from reports.splits import OF_CUSTOMERS, Split, choices_of
from workspaces.roles import Permission


def rates_of(scope) -> list[CostRates]:
    return CostRates.objects.standing(scope.membership.workspace.currency)


class Cost(Total):
    """Of each row that costs something; it stands on the row as `cost_minor`."""

    section = COSTS
    good = Good.DOWN
    permission = Permission.VIEW_COSTS
    amount = F("cost_minor")

    def costing(self, scope):
        """The rows, and what one costs."""
        raise NotImplementedError

    def facts(self, scope):
        rows, cost = self.costing(scope)
        return scope.narrowed(rows, self.account).annotate(cost_minor=cost).filter(cost_minor__gt=0)


class TimeCost(Cost):
    key = "cost-of-time"
    name = _("Cost of time with customers")
    definition = _(
        "The minutes of interactions and notes of the period, at the hourly rate of their month: that of the role the "
        "colleague has today, or the usual one. Where nobody wrote minutes down, the usual ones of the channel are "
        "taken; automatic messages take none."
    )
    model = Interaction
    at = "at"
    rows_name = _("Interactions that cost time")
    own_splits = Interactions.own_splits

    def costing(self, scope):
        rates = rates_of(scope)
        rows = Interaction.objects.kept().annotate(minutes_spent=minutes_spent(rates))
        return rows, time_cost(rates)


class ComplaintsCost(Cost):
    key = "cost-of-complaints"
    name = _("Cost of complaints")
    definition = _(
        "The complaints filed in the period, without those that were rejected or united with another one, each at the "
        "rate of its month."
    )
    model = Complaint
    at = "filed_at"
    rows_name = _("Complaints")
    own_splits = OfComplaints.own_splits

    def costing(self, scope):
        return Complaint.objects.visible_to(scope.membership).standing(), complaint_cost(rates_of(scope))


class CompensationsCost(Cost):
    key = "cost-of-compensations"
    name = _("Compensations")
    definition = _(
        "What was approved in the period for what went wrong: money and vouchers in the currency of the workspace, and "
        "points at what a point costs in the programme today. What is paid back on purchases lowers revenue instead."
    )
    model = Compensation
    account = "complaint__account"
    at = "decided_at"
    rows_name = _("Compensations")
    own_splits = {"kind": Split("kind", _("Kind"), "kind", choices_of(Compensation.Kind.choices))}

    def costing(self, scope):
        currency = scope.membership.workspace.currency
        granted = Compensation.objects.visible_to(scope.membership).granted()
        own = granted.filter(Q(currency=currency) | Q(kind=Compensation.Kind.POINTS))
        return own, Coalesce(Cast("amount_minor", BigIntegerField()), points_cost(currency))


class ApologyPointsCost(Cost):
    key = "cost-of-apology-points"
    name = _("Points as an apology")
    definition = _(
        "Points that a rule of the programme gave in the period for a complaint that was closed, at what a point costs "
        "in the programme today."
    )
    model = Grant
    at = "day"
    rows_name = _("Points given")

    def costing(self, scope):
        given = Grant.objects.filter(rule_version__trigger=Trigger.APOLOGY)
        return given, points_cost(scope.membership.workspace.currency)


PARTS = (TimeCost(), ComplaintsCost(), CompensationsCost(), ApologyPointsCost())
REVENUE = Revenue()


class PutTogether(Kpi):
    """Parts, some of which are taken off: the whole is always what its parts come to."""

    section = COSTS
    unit = Unit.MONEY
    permission = Permission.VIEW_COSTS
    adds_up = True
    model = Account
    # What is added, with its sign.
    signed: tuple[tuple[int, Kpi], ...] = ()

    def is_for(self, scope):
        return super().is_for(scope) and all(each.is_for(scope) for _sign, each in self.signed)

    def measures(self, scope, periods):
        found = [each.measures(scope, periods) for _sign, each in self.signed]
        return [self.together(measures) for measures in zip(*found, strict=True)]

    def splits(self):
        return dict(OF_CUSTOMERS)

    def measures_by(self, scope, split, period):
        found = [each.measures_by(scope, each.splits()[split.key], period) for _sign, each in self.signed]
        none = Measure(0)
        values = {value for measures in found for value in measures}
        return {value: self.together([each.get(value, none) for each in found]) for value in values}

    def together(self, measures) -> Measure:
        signed = zip(self.signed, measures, strict=True)
        whole = sum(sign * each.numerator for (sign, _kpi), each in signed)
        return Measure(whole, None, sum(each.n for each in measures))

    def records(self, scope, period, which=ALL):
        has_some = Q()
        for _sign, each in self.signed:
            has_some |= Q(pk__in=each.records(scope, period).order_by().values(each.account))
        return scope.accounts.filter(has_some)


class CostToServe(PutTogether):
    key = "cost-to-serve"
    name = _("Cost to serve")
    definition = _(
        "What it cost to look after customers in the period: time with them, their complaints, compensations and "
        "points given as an apology, each at the rate of its month. What has no rate is not in it."
    )
    good = Good.DOWN
    rows_name = _("Items of cost")
    signed = tuple((1, each) for each in PARTS)


class Contribution(PutTogether):
    key = "contribution"
    name = _("Contribution after cost to serve")
    definition = _(
        "Revenue of the period less the cost to serve. What the goods themselves cost is not known and not taken off, "
        "so this is no profit."
    )
    rows_name = _("Purchases and items of cost")
    signed = ((1, REVENUE), *((-1, each) for each in PARTS))


KPIS = (CostToServe, Contribution, TimeCost, ComplaintsCost, CompensationsCost, ApologyPointsCost)
