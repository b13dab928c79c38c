"""Relations that need care, as rows of Today: of one's own most valuable customers, and how many in the team."""

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from planning.relations import HOLDS, WARNINGS, said_of, with_warnings
from workspaces.roles import Permission, Role
from workspaces.today import DayRows

MOST_A_DAY = 5
LEADERS = {Role.OWNER, Role.ADMIN, Role.MANAGER}


def of_first_tier(accounts):
    """As the address of the list of accounts says it too."""
    return accounts.kept().filter(status=Account.Status.ACTIVE, tier=Account.Tier.A)


def valuable(accounts):
    """Strategic and key ones, and those of the first tier."""
    types = (Account.ManagementType.STRATEGIC, Account.ManagementType.KEY)
    return accounts.kept().filter(
        Q(management_type__in=types) | Q(tier=Account.Tier.A), status=Account.Status.ACTIVE
    )


def to_care_for(membership) -> list[Account]:
    if not membership.can(Permission.EDIT_CUSTOMERS):
        return []
    mine = with_warnings(valuable(Account.objects.filter(owner=membership)))
    anything = Q()
    for holds in HOLDS.values():
        anything |= holds
    found = list(mine.filter(anything).order_by("last_contact_at", "pk")[: MOST_A_DAY + 1])
    for each in found:
        each.warnings = said_of(each)
    return found


def counted(membership) -> list[dict]:
    """For who leads: how many customers of the first tier each warning holds of."""
    if membership.role not in LEADERS:
        return []
    seen = with_warnings(of_first_tier(Account.objects.visible_to(membership)))
    counts = seen.aggregate(**{name: Count("pk", filter=holds) for name, holds in HOLDS.items()})
    return [{"key": key, "label": WARNINGS[key], "count": count} for key, count in counts.items() if count]


CARE = DayRows(_("Relations to look after"), to_care_for, "planning/care_today.html", is_watched=False)
COUNTS = DayRows(_("Relations in the team"), counted, "planning/counts_today.html", is_watched=False)
