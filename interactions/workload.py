"""How much everybody of a team has to do, and how well regular contact is kept."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Q
from django.utils import timezone

from accounts.models import Account
from interactions.adherence import Kept, kept_by
from interactions.models import ContactSchedule, FollowUp
from workspaces.models import Membership
from workspaces.roles import HEADS


@dataclass
class Load:
    member: Membership
    accounts: int = 0
    open: int = 0
    late: int = 0
    this_week: int = 0
    regular: int = 0
    quiet: int = 0
    kept: Kept = field(default_factory=Kept)

    @property
    def is_anything(self) -> bool:
        return bool(self.accounts or self.open or self.regular or self.kept.planned)

    @property
    def within_percent(self) -> int | None:
        """The share of customers with a rhythm who were talked to within it."""
        return round(100 * (self.regular - self.quiet) / self.regular) if self.regular else None


def team_of(membership):
    """All colleagues for who leads the workspace, one's own team for everybody else; those who left last."""
    members = Membership.objects.select_related("user")
    if membership.role not in HEADS:
        members = members.filter(pk__in=membership.team_ids())
    return members.order_by("ended_at", "user__name", "pk")


def workload(membership, *, week: list[date], period: str) -> list[Load]:
    """The loads of a team; who has nothing and left, or only looks, is left out."""
    loads = {member.pk: Load(member) for member in team_of(membership)}
    today = timezone.localdate()
    put(loads, Account.objects.kept().filter(owner__in=loads), "owner_id", accounts=Count("pk"))
    put(
        loads,
        FollowUp.objects.visible_to(membership).open().filter(owner__in=loads, account__archived_at=None),
        "owner_id",
        open=Count("pk"),
        late=Count("pk", filter=Q(due_on__lt=today)),
        this_week=Count("pk", filter=Q(due_on__range=(max(today, week[0]), week[-1]))),
    )
    put(
        loads,
        ContactSchedule.objects.exclude(unit="").filter(account__owner__in=loads, account__archived_at=None),
        "account__owner_id",
        regular=Count("pk"),
        quiet=Count("pk", filter=Q(quiet_on__lte=today)),
    )
    for pk, kept in kept_by(loads, period).items():
        loads[pk].kept = kept
    return [load for load in loads.values() if load.is_anything or load.member == membership]


def put(loads, rows, key, **counts) -> None:
    for row in rows.order_by().values(key).annotate(**counts):
        load = loads[row.pop(key)]
        for name, count in row.items():
            setattr(load, name, count)
