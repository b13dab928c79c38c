"""Which workspaces have reports to send by e-mail: asked before one is open, ids only."""

from django.db import migrations

DUE = """
CREATE FUNCTION due_workspaces_subscriptions(most integer) RETURNS SETOF integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT workspace.id FROM public.workspaces_workspace workspace
    WHERE workspace.closed_at IS NULL
    AND EXISTS (
        SELECT FROM public.reports_reportsubscription row
        WHERE row.workspace_id = workspace.id AND row.due_at <= now()
    )
    ORDER BY workspace.id LIMIT most
$$;
REVOKE ALL ON FUNCTION due_workspaces_subscriptions(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION due_workspaces_subscriptions(integer) TO crm_app;
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0011_subscriptions")]
    operations = [migrations.RunSQL(DUE, "DROP FUNCTION due_workspaces_subscriptions(integer)")]
