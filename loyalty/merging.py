"""What a merge of two customers does with their points, and what its undo brings back; both customers are locked."""

from accounts.merging.rules import one_each
from accounts.models import Account, Merge
from loyalty import ledger
from loyalty.models import Wallet
from loyalty.tiering import bring_tier_back, take_tier_along
from timeline.services import record

RULES = {"loyalty.unsettledaccount": one_each(goes=True)}


def key_of(merge) -> str:
    return f"merge/{merge.pk}"


def move_points(moving, model, field) -> None:
    """All that the absorbed one has goes to the survivor by entries; what comes later goes there too."""
    theirs = Wallet.objects.filter(account=moving.absorbed).first()
    if theirs is None:
        return
    mine, by = ledger.wallet_of(moving.survivor), moving.merge.by
    ledger.transfer(theirs, mine, key=key_of(moving.merge), by=by)
    take_tier_along(theirs, mine, moving.merge)
    theirs.merged_into = mine
    theirs.save(update_fields=["merged_into"])
    for waiting in theirs.adjustments.waiting().order_by("pk"):
        moving.change(waiting, wallet=mine.pk)
    moving.counts[model._meta.label_lower]["moved"] += 1
    record("wallet.moved", mine, by=by, context=moving.survivor, is_part=True, other=moving.absorbed.name)


def bring_points_back(standing) -> None:
    """After the undo: one that stands again has what of it is still there. After a merge there is nothing to do."""
    if not isinstance(standing, Account) or standing.merged_into_id is not None:
        return
    theirs = (
        Wallet.objects.filter(account=standing)
        .exclude(merged_into=None)
        .select_related("merged_into")
        .first()
    )
    if theirs is None:
        return
    undone = Merge.objects.filter(kind=Account._meta.label_lower, absorbed_id=standing.pk).exclude(
        undone_at=None
    )
    merge = undone.order_by("-pk").first()
    if merge is None:
        return
    mine = theirs.merged_into
    ledger.bring_back(mine, theirs, moved=key_of(merge), key=f"un{key_of(merge)}", by=merge.undone_by)
    bring_tier_back(mine, merge)
    theirs.merged_into = None
    theirs.save(update_fields=["merged_into"])
    record("wallet.brought_back", theirs, by=merge.undone_by, context=standing, is_part=True)
