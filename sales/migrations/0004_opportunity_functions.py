"""Search in opportunities, what is overdue, and the end of what history kept of them with their customer."""

from django.db import migrations

from lib.tenancy.searching import newest_matches

FORGET = """
CREATE FUNCTION forget_opportunities(account bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $body$
    DELETE FROM public.sales_opportunityhistory
    WHERE workspace_id = current_setting('app.workspace_id')::integer AND account_id = account
    AND NOT EXISTS (
        SELECT FROM public.accounts_account
        WHERE workspace_id = current_setting('app.workspace_id')::integer AND id = account);
$body$;
REVOKE ALL ON FUNCTION forget_opportunities(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION forget_opportunities(bigint) TO crm_app;
"""

# Which workspaces have opportunities to tell of is asked before one is open: ids only.
DUE = """
CREATE FUNCTION due_workspaces_opportunities(most integer) RETURNS SETOF integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT workspace.id FROM public.workspaces_workspace workspace CROSS JOIN LATERAL (
        SELECT 1 FROM public.sales_opportunity due
        WHERE due.workspace_id = workspace.id AND due.state = 'open' AND due.archived_at IS NULL
        AND due.expected_on < (now() AT TIME ZONE workspace.time_zone)::date
        AND due.overdue_told_for IS DISTINCT FROM due.expected_on LIMIT 1
    ) found WHERE workspace.closed_at IS NULL LIMIT most
$$;
REVOKE ALL ON FUNCTION due_workspaces_opportunities(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION due_workspaces_opportunities(integer) TO crm_app;
"""


class Migration(migrations.Migration):
    dependencies = [("sales", "0003_opportunities")]
    operations = [
        newest_matches("sales_opportunity", "opportunity"),
        migrations.RunSQL(FORGET, "DROP FUNCTION forget_opportunities(bigint)"),
        migrations.RunSQL(DUE, "DROP FUNCTION due_workspaces_opportunities(integer)"),
    ]
