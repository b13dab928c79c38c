"""A person decides about proposed tiers, and makes a customer strategic; both are taken back in one step."""

from django.apps import apps
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Account
from accounts.models.record import Stale
from accounts.services import change_account
from lib.undo import TooLate
from planning.models import TierProposal
from timeline.models import Event
from timeline.notifying import gathered
from timeline.services import record

MOST_AT_ONCE = 100
State = TierProposal.State
DECISION = ["state", "decided_by", "decided_at", "job"]


@transaction.atomic
def decide(numbers: list[int], *, by, confirms: bool) -> Event | None:
    """Confirm or refuse these open proposals of visible customers; None when nothing was left to decide.

    A customer whose tier is another one since, or who was archived, is passed over.
    """
    chosen = TierProposal.objects.visible_to(by).open().filter(number__in=numbers[:MOST_AT_ONCE])
    with gathered():
        rows = chosen.select_related("account").order_by("account_id")
        done = [row.number for row in rows if decide_one(row, by=by, confirms=confirms)]
    if not done:
        return None
    verb = "tiers.confirmed" if confirms else "tiers.refused"
    return record(verb, by.workspace, by=by, numbers=done, count=len(done))


@transaction.atomic
def decide_one(proposal: TierProposal, *, by, confirms: bool, job=None) -> bool:
    """False where it was decided meanwhile, or its customer has another tier by now or was archived."""
    account = proposal.account
    account.wait_for_others()
    held = TierProposal.objects.select_for_update(no_key=True).get(pk=proposal.pk)
    if held.state != State.OPEN or account.is_archived or account.tier != held.before:
        return False
    if confirms:
        set_tier(account, held.after, by=by, reason=_("As the rules proposed"))
    held.state = State.CONFIRMED if confirms else State.REFUSED
    held.decided_by, held.decided_at, held.job = by, timezone.now(), job
    held.save(update_fields=DECISION)
    return True


@transaction.atomic
def take_back_decision(event: Event | None, *, by) -> int:
    """The proposals wait again and the tiers are as before, where nobody has changed them since. How many."""
    if event is None or event.verb not in {"tiers.confirmed", "tiers.refused"}:
        raise TooLate
    decided = TierProposal.objects.visible_to(by).filter(number__in=event.detail.get("numbers", []))
    rows = decided.select_related("account").order_by("account_id")
    with gathered():
        count = sum(wait_again(row, by=by) for row in rows)
    if not count:
        raise TooLate
    record("tiers.taken_back", by.workspace, by=by, count=count)
    return count


@transaction.atomic
def wait_again(proposal: TierProposal, *, by) -> bool:
    """Take back what was decided; False where the customer has another tier since, another proposal or was archived."""
    account = proposal.account
    account.wait_for_others()
    held = TierProposal.objects.select_for_update(no_key=True).get(pk=proposal.pk)
    stands = held.after if held.state == State.CONFIRMED else held.before
    has_another = TierProposal.objects.open().filter(account=account).exists()
    if has_another or account.is_archived or account.tier != stands:
        return False
    if held.state == State.CONFIRMED:
        set_tier(account, held.before, by=by, reason=_("The confirmation was taken back"))
    held.state, held.decided_by, held.decided_at, held.job = State.OPEN, None, None, None
    held.save(update_fields=DECISION)
    return True


def set_tier(account, tier, *, by, reason):
    """Under the lock of the account."""
    account.tier = tier
    change_account(
        account,
        by=by,
        read_version=account.version,
        changed=["tier"],
        verb="account.classified",
        reason=reason,
    )


@transaction.atomic
def classify(account, *, by, tier, management_type, reason="", read_version=None) -> bool:
    """Give a customer a tier and a type; MayNotOwn where the type asks for another colleague. False: as before.

    Raises Stale when a colleague changed the customer since `read_version` was read.
    """
    account.wait_to_change()
    if read_version is not None and read_version != account.version:
        raise Stale
    wanted = {"tier": tier, "management_type": management_type}
    changed = [name for name, value in wanted.items() if getattr(account, name) != value]
    if not changed:
        return False
    for name, value in wanted.items():
        setattr(account, name, value)
    change_account(
        account,
        by=by,
        read_version=account.version,
        changed=changed,
        verb="account.classified",
        reason=reason,
    )
    return True


@transaction.atomic
def unclassify(account, version: int, *, by) -> None:
    """Tier and type as before the change that made this version, if it is still the last one; else TooLate."""
    account.wait_to_change()
    former = apps.get_model("accounts", "AccountHistory").objects.filter(pgh_obj=account, version=version - 1)
    before = former.order_by("-pgh_id").first()
    if before is None or account.version != version:
        raise TooLate
    wanted = {"tier": before.tier, "management_type": before.management_type}
    if not classify(account, by=by, reason=_("The change was taken back"), **wanted):
        raise TooLate


@transaction.atomic
def make_strategic(account, *, by) -> str | None:
    """From the shortlist: the customer is managed as a strategic one. The type before, None when it was one."""
    account.wait_to_change()
    before = account.management_type
    if before == Account.ManagementType.STRATEGIC:
        return None
    classify(
        account,
        by=by,
        tier=account.tier,
        management_type=Account.ManagementType.STRATEGIC,
        reason=_("Chosen from the shortlist"),
    )
    return before


@transaction.atomic
def unmake_strategic(account, *, by, before: str) -> None:
    account.wait_to_change()
    is_known = before == "" or before in Account.ManagementType.values
    if account.management_type != Account.ManagementType.STRATEGIC or not is_known:
        raise TooLate
    reason = _("The choice from the shortlist was taken back")
    classify(account, by=by, tier=account.tier, management_type=before, reason=reason)
