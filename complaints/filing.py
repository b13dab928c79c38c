"""Filing a complaint: whoever brings it, by whatever way."""

from django.db import transaction
from django.utils import timezone

from complaints.assigning import give_away
from complaints.grading import severity_of
from complaints.models import Complaint, Severity
from complaints.sla import What
from timeline.attaching import attach_brought
from timeline.notifying import notify


@transaction.atomic
def file_complaint(
    *, account, fields, by=None, contact=None, at=None, files=None, form_token=None, is_brought=False
) -> Complaint:
    """Write one down; `by` is None when the customer filed it, `at` is now unless it came earlier.

    `fields` holds what Complaint is made of; a severity that is not said follows from impact and urgency. `files` is
    what a form brought; raises Refused for those that cannot stay. Refused too while the customer is archived.
    What `is_brought` from a file is not acknowledged by itself.
    """
    account.wait_to_change()
    now = timezone.now()
    made = Complaint(
        **fields, account=account, contact=contact, created_by=by, filed_at=at or now, form_token=form_token
    )
    if "severity" not in fields:
        made.severity = severity_of(made.impact, made.urgency)
    given = give_away(made)
    made.save()
    if files is not None:
        attach_brought(made, files, by=by, is_told=False)
    made.tell("complaint.brought" if is_brought else "complaint.filed", by=by, **given)
    brought = {"brought": True} if is_brought else {}
    made.note_events("file", What.FILED, by=by, at=made.filed_at, **given, **brought)
    told = [made.owner, account.owner]
    kind = "complaint.critical" if made.severity == Severity.CRITICAL else "complaint.filed"
    notify(kind, {each for each in told if each is not None}, subject=made, by=by)
    return made


@transaction.atomic
def change_complaint(complaint, *, by, read_version, changed) -> Complaint:
    """Save an edited one; `changed` names the fields. Raises Stale when somebody else saved it meanwhile."""
    if not changed:
        return complaint
    type(complaint.account).objects.get(pk=complaint.account_id).wait_to_change()
    complaint.refresh_from_db(fields=["due_at"])  # its clocks went on since it was read, and raise no version
    complaint.save_version(read_version=read_version)
    complaint.tell("complaint.changed", by=by, fields=sorted(changed))
    return complaint
