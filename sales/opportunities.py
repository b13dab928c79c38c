"""Opportunities: writing one down, changing it, promising its next step, and telling of those that are overdue."""

from django.db import transaction
from django.utils import timezone

from accounts.models import Account, Contact
from interactions.models.contact_schedule import opened_workspace
from interactions.services import add_follow_up
from lib.undo import TooLate
from sales.models import Opportunity, OpportunityStage, OpportunityStay
from sales.models.opportunity import WRITTEN
from sales.stages import keep_usual, kept
from timeline.models import Event
from timeline.notifying import gathered, notify

BATCH = 200


@transaction.atomic
def add_opportunity(*, account, by, fields, stage=None, next_step=None, form_token=None) -> Opportunity:
    """Write one down in a stage that is open (else the first); refused while the customer is archived.

    Its owner is the account's unless `fields` says otherwise; `next_step` holds the fields of a follow-up.
    """
    account.wait_to_change()
    keep_usual(OpportunityStage)
    stage = kept(stage) or OpportunityStage.objects.in_use().filter(kind="open").in_order().first()
    made = Opportunity(**fields, account=account, stage=stage, created_by=by, form_token=form_token)
    if made.owner is None:
        made.owner = account.owner or by
    if not made.has_own_probability:
        made.probability = stage.probability
    made.save()
    OpportunityStay.objects.create(opportunity=made, stage=stage, from_at=made.stage_since, by=by)
    made.tell("opportunity.created", by=by)
    made.tell_owner("opportunity.handed", by=by)
    if next_step:
        promise_next(made, by=by, fields=next_step)
    return made


@transaction.atomic
def change_opportunity(opportunity, *, by, read_version, changed) -> Opportunity:
    """Save an edited one; `changed` names the fields. Raises Stale when somebody else saved it meanwhile.

    A form that was opened and saved as it was changes nothing: neither version nor timeline.
    """
    if not changed:
        return opportunity
    # Locked by its key: the opportunity itself holds what was typed and is not read again.
    Account.objects.get(pk=opportunity.account_id).wait_to_change()
    if opportunity.is_open and not opportunity.has_own_probability:
        opportunity.probability = opportunity.stage.probability
    opportunity.save_version(read_version=read_version)
    opportunity.tell("opportunity.changed", by=by, fields=sorted(changed))
    if "owner" in changed:
        opportunity.tell_owner("opportunity.handed", by=by)
    return opportunity


@transaction.atomic
def undo_change(opportunity, version, *, by):
    """Write back what stood there before the edit that made this version, if it is still the last one."""
    opportunity.wait_to_change()
    rows = Opportunity.history_model.objects.filter(pgh_obj=opportunity, version=version - 1)
    before = rows.order_by("-pgh_id").first()
    if before is None or opportunity.version != version or before.state != opportunity.state:
        raise TooLate
    told = Event.objects.about(opportunity).filter(
        verb="opportunity.changed", xid=before.pgh_xid, is_part=False
    )
    event = told.order_by("-id").first()
    if event is None:
        raise TooLate
    for name in WRITTEN:
        column = Opportunity._meta.get_field(name).attname
        setattr(opportunity, column, getattr(before, column))
    if not Contact.objects.filter(pk=opportunity.contact_id).exists():
        opportunity.contact = None  # deleted for good meanwhile
    change_opportunity(opportunity, by=by, read_version=version, changed=event.detail["fields"])


@transaction.atomic
def promise_next(opportunity, *, by, fields):
    """The next step of it, as a follow-up that stands on Today of who does it; the former one stays what it is."""
    opportunity.wait_to_change()
    step = add_follow_up(
        account=opportunity.account, by=by, fields={"contact": opportunity.contact, **fields}
    )
    opportunity.next_step = step
    opportunity.save_version()
    return step


@transaction.atomic
def tell_overdue() -> int:
    """Tell the owners of the next opportunities whose expected close has gone by, once for each day that was set.

    The rows are claimed: any number of workers take different ones, and one that falls has told nothing.
    """
    with timezone.override(opened_workspace().time_zone):
        waiting = Opportunity.objects.overdue(timezone.localdate()).untold()
        held = waiting.select_for_update(of=("self",), no_key=True, skip_locked=True).order_by(
            "expected_on", "pk"
        )
        due = list(held.prefetch_related("account", "owner__user", "owner__workspace")[:BATCH])
        with gathered():
            for each in due:
                if not each.account.is_archived:
                    notify("opportunity.overdue", [each.owner], subject=each)
        for each in due:
            each.overdue_told_for = each.expected_on
        Opportunity.objects.bulk_update(due, ["overdue_told_for"])
    return len(due)
