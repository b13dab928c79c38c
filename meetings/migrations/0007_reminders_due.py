from django.db import migrations

# Which workspaces have meetings that begin soon is asked before one is open: ids only.
DUE = """
CREATE FUNCTION due_workspaces_meetings(most integer) RETURNS SETOF integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT workspace.id FROM public.workspaces_workspace workspace CROSS JOIN LATERAL (
        SELECT 1 FROM public.meetings_meeting due
        WHERE due.workspace_id = workspace.id AND due.remind_at <= now() LIMIT 1
    ) found WHERE workspace.closed_at IS NULL LIMIT most
$$;
REVOKE ALL ON FUNCTION due_workspaces_meetings(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION due_workspaces_meetings(integer) TO crm_app;
"""


class Migration(migrations.Migration):
    dependencies = [("meetings", "0006_reminders")]
    operations = [migrations.RunSQL(DUE, "DROP FUNCTION due_workspaces_meetings(integer)")]
