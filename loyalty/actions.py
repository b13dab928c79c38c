"""What a colleague can do with the points of a customer: each part of loyalty puts its verbs here, by their pages.

They stand on the page of a member and in the panel of points on the page of the customer.
"""

from dataclasses import dataclass
from typing import Any

from lib.registry import Registry
from workspaces.roles import Permission


@dataclass(frozen=True)
class Action:
    """A page whose address takes the number of the wallet."""

    url_name: str
    label: Any
    icon: str
    permission: Permission


actions = Registry("what is done with points")


def actions_for(membership, account) -> list[Action]:
    """Nothing is done with the points of a customer in the archive."""
    return [] if account.is_archived else [each for each in actions if membership.can(each.permission)]
