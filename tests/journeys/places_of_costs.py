"""Pages of costs."""

from django.utils import timezone

from reports.costs.rating import change_rates
from reports.models.costs import USUAL_MINUTES
from tests.journeys.places import Place


def set_costs_up(salem, huda):
    """Rates at which every interaction of the house costs much."""
    today = timezone.localdate()
    rates = {
        "from_on": today.replace(day=1),
        "hourly_minor": 12_000_000,
        "by_role": {"agent": 6_000},
        "complaint_minor": 3_500,
        "minutes": USUAL_MINUTES,
    }
    change_rates(rates, by=huda)


FURNISH = [set_costs_up]


def at_costs():
    yield Place("/w/noor/reports/costs/", who="huda")
    yield Place("/w/noor/reports/costs/?period=this_year&sort=cost", who="huda")
    yield Place("/w/noor/reports/costs/?period=own&first=2001-01-01&last=2001-01-31", who="huda")
    yield Place("/w/noor/accounts/1/costs/?period=this_year", who="huda")
    yield Place("/w/noor/settings/costs/", who="huda")
    yield Place("/w/noor/reports/cost-to-serve/", who="huda")


WALKS = [at_costs]
