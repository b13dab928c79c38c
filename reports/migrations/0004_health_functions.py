"""Readings go with their customer; and which workspaces read the health of theirs tonight: ids only."""

from django.db import migrations

FORGET = """
CREATE FUNCTION forget_health(account bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $body$
DECLARE
    mine integer := current_setting('app.workspace_id')::integer;
BEGIN
    DELETE FROM public.reports_healthreading WHERE workspace_id = mine AND account_id = account
    AND NOT EXISTS (SELECT FROM public.accounts_account WHERE workspace_id = mine AND id = account);
END
$body$;
REVOKE ALL ON FUNCTION forget_health(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION forget_health(bigint) TO crm_app;
"""

DUE = """
CREATE FUNCTION due_workspaces_health(most integer) RETURNS SETOF integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT workspace.id FROM public.workspaces_workspace workspace
    WHERE workspace.closed_at IS NULL
    AND EXISTS (SELECT FROM public.accounts_account row WHERE row.workspace_id = workspace.id)
    AND NOT EXISTS (
        SELECT FROM public.timeline_job job WHERE job.workspace_id = workspace.id AND job.kind = 'reports.health'
        AND (job.state IN ('queued', 'running') OR job.created_at >= date_trunc(
            'day', now() AT TIME ZONE workspace.time_zone) AT TIME ZONE workspace.time_zone)
    )
    ORDER BY workspace.id LIMIT most
$$;
REVOKE ALL ON FUNCTION due_workspaces_health(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION due_workspaces_health(integer) TO crm_app;
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0003_health")]
    operations = [
        migrations.RunSQL(FORGET, "DROP FUNCTION forget_health(bigint)"),
        migrations.RunSQL(DUE, "DROP FUNCTION due_workspaces_health(integer)"),
    ]
