"""Which workspaces have members to write to, by day and from nine in the morning on: asked before one is open, ids."""

from django.db import migrations

DUE = """
CREATE FUNCTION due_workspaces_points_notices(most integer) RETURNS SETOF integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT workspace.id FROM public.workspaces_workspace workspace CROSS JOIN LATERAL (
        SELECT 1 FROM public.loyalty_noticeterms terms
        WHERE terms.workspace_id = workspace.id
        AND (terms.tells_earned OR terms.tells_expiry OR terms.tells_tiers OR terms.tells_vouchers)
        AND extract(hour FROM now() AT TIME ZONE workspace.time_zone) BETWEEN 9 AND 20
        AND EXISTS (
            SELECT FROM public.loyalty_loyaltyprogram program
            WHERE program.workspace_id = workspace.id AND program.state <> 'draft'
        )
        AND NOT EXISTS (
            SELECT FROM public.loyalty_noticeround done WHERE done.workspace_id = workspace.id
            AND done.is_done AND done.day >= (now() AT TIME ZONE workspace.time_zone)::date
        ) LIMIT 1
    ) found WHERE workspace.closed_at IS NULL LIMIT most
$$;
REVOKE ALL ON FUNCTION due_workspaces_points_notices(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION due_workspaces_points_notices(integer) TO crm_app;
"""


class Migration(migrations.Migration):
    dependencies = [("loyalty", "0022_notices")]
    operations = [migrations.RunSQL(DUE, "DROP FUNCTION due_workspaces_points_notices(integer)")]
