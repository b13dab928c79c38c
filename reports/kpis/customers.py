"""Customers: how many there are, who came, who came back, who was lost, and who stayed.

A customer is who stands as active or dormant; what they stood as at any moment is told by AccountStatus, and by no
status of today. Who was put away or became a part of another customer by then is none.
"""

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Account, AccountStatus
from reports.kpis import CUSTOMERS
from reports.kpis.base import FEW, Kpi, Number, Share
from reports.measures import Good, Unit

STAYING = (Account.Status.ACTIVE, Account.Status.DORMANT)


def standing_at(moment) -> Q:
    """Stretches of customers that were running at this moment: one for each customer there was."""
    return Q(
        Q(until_at=None) | Q(until_at__gt=moment),
        Q(account__archived_at=None) | Q(account__archived_at__gt=moment),
        status__in=STAYING,
        from_at__lte=moment,
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


def came() -> Exists:
    """The stretch straight before was none of a customer; a customer who turned dormant has not come."""
    before = AccountStatus.objects.filter(
        account=OuterRef("account"), until_at=OuterRef("from_at"), status__in=STAYING
    ).exclude(pk=OuterRef("pk"))
    return ~Exists(before)


def was_customer() -> Exists:
    earlier = AccountStatus.objects.filter(
        account=OuterRef("account"), from_at__lt=OuterRef("from_at"), status__in=STAYING
    )
    return Exists(earlier)


class Arrivals(OfStretches, Number):
    """Beginnings of stretches that made somebody a customer."""

    def facts(self, scope):
        return super().facts(scope).filter(came(), status__in=STAYING, account__merged_into=None)


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


class LostCustomers(OfStretches, Number):
    key = "lost-customers"
    name = _("Lost customers")
    definition = _(
        "Customers that were set to lost in the period. A prospect who comes to nothing is no lost customer."
    )
    good = Good.DOWN

    def facts(self, scope):
        rows = super().facts(scope).filter(status=Account.Status.LOST, account__merged_into=None)
        return rows.filter(~came())


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
