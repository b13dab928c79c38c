"""One view of a group of accounts: its tree, and what adds up over it. Only what the reader may see is counted."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Count
from django.utils import timezone

from accounts.branches import all_below, line_above
from accounts.models import Account, Contact, Position
from accounts.models.account import NEVER
from interactions.models import FollowUp, Interaction
from lib import formats
from sales.totals import spent
from workspaces.roles import Permission

LATELY_DAYS = 90
MOST_CHILDREN = 50
SHOWN_CONTACTS = SHOWN_TALKS = 25


@dataclass
class Node:
    account: Account
    children: list["Node"] = field(default_factory=list)

    @property
    def count(self) -> int:
        """All accounts under it."""
        return len(self.children) + sum(child.count for child in self.children)

    @property
    def shown(self) -> list["Node"]:
        return self.children[:MOST_CHILDREN]

    @property
    def more(self) -> int:
        return len(self.children) - len(self.shown)


class Group:
    """The account and everything under it, as a member sees it."""

    def __init__(self, account, membership):
        self.account, self.membership = account, membership
        self.below = all_below(account)
        keys = [pk for pk, _parent, _depth in self.below]
        seen = Account.objects.visible_to(membership).filter(pk__in=keys)
        columns = (
            "number",
            "name_ar",
            "name_en",
            "status",
            "city",
            "name_fold",
            "owner",
            "last_contact_at",
            "workspace",
        )
        self.accounts = {each.pk: each for each in seen.only(*columns)}
        self.accounts.setdefault(account.pk, account)
        self.keys = list(self.accounts)

    @property
    def hidden(self) -> int:
        """Accounts of other teams, for those who lead colleagues; nobody else learns that there are any."""
        may_know = self.membership.can(Permission.ASSIGN_CUSTOMERS)
        return len(self.below) - len(self.accounts) if may_know else 0

    def tree(self) -> Node:
        """A branch whose parent is not seen hangs on the nearest one above that is."""
        parents = {pk: parent for pk, parent, _depth in self.below}
        nodes = {pk: Node(each) for pk, each in self.accounts.items()}
        root = nodes[self.account.pk]
        for pk, _parent, _depth in self.below:
            if pk not in nodes or pk == self.account.pk:
                continue
            above = parents[pk]
            while above not in nodes:
                above = parents[above]
            nodes[above].children.append(nodes[pk])
        for node in nodes.values():
            node.children.sort(key=lambda child: (child.account.name_fold, child.account.pk))
        return root

    def statuses(self) -> list[tuple[str, str, int]]:
        """Status, its name, how many."""
        counts = Counter(each.status for each in self.accounts.values())
        return [(value, label, counts[value]) for value, label in Account.Status.choices if counts[value]]

    def last_contact_at(self):
        newest = max(each.last_contact_at for each in self.accounts.values())
        return None if newest == NEVER else newest

    def open_steps(self) -> int:
        return FollowUp.objects.open().filter(account__in=self.keys).count()

    def recent_talks(self) -> int:
        since = timezone.now() - timedelta(days=LATELY_DAYS)
        return Interaction.objects.kept().filter(account__in=self.keys, at__gte=since).count()

    def bought(self) -> list[str]:
        """What the whole group bought, by currency."""
        sums: dict[str, int] = defaultdict(int)
        for by_currency in spent(self.keys).values():
            for currency, total in by_currency.items():
                sums[currency] += total.amount_minor
        return [formats.money(minor, currency) for currency, minor in sorted(sums.items()) if minor]

    def contacts(self):
        held = Position.objects.filter(account__in=self.keys).values("contact")
        return Contact.objects.kept().filter(pk__in=held).order_by("name_fold", "pk")[:SHOWN_CONTACTS]

    def contacts_count(self) -> int:
        return Position.objects.filter(account__in=self.keys, contact__archived_at=None).aggregate(
            people=Count("contact", distinct=True)
        )["people"]

    def talks(self):
        rows = (
            Interaction.objects.kept()
            .filter(account__in=self.keys)
            .select_related("account", "logged_by__user")
        )
        return rows.order_by("-at", "-id")[:SHOWN_TALKS]

    def top(self) -> Account | None:
        """The highest account of the line upwards that the reader sees; None where it is this one."""
        line = line_above(self.account)[1:]
        found = Account.objects.visible_to(self.membership).in_bulk(line) if line else {}
        return next((found[pk] for pk in reversed(line) if pk in found), None)
