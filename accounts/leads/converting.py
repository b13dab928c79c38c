"""A lead becomes a customer, or is lost: the same row goes on, with everything that hangs on it."""

from django.db import transaction
from django.utils import timezone

from accounts.models import Account, Contact, Conversion
from accounts.models.record import Stale
from accounts.services import change_account, place_contact
from lib.undo import TooLate

Status = Account.Status


class NotALead(Exception):
    """It is a customer already, or was lost."""


def main_contact(account) -> Contact | None:
    return Contact.objects.filter(positions__account=account, positions__is_primary=True).first()


def make_main(account, contact, *, by) -> None:
    position = account.positions.filter(contact=contact).first()
    if position is not None and not position.is_primary:
        held = {"title": position.title, "decision_role": position.decision_role}
        place_contact(contact, account, by=by, is_primary=True, **held)


def confirm(account, *, by, owner, tier) -> None:
    """Owner and tier as they were confirmed; what stands as it is told changes nothing."""
    told = {"owner": owner, "tier": tier}
    changed = [name for name, value in told.items() if getattr(account, name) != value]
    for name in changed:
        setattr(account, name, told[name])
    change_account(account, by=by, read_version=account.version, changed=changed)


@transaction.atomic
def convert(account, *, by, owner, tier, main=None, reason="", read_version=None) -> Conversion:
    """Make the prospect an active customer with this owner, tier and main contact.

    `reason` stands in the history of its status. Raises NotALead, and Stale when a colleague changed it since
    `read_version` was read.
    """
    account.wait_to_change()
    if not account.is_prospect:
        raise NotALead
    if read_version is not None and read_version != account.version:
        raise Stale
    conversion = Conversion(
        account=account, by=by, stage=account.lead_stage, owner_before=account.owner,
        tier_before=account.tier, main_before=main_contact(account),
    )  # fmt: skip
    confirm(account, by=by, owner=owner, tier=tier)
    if main is not None:
        make_main(account, main, by=by)
    account.set_status(Status.ACTIVE, by=by, reason=reason)
    # One that stands from before ended when the customer was made a prospect again in another way.
    account.conversions.filter(undone_at=None).update(undone_at=timezone.now(), undone_by=by)
    conversion.save()
    return conversion


@transaction.atomic
def take_conversion_back(account, *, by, has_people=True) -> None:
    """A lead again, in the stage and with the people it had; raises TooLate once it went on as a customer.

    Without `has_people` owner, tier and main contact stay as they are: the conversion had not asked for them.
    """
    account.wait_to_change()
    conversion = (
        account.conversions.filter(undone_at=None).select_related("owner_before", "main_before").first()
    )
    if conversion is None or account.status != Status.ACTIVE:
        raise TooLate
    conversion.undone_at, conversion.undone_by = timezone.now(), by
    conversion.save(update_fields=["undone_at", "undone_by"])
    if has_people:
        people_back(account, conversion, by=by)
    account.set_status(Status.PROSPECT, by=by)


def people_back(account, conversion, *, by) -> None:
    owner = conversion.owner_before
    still_there = owner is None or owner.is_active
    confirm(account, by=by, owner=owner if still_there else account.owner, tier=conversion.tier_before)
    if conversion.main_before is not None:
        make_main(account, conversion.main_before, by=by)


@transaction.atomic
def lose(account, *, by, reason, note="") -> None:
    """The lead is lost for a reason of the list; raises NotALead."""
    account.wait_to_change()
    if not account.is_prospect:
        raise NotALead
    account.set_status(Status.LOST, by=by, reason=note, loss_reason=reason)


@transaction.atomic
def reopen(account, *, by) -> None:
    """A lost one is a lead again, in the stage it stood in last; raises NotALead for any other."""
    account.wait_to_change()
    if account.status != Status.LOST:
        raise NotALead
    account.set_status(Status.PROSPECT, by=by)
