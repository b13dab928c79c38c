"""PostgreSQL, telling the database at the start of every transaction which workspace is open.

The setting is local to the transaction: a session-wide one leaks to the next client of a pooled connection.
"""

from django.db.backends.postgresql import base

from lib.tenancy import state


class DatabaseWrapper(base.DatabaseWrapper):
    def apply_workspace(self):
        workspace_id = state.current_workspace_id()
        value = "" if workspace_id is None else str(workspace_id)
        # The driver's own cursor, so that query counters and loggers see only what the page asks.
        with self.connection.cursor() as cursor:
            cursor.execute("select set_config('app.workspace_id', %s, true)", [value])

    def _set_autocommit(self, autocommit):
        super()._set_autocommit(autocommit)
        if not autocommit and state.current_workspace_id() is not None:
            with self.wrap_database_errors:
                self.apply_workspace()
