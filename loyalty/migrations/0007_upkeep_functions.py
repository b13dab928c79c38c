"""Which workspaces have points that are over, and which ledgers are to be checked: asked before one is open, ids only."""

from django.db import migrations

DUE = """
CREATE FUNCTION due_workspaces_expiry(most integer) RETURNS SETOF integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT workspace.id FROM public.workspaces_workspace workspace CROSS JOIN LATERAL (
        SELECT 1 FROM public.loyalty_lot lot
        WHERE lot.workspace_id = workspace.id AND lot.expires_at <= now() AND lot.remaining_points > 0
        AND lot.remaining_points > lot.held_points LIMIT 1
    ) found WHERE workspace.closed_at IS NULL
    AND NOT EXISTS (
        SELECT FROM public.timeline_job job WHERE job.workspace_id = workspace.id
        AND job.kind = 'loyalty.expire' AND job.state IN ('queued', 'running')
    )
    LIMIT most
$$;
REVOKE ALL ON FUNCTION due_workspaces_expiry(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION due_workspaces_expiry(integer) TO crm_app;
CREATE FUNCTION due_workspaces_ledger_check(most integer) RETURNS SETOF integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT workspace.id FROM public.workspaces_workspace workspace
    WHERE workspace.closed_at IS NULL
    AND (now() AT TIME ZONE workspace.time_zone)::time BETWEEN '01:00' AND '05:00'
    AND EXISTS (SELECT FROM public.loyalty_wallet row WHERE row.workspace_id = workspace.id)
    AND NOT EXISTS (
        SELECT FROM public.timeline_job job WHERE job.workspace_id = workspace.id
        AND job.kind = 'loyalty.reconcile' AND job.created_at > now() - interval '12 hours'
    )
    ORDER BY workspace.id LIMIT most
$$;
REVOKE ALL ON FUNCTION due_workspaces_ledger_check(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION due_workspaces_ledger_check(integer) TO crm_app;
"""
GONE = """
DROP FUNCTION due_workspaces_ledger_check(integer);
DROP FUNCTION due_workspaces_expiry(integer);
"""


class Migration(migrations.Migration):
    dependencies = [("loyalty", "0006_upkeep")]
    operations = [migrations.RunSQL(DUE, GONE)]
