"""Compensations on the page of their complaint, each with what this reader may do with it."""

from django.utils.translation import gettext_lazy as _

from complaints.compensating import may_approve, may_take_back
from complaints.models import Compensation
from complaints.panels import Panel
from loyalty.vouchers import of_source
from workspaces.roles import Permission

State = Compensation.State
BADGES = {
    State.PROPOSED: "waiting",
    State.APPROVED: "info",
    State.REFUSED: "late",
    State.GIVEN: "done",
    State.TAKEN_BACK: "neutral",
}


def read_compensations(complaint, membership) -> dict | None:
    rows = list(complaint.compensations.select_related("proposed_by__user", "decided_by__user"))
    may_handle = membership.can(Permission.HANDLE_COMPLAINTS) and not complaint.account.is_archived
    if not rows and not (may_handle and complaint.is_open):
        return None
    given = [each for each in rows if each.kind == Compensation.Kind.VOUCHER and each.given_at]
    codes = {each.source_id: each for each in of_source(*given)} if given else {}
    for each in rows:
        each.made_voucher = codes.get(each.pk)
        each.complaint, each.badge = complaint, BADGES[State(each.state)]
        each.may_be_decided = each.may_be_taken_back = False
        if may_handle:
            each.may_be_decided = each.state == State.PROPOSED and may_approve(each, membership)
            each.is_above = each.state == State.PROPOSED and not each.may_be_decided
            is_standing = each.state in (State.PROPOSED, State.APPROVED, State.GIVEN)
            each.may_be_taken_back = is_standing and may_take_back(each, membership)
        each.may_be_given = may_handle and each.state == State.APPROVED
    return {"rows": rows, "may_propose": may_handle and complaint.is_open}


PANEL = Panel(_("Compensation"), "complaints/compensation_panel.html", read_compensations)
