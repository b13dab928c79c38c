"""The cells of the cohorts of a whole workspace, from the months of its accounts."""

from reports.cohorts import Grain, added_up, customers, from_months
from reports.models import CohortCell


def made_anew() -> list[CohortCell]:
    return [
        CohortCell(
            grain=grain,
            cohort=each.cohort,
            period=each.period,
            customers=each.customers,
            revenue_minor=each.revenue_minor,
        )
        for grain in Grain
        for each in added_up(from_months(customers(), grain))
    ]


def write_cells() -> None:
    """All of them anew, in the open transaction: there are some hundreds."""
    rows = made_anew()
    CohortCell.objects.all().delete()
    CohortCell.objects.bulk_create(rows, batch_size=500)
