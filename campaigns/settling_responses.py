"""What follows from responses, some at a time: what providers told, and first presses on the pages of customers."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import Position
from campaigns import hearing
from campaigns.models import HookPost, Recipient, Response
from timeline.services import record

BATCH = 200
UNREADABLE_KEPT = timedelta(days=30)


def settle_next() -> int:
    return hearing.settle_posts() + tell_presses() + forget_unreadable()


@transaction.atomic
def tell_presses() -> int:
    """That a contact pressed a link of a campaign: once for both, whatever else is pressed."""
    due = Response.objects.due(timezone.now()).select_related("campaign")
    rows = list(due.select_for_update(skip_locked=True, of=("self",), no_key=True).order_by("pk")[:BATCH])
    recipients = Recipient.objects.select_related("contact").in_bulk({row.recipient for row in rows})
    told = _told_before(rows)
    accounts = accounts_of([each.contact_id for each in recipients.values() if each.contact_id])
    for row in rows:
        recipient = recipients.get(row.recipient)
        contact = recipient.contact if recipient else None
        if contact is not None and row.recipient not in told:
            said = {"campaign": row.campaign.name, "number": row.campaign.number}
            record(
                "contact.pressed", contact, by=None, context=accounts.get(contact.pk), is_part=True, **said
            )
        told.add(row.recipient)
    Response.objects.filter(pk__in=[row.pk for row in rows]).update(due_at=None)
    return len(rows)


def accounts_of(contacts: list[int]) -> dict:
    """For whom each of them was written to, as campaigns.addressing.Group chooses it."""
    seen = Position.objects.filter(contact__in=contacts).select_related("account")
    found: dict = {}
    for position in seen.order_by(F("is_primary").desc(), "pk"):
        found.setdefault(position.contact_id, position.account)
    return found


def _told_before(rows) -> set[int]:
    earlier = Response.objects.by_people().filter(
        campaign__in={row.campaign_id for row in rows},
        recipient__in={row.recipient for row in rows},
        kind=Response.Kind.CLICKED,
        due_at=None,
    )
    return set(earlier.values_list("recipient", flat=True))


@transaction.atomic
def forget_unreadable() -> int:
    old = HookPost.objects.filter(due_at=None, received_at__lt=timezone.now() - UNREADABLE_KEPT)
    return old.filter(pk__in=list(old.order_by("pk").values_list("pk", flat=True)[:BATCH])).delete()[0]
