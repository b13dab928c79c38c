"""The rules are others now: clocks and reminders of open complaints are measured anew, in batches."""

from django.utils.translation import gettext_lazy as _

from complaints.clock_fields import hours_now
from complaints.clocks import reckon
from complaints.models import Complaint
from complaints.policies import follow_times
from complaints.silence import arrange
from timeline.jobs import JobKind

AT_ONCE = 100


class MeasuringAnew(JobKind):
    label = _("Clocks of complaints follow the rules")
    icon = "clock"
    is_told = False
    may_run_again = True

    def batch(self, job, prepared):
        rows = Complaint.objects.open().filter(pk__gt=job.cursor.get("after", 0))
        # Locked as every step of a complaint locks it, so that neither writes what the other has overtaken.
        held = rows.select_for_update(of=("self",), no_key=True).prefetch_related("account").order_by("pk")
        complaints = list(held[:AT_ONCE])
        if complaints:
            reckon(complaints)
            arrange(complaints, hours_now())
            job.cursor["after"] = complaints[-1].pk
            job.done += len(complaints)
        return bool(complaints)


def follow_hours(*, by) -> None:
    follow_times(by=by)


def follow_account(account, before, *, by) -> None:
    """Another tier may promise another time; its row is locked by whoever changed it."""
    if before is None or before.tier == account.tier:
        return
    open_ones = Complaint.objects.open().filter(account=account)
    held = list(open_ones.select_for_update(no_key=True).order_by("pk"))
    for each in held:
        each.account = account
    if held:
        reckon(held)
