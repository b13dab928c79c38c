"""What cells and files show of a record, where it is not simply the column."""

from collections import Counter
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Account, Consent
from lib import money
from lib.text import fold
from workspaces.models import Membership


class People:
    """Colleagues as a file names them: by name, and by e-mail address where two have the same name."""

    def __init__(self):
        self.named = Counter(fold(name) for name in Membership.objects.values_list("user__name", flat=True))

    def called(self, membership) -> str:
        if membership is None:
            return ""
        user = membership.user
        return user.name if user.name and self.named[fold(user.name)] == 1 else user.email


def column(name: str):
    """The column itself, as it is kept."""
    return lambda record, people: getattr(record, name)


def display(name: str):
    """The choice in words."""
    return lambda record, people: getattr(record, f"get_{name}_display")()


def revenue(account: Account) -> Decimal | str:
    if account.annual_revenue_minor is None:
        return ""
    return Decimal(money.plain(account.annual_revenue_minor, account.currency or "SAR"))


def labels(rows) -> str:
    """Tags or interests in one cell of a file, separated as imports read them."""
    return _("، ").join(row.tag.name for row in rows)


def has_opted_out(contact: Any) -> bool:
    """Withdrawn on any channel: the last row of each holds."""
    latest = {consent.channel: consent.state for consent in contact.marketing}
    return Consent.State.WITHDRAWN in latest.values()
