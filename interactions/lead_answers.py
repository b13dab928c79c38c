"""Who gets a lead that wrote by the form, finds on Today that it waits for an answer, whenever that is."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.leads.converting import main_contact
from accounts.models import LeadForm, LeadSubmission
from interactions.models import FollowUp, Interaction
from interactions.services import add_follow_up
from lib.working_time import NoWorkingTime
from workspaces.working_hours import working_hours_of


def promise_answer(account, contact, *, by, opened, hours: int) -> None:
    """The owner answers within so many working hours, told once however often they write."""
    owner = account.owner
    if not hours or owner is None or not owner.is_active:
        return
    with override(opened.language):
        reason = _("Answer the message from the form")
    if FollowUp.objects.filter(account=account, state=FollowUp.State.OPEN, reason=reason).exists():
        return
    try:
        due_at = working_hours_of(opened).add_working_time(timezone.now(), timedelta(hours=hours))
    except NoWorkingTime:
        due_at = timezone.now() + timedelta(hours=hours)
    fields = {
        "owner": owner,
        "contact": contact,
        "due_on": timezone.localdate(due_at),
        "due_at": due_at,
        "reason": reason,
        "priority": FollowUp.Priority.HIGH,
    }
    add_follow_up(account=account, by=by, fields=fields)


def follow_owner(account, before, *, by) -> None:
    """A lead that nobody looked after has somebody now: what it wrote is answered, unless somebody did already."""
    if before is None or before.owner_id or not account.owner_id or not account.is_prospect:
        return
    taken = LeadSubmission.objects.filter(account=account, state=LeadSubmission.State.TAKEN)
    last = taken.order_by("-at").first()
    if last is None:
        return
    told = Interaction.objects.kept().contacts().filter(account=account, direction="out", at__gte=last.at)
    if told.exists():
        return
    hours = LeadForm.objects.standing().answer_hours
    promise_answer(account, main_contact(account), by=by, opened=account.workspace, hours=hours)


def concerned(pairs) -> list:
    """Of many (account, before): those that wrote by the form."""
    taken = LeadSubmission.objects.filter(account__in=[account for account, _before in pairs])
    keys = set(taken.values_list("account_id", flat=True))
    return [pair for pair in pairs if pair[0].pk in keys]
