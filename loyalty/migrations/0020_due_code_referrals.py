"""Which workspaces have friends by a code to be looked at, asked before one is open: ids only."""

from django.db import migrations

DUE = """
CREATE FUNCTION due_workspaces_code_referrals(most integer) RETURNS SETOF integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT workspace.id FROM public.workspaces_workspace workspace CROSS JOIN LATERAL (
        SELECT 1 FROM public.loyalty_codereferral due
        WHERE due.workspace_id = workspace.id AND due.due_at <= now() LIMIT 1
    ) found WHERE workspace.closed_at IS NULL LIMIT most
$$;
REVOKE ALL ON FUNCTION due_workspaces_code_referrals(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION due_workspaces_code_referrals(integer) TO crm_app;
"""


class Migration(migrations.Migration):
    dependencies = [("loyalty", "0019_code_referrals")]
    operations = [migrations.RunSQL(DUE, "DROP FUNCTION due_workspaces_code_referrals(integer)")]
