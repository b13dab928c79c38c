"""What is said about a complaint: answers to the customer, what the customer says, and notes among colleagues."""

import uuid

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from complaints.letters import send_about
from complaints.models import ComplaintMessage, ComplaintNote
from complaints.sla import What
from complaints.states import State, after
from timeline.attaching import attach_brought
from timeline.notifying import notify


def own_token(form_token, complaint, *, is_from_customer=False) -> uuid.UUID | None:
    """What a form is known by, for this complaint alone: the token of one about another complaint was not sent here."""
    if not form_token:
        return None
    of = f"{complaint.pk} {'theirs' if is_from_customer else 'ours'}"
    return uuid.uuid5(uuid.UUID(str(form_token)), of)


@transaction.atomic
def answer(complaint, *, by, text, waits=False, files=None, form_token=None) -> ComplaintMessage:
    """Say something to the customer, by letter where there is an address, and on the page they follow it on.

    `waits`: something is asked of them, and the clocks stand still until they answer; raises NotNow where that leads
    nowhere. The first answer acknowledges too. Raises Refused for files that cannot stay.
    """
    complaint.wait_to_change()
    form_token = own_token(form_token, complaint)
    if form_token and (before := complaint.messages.filter(form_token=form_token).first()):
        return before
    if complaint.state == State.NEW:
        complaint.take("acknowledge", by=by, is_elsewhere=False)
    made = _say(complaint, by=by, text=text, files=files, form_token=form_token)
    complaint.note_events("answer", What.ANSWERED, by=by)
    complaint.tell("complaint.answer", by=by, is_elsewhere=made.interaction is None)
    if waits and complaint.state != State.WAITING:
        complaint.take("wait", by=by, is_elsewhere=False)
    return made


@transaction.atomic
def communicate(complaint, *, by, text) -> ComplaintMessage:
    """Tell the customer what was decided, and why. Raises NotNow unless it is decided."""
    complaint.wait_to_change()
    after("communicate", State(complaint.state))
    made = _say(complaint, by=by, text=text, is_decision=True)
    complaint.take("communicate", by=by, decision=complaint.decision)
    return made


def _say(complaint, *, by, text, is_decision=False, files=None, form_token=None) -> ComplaintMessage:
    made = ComplaintMessage.objects.create(
        complaint=complaint, text=text, by=by, is_decision=is_decision, form_token=form_token
    )
    if files is not None:
        attach_brought(made, files, by=by, is_told=False)
    with override(complaint.language):
        subject = _("Decision on your complaint") if is_decision else _("About your complaint")
    entry = send_about(complaint, subject=subject, text=text, by=by)
    if entry is not None:
        made.interaction = entry.interaction
        made.save(update_fields=["interaction"])
    return made


@transaction.atomic
def hear(complaint, *, text, contact=None, interaction=None, files=None, form_token=None) -> ComplaintMessage:
    """The customer wrote something: what waited for them goes on, what is over stays so until a person opens it.

    `interaction` is the e-mail it came by. Each form, and each e-mail, is heard once. Raises Refused for files.
    """
    complaint.wait_to_change()
    form_token = own_token(form_token, complaint, is_from_customer=True)
    known = complaint.messages.filter(is_from_customer=True)
    if form_token and (before := known.filter(form_token=form_token).first()):
        return before
    if interaction is not None and (before := known.filter(interaction=interaction).first()):
        return before
    made = ComplaintMessage.objects.create(
        complaint=complaint,
        text=text,
        is_from_customer=True,
        contact=contact,
        interaction=interaction,
        form_token=form_token,
    )
    if files is not None:
        attach_brought(made, files, by=None, is_told=False)
    complaint.note_events("hear", What.WROTE, by=None)
    complaint.tell("complaint.hear", by=None, is_elsewhere=interaction is None)
    if complaint.state == State.WAITING:
        complaint.take("go_on", by=None, is_elsewhere=False)
    notify("complaint.heard", [complaint.owner or complaint.account.owner], subject=complaint)
    return made


@transaction.atomic
def note(complaint, *, by, text, files=None, form_token=None) -> ComplaintNote:
    """Something among colleagues; no clock and no customer ever hears of it."""
    complaint.wait_to_change()
    form_token = own_token(form_token, complaint)
    if form_token and (before := complaint.notes.filter(form_token=form_token).first()):
        return before
    made = ComplaintNote.objects.create(complaint=complaint, text=text, by=by, form_token=form_token)
    if files is not None:
        attach_brought(made, files, by=by, is_told=False)
    complaint.tell("complaint.note", by=by, is_elsewhere=False)
    if complaint.owner_id != by.pk:
        notify("complaint.noted", [complaint.owner], subject=complaint, by=by)
    return made


def is_unanswered(complaint, messages) -> bool:
    """Whether the last word is the customer's."""
    return bool(complaint.is_open and messages and messages[-1].is_from_customer)
