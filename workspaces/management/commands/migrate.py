from django.core.management.commands import migrate
from django.db import connections

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


class Command(migrate.Command):
    """Migrations run as the owner of the tables, whatever the caller's DATABASE_URL."""

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.set_defaults(database="owner")

    def handle(self, *args, **options):
        super().handle(*args, **options)
        if not (options["plan"] or options["check_unapplied"]):
            with connections[options["database"]].cursor() as cursor:
                cursor.execute(ALWAYS_KEEP)
