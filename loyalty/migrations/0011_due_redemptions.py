from django.db import migrations

# Which workspaces have rewards that nobody collected in time is asked before one is open: ids only.
DUE = """
CREATE FUNCTION due_workspaces_redemptions(most integer) RETURNS SETOF integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT workspace.id FROM public.workspaces_workspace workspace CROSS JOIN LATERAL (
        SELECT 1 FROM public.loyalty_redemption due
        WHERE due.workspace_id = workspace.id AND due.state = 'held' AND due.until_at <= now() LIMIT 1
    ) found WHERE workspace.closed_at IS NULL LIMIT most
$$;
REVOKE ALL ON FUNCTION due_workspaces_redemptions(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION due_workspaces_redemptions(integer) TO crm_app;
"""


class Migration(migrations.Migration):
    dependencies = [("loyalty", "0010_redemptions")]
    operations = [migrations.RunSQL(DUE, "DROP FUNCTION due_workspaces_redemptions(integer)")]
