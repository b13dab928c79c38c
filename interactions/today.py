"""What of the day's work this app knows: follow-ups that are late or due."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from interactions.filing import inbox_of
from interactions.models import ContactSchedule, FollowUp
from workspaces.roles import Permission
from workspaces.today import DayRows

MOST = 30
MOST_MAILS = 5


def due_of(membership) -> list[FollowUp]:
    """My open follow-ups until the end of today, in working order; not those of archived customers."""
    mine = FollowUp.objects.visible_to(membership).owned_by(membership).due_until(timezone.localdate())
    mine = mine.filter(account__archived_at=None).select_related("account", "contact")
    due = list(mine.in_working_order()[: MOST + 1])
    quiet = ContactSchedule.objects.quiet(timezone.localdate()).filter(
        account__in=[each.account_id for each in due]
    )
    quiet = (
        set(quiet.values_list("account_id", flat=True)) if any(each.is_scheduled for each in due) else set()
    )
    for each in due:
        each.is_of_quiet = each.is_scheduled and each.account_id in quiet
    return due


def unclaimed_mail(membership) -> list:
    """E-mail of which nobody has said yet whose it is."""
    if not membership.can(Permission.EDIT_CUSTOMERS):
        return []
    return list(inbox_of(membership).waiting().defer("text", "html", "raw").order_by("-id")[: MOST_MAILS + 1])


INBOX = DayRows(_("E-mail that is nobody's yet"), unclaimed_mail, "interactions/inbox.html#rows")
FOLLOW_UPS = DayRows(_("To do today"), due_of, "interactions/today.html", shows_empty=True)


def open_steps(membership, *, account=None, contact=None, most=10) -> list[FollowUp]:
    """The open promises of a customer, ours and theirs."""
    about = {"account": account} if account else {"contact": contact}
    steps = FollowUp.objects.visible_to(membership).open().filter(**about)
    return list(steps.select_related("owner__user", "account").in_working_order()[: most + 1])
