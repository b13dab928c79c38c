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


def keep_last(account) -> None:
    """After a change of its interactions: what happened last, and how one usually talks to each other."""
    last = (
        account.interactions.kept()
        .order_by("-at", "-id")
        .only("account", "at", "channel", "outcome", "workspace")
    )
    recent = list(last[:LATELY])
    contact = next((each for each in recent if each.is_contact), None)
    if contact is None and len(recent) == LATELY:
        contact = last.contacts().first()
    channels = Counter(each.channel for each in recent if each.is_exchange)
    _keep(
        account,
        last_event_at=recent[0].at if recent else NEVER,
        last_contact_at=contact.at if contact else NEVER,
        usual_channel=channels.most_common(1)[0][0] if channels else "",
    )


def keep_next(account) -> None:
    """After a change of its follow-ups: when the earliest open one is due."""
    next_on = account.follow_ups.open().aggregate(on=Min("due_on"))["on"]
    _keep(account, next_step_on=next_on or NO_DAY)


def _keep(account, **standing) -> None:
    """In the row of the account, and by it when the customer is quiet."""
    for name, value in standing.items():
        setattr(account, name, value)
    Account.objects.filter(pk=account.pk).exclude(**standing).update(**standing)
    for schedule in account.contact_schedules.all():
        schedule.keep_quiet(account)
