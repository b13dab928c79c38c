from django.db import migrations

# Which workspaces are due is asked before one is open: ids only. The sweep begins between one and five in the morning
# of the workspace, once in a night.
DUE = """
CREATE FUNCTION due_workspaces_duplicates(most integer) RETURNS SETOF integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT workspace.id FROM public.workspaces_workspace workspace
    WHERE workspace.closed_at IS NULL
    AND (now() AT TIME ZONE workspace.time_zone)::time BETWEEN '01:00' AND '05:00'
    AND NOT EXISTS (
        SELECT FROM public.timeline_job job WHERE job.workspace_id = workspace.id
        AND job.kind = 'accounts.duplicates' AND job.created_at > now() - interval '12 hours'
    )
    AND EXISTS (SELECT FROM public.accounts_account account WHERE account.workspace_id = workspace.id)
    ORDER BY workspace.id LIMIT most
$$;
REVOKE ALL ON FUNCTION due_workspaces_duplicates(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION due_workspaces_duplicates(integer) TO crm_app;
CREATE FUNCTION due_workspaces_merges(most integer) RETURNS SETOF integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT workspace.id FROM public.workspaces_workspace workspace CROSS JOIN LATERAL (
        SELECT 1 FROM public.accounts_merge due
        WHERE due.workspace_id = workspace.id AND due.detail_until <= now() LIMIT 1
    ) found LIMIT most
$$;
REVOKE ALL ON FUNCTION due_workspaces_merges(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION due_workspaces_merges(integer) TO crm_app;
"""
GONE = "DROP FUNCTION due_workspaces_duplicates(integer); DROP FUNCTION due_workspaces_merges(integer)"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0020_duplicates_and_merges"), ("timeline", "0009_events_by_moment")]
    operations = [migrations.RunSQL(DUE, GONE)]
