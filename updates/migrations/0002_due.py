from django.db import migrations

# Which workspaces have updates to draft is asked before one is open: ids only. From five in the morning of the workspace.
DUE = """
CREATE FUNCTION due_workspaces_updates(most integer) RETURNS SETOF integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT workspace.id FROM public.workspaces_workspace workspace CROSS JOIN LATERAL (
        SELECT 1 FROM public.updates_updaterhythm due
        WHERE due.workspace_id = workspace.id AND due.next_on IS NOT NULL
        AND due.next_on <= ((now() AT TIME ZONE workspace.time_zone) - interval '5 hours')::date LIMIT 1
    ) found WHERE workspace.closed_at IS NULL LIMIT most
$$;
REVOKE ALL ON FUNCTION due_workspaces_updates(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION due_workspaces_updates(integer) TO crm_app;
"""


class Migration(migrations.Migration):
    dependencies = [("updates", "0001_initial")]
    operations = [migrations.RunSQL(DUE, "DROP FUNCTION due_workspaces_updates(integer)")]
