"""Which workspaces have segments to read in this hour of their night: asked before one is open, ids only."""

from django.db import migrations

DUE = """
CREATE FUNCTION due_workspaces_segments(most integer) RETURNS SETOF integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT workspace.id FROM public.workspaces_workspace workspace
    WHERE workspace.closed_at IS NULL
    AND extract(hour FROM now() AT TIME ZONE workspace.time_zone) BETWEEN 1 AND 5
    AND EXISTS (
        SELECT FROM public.accounts_segment row WHERE row.workspace_id = workspace.id AND row.archived_at IS NULL
    )
    AND NOT EXISTS (
        SELECT FROM public.timeline_job job WHERE job.workspace_id = workspace.id AND job.kind = 'accounts.read_segments'
        AND (job.state IN ('queued', 'running') OR job.created_at >= date_trunc(
            'day', now() AT TIME ZONE workspace.time_zone) AT TIME ZONE workspace.time_zone)
    )
    ORDER BY workspace.id LIMIT most
$$;
REVOKE ALL ON FUNCTION due_workspaces_segments(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION due_workspaces_segments(integer) TO crm_app;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0027_segments")]
    operations = [migrations.RunSQL(DUE, "DROP FUNCTION due_workspaces_segments(integer)")]
