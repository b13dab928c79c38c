"""One view of a group of accounts: its tree, and what adds up over it. Only what the reader may see is counted."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Count
from django.utils import timezone

from accounts.branches import all_below, line_above
from accounts.models import Account, Contact, Position
from accounts.models.account import NEVER
from accounts.querysets import among
from interactions.models import FollowUp, Interaction
from lib import formats
from sales.totals import spent_together
from workspaces.roles import Permission

LATELY_DAYS = 90
# Branches right under the account on one page, and all that one page shows; of fewer than so many under one, none.
PAGE_ROWS, MOST_SHOWN, LEAST_SHOWN = 50, 120, 3
SHOWN_CONTACTS = SHOWN_TALKS = 25
COLUMNS = ("pk", "name_fold", "status", "last_contact_at")


@dataclass
class Node:
    """An account of the tree; its row is read when it is shown."""

    pk: int
    name_fold: str = ""
    children: list["Node"] = field(default_factory=list)
    shown: list["Node"] = field(default_factory=list)
    account: Account | None = None

    @property
    def count(self) -> int:
        """All accounts under it."""
        return len(self.children) + sum(child.count for child in self.children)

    @property
    def more(self) -> int:
        return len(self.children) - len(self.shown)


def show_under(nodes: list[Node], rows: int) -> list[Node]:
    """Choose what is shown under these: as many under each, `rows` at most, level by level; all that is shown."""
    parents = [each for each in nodes if each.children]
    under: list[Node] = []
    has_room = sum(len(each.children) for each in parents) <= rows
    for node in parents:
        most = rows if has_room else rows // len(parents)
        node.shown = node.children[: most if has_room or most >= LEAST_SHOWN else 0]
        under += node.shown
    return nodes + (show_under(under, rows - len(under)) if under else [])


class Group:
    """The account and everything under it, as a member sees it."""

    def __init__(self, account, membership):
        self.account, self.membership = account, membership
        self.below = all_below(account)
        keys = [pk for pk, _parent, _depth in self.below]
        seen = Account.objects.visible_to(membership).filter(among("pk", keys))
        self.rows = {row.pk: row for row in seen.values_list(*COLUMNS, named=True)}
        if account.pk not in self.rows:
            self.rows[account.pk] = (
                Account.objects.filter(pk=account.pk).values_list(*COLUMNS, named=True).get()
            )
        self.keys = list(self.rows)

    @property
    def hidden(self) -> int:
        """Accounts of other teams, for those who lead colleagues; nobody else learns that there are any."""
        may_know = self.membership.can(Permission.ASSIGN_CUSTOMERS)
        return len(self.below) - len(self.rows) if may_know else 0

    def tree(self) -> Node:
        """A branch whose parent is not seen hangs on the nearest one above that is."""
        parents = {pk: parent for pk, parent, _depth in self.below}
        nodes = {pk: Node(pk, row.name_fold) for pk, row in self.rows.items()}
        root = nodes[self.account.pk]
        for pk, _parent, _depth in self.below:
            if pk not in nodes or pk == self.account.pk:
                continue
            above = parents[pk]
            while above not in nodes:
                above = parents[above]
            nodes[above].children.append(nodes[pk])
        for node in nodes.values():
            node.children.sort(key=lambda child: (child.name_fold, child.pk))
        return root

    def page_of(self, root: Node, page: int) -> list[Node]:
        """The branches of one page, from 1 on, with what is shown under them."""
        first = (page - 1) * PAGE_ROWS
        branches = root.children[first : first + PAGE_ROWS]
        shown = show_under(branches, MOST_SHOWN - len(branches))
        accounts = Account.objects.in_bulk([each.pk for each in shown])
        for each in shown:
            each.account = accounts.get(each.pk)
            each.shown = [child for child in each.shown if child.pk in accounts]
        return [each for each in branches if each.pk in accounts]

    def statuses(self) -> list[tuple[str, str, int]]:
        """Status, its name, how many."""
        counts = Counter(row.status for row in self.rows.values())
        return [(value, label, counts[value]) for value, label in Account.Status.choices if counts[value]]

    def last_contact_at(self):
        newest = max(row.last_contact_at for row in self.rows.values())
        return None if newest == NEVER else newest

    def open_steps(self) -> int:
        return FollowUp.objects.open().filter(among("account", self.keys)).count()

    def recent_talks(self) -> int:
        since = timezone.now() - timedelta(days=LATELY_DAYS)
        return Interaction.objects.kept().filter(among("account", self.keys), at__gte=since).count()

    def bought(self) -> list[str]:
        """What the whole group bought, by currency."""
        sums = spent_together(among("account", self.keys))
        return [formats.money(minor, currency) for currency, minor in sums if minor]

    def contacts(self):
        held = Position.objects.filter(among("account", self.keys)).values("contact")
        return Contact.objects.kept().filter(pk__in=held).order_by("name_fold", "pk")[:SHOWN_CONTACTS]

    def contacts_count(self) -> int:
        held = Position.objects.filter(among("account", self.keys), contact__archived_at=None)
        return held.aggregate(people=Count("contact", distinct=True))["people"]

    def talks(self):
        rows = (
            Interaction.objects.kept()
            .filter(among("account", self.keys))
            .select_related("account", "logged_by__user")
        )
        return rows.order_by("-at", "-id")[:SHOWN_TALKS]

    def top(self) -> Account | None:
        """The highest account of the line upwards that the reader sees; None where it is this one."""
        line = line_above(self.account)[1:]
        found = Account.objects.visible_to(self.membership).in_bulk(line) if line else {}
        return next((found[pk] for pk in reversed(line) if pk in found), None)
