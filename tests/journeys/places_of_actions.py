"""Pages of what to do next."""

from accounts.models import Account
from reports.models import ProposedAction
from reports.nextbest.deciding import accept
from tests.journeys.places import Place


def propose_something(salem, huda):
    """One that waits, and one that was taken up."""
    account = Account.objects.get(number=1)
    for kind, facts in (("buy_again", {"usual": 30, "ago": 31}), ("low_answer", {"ago": 3})):
        row = ProposedAction(account=account, kind=kind, facts=facts, rank=50)
        row.save()
    accept(row, by=salem)


FURNISH = [propose_something]


def at_actions():
    yield Place("/w/noor/reports/actions/")
    yield Place("/w/noor/reports/actions/", who="huda")


WALKS = [at_actions]
