"""How things stand with a customer: columns of the account that lists sort and narrow by.

They are worked out anew from the rows whenever one of those changes, in the same transaction and under the lock of
the account: so two who log at once, an undo and a removal all leave what the rows say.
"""

from collections import Counter

from django.db.models import Min

from accounts.models import Account
from accounts.models.account import NEVER, NO_DAY

# The channel used most is that of so many last exchanges: what was usual years ago is not usual now.
LATELY = 100
# Outcomes of what did not reach the customer.
MISSED = (
    "no_answer", "busy", "voicemail", "wrong_number", "postponed", "cancelled", "no_show", "not_delivered",
    "automatic",
)  # fmt: skip


def is_exchange(interaction) -> bool:
    """Something between us and the customer, and no note of ours."""
    return interaction.channel != "note"


def is_contact(interaction) -> bool:
    """The customer was reached: a call that nobody took is an exchange and no contact."""
    return is_exchange(interaction) and interaction.outcome not in MISSED


def keep_last(account) -> list:
    """After a change of its interactions: what happened last, and how one usually talks to each other.

    The schedules of the account, which know now whether it is quiet, are the answer.
    """
    last = account.interactions.kept().order_by("-at", "-id")
    recent = list(last.values_list("at", "channel", "outcome", named=True)[:LATELY])
    contact = next((each for each in recent if is_contact(each)), None)
    if contact is None and len(recent) == LATELY:
        contact = last.contacts().first()
    channels = Counter(each.channel for each in recent if is_exchange(each))
    return _keep(
        account,
        last_event_at=recent[0].at if recent else NEVER,
        last_contact_at=contact.at if contact else NEVER,
        usual_channel=channels.most_common(1)[0][0] if channels else "",
    )


def keep_next(account) -> None:
    """After a change of its follow-ups: when the earliest open one is due."""
    next_on = account.follow_ups.open().aggregate(on=Min("due_on"))["on"]
    _keep(account, next_step_on=next_on or NO_DAY)


def _keep(account, **standing) -> list:
    """In the row of the account, and by it when the customer is quiet."""
    changed = {name: value for name, value in standing.items() if getattr(account, name) != value}
    for name, value in changed.items():
        setattr(account, name, value)
    if changed:
        Account.objects.filter(pk=account.pk).update(**changed)
    schedules = list(account.contact_schedules.all())
    for schedule in schedules:
        schedule.keep_quiet(account)
    return schedules
