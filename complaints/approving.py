"""Up to which amount a role may approve. Pure: values in, values out.

Amounts are in minor units of one currency. Who leads the workspace (owner and admin) approves everything: somebody
has to. What a complaint was granted before counts along with what is asked now, so that nobody gets past a limit by
cutting an amount in two. Of what has no amount (points, something else) whoever sets complaints up decides.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from workspaces.roles import HEADS, RANK, ROLES, Permission, Role

Limits = Mapping[Role, int]
NOTHING: Final = 0


def approves(role: Role, amount: int | None, limits: Limits) -> bool:
    """Whether this role may approve so much; `amount` is None for what has none."""
    if role in HEADS:
        return True
    if Permission.HANDLE_COMPLAINTS not in ROLES[role]:
        return False
    if amount is None:
        return Permission.MANAGE_COMPLAINTS in ROLES[role]
    return amount <= limits.get(role, NOTHING)


def next_to_approve(amount: int | None, limits: Limits, present: Iterable[Role]) -> Role | None:
    """The lowest role of those present that may approve it."""
    roles = set(present)
    return next((role for role in RANK if role in roles and approves(role, amount, limits)), None)
