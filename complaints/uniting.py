"""Complaints that belong together: the same one filed twice, and many about one thing that went wrong.

A duplicate becomes a part of the other complaint of the same customer and is split off again as it was. An incident
is a complaint that others, of any customer, join; each of them goes its own way all the same. Neither goes deeper
than one level. The customers are locked in the order of their keys, then the complaints in that of theirs.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.bulk.work import held
from accounts.models import Account
from complaints.models import Complaint
from complaints.states import State


class NotTogether(ValidationError):
    """These two cannot be put together; the text says why."""


def _hold(complaint, other):
    """Both as they stand now, nobody else changing them."""
    held(Account, {complaint.account_id, other.account_id})
    for each in sorted((complaint, other), key=lambda each: each.pk):
        each.wait_to_change()


@transaction.atomic
def merge(complaint, into, *, by) -> None:
    """It is the same as another one of this customer, which is handled for both. The opposite is split()."""
    _hold(complaint, into)
    if complaint.pk == into.pk or complaint.account_id != into.account_id:
        raise NotTogether(_("Choose another complaint of the same customer."))
    if not into.is_open:
        raise NotTogether(_("The other complaint is not open any more."))
    if complaint.absorbed.exists():
        raise NotTogether(_("Other complaints are parts of this one. Split them off first."))
    if complaint.affected.exists():
        raise NotTogether(_("Other complaints have joined this one as an incident."))
    complaint.merged_into = into
    complaint.take("merge", by=by, into=into.number, other=into.reference)
    into.tell("complaint.absorb", by=by, is_elsewhere=False, other=complaint.reference)


@transaction.atomic
def split(complaint, *, by) -> None:
    """Looked into by itself again."""
    complaint.wait_to_change()
    into, complaint.merged_into = complaint.merged_into, None
    complaint.take("split", by=by, other=into.reference if into else "")


@transaction.atomic
def join_incident(complaint, incident, *, by) -> None:
    """What went wrong here went wrong for others too. The opposite is leave_incident()."""
    _hold(complaint, incident)
    if complaint.pk == incident.pk:
        raise NotTogether(_("Choose another complaint."))
    if incident.state in (State.MERGED, State.REJECTED) or complaint.state in (State.MERGED, State.REJECTED):
        raise NotTogether(_("One of the two is no complaint by itself any more."))
    if incident.incident_id is not None:
        raise NotTogether(_("The other complaint belongs to an incident itself. Choose that one."))
    if complaint.affected.exists():
        raise NotTogether(_("Other complaints have joined this one as an incident."))
    if complaint.incident_id == incident.pk:
        return
    complaint.incident = incident
    complaint.save_version()
    complaint.note_events("join", by=by, incident=incident.number)
    complaint.tell("complaint.join", by=by, is_elsewhere=False, other=incident.reference)


@transaction.atomic
def leave_incident(complaint, *, by) -> None:
    complaint.wait_to_change()
    if complaint.incident is None:
        return
    other, complaint.incident = complaint.incident.reference, None
    complaint.save_version()
    complaint.note_events("leave", by=by)
    complaint.tell("complaint.leave", by=by, is_elsewhere=False, other=other)


def open_ones_of(complaint, membership):
    """The other open complaints of this customer, those of the same category first."""
    seen = Complaint.objects.open().visible_to(membership).filter(account=complaint.account)
    return seen.exclude(pk=complaint.pk).select_related("account").order_by("-filed_at", "-pk")


def could_be_incident(complaint, membership):
    """What this one may join: neither over as no complaint, nor affected by another incident itself."""
    standing = Complaint.objects.standing().visible_to(membership).filter(incident=None)
    return standing.exclude(pk=complaint.pk).select_related("account").order_by("-filed_at", "-pk")
