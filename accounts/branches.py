"""Parents and branches: no account stands below itself, however far up."""

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.translation import gettext_lazy as _

from workspaces.models import Workspace

STANDS_BELOW = _("This account stands below the one you are editing.")
# The line upwards; a circle ends where it comes back, since `union` takes every row once.
IS_AT_OR_BELOW = """
with recursive line(id, parent_id) as (
    select id, parent_id from accounts_account where workspace_id = %(workspace)s and id = %(account)s
    union
    select parent.id, parent.parent_id from accounts_account parent
    join line on parent.id = line.parent_id where parent.workspace_id = %(workspace)s
)
select exists (select from line where id = %(other)s)
"""


# Everything under an account, it included, level by level; a circle that a race could have left ends at the depth.
ALL_BELOW = """
with recursive tree(id, parent_id, depth) as (
    select id, parent_id, 0 from accounts_account where workspace_id = %(workspace)s and id = %(account)s
    union all
    select branch.id, branch.parent_id, tree.depth + 1 from accounts_account branch
    join tree on branch.parent_id = tree.id
    where branch.workspace_id = %(workspace)s and branch.archived_at is null and tree.depth < %(deepest)s
)
select id, parent_id, depth from tree order by depth, id limit %(most)s
"""
LINE_ABOVE = """
with recursive line(id, parent_id, depth) as (
    select id, parent_id, 0 from accounts_account where workspace_id = %(workspace)s and id = %(account)s
    union all
    select parent.id, parent.parent_id, line.depth + 1 from accounts_account parent
    join line on parent.id = line.parent_id
    where parent.workspace_id = %(workspace)s and line.depth < %(deepest)s
)
select id from line order by depth
"""
# Levels under the highest parent, and accounts that a page of a group reads.
DEEPEST, MOST_BELOW = 12, 5_000
TOO_DEEP = _("A group has twelve levels at most.")


class ParentBelow(ValidationError):
    """The parent that was asked for stands below this very account."""


def is_at_or_below(account, other) -> bool:
    """Whether this is the other account or one of its branches: one query, however deep they stand."""
    with connection.cursor() as cursor:
        cursor.execute(
            IS_AT_OR_BELOW, {"workspace": account.workspace_id, "account": account.pk, "other": other.pk}
        )
        return cursor.fetchone()[0]


def all_below(account) -> list[tuple[int, int | None, int]]:
    """(key, key of the parent, level) of the account and of its branches that are in use, level by level."""
    asked = {"workspace": account.workspace_id, "account": account.pk, "deepest": DEEPEST, "most": MOST_BELOW}
    with connection.cursor() as cursor:
        cursor.execute(ALL_BELOW, asked)
        return cursor.fetchall()


def line_above(account) -> list[int]:
    """Keys of the account, its parent, the parent of this, up to the highest."""
    asked = {"workspace": account.workspace_id, "account": account.pk, "deepest": 2 * DEEPEST}
    with connection.cursor() as cursor:
        cursor.execute(LINE_ABOVE, asked)
        return [pk for (pk,) in cursor.fetchall()]


def check_parent(account) -> None:
    """Refuse a parent from below, and one under which the group would have too many levels."""
    if account.pk and is_at_or_below(account.parent, account):
        raise ParentBelow(STANDS_BELOW)
    height = max((depth for _pk, _parent, depth in all_below(account)), default=0) if account.pk else 0
    if len(line_above(account.parent)) + height > DEEPEST:
        raise ParentBelow(TOO_DEEP)


def one_change_of_parents(workspace_id) -> None:
    """One at a time in a workspace until the transaction ends: two at once could make a circle."""
    opened = Workspace.objects.select_for_update(no_key=True).filter(pk=workspace_id)
    list(opened.values_list("pk"))
