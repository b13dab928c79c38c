"""Search in follow-ups, and the end of what history kept of them once their customer is deleted."""

from importlib import import_module

from django.db import migrations

FIRST = import_module("interactions.migrations.0002_search")
SEARCH = FIRST.SEARCH.replace("interactions_{name}", "interactions_followup").replace("{name}", "follow_up")
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
        migrations.RunSQL(SEARCH, "DROP FUNCTION search_follow_up_ids(text[], integer)"),
        migrations.RunSQL(FORGET, FIRST.FORGET.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")),
    ]
