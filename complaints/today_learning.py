"""Rows of Today: actions to do and to check, customers to check in with, patterns that wait for a decision."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.acting import in_words
from complaints.models import CorrectiveAction, Finding
from workspaces.roles import Permission
from workspaces.today import DayRows

MOST_A_DAY = 5


def actions_for(membership) -> list[CorrectiveAction]:
    if not membership.can(Permission.HANDLE_COMPLAINTS):
        return []
    mine = CorrectiveAction.objects.filter(owner=membership).for_today(timezone.localdate())
    return list(mine.order_by("due_on", "pk")[: MOST_A_DAY + 1])


def check_ins_for(membership) -> list[Finding]:
    """Of one's own customers."""
    if not membership.can(Permission.EDIT_CUSTOMERS):
        return []
    mine = Finding.objects.unvoiced().proposed().filter(account__owner=membership)
    found = list(mine.select_related("account").order_by("-measure", "pk")[: MOST_A_DAY + 1])
    for each in found:
        each.signs = in_words(each)
    return found


def findings_for(membership) -> list[Finding]:
    """For who decides about patterns."""
    if not membership.can(Permission.MANAGE_COMPLAINTS):
        return []
    waiting = Finding.objects.visible_to(membership).patterns().proposed()
    waiting = waiting.select_related("account", "category", "root_cause")
    return list(waiting.order_by("-found_at", "-pk")[: MOST_A_DAY + 1])


ACTIONS = DayRows(_("Corrective actions"), actions_for, "complaints/actions_today.html", is_watched=False)
CHECK_INS = DayRows(
    _("Customers to check in with"), check_ins_for, "complaints/check_ins_today.html", is_watched=False
)
FINDINGS = DayRows(
    _("Patterns in complaints"), findings_for, "complaints/findings_today.html", is_watched=False
)
