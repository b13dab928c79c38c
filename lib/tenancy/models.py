"""What every table of a workspace is: scoped rows, and records with a number of their own."""

from django.db import connection, models, transaction
from django.utils.translation import gettext_lazy as _

from lib.tenancy import state
from lib.tenancy.fields import NumberField, WorkspaceField


class WorkspaceManager(models.Manager):
    """Rows of the open workspace; without one it raises, so that forgetting is loud and shows nothing."""

    def get_queryset(self):
        queryset = super().get_queryset()
        if state.is_platform_read():
            return queryset
        return queryset.filter(workspace_id=state.require_workspace_id())


class WorkspaceModel(models.Model):
    workspace = WorkspaceField()

    objects = WorkspaceManager()
    # The one way round the filter, for Django admin and the floor itself; row security still holds.
    across_workspaces = models.Manager()

    class Meta:
        abstract = True


class NumberedModel(WorkspaceModel):
    """A record people address by its number inside the workspace: gaps are fine, numbers are never reused."""

    number = NumberField(verbose_name=_("number"))

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if self.number is None:
            self.number = take_numbers(type(self))
        super().save(*args, **kwargs)


# One statement, which locks the series or makes it: each number that is given costs one.
TAKE = """
    insert into workspaces_numberseries as series (workspace_id, kind, last) values (%s, %s, %s)
    on conflict (workspace_id, kind) do update set last = series.last + excluded.last
    returning last
"""


def take_numbers(model, count=1) -> int:
    """Take `count` numbers in a row for this kind of record; return the first.

    The series stays locked until the transaction ends: long work takes its block in a transaction of its own.
    """
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.execute(TAKE, [state.require_workspace_id(), model._meta.label_lower, count])
        return cursor.fetchone()[0] - count + 1
