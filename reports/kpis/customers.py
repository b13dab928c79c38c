"""Customers: how many there are, who came, who came back, who was lost, and who stayed.

A customer is who stands as active or dormant; what they stood as at any moment is told by AccountStatus, and by no
status of today. Who was put away or became a part of another customer by then is none.
"""

from django.db.models import Count, Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Account, AccountStatus
from reports.kpis import CUSTOMERS
from reports.kpis.base import FEW, Kpi, Number, Share
from reports.measures import Good, Unit

STAYING = (Account.Status.ACTIVE, Account.Status.DORMANT)


def standing_at(moment) -> Q:
    """Stretches of customers that were running up to this moment: one for each customer there was.

    Who becomes a customer at the very midnight a month begins is new in that month, and was none of those there
    were at its beginning: so the end is the beginning, with who came and without who went.
    """
    return Q(
        Q(until_at=None) | Q(until_at__gte=moment),
        Q(account__archived_at=None) | Q(account__archived_at__gte=moment),
        status__in=STAYING,
        from_at__lt=moment,
        account__merged_into=None,
    )


def is_customer_at(moment) -> Exists:
    """Whether the customer of a stretch is one at this moment."""
    return Exists(AccountStatus.objects.filter(standing_at(moment), account=OuterRef("account")))


class OfStretches(Kpi):
    section = CUSTOMERS
    model = AccountStatus
    at = "from_at"
    rows_name = _("Customers")

    def facts(self, scope):
        return scope.narrowed(AccountStatus.objects.all())


class Customers(OfStretches, Number):
    key = "customers"
    name = _("Customers")
    definition = _(
        "Customers at the end of the period: accounts that were active or dormant then. Prospects, lost and archived "
        "accounts are none."
    )
    adds_up = False

    def within(self, period):
        return standing_at(period.until_at)


def stretches_before():
    """Of the same account, the nearest first; of those of one moment the one that was written first was before."""
    is_before = Q(from_at__lt=OuterRef("from_at")) | Q(from_at=OuterRef("from_at"), pk__lt=OuterRef("pk"))
    before = AccountStatus.objects.filter(is_before, account=OuterRef("account"))
    return before.order_by("-from_at", "-pk")


def came() -> Q:
    """The stretch before was none of a customer; a customer who turned dormant has not come."""
    return ~Q(former__in=STAYING)


def was_customer() -> Exists:
    return Exists(stretches_before().filter(status__in=STAYING))


class OfChanges(OfStretches, Number):
    """Stretches, each with the status that the account had before; of none where it is the first one."""

    lies_in_one = True

    def facts(self, scope):
        former = Coalesce(Subquery(stretches_before().values("status")[:1]), Value(""))
        return super().facts(scope).filter(account__merged_into=None).annotate(former=former)


class Arrivals(OfChanges):
    """Beginnings of stretches that made somebody a customer."""

    def facts(self, scope):
        return super().facts(scope).filter(came(), status__in=STAYING)


class NewCustomers(Arrivals):
    key = "new-customers"
    name = _("New customers")
    definition = _("Accounts that became customers in the period for the first time.")

    def facts(self, scope):
        return super().facts(scope).filter(~was_customer())


class WonBack(Arrivals):
    key = "won-back"
    name = _("Won back")
    definition = _("Accounts that became customers again in the period after they had been lost.")

    def facts(self, scope):
        return super().facts(scope).filter(was_customer())


class LostCustomers(OfChanges):
    key = "lost-customers"
    name = _("Lost customers")
    definition = _(
        "Customers that were set to lost in the period. A prospect who comes to nothing is no lost customer."
    )
    good = Good.DOWN

    def facts(self, scope):
        return super().facts(scope).filter(~came(), status=Account.Status.LOST)


class Retention(OfStretches, Share):
    key = "retention"
    name = _("Retention rate")
    definition = _(
        "Of the customers at the beginning of the period, those who are customers at its end as well. New customers "
        "do not count, and who was lost and won back within it has stayed."
    )
    least = FEW
    rows_name = _("Customers at the beginning")
    part_name = pgettext_lazy("customers", "Of them stayed")

    def within(self, period):
        return standing_at(period.from_at)

    def part(self, period):
        return Q(is_customer_at(period.until_at))


class Churn(Retention):
    key = "churn"
    name = _("Churn rate")
    definition = _(
        "Of the customers at the beginning of the period, those who are no customers any more at its end: all that "
        "retention leaves."
    )
    good = Good.DOWN
    part_name = pgettext_lazy("customers", "Of them left")

    def part(self, period):
        return ~Q(is_customer_at(period.until_at))


class BaseGrowth(OfStretches):
    key = "base-growth"
    name = _("Growth of the customer base")
    definition = _(
        "How many customers there are more at the end of the period than at its beginning, as a share of those at the "
        "beginning: (end − beginning) ÷ beginning."
    )
    unit = Unit.PERCENT
    least = FEW
    rows_name = _("Customers at the beginning")

    def within(self, period):
        return standing_at(period.from_at)

    def touched(self, period):
        return standing_at(period.from_at) | standing_at(period.until_at)

    def aggregates(self, period):
        beginning = Count("pk", filter=standing_at(period.from_at))
        end = Count("pk", filter=standing_at(period.until_at))
        return {"numerator": end - beginning, "denominator": beginning, "n": beginning}


KPIS = (Customers, BaseGrowth, NewCustomers, WonBack, LostCustomers, Retention, Churn)
