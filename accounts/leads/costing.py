"""Costs of acquisition in the database: entered, changed, taken out, and beside the leads they brought."""

from datetime import date, datetime, time

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, Sum
from django.db.models.functions import TruncMonth
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.leads.costs import Key, Line, lines_of
from accounts.models import Account, AccountStatus, AcquisitionCost, Conversion
from accounts.models.leads import one_change_of_lists
from timeline.services import record

Status = Account.Status


def lines_since(first: date, *, currency: str) -> dict[Key, Line]:
    return lines_of(counts_since(first), costs_since(first, currency=currency))


def counts_since(first: date) -> dict[Key, tuple[int, int]]:
    """How many leads came and how many of them are customers, by the month they came in, in the time zone in force."""
    begin = timezone.make_aware(datetime.combine(first, time()))
    # Who became a part of another one is that one, and no second lead.
    prospects = AccountStatus.objects.filter(status=Status.PROSPECT, account__merged_into=None)
    earlier = prospects.filter(account=OuterRef("account"), from_at__lt=OuterRef("from_at"))
    standing = Conversion.objects.filter(account=OuterRef("account"), undone_at=None)
    won = Exists(standing) | Q(account__status__in=[Status.ACTIVE, Status.DORMANT])
    rows = (
        prospects.filter(~Exists(earlier), from_at__gte=begin)
        .order_by()
        .annotate(month=TruncMonth("from_at"))
        .values("month", "account__source")
        .annotate(leads=Count("account", distinct=True), won=Count("account", filter=won, distinct=True))
    )
    return {(row["month"].date(), row["account__source"]): (row["leads"], row["won"]) for row in rows}


def costs_since(first: date, *, currency: str) -> dict[Key, int]:
    spent = AcquisitionCost.objects.filter(month__gte=first, currency=currency).order_by()
    rows = spent.values("month", "source").annotate(sum=Sum("amount_minor"))
    return {(row["month"], row["source"]): row["sum"] for row in rows}


def check_once(cost: AcquisitionCost) -> None:
    same = AcquisitionCost.objects.filter(
        month=cost.month, source=cost.source, campaign=cost.campaign, currency=cost.currency
    )
    if same.exclude(pk=cost.pk).exists():
        raise ValidationError(_("A cost of this source, campaign and month stands already. Change that one."))


@transaction.atomic
def add_cost(*, by, form_token=None, **fields) -> AcquisitionCost:
    one_change_of_lists()
    cost = AcquisitionCost(created_by=by, currency=by.workspace.currency, form_token=form_token, **fields)
    if form_token is not None and (made := AcquisitionCost.objects.filter(form_token=form_token).first()):
        return made
    check_once(cost)
    cost.save()
    record("acquisitioncost.added", cost, by=by, **told(cost))
    return cost


@transaction.atomic
def change_cost(cost: AcquisitionCost, *, by, changed: list[str]) -> None:
    if not changed:
        return
    one_change_of_lists()
    check_once(cost)
    cost.save(update_fields=changed)
    record("acquisitioncost.changed", cost, by=by, fields=sorted(changed), **told(cost))


@transaction.atomic
def remove_cost(cost: AcquisitionCost, *, by) -> None:
    """Out of the table; the history keeps it."""
    if AcquisitionCost.objects.filter(pk=cost.pk).exists():
        record("acquisitioncost.removed", cost, by=by, **told(cost))
        AcquisitionCost.objects.filter(pk=cost.pk).delete()


def told(cost: AcquisitionCost) -> dict:
    return {
        "source": cost.source,
        "month": cost.month.isoformat(),
        "amount": cost.amount_minor,
        "currency": cost.currency,
    }
