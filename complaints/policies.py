"""Times that a workspace promises: usual ones until somebody writes others; a change is another version."""

from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from complaints.models.clock import EscalationRule
from complaints.models.complaint import Complaint
from complaints.models.policy import SlaPolicy, SlaTarget, SlaVersion
from complaints.sla import Kind
from lib import formats
from sales.stages import ListFull, hold, keep_usual, number_anew
from timeline.jobs import start_job
from timeline.services import record
from workspaces.models.working_calendar import one_change_of_hours

JOB = "complaints.follow_times"
MOST = 30
# The number of the lock under which rules change.
RULES = 7_302
HOUR = 60


@dataclass(frozen=True)
class Time:
    minutes: int
    is_around_the_clock: bool = False

    @property
    def span(self) -> timedelta:
        return timedelta(minutes=self.minutes)

    @property
    def in_words(self) -> str:
        """One hour and 30 minutes."""
        text = formats.hours_and_minutes(self.minutes)
        return _("%(time)s around the clock") % {"time": text} if self.is_around_the_clock else text


# (severity, kind): what is answered in a day is kept; a day of work has nine hours as a rule.
Times = dict[tuple[int, str], Time]


def _usual(severity: int, *hours: float, is_around_the_clock=False) -> Times:
    return {
        (severity, kind.value): Time(int(each * HOUR), is_around_the_clock)
        for kind, each in zip(Kind, hours, strict=True)
    }


USUAL: Times = {
    **_usual(4, 0.5, 1, 2, 24, is_around_the_clock=True),
    **_usual(3, 1, 4, 4, 18),
    **_usual(2, 2, 9, 9, 45),
    **_usual(1, 4, 18, 18, 90),
}


class NeedsOne(ValidationError):
    """Times for everybody must stay."""


@transaction.atomic
def keep_usual_policy() -> None:
    """The usual times, where the workspace has none: whoever files the first complaint keeps them."""
    if SlaVersion.objects.exists():
        return
    keep_usual(SlaPolicy)  # of two at once the second waits here, and finds what the first has kept
    policy = SlaPolicy.objects.in_order().first()
    if not policy.versions.exists():
        _write_version(policy, USUAL, by=None)


def times_of(policy: SlaPolicy) -> Times:
    """What holds now; the usual ones of a policy that nobody has kept yet."""
    version = policy.versions.first() if policy.pk else None
    return times_in(version) if version else USUAL


def times_in(version: SlaVersion) -> Times:
    return {
        (each.severity, each.kind): Time(each.minutes, each.is_around_the_clock)
        for each in version.targets.all()
    }


@transaction.atomic
def add_policy(*, by, fields, times: Times, form_token=None) -> SlaPolicy:
    """Before all others, as it was made for some of the complaints that they hold for. Raises ListFull."""
    keep_usual_policy()
    entries = hold(SlaPolicy)
    if len(entries) >= MOST:
        raise ListFull(_("This list is long enough. Archive an entry before you add another one."))
    made = SlaPolicy(**fields, place=0, form_token=form_token)
    made.save()
    _write_version(made, times, by=by)
    number_anew([made, *entries])
    record("slapolicy.added", made, by=by)
    follow_times(by=by)
    return made


@transaction.atomic
def change_policy(policy: SlaPolicy, *, by, read_version, changed, times: Times) -> SlaPolicy:
    """Other times are another version; `changed` names the other fields. Raises Stale when somebody was faster."""
    has_other_times = times != times_of(policy)
    if not changed and not has_other_times:
        return policy
    hold(SlaPolicy)
    policy.save_version(read_version=read_version)
    check_one_fits_everybody()
    if has_other_times:
        _write_version(policy, times, by=by)
    record(
        "slapolicy.changed", policy, by=by, fields=sorted({*changed, *(["times"] if has_other_times else [])})
    )
    follow_times(by=by)
    return policy


@transaction.atomic
def archive_policy(policy: SlaPolicy, *, by) -> None:
    """It holds no more: clocks that run are measured by the next that fits. Raises NeedsOne."""
    hold(SlaPolicy)
    policy.archive(by=by)
    check_one_fits_everybody()
    follow_times(by=by)


@transaction.atomic
def restore_policy(policy: SlaPolicy, *, by) -> None:
    policy.restore(by=by)
    follow_times(by=by)


def check_one_fits_everybody() -> None:
    if not SlaPolicy.objects.in_use().filter(category=None, tier="").exists():
        raise NeedsOne(_("Times without category and tier must stay: they hold for all other complaints."))


@transaction.atomic
def change_escalation(levels: dict[int, str], *, by) -> None:
    """Whom it concerns at which share of the time; what was told already is told no more."""
    opened = one_change_of_hours()
    if levels == {each.percent: each.to for each in EscalationRule.standing()}:
        return
    EscalationRule.objects.all().delete()
    EscalationRule.objects.bulk_create(EscalationRule(percent=each, to=to) for each, to in levels.items())
    record("escalation.changed", opened, by=by, levels=levels)
    follow_times(by=by)


def while_rules_stand() -> None:
    """Until the transaction ends no other rules come to hold: what it measures, the job for those finds.

    Without it a complaint that is being filed while they change would be measured by the old ones, and come too late
    to be measured anew. Taken after the customer, the row and the policies; whoever changes rules waits for it last.
    """
    _lock("pg_advisory_xact_lock_shared")


def follow_times(*, by) -> None:
    """The last thing of a change of rules: open complaints are measured anew in a job, if there are any.

    Whoever measures one now is waited for; whoever measures one later waits, and measures it by the new rules.
    """
    _lock("pg_advisory_xact_lock")
    if Complaint.objects.open().exists():
        start_job(JOB, by=by)


def _lock(function: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s, current_setting('app.workspace_id')::int)", [RULES])


def _write_version(policy: SlaPolicy, times: Times, *, by) -> SlaVersion:
    last = policy.versions.aggregate(last=Max("round"))["last"] or 0
    version = SlaVersion.objects.create(policy=policy, round=last + 1, by=by)
    SlaTarget.objects.bulk_create(
        SlaTarget(
            version=version,
            severity=severity,
            kind=kind,
            minutes=time.minutes,
            is_around_the_clock=time.is_around_the_clock,
        )
        for (severity, kind), time in times.items()
    )
    return version
