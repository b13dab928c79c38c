"""The team in lists of accounts: who is in it, and whether one is."""

import django_filters as filters
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils.translation import gettext_lazy as _

from accounts.filters import OwnerFilter
from accounts.models import TeamMember
from lib import formats
from lib.lists.fields import Field
from lib.lists.rows import bdi

MINE, LEAD, MEMBER = "mine", "lead", "member"


class InTeamFilter(filters.ChoiceFilter):
    """“I am in the team”: as account manager, as a member, or either."""

    def __init__(self, *args, **kwargs):
        choices = [
            (MINE, _("I lead it or am in the team")),
            (MEMBER, _("I am in the team")),
            (LEAD, _("I lead it")),
        ]
        super().__init__(*args, choices=choices, **kwargs)

    def filter(self, queryset, value):
        me = self.parent.membership
        mine = Exists(TeamMember.objects.current().filter(account=OuterRef("pk"), member=me))
        asked = {MINE: Q(owner=me) | Q(mine), MEMBER: Q(mine), LEAD: Q(owner=me)}
        return queryset.filter(asked[value]) if value in asked else queryset


class TeamFilter(OwnerFilter):
    """Accounts in whose team a colleague is today."""

    def filter(self, queryset, value):
        if value in ("", None):
            return queryset
        rows = TeamMember.objects.current().filter(account=OuterRef("pk"), member=self.meant(value))
        return queryset.filter(Exists(rows))


def team_now(membership):
    rows = TeamMember.objects.current().select_related("member__user", "role")
    return [Prefetch("team", rows, to_attr="team_now")]


def team_cell(account, rows):
    return bdi(formats.listed(row.member.user.name for row in account.team_now))


FIELDS = [
    Field(
        "team",
        _("Team"),
        cell=team_cell,
        filter=lambda: TeamFilter(kind="owner", label=_("In the team")),
        parts=team_now,
    ),
    Field("my_team", _("My part"), filter=lambda: InTeamFilter(label=_("My part"))),
]
