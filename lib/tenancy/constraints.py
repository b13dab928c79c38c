"""What the database itself must hold about workspaces, as constraints that makemigrations writes.

They are no table constraints in SQL's sense, so they run after the tables of a migration stand (deferred SQL).
"""

from django.db.models import BaseConstraint


class DeferredConstraint(BaseConstraint):
    """A constraint whose SQL runs at the end of the migration, whether the table is new or not."""

    def constraint_sql(self, model, schema_editor):
        schema_editor.deferred_sql.append(self._create(model, schema_editor))

    def create_sql(self, model, schema_editor):
        schema_editor.deferred_sql.append(self._create(model, schema_editor))
        # Django runs whatever comes back, and at once: it is given something that does nothing.
        return "SELECT 1"

    def _create(self, model, schema_editor):
        raise NotImplementedError

    def validate(self, model, instance, exclude=None, using=None):
        """The database's own business: forms offer only rows of the open workspace."""

    def __eq__(self, other):
        return type(other) is type(self) and self.deconstruct() == other.deconstruct()

    __hash__ = BaseConstraint.__hash__


class RowSecurity(DeferredConstraint):
    """The app's role sees only the open workspace; the platform's role may read them all and write none.

    The policy has no missing_ok, CASE or OR: so it stays an index condition, and no workspace is an error.
    ENABLE without FORCE: the owner's search functions need the table's statistics.
    """

    def _create(self, model, schema_editor):
        table = schema_editor.quote_name(model._meta.db_table)
        mine = "workspace_id = current_setting('app.workspace_id')::int"
        return (
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
            f" CREATE POLICY workspace ON {table} TO crm_app USING ({mine}) WITH CHECK ({mine});"
            f" CREATE POLICY platform ON {table} TO crm_platform USING (true) WITH CHECK (true);"
            f" REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON {table} FROM crm_platform"
        )

    def remove_sql(self, model, schema_editor):
        table = schema_editor.quote_name(model._meta.db_table)
        return f"DROP POLICY workspace ON {table}; DROP POLICY platform ON {table}"


class AppendOnly(DeferredConstraint):
    """Rows are written once: the app's role can neither change nor delete them, but for keys named in `but`."""

    def __init__(self, *, name, but=(), violation_error_code=None, violation_error_message=None):
        super().__init__(
            name=name,
            violation_error_code=violation_error_code,
            violation_error_message=violation_error_message,
        )
        self.but = tuple(but)

    def _create(self, model, schema_editor):
        quote = schema_editor.quote_name
        table = quote(model._meta.db_table)
        revoked = f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM crm_app"
        columns = ", ".join(quote(model._meta.get_field(name).column) for name in self.but)
        return f"{revoked}; GRANT UPDATE ({columns}) ON {table} TO crm_app" if columns else revoked

    def deconstruct(self):
        path, args, kwargs = super().deconstruct()
        return path, args, {**kwargs, "but": self.but} if self.but else kwargs

    def remove_sql(self, model, schema_editor):
        return f"GRANT UPDATE, DELETE ON {schema_editor.quote_name(model._meta.db_table)} TO crm_app"


class WorkspaceReference(DeferredConstraint):
    """A composite foreign key: a row can point only at rows of its own workspace.

    A plain one is checked by the database without row security, so it would accept a stranger's row.
    """

    def __init__(self, *, field, name, violation_error_code=None, violation_error_message=None):
        super().__init__(
            name=name,
            violation_error_code=violation_error_code,
            violation_error_message=violation_error_message,
        )
        self.field = field

    def _create(self, model, schema_editor):
        quote = schema_editor.quote_name
        field = model._meta.get_field(self.field)
        target = field.remote_field.model._meta
        return (
            f"ALTER TABLE {quote(model._meta.db_table)} ADD CONSTRAINT {quote(self.name)}"
            f" FOREIGN KEY (workspace_id, {quote(field.column)})"
            f" REFERENCES {quote(target.db_table)} (workspace_id, {quote(target.pk.column)})"
            f" DEFERRABLE INITIALLY DEFERRED"
        )

    def remove_sql(self, model, schema_editor):
        quote = schema_editor.quote_name
        return f"ALTER TABLE {quote(model._meta.db_table)} DROP CONSTRAINT {quote(self.name)}"

    def deconstruct(self):
        path, args, kwargs = super().deconstruct()
        return path, args, {**kwargs, "field": self.field}
