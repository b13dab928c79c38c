"""All proposed tiers, or all of one tier, confirmed by one job, and taken back by another.

Safe to be run twice: each proposal is decided once, under the lock of its customer. What was proposed after the
button was pressed is left to wait, for nobody has looked at it.
"""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from accounts.bulk.work import held
from accounts.models import Account
from interactions.models.contact_schedule import opened_workspace
from lib.undo import TooLate
from planning.deciding import State, decide_one, wait_again
from planning.models import TierProposal
from timeline.jobs import GivenUp, JobKind, start_job
from timeline.models import Job
from timeline.services import part_of, record
from workspaces.models import Membership
from workspaces.roles import Permission

CONFIRM, TAKE_BACK = "planning.confirm_tiers", "planning.take_tiers_back"
BATCH = 50


def waiting_for(membership, after=""):
    """The open proposals of customers that this member sees, narrowed to a proposed tier."""
    found = TierProposal.objects.visible_to(membership).open().filter(account__archived_at=None)
    return found.filter(after=after) if after in Account.Tier.values else found


@transaction.atomic
def confirm_all(*, by, after="") -> Job | None:
    """Queue it; pressed twice while it waits or runs, it is one. None when nothing waits."""
    same = Job.objects.open().filter(kind=CONFIRM, created_by=by, arguments__after=after).first()
    if same is not None:
        return same
    waiting = waiting_for(by, after)
    last = waiting.aggregate(last=Max("pk"))["last"]
    return start_job(CONFIRM, by=by, total=waiting.count(), after=after, last=last) if last else None


@transaction.atomic
def take_all_back(job: Job, *, by) -> Job:
    """Queue the opposite of a job of one's own; TooLate while that goes on, and once it was taken back."""
    Job.objects.select_for_update(no_key=True).get(pk=job.pk)
    if job.created_by_id != by.pk or not can_be_taken_back(job):
        raise TooLate
    return start_job(TAKE_BACK, by=by, total=confirmed_by(job).count(), job=job.pk)


def confirmed_by(job):
    return TierProposal.objects.filter(job=job, state=State.CONFIRMED)


def can_be_taken_back(job: Job) -> bool:
    if job.kind != CONFIRM or not job.is_over or not confirmed_by(job).exists():
        return False
    stopped = (Job.State.CANCELLED, Job.State.FAILED)
    return not Job.objects.filter(kind=TAKE_BACK, arguments__job=job.pk).exclude(state__in=stopped).exists()


def last_confirmed(membership) -> dict | None:
    """One's own last job that confirmed and can be taken back: {job, count}."""
    job = Job.objects.filter(kind=CONFIRM, created_by=membership).order_by("-pk").first()
    if job is None or not can_be_taken_back(job):
        return None
    return {"job": job, "count": confirmed_by(job).count()}


class Deciding(JobKind):
    """Over proposals in the order of their customers, each batch under the locks of its customers."""

    icon = "arrows-sort"
    is_private = True

    def page(self, job):
        return "planning:tiers", {}

    def rows(self, job, by):
        raise NotImplementedError

    def decide(self, proposal, job, by):
        raise NotImplementedError

    def batch(self, job, prepared):
        by = Membership.objects.select_related("user", "workspace").get(pk=job.created_by_id)
        if not by.can(Permission.EDIT_CUSTOMERS):
            raise GivenUp("not_allowed")
        found = self.rows(job, by).filter(account_id__gt=job.cursor.get("after", 0))
        rows = list(found.select_related("account").order_by("account_id", "pk")[:BATCH])
        with part_of(job=job.number), override(opened_workspace().language):
            held(Account, [row.account_id for row in rows])
            for row in rows:
                self.decide(row, job, by)
        job.done += len(rows)
        job.total = max(job.total, job.done)
        if rows:
            job.cursor = {"after": rows[-1].account_id}
        return len(rows) == BATCH


class Confirming(Deciding):
    label = _("Confirming proposed tiers")
    may_run_again = True

    def rows(self, job, by):
        return waiting_for(by, job.arguments["after"]).filter(pk__lte=job.arguments["last"])

    def decide(self, proposal, job, by):
        decide_one(proposal, by=by, confirms=True, job=job)

    def ended(self, job):
        """Also when it was stopped: what is done stays, is told, and can be taken back."""
        if count := confirmed_by(job).count():
            record("tiers.confirmed", job.workspace, by=job.created_by, count=count)


class TakingBack(Deciding):
    label = _("Taking confirmed tiers back")

    def rows(self, job, by):
        return TierProposal.objects.visible_to(by).filter(job=job.arguments["job"], state=State.CONFIRMED)

    def decide(self, proposal, job, by):
        if wait_again(proposal, by=by):
            job.result["count"] = job.result.get("count", 0) + 1

    def ended(self, job):
        if count := job.result.get("count", 0):
            record("tiers.taken_back", job.workspace, by=job.created_by, count=count)


DECIDING_JOBS = {CONFIRM: Confirming(), TAKE_BACK: TakingBack()}
