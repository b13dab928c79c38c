"""Remarks: every low answer gets somebody who answers the customer; any other answer can be taken up too."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from interactions.mailing import write_mail
from interactions.models import FollowUp
from interactions.models.contact_schedule import opened_workspace
from interactions.services import add_follow_up
from lib.formats import isolated
from lib.working_time import NoWorkingTime
from surveys.models import Remark, SurveyAnswer
from workspaces.working_hours import working_hours_of


def open_for_low(answer, follow_up=None) -> Remark:
    """For whoever looks after the customer; `follow_up` is the promise that was made for it already."""
    holders = (follow_up.owner if follow_up else None, answer.invitation.account.owner)
    owner = next((each for each in holders if each is not None and each.is_active), None)
    remark = Remark(answer=answer, owner=owner, follow_up=follow_up)
    if follow_up is None and owner is not None:
        remark.follow_up = _promise(answer, owner)
    remark.save()
    remark.tell("remark.opened", by=None)
    return remark


def _promise(answer, owner) -> FollowUp:
    invitation = answer.invitation
    with override(owner.workspace.language):
        reason = _("Answer the customer: a low rating in the survey %(survey)s")
        words = (reason % {"survey": isolated(invitation.survey.name)})[:300]
    fields = {"reason": words, "owner": owner, "due_on": next_working_day(), "contact": invitation.contact}
    fields["priority"] = FollowUp.Priority.HIGH
    return add_follow_up(account=invitation.account, by=None, fields=fields)


def next_working_day() -> date:
    today = timezone.localdate()
    try:
        return working_hours_of(opened_workspace()).next_working_day(today)
    except NoWorkingTime:
        return today + timedelta(days=1)


@transaction.atomic
def take_up(answer, *, by) -> Remark:
    """Somebody looks after what this answer says, low or not; taken up before, it is that one."""
    answer.invitation.account.wait_to_change()
    found = Remark.objects.filter(answer=answer).first()
    if found is not None:
        return found
    remark = Remark.objects.create(answer=SurveyAnswer.objects.get(pk=answer.pk), owner=by)
    remark.tell("remark.opened", by=by)
    return remark


class NoAddress(Exception):
    """No e-mail address of who answered is known."""


@transaction.atomic
def answer_customer(remark, *, by, fields, form_token=None):
    """By an e-mail, which is on the timeline as any other; the interaction that it is. Raises NoAddress."""
    remark.wait_to_change()
    contact = remark.contact
    if not contact.email_1:
        raise NoAddress
    written = {"channel": "email", "direction": "out", "is_visible_to_customer": True, **fields}
    interaction = write_mail(
        account=remark.account,
        by=by,
        fields=written,
        to_address=contact.email_1,
        to_name=contact.name,
        contact=contact,
        form_token=form_token,
    )
    remark.reply, remark.answered_at = interaction, timezone.now()
    remark.save(update_fields=["reply", "answered_at"])
    remark.tell("remark.answered", by=by)
    return interaction


def ready_reply(remark, by) -> tuple[str, str]:
    """Subject and text to begin with, in the language in which the customer was asked."""
    invitation = remark.answer.invitation
    with override(invitation.language):
        subject = _("Your answer to our survey: %(survey)s") % {"survey": invitation.survey.name}
        hello = _("Dear %(name)s,") % {"name": invitation.contact.name}
        body = _("Thank you for telling us openly what you think.")
        return subject[:200], f"{hello}\n\n{body}\n\n"
