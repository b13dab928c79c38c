"""The rhythm of a customer's updates: set by a person, followed by the tick of beat."""

from django.db import transaction
from django.utils import timezone

from accounts.models.record import Archived
from interactions.models.contact_schedule import opened_workspace
from timeline.services import record
from updates.drafting import draft_update
from updates.models import UpdateRhythm

BATCH = 100


@transaction.atomic
def set_rhythm(account, *, by, is_on, weekday=6, every_weeks=1) -> bool:
    """On which day drafts come from now on, or that none does; whether anything changed. Refused while archived."""
    account.wait_to_change()
    found = UpdateRhythm.objects.filter(account=account).first()
    standing = (found is not None and found.is_on, found and found.weekday, found and found.every_weeks)
    if standing == (is_on, weekday, every_weeks) or (not is_on and not standing[0]):
        return False
    found = found or UpdateRhythm(account=account)
    found.weekday, found.every_weeks = weekday, every_weeks
    found.next_on = found.first_after(timezone.localdate()) if is_on else None
    found.save()
    now = {"is_on": is_on, "weekday": weekday, "every": every_weeks}
    record("update.rhythm_set", account, by=by, **now)
    return True


def draft_due() -> int:
    """Draft the next updates whose day has come in the open workspace; how many rhythms were looked at.

    Each stands in a transaction of its own under the lock of its customer, with the day of the next one: a worker
    that ends in the middle has drafted nothing, a second one finds nothing to do.
    """
    with timezone.override(opened_workspace().time_zone):
        with transaction.atomic():  # the database learns of the workspace as one begins
            rows = UpdateRhythm.objects.due().order_by("next_on", "pk")
            due = list(rows.values_list("pk", flat=True)[:BATCH])
        for pk in due:
            _look_at(pk)
    return len(due)


@transaction.atomic
def _look_at(pk) -> None:
    found = UpdateRhythm.objects.filter(pk=pk).select_related("account").first()
    if found is None:
        return
    try:
        found.account.wait_to_change()
        is_archived = False
    except Archived:
        is_archived = True
    row = UpdateRhythm.objects.due().filter(pk=pk).select_for_update(no_key=True).first()
    if row is None:
        return  # another worker was here
    if not is_archived:
        draft_update(found.account)
    row.next_on = row.next_after(timezone.localdate())
    row.save(update_fields=["next_on"])
