"""What a merge of two customers does with tables of interactions that cannot simply be moved."""

from django.db.models import Q
from django.utils import timezone

from accounts.merging.rules import one_each
from accounts.models import Account
from interactions.models import FollowUp
from interactions.models.standing import keep_last, keep_next


def called_off():
    return {"state": FollowUp.State.CANCELLED, "closed_at": timezone.now()}


def withdrawn():
    return {"withdrawn_at": timezone.now()}


RULES = {
    "interactions.contactschedule": one_each(),
    "interactions.followup.account": one_each(when=Q(source="schedule", state="open"), sets=called_off),
    "interactions.handover": one_each(when=Q(confirmed_at=None, withdrawn_at=None), sets=withdrawn),
    "interactions.interactioncontact": one_each("interaction_id", goes=True),
    "interactions.occasionmark.account": one_each("on"),
    "interactions.occasionmark.contact": one_each("kind", "on"),
}


def work_out(record) -> None:
    """How things stand with a customer, from the rows it has now."""
    if isinstance(record, Account):
        keep_last(record)
        keep_next(record)
