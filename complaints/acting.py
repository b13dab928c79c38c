"""What becomes of a finding: an action, a check-in with the customer, or nothing, with the reason; and back.

Lock order: the customer, the finding, then what was made of it.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from complaints.models import ActionComplaint, CorrectiveAction, Finding
from complaints.unvoiced import FALLING, LATE, LOW
from interactions.models import FollowUp
from interactions.models.contact_schedule import opened_workspace, working_day
from interactions.services import add_follow_up
from lib import formats
from lib.undo import TooLate
from timeline.notifying import gathered, notify
from timeline.services import record

State = Finding.State
BATCH = 100


class DecidedBefore(Exception):
    """Somebody has taken it up or dismissed it meanwhile."""


def held(finding: Finding) -> Finding:
    if finding.account_id is not None:
        finding.account.wait_to_change()
    return Finding.objects.select_for_update(no_key=True).get(pk=finding.pk)


def decide(finding: Finding, state, *, by, reason="", follow_up=None) -> None:
    finding.state, finding.reason, finding.follow_up = state, reason, follow_up
    finding.decided_by, finding.decided_at = by, timezone.now()
    finding.decided_measure = finding.measure
    finding.save()
    finding.evidence.update(was_weighed=True)
    record(f"finding.{state}", finding, by=by, context=finding.account, reason=reason)


def propose(finding: Finding, *, by) -> None:
    finding.state, finding.reason, finding.follow_up = State.PROPOSED, "", None
    finding.decided_by = finding.decided_at = finding.decided_measure = None
    finding.save()
    finding.evidence.update(was_weighed=False)
    record("finding.proposed", finding, by=by, context=finding.account)


@transaction.atomic
def dismiss(finding: Finding, *, by, reason) -> None:
    """It needs nothing, for this reason; until there is more of it. The opposite is put_back(). Twice is once."""
    row = held(finding)
    if row.state == State.DISMISSED:
        return
    if not row.is_proposed:
        raise DecidedBefore
    decide(row, State.DISMISSED, by=by, reason=reason)


@transaction.atomic
def put_back(finding: Finding, *, by) -> None:
    """Proposed again; the check-in or the action that it became is called off. TooLate where that was done."""
    row = held(finding)
    if row.is_proposed:
        return
    if row.follow_up_id is not None:
        step = FollowUp.objects.get(pk=row.follow_up_id)
        if not step.is_open:
            raise TooLate
        step.cancel(by=by)
    for action in row.actions.exclude(state="cancelled"):
        if not action.is_open:
            raise TooLate
        action.cancel(by=by)
    propose(row, by=by)


@transaction.atomic
def check_in(finding: Finding, *, by) -> FollowUp:
    """Somebody speaks with the customer, on the next working day; once, however often it is pressed."""
    row = held(finding)
    if row.state == State.TAKEN and row.follow_up_id is not None:
        return FollowUp.objects.get(pk=row.follow_up_id)
    if not row.is_proposed:
        raise DecidedBefore
    opened = opened_workspace()
    with override(opened.language):
        between = "، " if opened.language == "ar" else "; "
        reason = _("Check in: %(signs)s") % {"signs": between.join(in_words(row))}
    fields = {
        "owner": row.account.owner or by,
        "reason": reason[:300],
        "due_on": working_day(timezone.localdate() + timedelta(days=1)),
    }
    step = add_follow_up(account=row.account, by=by, fields=fields)
    decide(row, State.TAKEN, by=by, follow_up=step)
    return step


def in_words(finding: Finding) -> list[str]:
    """The signs of what nobody voiced, as sentences."""
    told = []
    for name, figures in sorted(finding.figures.items()):
        days = formats.number(figures.get("days", 0))
        if name == LATE:
            number = formats.digits(figures["number"])
            told.append(
                ngettext(
                    "purchase %(number)s is late for %(days)s day, and nobody has spoken with the customer",
                    "purchase %(number)s is late for %(days)s days, and nobody has spoken with the customer",
                    figures["days"],
                )
                % {"number": number, "days": days}
            )
        elif name == FALLING:
            usual = formats.number(figures["usual"])
            told.append(
                ngettext(
                    "nothing bought for %(days)s day, usually every %(usual)s days",
                    "nothing bought for %(days)s days, usually every %(usual)s days",
                    figures["days"],
                )
                % {"days": days, "usual": usual}
            )
        elif name == LOW:
            told.append(_("a low answer to the survey “%(survey)s”") % {"survey": figures["survey"]})
    return told


@transaction.atomic
def add_action(*, by, fields, finding=None, complaints=(), form_token=None) -> CorrectiveAction:
    """An action against a cause or a kind of complaint; with a finding, that is taken up by it."""
    row = held(finding) if finding is not None else None
    if row is not None and row.state == State.DISMISSED:
        raise DecidedBefore
    made = CorrectiveAction(**fields, finding=row, created_by=by, form_token=form_token)
    made.save()
    ActionComplaint.objects.bulk_create(ActionComplaint(action=made, complaint=each) for each in complaints)
    if row is not None and row.is_proposed:
        decide(row, State.TAKEN, by=by)
    record("correctiveaction.added", made, by=by)
    made.tell_owner(by=by)
    return made


@transaction.atomic
def change_action(action: CorrectiveAction, *, by, read_version, changed) -> CorrectiveAction:
    """Save an edited action; `changed` names the fields. Raises Stale when somebody else saved it meanwhile."""
    if not changed:
        return action
    action.save_version(read_version=read_version)
    record("correctiveaction.changed", action, by=by, fields=sorted(changed))
    if "owner" in changed:
        action.tell_owner(by=by)
    return action


@transaction.atomic
def tell_due() -> int:
    """Tell the owners of the next actions that are overdue, or whose effect is to be checked; once for each day.

    The rows are claimed: any number of workers take different ones, and one that falls has told nothing.
    """
    with timezone.override(opened_workspace().time_zone):
        today = timezone.localdate()
        late = Q(state="open", due_on__lt=today) & (Q(told_for=None) | ~Q(told_for=F("due_on")))
        to_check = Q(state="done", check_on__lte=today) & (Q(told_for=None) | ~Q(told_for=F("check_on")))
        waiting = CorrectiveAction.objects.filter(late | to_check)
        locked = waiting.select_for_update(of=("self",), no_key=True, skip_locked=True).order_by("pk")
        due = list(locked.prefetch_related("owner__user", "owner__workspace")[:BATCH])
        with gathered():
            for each in due:
                kind = "correctiveaction.overdue" if each.is_open else "correctiveaction.to_check"
                notify(kind, [each.owner], subject=each)
        for each in due:
            each.told_for = each.due_on if each.is_open else each.check_on
        CorrectiveAction.objects.bulk_update(due, ["told_for"])
    return len(due)
