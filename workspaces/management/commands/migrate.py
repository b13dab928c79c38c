import time
from contextlib import contextmanager

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import OperationalError, connections
from django.db.migrations.state import ProjectState
from psycopg2.errors import LockNotAvailable

# The triggers that write history ask this function of pgtrigger's whether a setting of the session, which any
# role may set, tells them to do nothing. Each migration of a trigger makes it anew, so it is answered last: never.
ALWAYS_KEEP = """
    DO $$ BEGIN
        IF to_regprocedure('public._pgtrigger_should_ignore(name)') IS NOT NULL THEN
            CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name name) RETURNS boolean
            LANGUAGE plpgsql AS 'BEGIN RETURN FALSE; END';
        END IF;
    END $$
"""
LOCK_SECONDS = 1
REST_SECONDS = 0.5
GIVE_UP_SECONDS = 300


@contextmanager
def rendering_little():
    """A changed model is drawn anew with those it knows to point to it, and not with all that they are related to.

    Every model of ours points to the workspace, so that Django would draw all of them for each operation: minutes
    for a new database. What an operation itself needs is right; the others are marked as put off, as Django marks
    them for changes of plain columns, and whatever asks for the whole (RunPython) has it drawn first.
    """
    usual = ProjectState._find_reload_model

    def little(state, app_label, model_name, delay=False):
        state.is_delayed = True
        key = (app_label, model_name)
        try:
            old = state.apps.get_model(*key)
        except LookupError:
            return {key}
        pointing = {relation.related_model._meta for relation in old._meta.related_objects}
        return {key} | {(meta.app_label, meta.model_name) for meta in pointing}

    ProjectState._find_reload_model = little
    try:
        yield
    finally:
        ProjectState._find_reload_model = usual


class Command(migrate.Command):
    """Migrations run as the owner of the tables, whatever the caller's DATABASE_URL.

    One that waits for a table keeps everybody else from it, also those who only read. So it waits for a second at
    most, lets them pass, and tries again; what was migrated before stays migrated.
    """

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.set_defaults(database="owner")

    def handle(self, *args, **options):
        until = time.monotonic() + GIVE_UP_SECONDS
        while not self._has_migrated(*args, **options):
            if time.monotonic() > until:
                raise CommandError(
                    "A table stayed in use for five minutes, so nothing more was migrated. "
                    "End what uses it (pg_stat_activity shows it), then migrate again."
                )
            self.stderr.write("A table is in use; trying again.")
            time.sleep(REST_SECONDS)
        if not (options["plan"] or options["check_unapplied"]):
            with connections[options["database"]].cursor() as cursor:
                cursor.execute(ALWAYS_KEEP)

    def _has_migrated(self, *args, **options) -> bool:
        """False when a table was in use."""
        with connections[options["database"]].cursor() as cursor:
            cursor.execute("select set_config('lock_timeout', %s, false)", [f"{LOCK_SECONDS}s"])
        try:
            with rendering_little():
                super().handle(*args, **options)
        except OperationalError as error:
            if isinstance(error.__cause__, LockNotAvailable):
                self._connect_anew(options["database"])
                return False
            raise
        return True

    def _connect_anew(self, alias) -> None:
        """Where a constraint had to wait, which Django adds after the operations of a migration, it leaves its
        transaction open: the connection is of no use any more."""
        connections[alias].connection.close()
        del connections[alias]
