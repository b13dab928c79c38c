"""Cohorts: who came back after the first purchase, period by period, and the customers behind a cell."""

from datetime import date

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from lib import formats
from lib.http import to_page
from reports.cohort_table import USUAL, customers_of, first_of, table
from reports.cohorts import Grain
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

COUNTS = (12, 24, 36)
SHOWS = ("share", "customers", "revenue")
AT_ONCE = 50


def asked(query) -> dict:
    """What a reader chose; anything else is what is usual."""
    grain, shows, count = query.get("by", ""), query.get("shows", ""), query.get("count", "")
    return {
        "by": grain if grain in Grain.values else Grain.MONTH.value,
        "shows": shows if shows in SHOWS else SHOWS[0],
        "count": int(count) if count in {str(each) for each in COUNTS} else USUAL,
    }


def period_name(first: date, grain: str) -> str:
    if grain == Grain.MONTH:
        return formats.month(first)
    words = {"quarter": formats.digits((first.month + 2) // 3), "year": formats.digits(first.year)}
    return str(pgettext("period", "Quarter %(quarter)s of %(year)s")) % words


@workspace_page(Permission.VIEW_CUSTOMERS)
def cohorts_page(request):
    said = asked(request.GET)
    grain, shows = said["by"], said["shows"]
    found = table(
        request.membership,
        grain,
        said["count"],
        by_revenue=shows == "revenue",
        currency=request.workspace.currency,
    )
    context = {
        "said": said,
        "found": found,
        "rows": [(period_name(row.cohort, grain), row) for row in reversed(found.rows)],
        "grains": [(Grain.MONTH.value, _("Months")), (Grain.QUARTER.value, _("Quarters"))],
        "what": [
            ("share", pgettext("cohorts", "Share who bought")),
            ("customers", pgettext("cohorts", "Customers who bought")),
            ("revenue", pgettext("cohorts", "Revenue")),
        ],
        "counts": [
            (each, ngettext("%(count)s cohort", "%(count)s cohorts", each) % {"count": formats.number(each)})
            for each in COUNTS
        ],
    }
    return render(request, "reports/cohorts.html", context)


@workspace_page(Permission.VIEW_CUSTOMERS)
def cohort_customers(request):
    """The customers of one cell, a part at a time."""
    said = asked(request.GET)
    grain = said["by"]
    cohort, period = (_first(request.GET.get(name, ""), grain) for name in ("first", "then"))
    page = request.GET.get("page", "1")
    if cohort is None or period is None or not (page.isascii() and page.isdigit() and 0 < int(page) < 10_000):
        return to_page(request, "reports:cohorts")  # whose customers, only a cell of the table says
    skip, currency = (int(page) - 1) * AT_ONCE, request.workspace.currency
    found = customers_of(request.membership, grain, cohort, period, currency, most=AT_ONCE + 1, skip=skip)
    context = {
        "said": said,
        "first": cohort,
        "then": period,
        "cohort_name": period_name(cohort, grain),
        "period_name": period_name(period, grain),
        "customers": found[:AT_ONCE],
        "before": int(page) - 1,
        "after": int(page) + 1 if len(found) > AT_ONCE else 0,
    }
    return render(request, "reports/cohort_customers.html", context)


def _first(text: str, grain: str) -> date | None:
    """The first day of a period, as the links of the table say it."""
    try:
        day = date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None
    return day if day is not None and day == first_of(day, grain) else None
