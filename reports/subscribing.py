"""Who is sent which report: added, changed, left."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models.record import Stale
from reports.models import ReportRecipient, ReportSubscription
from reports.writing import add, change
from timeline.services import record

WHEN = ("rhythm", "weekday", "day", "hour")


@transaction.atomic
def subscribe(*, by, members, form_token=None, **fields) -> ReportSubscription:
    """IntegrityError when the form was sent before."""
    made = add(ReportSubscription, by=by, form_token=form_token, owner=by, **fields)
    _set_recipients(made, members)
    return made


@transaction.atomic
def change_subscription(found: ReportSubscription, *, by, read_version: int, fields, members=None) -> None:
    """`members` None: those that there are. Raises Stale when somebody saved it meanwhile."""
    found.wait_to_change()
    if found.version != read_version:
        raise Stale
    is_other_time = any(getattr(found, name) != fields[name] for name in WHEN if name in fields)
    if is_other_time and not found.is_archived:
        for name in WHEN:
            setattr(found, name, fields.get(name, getattr(found, name)))
        due_at = found.slot_after(timezone.now())
        found.refresh_from_db(fields=WHEN)
        found.due_at = due_at
    change(found, by=by, read_version=read_version, fields=fields)
    if members is not None and _set_recipients(found, members):
        record("reportsubscription.recipients_changed", found, by=by)


def _set_recipients(found: ReportSubscription, members: Any) -> bool:
    wanted = {each.pk for each in members}
    standing = set(found.recipients.values_list("member", flat=True))
    found.recipients.filter(member__in=standing - wanted).delete()
    ReportRecipient.objects.bulk_create(
        ReportRecipient(subscription=found, member_id=pk) for pk in sorted(wanted - standing)
    )
    return wanted != standing


@transaction.atomic
def leave(found: ReportSubscription, *, by) -> bool:
    """Whoever was sent it wants it no more; whether that changed anything."""
    found.wait_to_change()
    gone, _rows = found.recipients.filter(member=by).delete()
    if gone:
        record("reportsubscription.recipients_changed", found, by=by)
    return bool(gone)
