"""What the page of a customer says of updates: when the next draft comes, and the last one."""

from django.db.models import OuterRef, Subquery

from updates.models import CustomerUpdate, UpdateRhythm


def with_updates(accounts):
    """Each account with `next_update_on` and the key of its `last_update`, asked with the account itself."""
    rhythms = UpdateRhythm.objects.filter(account=OuterRef("pk"))
    updates = CustomerUpdate.objects.filter(account=OuterRef("pk")).exclude(state="skipped").order_by("-id")
    return accounts.annotate(
        next_update_on=Subquery(rhythms.values("next_on")[:1]), last_update=Subquery(updates.values("pk")[:1])
    )


def last_update(account) -> CustomerUpdate | None:
    return CustomerUpdate.objects.get(pk=account.last_update) if account.last_update else None
