"""Which workspaces have rollups that are behind, and which are to be checked: asked before one is open, ids only."""

from django.db import migrations

DUE = """
CREATE FUNCTION due_workspaces_rollups(most integer) RETURNS SETOF integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT workspace.id FROM public.workspaces_workspace workspace
    LEFT JOIN public.reports_rollupstate state ON state.workspace_id = workspace.id
    LEFT JOIN public.timeline_eventreader reader ON reader.workspace_id = workspace.id AND reader.name = 'reports'
    WHERE workspace.closed_at IS NULL AND (
        state.built_at IS NULL OR state.is_dirty
        OR state.time_zone <> workspace.time_zone OR state.currency <> workspace.currency
        OR EXISTS (
            SELECT FROM public.timeline_event event WHERE event.workspace_id = workspace.id
            AND (event.epoch, event.xid, event.id) > (reader.epoch, reader.xid, reader.last_id)
        )
    )
    ORDER BY state.summed_at NULLS FIRST, workspace.id LIMIT most
$$;
REVOKE ALL ON FUNCTION due_workspaces_rollups(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION due_workspaces_rollups(integer) TO crm_app;
CREATE FUNCTION due_workspaces_rollup_check(most integer) RETURNS SETOF integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT workspace.id FROM public.workspaces_workspace workspace
    JOIN public.reports_rollupstate state ON state.workspace_id = workspace.id AND state.built_at IS NOT NULL
    WHERE workspace.closed_at IS NULL
    AND (now() AT TIME ZONE workspace.time_zone)::time BETWEEN '01:00' AND '05:00'
    AND NOT EXISTS (
        SELECT FROM public.reports_rollupcheck done WHERE done.workspace_id = workspace.id
        AND done.at > now() - interval '12 hours'
    )
    ORDER BY workspace.id LIMIT most
$$;
REVOKE ALL ON FUNCTION due_workspaces_rollup_check(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION due_workspaces_rollup_check(integer) TO crm_app;
"""
GONE = """
DROP FUNCTION due_workspaces_rollup_check(integer);
DROP FUNCTION due_workspaces_rollups(integer);
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_rollups"), ("timeline", "0010_event_readers")]
    operations = [migrations.RunSQL(DUE, GONE)]
