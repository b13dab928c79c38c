from django.db import migrations

# Which workspaces have issues of series to make, or issues that nobody approved in time: ids only.
SERIES = """
CREATE FUNCTION due_workspaces_campaign_series(most integer) RETURNS SETOF integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT workspace.id FROM public.workspaces_workspace workspace WHERE workspace.closed_at IS NULL AND (
        EXISTS (
            SELECT 1 FROM public.campaigns_series due
            WHERE due.workspace_id = workspace.id AND due.due_at <= now()
        )
        OR EXISTS (
            SELECT 1 FROM public.campaigns_campaign due
            WHERE due.workspace_id = workspace.id AND due.state = 'draft'
            AND due.series_id IS NOT NULL AND due.expire_at <= now()
        )
    ) LIMIT most
$$;
REVOKE ALL ON FUNCTION due_workspaces_campaign_series(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION due_workspaces_campaign_series(integer) TO crm_app;
"""


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0009_series")]
    operations = [migrations.RunSQL(SERIES, "DROP FUNCTION due_workspaces_campaign_series(integer)")]
