"""Which workspaces look ahead tonight: asked before one is open, ids only."""

from django.db import migrations

DUE = """
CREATE FUNCTION due_workspaces_foresight(most integer) RETURNS SETOF integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT workspace.id FROM public.workspaces_workspace workspace
    WHERE workspace.closed_at IS NULL
    AND EXISTS (SELECT FROM public.sales_purchasetotals row WHERE row.workspace_id = workspace.id)
    AND NOT EXISTS (
        SELECT FROM public.timeline_job job WHERE job.workspace_id = workspace.id AND job.kind = 'reports.foresight'
        AND (job.state IN ('queued', 'running') OR job.created_at >= date_trunc(
            'day', now() AT TIME ZONE workspace.time_zone) AT TIME ZONE workspace.time_zone)
    )
    ORDER BY workspace.id LIMIT most
$$;
REVOKE ALL ON FUNCTION due_workspaces_foresight(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION due_workspaces_foresight(integer) TO crm_app;
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0005_foresight"), ("timeline", "0002_jobs"), ("sales", "0001_initial")]
    operations = [migrations.RunSQL(DUE, "DROP FUNCTION due_workspaces_foresight(integer)")]
