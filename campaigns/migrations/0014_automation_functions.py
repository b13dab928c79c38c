from django.db import migrations

# Which workspaces have automations with something to do: somebody due, people to look for, events to read. Ids only.
DUE = """
CREATE FUNCTION due_workspaces_automations(most integer) RETURNS SETOF integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT workspace.id FROM public.workspaces_workspace workspace WHERE workspace.closed_at IS NULL AND EXISTS (
        SELECT 1 FROM public.campaigns_automation running
        WHERE running.workspace_id = workspace.id AND running.state = 'running'
    ) AND (
        EXISTS (
            SELECT 1 FROM public.campaigns_enrolment due
            JOIN public.campaigns_automation running
            ON running.workspace_id = due.workspace_id AND running.id = due.automation_id
            WHERE due.workspace_id = workspace.id AND due.due_at <= now() AND running.state = 'running'
        )
        OR EXISTS (
            SELECT 1 FROM public.campaigns_automation due
            WHERE due.workspace_id = workspace.id AND due.state = 'running' AND due.look_at <= now()
        )
        OR EXISTS (
            SELECT 1 FROM public.timeline_eventreader reader
            JOIN public.timeline_event event ON event.workspace_id = reader.workspace_id
            WHERE reader.workspace_id = workspace.id AND reader.name = 'automations'
            AND (event.epoch, event.xid, event.id) > (reader.epoch, reader.xid, reader.last_id)
            AND event.xid < pg_snapshot_xmin(pg_current_snapshot())
        )
    ) LIMIT most
$$;
REVOKE ALL ON FUNCTION due_workspaces_automations(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION due_workspaces_automations(integer) TO crm_app;
"""


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0013_automations"), ("timeline", "0010_event_readers")]
    operations = [migrations.RunSQL(DUE, "DROP FUNCTION due_workspaces_automations(integer)")]
