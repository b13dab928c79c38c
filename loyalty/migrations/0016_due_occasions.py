"""Which workspaces have occasions to look for today, by their own clocks, asked before one is open: ids only."""

from django.db import migrations

DUE = """
CREATE FUNCTION due_workspaces_occasions(most integer) RETURNS SETOF integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT workspace.id FROM public.workspaces_workspace workspace CROSS JOIN LATERAL (
        SELECT 1 FROM public.loyalty_loyaltyprogram due
        WHERE due.workspace_id = workspace.id AND due.state = 'running'
        AND (due.starts_on IS NULL OR due.starts_on <= (now() AT TIME ZONE workspace.time_zone)::date)
        AND NOT EXISTS (
            SELECT FROM public.loyalty_occasionround looked WHERE looked.workspace_id = workspace.id
            AND looked.is_done AND looked.day >= (now() AT TIME ZONE workspace.time_zone)::date
        ) LIMIT 1
    ) found WHERE workspace.closed_at IS NULL LIMIT most
$$;
REVOKE ALL ON FUNCTION due_workspaces_occasions(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION due_workspaces_occasions(integer) TO crm_app;
"""


class Migration(migrations.Migration):
    dependencies = [("loyalty", "0015_occasions")]
    operations = [migrations.RunSQL(DUE, "DROP FUNCTION due_workspaces_occasions(integer)")]
