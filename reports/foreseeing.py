"""What is foreseen of customers, each night by the clocks of the workspace: the models first, then every customer.

Inputs are the purchases that count, by local days, up to the last whole day. Run twice it comes to the same; killed, it
goes on with the customer after the last one that was kept.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reports.lifetime import fitting
from reports.lifetime.bgnbd import BGNBD
from reports.lifetime.gamma_gamma import GammaGamma
from reports.lifetime.rfm import edges, score_of, segment_of
from reports.lifetime.risk import risk_of
from reports.lifetime.value import expected_value
from reports.models import AccountForesight, LifetimeModel
from sales.amounts import LARGEST
from sales.models import Purchase, PurchaseTotals
from timeline.jobs import JobKind, start_job
from timeline.models import Job
from workspaces.models import Workspace

JOB = "reports.foresight"
BATCH = 1_000  # customers
MODELS_KEPT = 400  # nights
# A day with purchases is one purchase, as the models have it. Amounts are of the workspace's currency alone.
INPUTS = """
WITH days AS MATERIALIZED (
    SELECT
        bought.account_id, bought.ordered_on,
        sum(bought.total_minor - bought.refunded_minor) FILTER (WHERE bought.currency = %(currency)s) AS minor
    FROM sales_purchase bought JOIN accounts_account account ON account.id = bought.account_id
    WHERE account.archived_at IS NULL AND account.merged_into_id IS NULL
    AND bought.archived_at IS NULL AND bought.status <> ALL(%(uncounted)s) AND bought.ordered_on <= %(until)s
    AND (%(accounts)s::bigint[] IS NULL OR bought.account_id = ANY(%(accounts)s))
    GROUP BY bought.account_id, bought.ordered_on
), begun AS (
    SELECT *, min(ordered_on) OVER (PARTITION BY account_id) AS first_on FROM days
)
SELECT
    account_id, count(*), first_on, max(ordered_on), least(coalesce(sum(minor), 0), %(largest)s)::bigint,
    count(*) FILTER (WHERE ordered_on > first_on AND minor > 0),
    coalesce(avg(minor) FILTER (WHERE ordered_on > first_on AND minor > 0), 0)::float8
FROM begun GROUP BY account_id, first_on ORDER BY account_id
"""
# How many days with purchases each had in every month after a day.
LATER = """
SELECT bought.account_id, (bought.ordered_on - %(after)s::date - 1) / %(month)s AS month,
    count(DISTINCT bought.ordered_on)
