"""Which workspaces have customers whose purchases are to be settled, asked before one is open: ids only."""

from django.db import migrations

DUE = """
CREATE FUNCTION due_workspaces_earning(most integer) RETURNS SETOF integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT workspace.id FROM public.workspaces_workspace workspace CROSS JOIN LATERAL (
        SELECT 1 FROM public.loyalty_unsettledaccount due
        WHERE due.workspace_id = workspace.id AND due.at <= now() LIMIT 1
    ) found WHERE workspace.closed_at IS NULL LIMIT most
$$;
REVOKE ALL ON FUNCTION due_workspaces_earning(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION due_workspaces_earning(integer) TO crm_app;
"""


class Migration(migrations.Migration):
    dependencies = [("loyalty", "0008_earning")]
    operations = [migrations.RunSQL(DUE, "DROP FUNCTION due_workspaces_earning(integer)")]
