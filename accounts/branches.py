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


class ParentBelow(ValidationError):
    """The parent that was asked for stands below this very account."""


def is_at_or_below(account, other) -> bool:
    """Whether this is the other account or one of its branches: one query, however deep they stand."""
    with connection.cursor() as cursor:
        cursor.execute(
            IS_AT_OR_BELOW, {"workspace": account.workspace_id, "account": account.pk, "other": other.pk}
        )
        return cursor.fetchone()[0]


def check_parent(account) -> None:
    """Refuse a parent from below."""
    if account.pk and is_at_or_below(account.parent, account):
        raise ParentBelow(STANDS_BELOW)


def one_change_of_parents(workspace_id) -> None:
    """One at a time in a workspace until the transaction ends: two at once could make a circle."""
    opened = Workspace.objects.select_for_update(no_key=True).filter(pk=workspace_id)
    list(opened.values_list("pk"))