FROM sales_purchase bought JOIN accounts_account account ON account.id = bought.account_id
WHERE account.archived_at IS NULL AND account.merged_into_id IS NULL
AND bought.archived_at IS NULL AND bought.status <> ALL(%(uncounted)s)
AND bought.ordered_on > %(after)s AND bought.ordered_on <= %(until)s
GROUP BY 1, 2
"""


@dataclass(frozen=True)
class Bought:
    """The purchases of one customer up to a day."""

    account_id: int
    days_count: int
    first_on: date
    last_on: date
    bought_minor: int
    paid: int
    zbar: float


def bought_until(day: date, currency: str, accounts: list[int] | None = None) -> list[Bought]:
    """Of everybody, or of these; in the order of the keys."""
    asked = {
        "currency": currency,
        "uncounted": _uncounted(),
        "until": day,
        "accounts": accounts,
        "largest": LARGEST,
    }
    with connection.cursor() as cursor:
        cursor.execute(INPUTS, asked)
        return [Bought(*row) for row in cursor.fetchall()]


def _uncounted() -> list[str]:
    return [each.value for each in Purchase.UNCOUNTED]


def columns_of(rows: list[Bought], day: date) -> fitting.Customers:
    import numpy as np

    return fitting.Customers(
        x=np.array([each.days_count - 1 for each in rows], dtype=float),
        tx=np.array([(each.last_on - each.first_on).days / 7 for each in rows]),
        T=np.array([(day - each.first_on).days / 7 for each in rows]),
        paid=np.array([each.paid for each in rows], dtype=float),
        zbar=np.array([each.zbar for each in rows]),
    )


def later_of(rows: list[Bought], after: date, months: int) -> Any:
    import numpy as np

    places = {each.account_id: place for place, each in enumerate(rows)}
    found = np.zeros((len(rows), months))
    asked = {
        "after": after,
        "until": after + timedelta(days=months * fitting.MONTH_DAYS),
        "month": fitting.MONTH_DAYS,
        "uncounted": _uncounted(),
    }
    with connection.cursor() as cursor:
        cursor.execute(LATER, asked)
        for account, month, count in cursor.fetchall():
            if account in places:
                found[places[account], month] = count
    return found


@transaction.atomic
def learn(as_of: date) -> LifetimeModel:
    """The models of this night from all purchases up to that day; made twice it is one row."""
    currency = _currency()
    rows = bought_until(as_of, currency)
    first_on = min((each.first_on for each in rows), default=None)
    fitted = fitting.Fitted(missing=[fitting.REPEAT_BUYERS, fitting.HISTORY])
    if first_on is not None:
        history = (as_of - first_on).days + 1
        months = fitting.held_back_days(history) // fitting.MONTH_DAYS
        cut = as_of - timedelta(days=months * fitting.MONTH_DAYS)
        before = bought_until(cut, currency)
        fitted = fitting.fit(
            columns_of(rows, as_of),
            columns_of(before, cut),
            later_of(before, cut, months),
            history_days=history,
        )
    found = {
        "made_at": timezone.now(),
        "finished_at": None,
        "currency": currency,
        "customers": len(rows),
        "repeat_buyers": sum(each.days_count > 1 for each in rows),
        "first_on": first_on,
        "missing": fitted.missing,
        "edges": {
            "recency": [each.isoformat() for each in edges([row.last_on for row in rows])],
            "frequency": edges([row.days_count for row in rows]),
            "amount": edges([row.bought_minor for row in rows]),
        },
        **parameters(fitted),
    }
    model, _made = LifetimeModel.objects.update_or_create(as_of=as_of, defaults=found)
    old = LifetimeModel.objects.order_by("-as_of").values_list("pk", flat=True)[MODELS_KEPT:]
    LifetimeModel.objects.filter(pk__in=list(old)).delete()
    return model


def parameters(fitted: fitting.Fitted) -> dict[str, Any]:
    names = ("r", "alpha", "a", "b", "p", "q", "gamma", "usual_minor")
    names += tuple(f"holdout_{each}" for each in ("days", "bought", "expected", "mae", "mape"))
    found: dict[str, Any] = dict.fromkeys(names)
    if fitted.purchases is not None and fitted.worth is not None and fitted.holdout is not None:
        found |= {name: getattr(fitted.purchases, name) for name in ("r", "alpha", "a", "b")}
        found |= {name: getattr(fitted.worth, name) for name in ("p", "q", "gamma")}
        found["usual_minor"] = fitted.worth.mean
        found |= {f"holdout_{name}": value for name, value in vars(fitted.holdout).items()}
    return found


def foresee(model: LifetimeModel, rows: list[Bought]) -> list[AccountForesight]:
    """What this model says of these customers."""
    figures = _figures(model, rows) if model.is_fitted and rows else [{} for _row in rows]
    known = model.edges
    made = []
    for row, said in zip(rows, figures, strict=True):
        each = AccountForesight(
            account_id=row.account_id,
            as_of=model.as_of,
            first_on=row.first_on,
            last_on=row.last_on,
            days_count=row.days_count,
            bought_minor=row.bought_minor,
            recency=score_of(row.last_on.isoformat(), known["recency"]),
            frequency=score_of(row.days_count, known["frequency"]),
            amount=score_of(row.bought_minor, known["amount"]),
            **said,
        )
        each.segment = segment_of(each.recency, each.frequency, each.amount).value
        each.risk = risk_of(
            each.p_alive,
            days_count=row.days_count,
            rhythm_days=each.rhythm_days,
            silent_days=(model.as_of - row.last_on).days,
        )
        made.append(each)
    return made


def _figures(model: LifetimeModel, rows: list[Bought]) -> list[dict[str, Any]]:
    import numpy as np

    purchases = BGNBD(model.r, model.alpha, model.a, model.b)
    seen = columns_of(rows, model.as_of)
    customer = (seen.x, seen.tx, seen.T)
    worth = GammaGamma(model.p, model.q, model.gamma).expected(seen.paid, seen.zbar)
    columns = {
        "p_alive": purchases.p_alive(*customer),
        "expected_90": purchases.expected(90 / 7, *customer),
        "expected_365": purchases.expected(365 / 7, *customer),
    }
    values = {
        f"value_{months}_minor": np.rint(expected_value(purchases, worth, *customer, months=months))
        for months in (12, 36)
    }
    return [
        {name: float(column[place]) for name, column in columns.items()}
        | {name: min(int(column[place]), LARGEST) for name, column in values.items()}
        for place in range(len(rows))
    ]


KEPT = [
    field.name
    for field in AccountForesight._meta.concrete_fields
    if field.name not in ("id", "workspace", "account")
]


@transaction.atomic
def foresee_next(model: LifetimeModel, after: int) -> tuple[int, int | None]:
    """The next customers after a key: how many, and the last key; None at the end, when who is left out goes."""
    buyers = PurchaseTotals.objects.filter(account_id__gt=after).order_by("account_id")
    keys = list(buyers.values_list("account_id", flat=True).distinct()[:BATCH])
    rows = foresee(model, bought_until(model.as_of, model.currency, keys)) if keys else []
    AccountForesight.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["workspace", "account"], update_fields=KEPT
    )
    if len(keys) == BATCH:
        gone = AccountForesight.objects.filter(account_id__gt=after, account_id__lte=keys[-1])
        gone.exclude(account__in=[each.account_id for each in rows]).delete()
        return len(keys), keys[-1]
    gone = AccountForesight.objects.filter(account_id__gt=after)
    gone.exclude(account__in=[each.account_id for each in rows]).delete()
    LifetimeModel.objects.filter(pk=model.pk).update(finished_at=timezone.now())
    return len(keys), None


def _currency() -> str:
    return Workspace.objects.only("currency").get(pk=LifetimeModel().workspace_id).currency


def last_whole_day(at) -> date:
    return timezone.localdate(at) - timedelta(days=1)


class Foreseeing(JobKind):
    """Of the day before the one on which the job began; the cursor is the last customer that was kept."""

    label = _("Lifetime value and risk of losing customers")
    icon = "activity"
    is_told = False
    may_run_again = True

    def page(self, job):
        return "reports:lifetime", {}

    def batch(self, job, prepared):
        opened = Workspace.objects.get(pk=job.workspace_id)
        with timezone.override(opened.time_zone):
            day = last_whole_day(job.created_at)
        if "after" not in job.cursor:
            learn(day)
            job.total = PurchaseTotals.objects.values("account").distinct().count()
            job.cursor = {"after": 0}
            return True
        model = LifetimeModel.objects.get(as_of=day)
        looked, last = foresee_next(model, job.cursor["after"])
        job.done = min(job.done + looked, job.total) if last else job.total
        job.cursor = {"after": last or 0}
        return last is not None

    def ended(self, job):
        """What customers could also need is worked out next."""
        from reports.suggesting.finding import start_suggesting

        if job.state == Job.State.DONE:
            start_suggesting()


@transaction.atomic
def start_foreseeing(*, by=None) -> Job:
    """In the background; one at a time in a workspace, and asked for twice it is one."""
    Workspace.objects.select_for_update(no_key=True).get(pk=LifetimeModel().workspace_id)
    running = Job.objects.open().filter(kind=JOB).first()
    return running or start_job(JOB, by=by)
