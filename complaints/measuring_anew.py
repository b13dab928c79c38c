"""The rules are others now: clocks and reminders of open complaints are measured anew, in batches."""

from django.utils.translation import gettext_lazy as _

from accounts.models import Account
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
        rows = Complaint.objects.open().filter(pk__gt=job.cursor.get("after", 0)).order_by("pk")
        wanted = dict(rows.values_list("pk", "account_id")[:AT_ONCE])
        # The customers first and by their keys, then the rows, as every step and every merge locks them: neither
        # writes what the other has overtaken, and nobody waits in a ring.
        accounts = {each.pk: each for each in Account.objects.filter(pk__in=wanted.values()).held()}
        held = rows.filter(pk__in=wanted).select_for_update(of=("self",), no_key=True).order_by("pk")
        complaints = list(held)
        if any(each.account_id not in accounts for each in complaints):
            return True  # a merge has taken one along meanwhile: the same piece anew
        for each in complaints:
            each.account = accounts[each.account_id]
        if complaints:
            reckon(complaints)
            arrange(complaints, hours_now())
        if wanted:
            job.cursor["after"] = max(wanted)
            job.done += len(complaints)
        return bool(wanted)


def follow_hours(*, by) -> None:
    follow_times(by=by)


def follow_account(account, before, *, by) -> None:
    """Another tier may promise another time; its row is locked by whoever changed it."""
    if before is None or before.tier == account.tier:
        return
    measure_those_of(account)


def measure_those_of(account) -> None:
    """The open ones of a customer whose row is locked: by a change, or by a merge that brought some along."""
    open_ones = Complaint.objects.open().filter(account=account)
    held = list(open_ones.select_for_update(no_key=True).order_by("pk"))
    for each in held:
        each.account = account
    if held:
        reckon(held)


def follow_merge(record) -> None:
    """What a merge, or its undo, brought to another customer is promised what that one is promised."""
    if isinstance(record, Account):
        measure_those_of(record)
