"""Which customers who imports may see: own ones, the team's, and those in whose team one is."""

from dataclasses import dataclass

from accounts.team import accounts_of_teams
from workspaces.models import Membership


@dataclass(frozen=True)
class Sight:
    """Account.objects.visible_to() for rows that are at hand already."""

    owners: frozenset[int]
    accounts: frozenset[int]

    def includes(self, pk: int, owner_id: int | None) -> bool:
        return owner_id in self.owners or pk in self.accounts


def sight_of(membership: Membership) -> Sight | None:
    """None for who sees everybody's."""
    if membership.sees_everything:
        return None
    owners = membership.team_ids()
    return Sight(frozenset(owners), frozenset(accounts_of_teams(owners)))
