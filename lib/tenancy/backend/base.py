"""PostgreSQL, telling the database at the start of every transaction which workspace is open.

The setting is local to the transaction: a session-wide one leaks to the next client of a pooled connection.
"""

from django.core.exceptions import ImproperlyConfigured
from django.db.backends.postgresql import base
from psycopg2.extensions import TRANSACTION_STATUS_INERROR, TRANSACTION_STATUS_UNKNOWN

from lib.tenancy import inspection, state

LOST = (TRANSACTION_STATUS_INERROR, TRANSACTION_STATUS_UNKNOWN)  # unknown: the connection is gone


class DatabaseWrapper(base.DatabaseWrapper):
    def init_connection_state(self):
        """Row security is void for a superuser or owner, and nothing would look wrong: so it is refused at once."""
        super().init_connection_state()
        with self.connection.cursor() as cursor:
            cursor.execute(inspection.ROLE, [inspection.OWNER])
            problems = inspection.problems_of_roles(cursor.fetchall())
        if problems:
            # Left open, it would serve the next query.
            self.connection.close()
            self.connection = None
            raise ImproperlyConfigured(
                f"{'; '.join(problems)}. Sign in as crm_app or crm_platform: docs/deploy.md."
            )

    @property
    def has_failed(self):
        """Whether the transaction can only be rolled back: Django knows it, or only the server does."""
        return self.needs_rollback or self.connection.info.transaction_status in LOST

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
