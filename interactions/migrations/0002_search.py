"""Search through the trigram index, and the end of what history kept of a deleted customer.

The function belongs to the owner, reads the workspace from the transaction's own setting and takes nothing of an
account that still stands.
"""

from django.db import migrations

from lib.tenancy.searching import newest_matches

FORGET = """
CREATE FUNCTION forget_interactions(account bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $body$
    DELETE FROM public.interactions_interactionhistory
    WHERE workspace_id = current_setting('app.workspace_id')::integer AND account_id = account
    AND NOT EXISTS (
        SELECT FROM public.accounts_account
        WHERE workspace_id = current_setting('app.workspace_id')::integer AND id = account)
$body$;
REVOKE ALL ON FUNCTION forget_interactions(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION forget_interactions(bigint) TO crm_app;
"""


class Migration(migrations.Migration):
    dependencies = [("interactions", "0001_initial")]
    operations = [
        newest_matches("interactions_interaction", "interaction"),
        migrations.RunSQL(FORGET, "DROP FUNCTION forget_interactions(bigint)"),
    ]
