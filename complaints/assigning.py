"""Giving a complaint that nobody handles to a colleague: as it is filed, and when who handled it has left."""

from collections import defaultdict
from contextlib import suppress

from django.db import transaction
from django.db.models import Count, Max
from django.utils.translation import gettext_lazy as _

from accounts.assignment.matching import line_of
from accounts.bulk.work import held
from accounts.models import Account, MemberSpecialism
from accounts.models.record import Archived
from complaints.choosing import Candidate, Chosen, Reason, chosen
from complaints.models import Complaint, ComplaintCategory, ComplaintSkill
from complaints.states import OPEN
from lib.tenancy.models import take_numbers
from timeline.jobs import JobKind, start_job
from workspaces.models import Membership
from workspaces.roles import RANK, ROLES, Permission, Role

HANDLING = [role for role in RANK if Permission.HANDLE_COMPLAINTS in ROLES[role]]
BATCH = 50


def handlers():
    """Colleagues who may be given a complaint."""
    return Membership.objects.active().filter(role__in=HANDLING)


def above(category) -> frozenset[int]:
    """The category and all that it lies under."""
    if category is None:
        return frozenset()
    parents = dict(ComplaintCategory.objects.exclude(parent=None).values_list("pk", "parent_id"))
    return line_of(category.pk, parents)


def candidates() -> list[Candidate]:
    """In the order of their keys; what each of them has in hand is read now."""
    ranks = {pk: RANK.index(Role(role)) for pk, role in handlers().values_list("pk", "role")}
    skills: dict[int, set[int]] = defaultdict(set)
    for member, category in ComplaintSkill.objects.values_list("member_id", "category_id"):
        skills[member].add(category)
    spoken: dict[int, set[str]] = defaultdict(set)
    for member, language in MemberSpecialism.objects.exclude(language="").values_list(
        "member_id", "language"
    ):
        spoken[member].add(language)
    held = Complaint.objects.filter(owner__in=ranks).order_by().values_list("owner")
    loads = dict(held.filter(state__in=OPEN).annotate(count=Count("pk")))
    lasts = dict(held.annotate(last=Max("number")))
    return [
        Candidate(
            pk, ranks[pk], frozenset(skills[pk]), frozenset(spoken[pk]), loads.get(pk, 0), lasts.get(pk, 0)
        )
        for pk in sorted(ranks)
    ]


def choose(complaint) -> Chosen | None:
    return chosen(
        candidates(),
        owner=complaint.account.owner_id,
        categories=above(complaint.category),
        language=complaint.language,
    )


def give_away(complaint) -> dict:
    """Give one that is not saved yet and that nobody handles to somebody; what is told of it.

    Two filings at once are never given away by the same count: the second waits for its number until the first is
    committed, and what everybody has in hand is counted after that.
    """
    complaint.number = take_numbers(Complaint)
    found = choose(complaint) if complaint.owner is None else None
    if found is None:
        return {}
    complaint.owner = Membership.objects.select_related("user").get(pk=found.pk)
    return {"owner": complaint.owner.user.name, "reason": found.reason}


def give_on_leaving(membership, *, by) -> None:
    """The open complaints of who leaves go to others, in the background.

    Filings that count with them hold the series of numbers: waited for here, so that the job finds what they gave.
    """
    take_numbers(Complaint, 0)
    count = held_by(membership).count()
    if count:
        start_job("complaints.hand_on", by=by, total=count, member=membership.pk)


def stay_where_they_are(membership, left_at, *, by) -> None:
    """The leaving was taken back: what others handle by now stays theirs."""


def held_by(member):
    return Complaint.objects.open().filter(owner=member)


class HandingOn(JobKind):
    """Each by the rules of a filing, but nobody gets one who has left; where there is nobody, it is nobody's."""

    label = _("Complaints of a colleague who has left")
    icon = "users"
    may_run_again = True

    def page(self, job):
        return "complaints:complaints", {}

    def batch(self, job, prepared):
        left = held_by(job.arguments["member"]).filter(owner__ended_at__isnull=False)
        rows = list(left.filter(pk__gt=job.cursor.get("after", 0)).order_by("pk")[:BATCH])
        held(Account, [each.account_id for each in rows])
        for each in rows:
            with suppress(Archived), transaction.atomic():
                hand_on(each, by=job.created_by)
        job.done += len(rows)
        job.total = max(job.total, job.done)
        if rows:
            job.cursor = {"after": rows[-1].pk}
        return len(rows) == BATCH


def hand_on(complaint, *, by) -> None:
    complaint.wait_to_change()
    if complaint.owner is None or complaint.owner.is_active or not complaint.is_open:
        return
    found = choose(complaint)
    heir = Membership.objects.select_related("user").get(pk=found.pk) if found else None
    complaint.assign_to(heir, by=by, reason=Reason.LEFT)


ASSIGNING_JOBS = {"complaints.hand_on": HandingOn()}
