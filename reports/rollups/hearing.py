"""Whose months are out of date: what the outbox tells, said in accounts.

Every event about a fact is heard, whatever its verb: a verb that is new tomorrow is heard as well. An event names the
account as its context; where it does not, the fact is asked. Many facts at once, such as a batch of a file, are one
event that lists the accounts.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from complaints.models import Complaint
from interactions.models import Interaction
from sales.models import Purchase
from timeline.models import Event

READER = "reports"
ACCOUNT = "accounts.account"
FACTS = {model._meta.label_lower: model for model in (Purchase, Interaction, Complaint)}
# Events of many facts at once; their detail lists the accounts.
MANY = frozenset({"purchaseimport.brought", "purchaseimport.taken_out"})
# Facts move from one account to another, or go with it.
MOVES = frozenset({"account.merged", "account.absorbed", "account.unmerged", "account.separated"})
# They change nothing in the months of an account, but whether it is counted.
COUNTS = frozenset({"account.archived", "account.restored", "account.deleted"})


@dataclass
class Heard:
    """Whose months are to be made anew, and whether the sums of the workspace are."""

    accounts: set[int] = field(default_factory=set)
    is_counted_anew: bool = False


def heard(events: Sequence[Event], most: int) -> tuple[int, Heard]:
    """How many of these events were heard, until the accounts that they name are `most`; and what they say."""
    found = Heard()
    unnamed: dict[str, set[int]] = {}
    read = 0
    for event in events:
        if read and len(found.accounts) >= most:
            break
        read += 1
        if event.verb in MANY:
            found.accounts.update(event.detail["accounts"])
        elif event.subject_kind in FACTS:
            if event.context_kind == ACCOUNT:
                found.accounts.add(event.context_id)
            # Whose fact it is now: it may have moved since.
            unnamed.setdefault(event.subject_kind, set()).add(event.subject_id)
        elif event.subject_kind == ACCOUNT:
            found.is_counted_anew |= event.verb in COUNTS or event.verb in MOVES
            if event.verb in MOVES:
                found.accounts.add(event.subject_id)
    for kind, keys in unnamed.items():
        rows = FACTS[kind].objects.filter(pk__in=keys).order_by()
        found.accounts.update(rows.values_list("account_id", flat=True).distinct())
    return read, found
