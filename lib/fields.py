"""Column types Django does not bring."""

from django.db import models


class TransactionIdField(models.BigIntegerField):
    """PostgreSQL's xid8: the transaction that wrote the row, given by the database."""

    def db_type(self, connection):
        return "xid8"

    def get_db_prep_value(self, value, connection, prepared=False):
        """As text: there is no operator between xid8 and a number."""
        value = super().get_db_prep_value(value, connection, prepared)
        return value if value is None or hasattr(value, "as_sql") else str(value)

    def select_format(self, compiler, sql, params):
        return f"{sql}::text::bigint", params


class CurrentTransactionId(models.Func):
    function = "pg_current_xact_id"
    output_field = TransactionIdField()
    arity = 0
