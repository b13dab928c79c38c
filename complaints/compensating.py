"""Compensations: proposed by who handles the complaint, approved within limits, given, or taken back.

Each step is an event of the complaint, so the whole way of the money can be read there and changed nowhere. The
customer and the complaint are locked before the compensation: of two who decide at once, the second sees the first.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from complaints.apologising import book, book_back
from complaints.approving import approves, next_to_approve
from complaints.models import ApprovalLimit, Compensation, Complaint
from lib import formats
from lib.money import exponent
from timeline.notifying import notify
from timeline.services import record
from workspaces.models import Membership, Workspace
from workspaces.roles import Role

State = Compensation.State
# Limits of a workspace that has set none, in major units of its own currency. Who leads it has no limit.
USUAL_LIMITS = {Role.AGENT: 0, Role.ACCOUNT_MANAGER: 500, Role.MANAGER: 5_000}


class DecidedMeanwhile(ValidationError):
    """It is in another state by now: somebody else was faster."""

    def __init__(self):
        super().__init__(_("Somebody has decided this compensation meanwhile."))


class OverTheLimit(ValidationError):
    """More than this role may approve."""

    def __init__(self):
        super().__init__(_("This is above what your role may approve."))


class NotOpen(ValidationError):
    def __init__(self):
        super().__init__(_("This complaint is not open any more."))


def limits_of(currency: str) -> dict[Role, int]:
    """What each role approves of this currency; as proposed by Sila where the workspace has set nothing."""
    rows = dict(ApprovalLimit.objects.filter(currency=currency).values_list("role", "most_minor"))
    if rows:
        return {Role(role): most for role, most in rows.items()}
    return usual_limits() if currency == formats.current().currency else {}


def usual_limits() -> dict[Role, int]:
    unit = 10 ** exponent(formats.current().currency)
    return {role: most * unit for role, most in USUAL_LIMITS.items()}


def asked_of(compensation) -> int | None:
    """What has to be within the limit: the amount, and what the complaint was granted before; None without one."""
    if compensation.amount_minor is None:
        return None
    rows = compensation.complaint.compensations.granted().filter(currency=compensation.currency)
    before = rows.exclude(pk=compensation.pk).aggregate(sum=Sum("amount_minor"))["sum"] or 0
    return compensation.amount_minor + before


def may_approve(compensation, member) -> bool:
    return approves(Role(member.role), asked_of(compensation), limits_of(compensation.currency))


def approvers(compensation) -> list[Membership]:
    """Those of the lowest role that may approve it and see the complaint."""
    members = Membership.objects.active().select_related("user", "workspace")
    here = Complaint.objects.filter(pk=compensation.complaint_id)
    seeing = [each for each in members.order_by("pk") if here.visible_to(each).exists()]
    roles = {Role(each.role) for each in seeing}
    role = next_to_approve(asked_of(compensation), limits_of(compensation.currency), roles)
    return [each for each in seeing if each.role == role]


@transaction.atomic
def propose(complaint, *, by, fields, form_token=None) -> Compensation:
    """Ask for one while the complaint is open; IntegrityError when the form was sent before."""
    complaint.wait_to_change()
    if not complaint.is_open:
        raise NotOpen
    made = Compensation(**fields, complaint=complaint, proposed_by=by, form_token=form_token)
    made.save()
    tell(made, "propose", by=by)
    if not may_approve(made, by):
        notify("compensation.proposed", approvers(made), subject=complaint, by=by)
    return made


@transaction.atomic
def approve(compensation, *, by) -> None:
    """Within the limit of who approves, also where that is who proposed it; above it the next role does."""
    move(compensation, State.APPROVED, after=[State.PROPOSED], by=by, is_within=True)
    notify("compensation.decided", [compensation.proposed_by], subject=compensation.complaint, by=by)


@transaction.atomic
def refuse(compensation, *, by, reason) -> None:
    """Whoever may approve it may refuse it."""
    move(compensation, State.REFUSED, after=[State.PROPOSED], by=by, is_within=True, reason=reason)
    notify("compensation.decided", [compensation.proposed_by], subject=compensation.complaint, by=by)


@transaction.atomic
def give(compensation, *, by) -> None:
    """The customer has it; points are booked."""
    move(compensation, State.GIVEN, after=[State.APPROVED], by=by)
    book(compensation, by=by)


@transaction.atomic
def take_back(compensation, *, by, reason) -> None:
    """Not to be given after all, or it came back: who proposed it before it was decided, then whoever may approve."""
    after = [State.PROPOSED, State.APPROVED, State.GIVEN]
    move(compensation, State.TAKEN_BACK, after=after, by=by, reason=reason)
    book_back(compensation, by=by)


STEPS = {
    State.APPROVED: "approve",
    State.REFUSED: "refuse",
    State.GIVEN: "give",
    State.TAKEN_BACK: "revoke",
}


@transaction.atomic
def move(compensation, state, *, after, by, is_within=False, reason="") -> None:
    complaint = compensation.complaint
    complaint.wait_to_change()
    compensation.refresh_from_db(from_queryset=Compensation.objects.select_for_update(no_key=True))
    compensation.complaint = complaint
    if compensation.state not in after:
        raise DecidedMeanwhile
    if is_within and not may_approve(compensation, by):
        raise OverTheLimit
    if state == State.TAKEN_BACK and not may_take_back(compensation, by):
        raise OverTheLimit
    now = timezone.now()
    if state in (State.APPROVED, State.REFUSED):
        compensation.decided_by, compensation.decided_at = by, now
    if state == State.GIVEN:
        compensation.given_at = now
    compensation.state, compensation.reason = state, reason
    compensation.save_version()
    tell(compensation, STEPS[state], by=by)


def may_take_back(compensation, member) -> bool:
    if compensation.state == State.PROPOSED and compensation.proposed_by_id == member.pk:
        return True
    return may_approve(compensation, member)


def tell(compensation, step, *, by) -> None:
    """As an event of the complaint, which nothing changes, and where the complaint is told."""
    fields = ("kind", "amount_minor", "currency", "points", "text", "reason")
    told = {name: getattr(compensation, name) for name in fields if getattr(compensation, name)}
    complaint = compensation.complaint
    complaint.note_events(f"compensation_{step}", by=by, number=compensation.number, **told)
    complaint.tell(f"complaint.compensation_{step}", by=by, is_elsewhere=step == "give", **told)


@transaction.atomic
def change_limits(wanted: dict[str, dict[Role, int]], *, by) -> bool:
    """Keep what each role approves, by currency; whether anything is another."""
    list(Workspace.objects.select_for_update(no_key=True).filter(pk=by.workspace_id).values_list("pk"))
    changed = [currency for currency, limits in wanted.items() if limits_of(currency) != limits]
    for currency in changed:
        for role, most in wanted[currency].items():
            ApprovalLimit.objects.update_or_create(
                role=role, currency=currency, defaults={"most_minor": most}
            )
    if changed:
        limits = {currency: wanted[currency] for currency in changed}
        record("approvallimits.changed", by.workspace, by=by, limits=limits)
    return bool(changed)
