"""Values, scores and proposed tiers of accounts: of one when something about it changes, of all by a job.

Safe to be run twice and by two at once: a score is one row an account, written whole; of an account one proposal is
open at a time, and a person decides about it.
"""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from interactions.models.contact_schedule import opened_workspace
from lib.tenancy.models import take_numbers
from planning import scoring
from planning.models import AccountScore, Assessment, PlanningRules, TierProposal
from planning.tiers import propose
from planning.value import Value, values_of
from timeline.jobs import JobKind, start_job
from timeline.models import Job

JOB = "planning.reckon"
BATCH = 500
KEPT = [
    field.name
    for field in AccountScore._meta.concrete_fields
    if field.name not in {"id", "workspace", "account"}
]


def keep_scores(accounts: list[Account], rules: PlanningRules | None = None) -> dict[int, AccountScore]:
    """Write what these accounts are worth and what their newest assessments come to, by the rules of now."""
    rules, opened = rules or PlanningRules.now(), opened_workspace()
    values = values_of(accounts, currency=opened.currency)
    newest = (
        Assessment.objects.filter(account__in=accounts)
        .order_by("account_id", "-on", "-id")
        .distinct("account_id")
    )
    assessed = {each.account_id: each for each in newest}
    rows = [
        score_of(account, values.get(account.pk, Value()), assessed.get(account.pk), rules)
        for account in accounts
    ]
    AccountScore.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["workspace", "account"], update_fields=KEPT
    )
    return {row.account_id: row for row in rows}


def score_of(account, value: Value, assessment, rules: PlanningRules) -> AccountScore:
    row = AccountScore(account=account, value_minor=value.minor, is_bought=value.is_bought)
    row.reckoned_at = timezone.now()
    if assessment is not None:
        row.assessed_on, row.next_on = assessment.on, assessment.next_on
        for factor, mark in assessment.marks.items():
            setattr(row, factor, mark)
    return put_together(row, rules)


def put_together(row: AccountScore, rules: PlanningRules) -> AccountScore:
    """What the value and the marks of this row come to by these rules."""
    row.value_score = scoring.value_score(row.value_minor, rules.value_a_minor)
    is_assessed = row.is_assessed
    row.score = scoring.score(row.marks, rules.weights) if is_assessed else None
    row.potential = scoring.potential(row.marks, rules.weights) if is_assessed else None
    row.rank = scoring.rank(row.value_score, row.score)
    return row


def propose_tiers(accounts: list[Account], scores: dict[int, AccountScore], rules: PlanningRules) -> None:
    """Bring the open proposals of these accounts in line with the rules. What was refused is not proposed again.

    Of whom nothing is known, neither a value nor an assessment, nothing is proposed.
    """
    known = TierProposal.objects.filter(account__in=accounts).order_by("pk")
    open_ones, refused = {}, {}
    for each in known.exclude(state=TierProposal.State.CONFIRMED):
        (open_ones if each.state == TierProposal.State.OPEN else refused)[each.account_id] = each
    new, changed, gone = [], [], []
    for account in accounts:
        score, standing = scores[account.pk], open_ones.get(account.pk)
        is_known = bool(score.value_minor) or score.is_assessed
        wanted = propose(score.value_minor, score.score, rules.thresholds) if is_known else None
        if wanted is None or wanted.tier == account.tier:
            gone += [standing.pk] if standing else []
            continue
        last = refused.get(account.pk)
        if standing is None and last and (last.before, last.after) == (account.tier, wanted.tier):
            continue
        row = standing or TierProposal(account=account)
        row.before, row.after, row.by_value = account.tier, wanted.tier, wanted.by_value
        row.value_minor, row.is_bought, row.score = score.value_minor, score.is_bought, score.score
        (changed if standing else new).append(row)
    TierProposal.objects.open().filter(pk__in=gone).delete()
    columns = ["before", "after", "by_value", "value_minor", "is_bought", "score"]
    TierProposal.objects.bulk_update(changed, columns)
    if new:
        first = take_numbers(TierProposal, len(new))
        for place, row in enumerate(new):
            row.number = first + place
        TierProposal.objects.bulk_create(new, ignore_conflicts=True)


class Reckoning(JobKind):
    """Over all accounts in use: their values and scores, and where it was asked for, proposals of tiers."""

    label = _("Values, scores and proposed tiers")
    icon = "chart-bar"
    may_run_again = True

    def page(self, job):
        return ("planning:tiers", {}) if job.arguments["proposes"] else ("planning:shortlist", {})

    def batch(self, job, prepared):
        rules = PlanningRules.now()
        rows = reckoned(job.arguments["scope"]).filter(pk__gt=job.cursor.get("after", 0)).order_by("pk")
        accounts = list(rows[:BATCH])
        if accounts:
            scores = keep_scores(accounts, rules)
            if job.arguments["proposes"]:
                propose_tiers(accounts, scores, rules)
            job.cursor = {"after": accounts[-1].pk}
        job.done += len(accounts)
        return len(accounts) == BATCH


ALL, NEW = "all", "new"


def reckoned(scope: str):
    """All accounts in use, or those that have no score yet and something to reckon with."""
    accounts = Account.objects.kept()
    return accounts if scope == ALL else accounts.filter(scores=None, annual_revenue_minor__gt=0)


def start_reckoning(*, by, scope=ALL, proposes=False) -> Job | None:
    """Queue it; asked for twice while it waits, it is one. None when there is nobody to reckon."""
    arguments = {"scope": scope, "proposes": proposes}
    waiting = Job.objects.filter(kind=JOB, state=Job.State.QUEUED, arguments=arguments).first()
    total = reckoned(scope).count()
    return waiting or (start_job(JOB, by=by, total=total, **arguments) if total else None)


def follow_value(account, before, *, by) -> None:
    """The annual revenue is another one: so is what the customer is worth."""
    was = (before.annual_revenue_minor, before.currency) if before else (None, account.currency)
    if was != (account.annual_revenue_minor, account.currency):
        keep_scores([account])


def follow_merge(record) -> None:
    """Purchases and assessments came from another account, or went back to it."""
    if isinstance(record, Account):
        keep_scores([record])


def follow_arrivals(*, by) -> None:
    start_reckoning(by=by, scope=NEW)


def made_along(accounts) -> list:
    return [AccountScore.objects.filter(account__in=accounts, assessed_on=None)]
