from django.db import migrations

# Which workspaces have jobs to forget is asked before one is open: a function that answers with ids only. A job of an
# import stays as long as the import, so it calls for nothing.
OLD_JOBS = """
CREATE FUNCTION due_workspaces_old_jobs(most integer) RETURNS SETOF integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT workspace.id FROM public.workspaces_workspace workspace CROSS JOIN LATERAL (
        SELECT 1 FROM public.timeline_job due
        WHERE due.workspace_id = workspace.id AND due.created_at < now() - interval '30 days'
        AND due.state NOT IN ('queued', 'running') AND due.kind NOT IN ('accounts.import', 'accounts.undo_import')
        LIMIT 1
    ) found LIMIT most
$$;
REVOKE ALL ON FUNCTION due_workspaces_old_jobs(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION due_workspaces_old_jobs(integer) TO crm_app;
"""


class Migration(migrations.Migration):

    dependencies = [("timeline", "0004_notifications")]

    operations = [migrations.RunSQL(OLD_JOBS, "DROP FUNCTION due_workspaces_old_jobs(integer)")]
