from django.db import migrations

# Which workspaces have quiet customers to tell of is asked before one is open: ids only. From seven in the morning.
QUIET = """
CREATE FUNCTION due_workspaces_quiet(most integer) RETURNS SETOF integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT workspace.id FROM public.workspaces_workspace workspace CROSS JOIN LATERAL (
        SELECT 1 FROM public.interactions_contactschedule due
        WHERE due.workspace_id = workspace.id AND due.alert_on IS NOT NULL
        AND due.alert_on <= ((now() AT TIME ZONE workspace.time_zone) - interval '7 hours')::date LIMIT 1
    ) found WHERE workspace.closed_at IS NULL LIMIT most
$$;
REVOKE ALL ON FUNCTION due_workspaces_quiet(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION due_workspaces_quiet(integer) TO crm_app;
"""


class Migration(migrations.Migration):
    dependencies = [("interactions", "0009_contact_schedules")]
    operations = [migrations.RunSQL(QUIET, "DROP FUNCTION due_workspaces_quiet(integer)")]
