"""What the rollups must say, worked out row by row in Python from everything that is recorded."""

from collections import defaultdict
from datetime import date
from zoneinfo import ZoneInfo

from django.db import transaction

from accounts.models import Account
from complaints.models import Complaint
from interactions.models import Interaction
from reports.models import AccountMonth
from reports.models.rollups import FACTS
from reports.rollups.keeping import keep_up
from sales.models import Purchase


def brought_up() -> None:
    """As the worker does, until nothing is left to do."""
    for _batch in range(200):
        if not keep_up():
            return
    raise AssertionError("it never ends")


@transaction.atomic
def kept() -> dict:
    rows = AccountMonth.objects.values_list("account_id", "month", *FACTS)
    return {(account, month): tuple(sums) for account, month, *sums in rows}


@transaction.atomic
def worked_out(opened) -> dict:
    zone = ZoneInfo(opened.time_zone)
    found = defaultdict(lambda: dict.fromkeys(FACTS, 0))
    for row in Purchase.objects.all():
        if row.archived_at is None and row.status not in ("cancelled", "returned", "refunded"):
            cell = found[row.account_id, row.ordered_on.replace(day=1)]
            cell["purchases"] += 1
            if row.currency == opened.currency:
                cell["sales"] += 1
                cell["revenue_minor"] += row.total_minor - row.refunded_minor
    for row in Interaction.objects.all():
        if row.removed_at is None:
            cell = found[row.account_id, month_of(row.at, zone)]
            cell["interactions"] += 1
            cell["minutes"] += row.minutes or 0
    for row in Complaint.objects.all():
        if row.state not in ("rejected", "merged"):
            found[row.account_id, month_of(row.filed_at, zone)]["complaints"] += 1
    return {key: tuple(cell[name] for name in FACTS) for key, cell in found.items()}


def month_of(moment, zone) -> date:
    return moment.astimezone(zone).date().replace(day=1)


@transaction.atomic
def cohorts(opened, accounts=None) -> dict:
    """{(first month, month): (customers, revenue)} of these accounts, or of all that are customers."""
    if accounts is None:
        accounts = Account.objects.filter(merged_into=None)
    keys = set(accounts.values_list("pk", flat=True))
    bought = defaultdict(lambda: defaultdict(int))
    for row in Purchase.objects.counted():
        if row.account_id in keys:
            own = row.total_minor - row.refunded_minor if row.currency == opened.currency else 0
            bought[row.account_id][row.ordered_on.replace(day=1)] += own
    found = defaultdict(lambda: [0, 0])
    for months in bought.values():
        for month, minor in months.items():
            cell = found[min(months), month]
            cell[0] += 1
            cell[1] += minor
    return {key: tuple(cell) for key, cell in found.items()}
