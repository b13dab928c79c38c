"""The review of loyalty tiers, each night by the clocks of the workspace: what is reached, warned, kept or lost.

Places of many members are judged without a lock; where something would change, the wallet is locked and its place
judged anew, since points may have come meanwhile. A second review of the same day changes nothing.
"""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from loyalty.ladder import Verdict
from loyalty.models import LoyaltyProgram, TierStanding, Wallet
from loyalty.tiering import Member, days_of, standing_ladder
from timeline.jobs import JobKind, start_job
from timeline.models import Job
from workspaces.models import Workspace

JOB = "loyalty.tiers"
BATCH = 100  # members


def members() -> int:
    return Wallet.objects.standing().count()


@transaction.atomic
def review_next(after: int, day: date, *, at: datetime | None = None) -> tuple[int, int, int | None]:
    """The next members after a key of a wallet: how many, how many moved, and the last key; None at the end.

    `at` is the moment that is told, unless it is now.
    """
    program, ladder = LoyaltyProgram.objects.standing(), standing_ladder()
    wallets = list(Wallet.objects.standing().filter(pk__gt=after).order_by("pk")[:BATCH])
    pks = [each.pk for each in wallets]
    rows = {each.wallet_id: each for each in TierStanding.objects.filter(wallet__in=pks)}
    days = days_of(pks, program.tier_months, day)
    moved = 0
    for wallet in wallets:
        seen = Member(wallet, program, ladder, day, row=rows.get(wallet.pk), days=days.get(wallet.pk, {}))
        if seen.judge() != Verdict(seen.place):
            moved += _review(wallet, program, ladder, day, at)
    return len(wallets), moved, pks[-1] if len(wallets) == BATCH else None


def _review(wallet: Wallet, program, ladder, day: date, at: datetime | None) -> bool:
    """Under the lock; whether it moved."""
    wallet.wait_to_change()
    if wallet.merged_into_id is not None:
        return False
    member = Member(wallet, program, ladder, day, at=at)
    return member.follow(member.judge()) is not None


class Reviewing(JobKind):
    """Of the day on which the job began; the cursor is the last wallet that was looked at."""

    label = _("Review of loyalty tiers")
    icon = "star"
    is_told = False
    may_run_again = True

    def page(self, job):
        return "loyalty:tier_overview", {}

    def batch(self, job, prepared):
        opened = Workspace.objects.get(pk=job.workspace_id)
        with timezone.override(opened.time_zone):
            looked, moved, last = review_next(job.cursor.get("after", 0), timezone.localdate(job.created_at))
        job.done = min(job.done + looked, job.total) if last else job.total
        job.result = {"moved": job.result.get("moved", 0) + moved}
        job.cursor = {"after": last} if last else {}
        return last is not None


@transaction.atomic
def start_review(*, by=None) -> Job:
    """In the background; one at a time in a workspace, and asked for twice it is one."""
    Workspace.objects.select_for_update(no_key=True).get(pk=Wallet().workspace_id)
    running = Job.objects.open().filter(kind=JOB).first()
    return running or start_job(JOB, by=by, total=members())
