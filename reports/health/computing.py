"""The nightly reading of all customers, in batches; then the test of it against who has left.

Accounts of a batch are locked by key order before anything is read: what is deleted or merged meanwhile waits, or is
gone and not read. A second reading of the same day changes only what has changed since.
"""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Account, AccountStatus
from accounts.models.account import NO_HEALTH
from reports.health import scoring
from reports.health.measuring import end_of, facts_of
from reports.models import AccountHealth, HealthReading, HealthTest, HealthWeights
from reports.nextbest.proposing import propose
from sales.models import Purchase
from timeline.jobs import JobKind, start_job
from timeline.models import Job
from workspaces.models import Workspace

JOB = "reports.health"
BATCH = 250
CUSTOMERS = (Account.Status.ACTIVE, Account.Status.DORMANT)
MONTH = timedelta(days=30)
TESTED_AFTER = timedelta(days=90)
# Who bought at least so often in the half year before and not at all in the time tested has stopped buying.
BOUGHT_BEFORE = 2
SCORES = scoring.WHOLE + 1
KEPT = ("day", "score", *scoring.PARTS, "facts", "weights", "fell")


def customers():
    return Account.objects.filter(archived_at=None, merged_into=None, status__in=CUSTOMERS)


def facts_in_words(facts: scoring.Facts) -> dict:
    """As they are kept: without what is not known."""
    return {name: value for name, value in vars(facts).items() if value is not None}


def reading_of(model, account_id: int, day: date, facts: scoring.Facts, weights: HealthWeights):
    found = scoring.score(facts, weights.by_part)
    return model(
        account_id=account_id,
        day=day,
        score=found.total,
        facts=facts_in_words(facts),
        weights=weights if weights.pk else None,
        **found.marks,
    )


@transaction.atomic
def read_next(after: int, day: date) -> tuple[int, int | None]:
    """The next customers after a key: how many, and the last key; None at the end."""
    rows = customers().filter(pk__gt=after).order_by("pk").select_for_update(no_key=True)
    held = list(rows.only("pk", "workspace_id", "health")[:BATCH])
    read_these(held, day, proposes=True)
    return len(held), held[-1].pk if len(held) == BATCH else None


def read_these(held: list[Account], day: date, *, proposes=False) -> None:
    """Of these accounts, which are locked; with `proposes` what might be done for them next is proposed too."""
    pks = [each.pk for each in held]
    weights, facts = HealthWeights.objects.standing(), facts_of(pks, day)
    last = {each.account_id: each for each in AccountHealth.objects.filter(account__in=pks)}
    month_ago = scores_before(pks, day - MONTH)
    rows, changed, moved = [], [], []
    fallen: dict[int, tuple[int, int, str]] = {}
    for account in held:
        row = reading_of(AccountHealth, account.pk, day, facts[account.pk], weights)
        before = month_ago.get(account.pk)
        row.fell = 0 if row.score is None or before is None else before - row.score
        rows.append(row)
        if row.fell > 0:
            fallen[account.pk] = (before, row.score, costliest(row))
        if differs(last.get(account.pk), row):
            changed.append(reading_of(HealthReading, account.pk, day, facts[account.pk], weights))
        standing = NO_HEALTH if row.score is None else row.score
        if account.health != standing:
            account.health = standing
            moved.append(account)
    AccountHealth.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["workspace", "account"], update_fields=list(KEPT)
    )
    HealthReading.objects.bulk_create(changed, ignore_conflicts=True)
    Account.objects.bulk_update(moved, ["health"])
    if proposes:
        propose(day, facts, fallen)


def costliest(row: AccountHealth) -> str:
    """The part that costs the most points."""
    found = row.explained
    return max(found.shares, key=lambda part: found.shares[part] - found.points[part])


def differs(last: AccountHealth | None, row: AccountHealth) -> bool:
    """Whether the day is worth a reading of its own: the score, a part or the weights are others than before."""
    if last is None:
        return True
    return (last.score, last.marks, last.weights_id) != (row.score, row.marks, row.weights_id)


def scores_before(pks: list[int], day: date) -> dict[int, int]:
    rows = HealthReading.objects.filter(account__in=pks, day__lte=day, score__isnull=False)
    latest = rows.order_by("account_id", "-day").distinct("account_id")
    return dict(latest.values_list("account_id", "score"))


