"""Search in follow-ups, and the end of what history kept of them once their customer is deleted."""

from importlib import import_module

from django.db import migrations

from lib.tenancy.searching import newest_matches

BEFORE = import_module("interactions.migrations.0002_search").FORGET
FORGET = """
CREATE OR REPLACE FUNCTION forget_interactions(account bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $body$
    DELETE FROM public.interactions_interactionhistory
    WHERE workspace_id = current_setting('app.workspace_id')::integer AND account_id = account
    AND NOT EXISTS (
        SELECT FROM public.accounts_account
        WHERE workspace_id = current_setting('app.workspace_id')::integer AND id = account);
    DELETE FROM public.interactions_followuphistory
    WHERE workspace_id = current_setting('app.workspace_id')::integer AND account_id = account
    AND NOT EXISTS (
        SELECT FROM public.accounts_account
        WHERE workspace_id = current_setting('app.workspace_id')::integer AND id = account);
$body$;
"""


class Migration(migrations.Migration):
    dependencies = [("interactions", "0003_follow_ups")]
    operations = [
        newest_matches("interactions_followup", "follow_up"),
        migrations.RunSQL(FORGET, BEFORE.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")),
    ]
