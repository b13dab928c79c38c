"""How much each colleague carries, weighed by the types of the customers, against what they can carry."""

from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import gettext as _

from accounts.models import Account
from lib import formats
from lib.formats import isolated
from planning.models import MemberCapacity, PlanningRules
from planning.type_rules import weights


@dataclass(frozen=True)
class Carried:
    points: int
    capacity: int

    @property
    def is_over(self) -> bool:
        return self.points > self.capacity

    @property
    def percent(self) -> int:
        return round(100 * self.points / self.capacity) if self.capacity else 100

    @property
    def in_words(self) -> str:
        words = {"points": formats.number(self.points), "capacity": formats.number(self.capacity)}
        text = (
            _("%(points)s of %(capacity)s, over capacity")
            if self.is_over
            else _("%(points)s of %(capacity)s")
        )
        return text % words


def carried_by(members=None) -> dict[int, Carried]:
    """By the key of the membership; without `members` of everybody who has a customer or a capacity of their own."""
    rows = Account.objects.kept().exclude(status=Account.Status.LOST).exclude(owner=None)
    own = MemberCapacity.objects.all()
    if members is not None:
        rows, own = rows.filter(owner__in=members), own.filter(member__in=members)
    weight_of, points = weights(), dict.fromkeys(members or (), 0)
    for row in rows.order_by().values("owner_id", "management_type").annotate(count=Count("pk")):
        points[row["owner_id"]] = (
            points.get(row["owner_id"], 0) + row["count"] * weight_of[row["management_type"]]
        )
    limits, usual = dict(own.values_list("member_id", "points")), PlanningRules.now().capacity
    return {pk: Carried(points.get(pk, 0), limits.get(pk, usual)) for pk in {*points, *limits}}


def notes() -> dict[int, str]:
    """What stands beside the name of a colleague who may be chosen."""
    return {pk: carried.in_words for pk, carried in carried_by().items()}


def warn(member) -> str | None:
    """Said once a customer was given to somebody who carries too much already."""
    carried = carried_by([member.pk])[member.pk]
    if not carried.is_over:
        return None
    return _("%(name)s carries more than the capacity now: %(load)s.") % {
        "name": isolated(str(member)),
        "load": carried.in_words,
    }