@transaction.atomic
def let_go_next() -> bool:
    """Who is no customer any more has no health; its readings stay. Whether there may be more."""
    is_customer = customers().filter(pk=OuterRef("account"))
    gone = AccountHealth.objects.filter(~Exists(is_customer)).order_by("account_id")
    pks = list(gone.values_list("account_id", flat=True)[:BATCH])
    held = Account.objects.filter(pk__in=pks).order_by("pk").select_for_update(no_key=True)
    pks = [each.pk for each in held.only("pk")]
    AccountHealth.objects.filter(~Exists(is_customer), account__in=pks).delete()
    Account.objects.filter(pk__in=pks).exclude(health=NO_HEALTH).update(health=NO_HEALTH)
    return len(pks) == BATCH


def test_next(after: int, day: date, stayed: list[int], left: list[int]) -> int | None:
    """Count the next customers of that day by the score they had then; the last key, None at the end."""
    until = end_of(day)
    was = AccountStatus.objects.filter(account=OuterRef("pk"), status__in=CUSTOMERS, from_at__lt=until)
    then = Exists(was.filter(Q(until_at=None) | Q(until_at__gte=until)))
    rows = Account.objects.filter(then, merged_into=None, pk__gt=after).order_by("pk")
    pks = list(rows.values_list("pk", flat=True)[:BATCH])
    facts, weights = facts_of(pks, day), HealthWeights.objects.standing()
    lost = AccountStatus.objects.filter(account__in=pks, status=Account.Status.LOST, from_at__gte=until)
    gone = set(lost.values_list("account_id", flat=True))
    since = Purchase.objects.counted().filter(account__in=pks, ordered_on__gt=day)
    buying = set(since.values_list("account_id", flat=True))
    for pk in pks:
        total = scoring.score(facts[pk], weights.by_part).total
        if total is None:
            continue
        has_stopped = facts[pk].bought_lately >= BOUGHT_BEFORE and pk not in buying
        (left if pk in gone or has_stopped else stayed)[total] += 1
    return pks[-1] if len(pks) == BATCH else None


def keep_test(day: date, made_on: date, stayed: list[int], left: list[int]) -> HealthTest:
    area = scoring.area(stayed, left)
    found = {
        "day": day,
        "stayed": sum(stayed),
        "left": sum(left),
        "area_thousandths": None if area is None else round(area * 1000),
    }
    return HealthTest.objects.update_or_create(made_on=made_on, defaults=found)[0]


class Reading(JobKind):
    """Three pieces of work after one another: the customers, who is none any more, the test."""

    label = _("Reading of account health")
    icon = "heart"
    is_told = False
    may_run_again = True

    def page(self, job):
        return "reports:health", {}

    def batch(self, job, prepared):
        opened = Workspace.objects.get(pk=job.workspace_id)
        with timezone.override(opened.time_zone):
            return self._next(job, timezone.localdate(job.created_at))

    def _next(self, job, day: date) -> bool:
        cursor = job.cursor or {"work": "read", "after": 0}
        if cursor["work"] == "read":
            looked, last = read_next(cursor["after"], day)
            job.done = min(job.done + looked, job.total) if last else job.total
            cursor = {"work": "read", "after": last} if last else {"work": "let go"}
        elif cursor["work"] == "let go":
            if not let_go_next():
                cursor = {"work": "test", "after": 0, "stayed": [0] * SCORES, "left": [0] * SCORES}
        else:
            stayed, left = list(cursor["stayed"]), list(cursor["left"])
            last = test_next(cursor["after"], day - TESTED_AFTER, stayed, left)
            if last is None:
                keep_test(day - TESTED_AFTER, day, stayed, left)
                job.cursor = {}
                return False
            cursor = {"work": "test", "after": last, "stayed": stayed, "left": left}
        job.cursor = cursor
        return True


@transaction.atomic
def start_reading(*, by=None) -> Job:
    """In the background; one at a time in a workspace, and asked for twice it is one."""
    Workspace.objects.select_for_update(no_key=True).get(pk=AccountHealth().workspace_id)
    running = Job.objects.open().filter(kind=JOB).first()
    return running or start_job(JOB, by=by, total=customers().count())
