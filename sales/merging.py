"""What a merge of two customers does with referrals, and what each bought altogether after it and after its undo."""

from django.db.models import Q
from django.utils import timezone

from accounts.models import Account
from sales.models.referral import Referral
from sales.models.totals import keep_totals


def work_out(record) -> None:
    if isinstance(record, Account):
        keep_totals([record.pk])


def move_referrals(moving, model, field) -> None:
    """Who referred himself, now that the two are one, referred nobody; and the same referral is counted once.

    Such a referral stays with the absorbed one, archived: out of lists and counts until the undo brings it back. Of
    two of the same it is that of the absorbed one.
    """
    other = "referred" if field.name == "account" else "account"
    theirs = Referral.objects.filter(**{field.name: moving.absorbed})
    held = Referral.objects.kept().filter(**{field.name: moving.survivor})
    said = list(held.exclude(**{other: None}).values_list(other, flat=True))
    oneself = Q(**{other: moving.survivor})
    left = list(theirs.filter(oneself | Q(archived_at=None, **{f"{other}__in": said})).order_by("pk"))
    for row in left:
        if not row.is_archived:
            moving.change(row, archived_at=timezone.now())
    moving.leave(model, len(left))
    moving.move(model, field, theirs.exclude(pk__in=[row.pk for row in left]))
