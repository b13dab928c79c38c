"""What a colleague knows well, and how much the colleague carries."""

from django.db import transaction

from accounts.models import MemberSpecialism
from lib import formats
from planning.models import MemberCapacity
from timeline.services import record
from workspaces.models import Membership
from workspaces.roles import HEADS

UNSAID = object()


def led_by(membership):
    """The colleagues whose load this one sets: all for who leads the workspace, else those below in the line."""
    members = Membership.objects.all()
    if membership.role in HEADS:
        return members
    return members.filter(pk__in=membership.team_ids() - {membership.pk})


def known_by(members) -> dict[int, str]:
    """What each of these colleagues knows, in words."""
    words: dict[int, list[str]] = {}
    rows = MemberSpecialism.objects.filter(member__in=members).select_related("industry", "region")
    for each in rows.order_by("pk"):
        words.setdefault(each.member_id, []).append(formats.isolated(str(each)))
    return {pk: formats.listed(known) for pk, known in words.items()}


@transaction.atomic
def set_load(member, *, by, industries, regions, languages, points=UNSAID) -> None:
    """Write down what the colleague knows; `points` is the capacity, None for what everybody carries."""
    list(Membership.objects.select_for_update(no_key=True).filter(pk=member.pk).values_list("pk"))
    MemberSpecialism.objects.filter(member=member).delete()
    MemberSpecialism.objects.bulk_create(
        [
            *(MemberSpecialism(member=member, industry=each) for each in industries),
            *(MemberSpecialism(member=member, region=each) for each in regions),
            *(MemberSpecialism(member=member, language=each) for each in languages),
        ]
    )
    if points is None:
        MemberCapacity.objects.filter(member=member).delete()
    elif points is not UNSAID:
        MemberCapacity.objects.update_or_create(member=member, defaults={"points": points})
    record("membership.load_changed", member, by=by)
