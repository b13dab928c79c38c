"""Agreements in writing that have ended or end soon, as rows of Today of who looks after the customer."""

from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from planning.models import ScopeStatement
from workspaces.roles import Permission
from workspaces.today import DayRows

MOST_A_DAY = 10
SOON = timedelta(days=14)


def ending_of(membership) -> list[ScopeStatement]:
    """Those of active customers, until the customer is asked to acknowledge another edition."""
    if not membership.can(Permission.EDIT_CUSTOMERS):
        return []
    mine = {"owner": membership, "archived_at": None, "status": Account.Status.ACTIVE}
    asked = ScopeStatement.objects.asked().filter(account=OuterRef("account"))
    ending = ScopeStatement.objects.acknowledged().filter(
        ~Exists(asked),
        valid_until__lt=timezone.localdate() + SOON,
        **{f"account__{name}": value for name, value in mine.items()},
    )
    return list(ending.select_related("account").order_by("valid_until", "pk")[: MOST_A_DAY + 1])


ENDING = DayRows(
    _("Expectations to be renewed"), ending_of, "planning/statements_today.html", is_watched=False
)
